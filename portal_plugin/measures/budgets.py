"""Money of measures by Buddhist fiscal year, in whole baht (R3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.measures.codes import BudgetMode, PlanState
from portal_plugin.measures.models import BudgetLine, Measure, Plan
from portal_plugin.measures.report_rows import BudgetRow, MeasureRow
from portal_plugin.measures.responsibility import check_responsible, locked_measure
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession

MOST_BAHT = 10**12
EDITABLE_STATES = frozenset({PlanState.DRAFT, PlanState.AMENDED})
"""States in which a plan's content, its planned amounts included, may change."""


@dataclass(frozen=True, slots=True)
class BudgetInput:
    """Amounts of one year, whole baht; None is "not stated"."""

    plan_amount: int = 0
    ordinance_amount: int | None = None
    in_ordinance: bool = False
    paid_amount: int | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """Counted measures and the sums of their amounts, whole baht."""

    measures: int = 0
    plan: int = 0
    ordinance: int = 0
    paid: int = 0

    def plus(self, line: BudgetRow | None) -> Sums:
        """These sums with one more measure."""
        if line is None:
            return Sums(self.measures + 1, self.plan, self.ordinance, self.paid)
        return Sums(
            self.measures + 1,
            self.plan + line.plan_amount,
            self.ordinance + (line.ordinance_amount or 0),
            self.paid + (line.paid_amount or 0),
        )


@dataclass(frozen=True, slots=True)
class BudgetTotals:
    """Sums by dimension number (None: without a dimension) in order, and of all."""

    by_dimension: tuple[tuple[int | None, Sums], ...]
    grand: Sums


def budget_totals(measures: Iterable[MeasureRow], fiscal_year: int) -> BudgetTotals:
    """A dimension's total is the sum of its measures, the grand total that of all (R3). Pure."""
    by_dimension: dict[int | None, Sums] = {}
    grand = Sums()
    for measure in measures:
        line = measure.budget(fiscal_year)
        grand = grand.plus(line)
        by_dimension[measure.dimension] = by_dimension.get(measure.dimension, Sums()).plus(line)
    ordered = sorted(by_dimension.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    return BudgetTotals(tuple(ordered), grand)


def set_budget(
    session: TenantSession, actor: Actor, measure_id: UUID, fiscal_year: int, given: BudgetInput
) -> tuple[Breach, ...]:
    """Set the amounts of a measure in one year; returns warnings (R3), such as paid > ordinance.

    Raises `NotFound`; `RuleBroken` for a year outside the plan, an amount that cannot be, an
    amount on a measure without a budget, and a planned amount changed after the announcement.
    """
    measure = locked_measure(session, measure_id)
    check_responsible(session, actor, measure)
    plan = session.scalars(sa.select(Plan).where(Plan.id == measure.plan_id)).one()
    before = _line(session, measure_id, fiscal_year)
    breaches = _breaches(measure, plan, fiscal_year, given, before)
    if breaches:
        raise RuleBroken(breaches)
    amounts = {
        "plan_amount": given.plan_amount,
        "ordinance_amount": given.ordinance_amount,
        "in_ordinance": given.in_ordinance,
        "paid_amount": given.paid_amount,
        "updated_at": clock.now(),
        "updated_by": actor.name,
    }
    session.execute(
        insert(BudgetLine)
        .values(id=new_id(), measure_id=measure_id, fiscal_year=fiscal_year, **amounts)
        .on_conflict_do_update(
            index_elements=["tenant_id", "measure_id", "fiscal_year"], set_=amounts
        )
    )
    audit.record(
        session,
        actor,
        "budget.set",
        "measure",
        measure_id,
        fiscal_year=fiscal_year,
        before=_amounts(before),
        after=_amounts(given),
    )
    session.flush()
    return tuple(budget_warnings(given))


def budget_warnings(line: BudgetInput | BudgetRow) -> list[Breach]:
    """What looks wrong in a year's amounts without being forbidden (R3)."""
    warnings = []
    if (line.paid_amount or 0) > (line.ordinance_amount or 0):
        sentence = "เบิกจ่ายมากกว่างบประมาณตามข้อบัญญัติ/เทศบัญญัติ กรุณาตรวจตัวเลข"
        warnings.append(Breach("R3", "paid_amount", sentence))
    if line.ordinance_amount and not line.in_ordinance:
        sentence = "มีงบประมาณตามข้อบัญญัติ/เทศบัญญัติ แต่ไม่ได้เลือกว่าตั้งไว้ กรุณาตรวจ"
        warnings.append(Breach("R3", "in_ordinance", sentence))
    return warnings


def _line(session: TenantSession, measure_id: UUID, fiscal_year: int) -> BudgetInput | None:
    row = session.execute(
        sa.select(
            BudgetLine.plan_amount,
            BudgetLine.ordinance_amount,
            BudgetLine.in_ordinance,
            BudgetLine.paid_amount,
        ).where(BudgetLine.measure_id == measure_id, BudgetLine.fiscal_year == fiscal_year)
    ).one_or_none()
    return None if row is None else BudgetInput(*row)


def _amounts(line: BudgetInput | None) -> list[object] | None:
    if line is None:
        return None
    return [line.plan_amount, line.ordinance_amount, line.in_ordinance, line.paid_amount]


def _breaches(
    measure: Measure, plan: Plan, year: int, given: BudgetInput, before: BudgetInput | None
) -> list[Breach]:
    if not plan.year_from <= year <= plan.year_to:
        return [Breach("R3", "fiscal_year", "ปีงบประมาณอยู่นอกปีของแผน กรุณาเลือกปีในแผน")]
    fields = {
        "plan_amount": given.plan_amount,
        "ordinance_amount": given.ordinance_amount or 0,
        "paid_amount": given.paid_amount or 0,
    }
    breaches = [
        Breach("R3", field, "กรุณาใส่จำนวนเงินเป็นบาทเต็ม ตั้งแต่ 0 ถึงหนึ่งล้านล้านบาท")
        for field, amount in fields.items()
        if not 0 <= amount <= MOST_BAHT
    ]
    if measure.budget_mode is BudgetMode.NONE and any(fields.values()):
        sentence = "มาตรการนี้ระบุว่าไม่ใช้งบประมาณ กรุณาแก้มาตรการเป็นใช้งบประมาณก่อนใส่จำนวนเงิน"
        breaches.append(Breach("R3", "plan_amount", sentence))
    changed = given.plan_amount != (before.plan_amount if before else 0)
    if changed and plan.state not in EDITABLE_STATES:
        sentence = "แผนประกาศใช้แล้ว กรุณาเปิดแผนเพื่อแก้ไขก่อนเปลี่ยนงบประมาณตามแผน"
        breaches.append(Breach("STATE", "plan_amount", sentence))
    return breaches
