"""What the papers of the five-year plan print: the plan, its measures by mission, its risks."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.product import Asked, Body
from portal_plugin.measures.codes import BudgetMode, IndicatorLevel, Instrument
from portal_plugin.measures.loading import measure_rows
from portal_plugin.measures.models import Measure, Plan, RiskControl, RiskItem
from portal_plugin.measures.queries import plan_for
from portal_plugin.measures.report_rows import MeasureRow
from portal_plugin.measures.selects import same
from portal_plugin.tenants.session import TenantSession


def plan_opening(
    session: TenantSession, product: str, title: str, asked: Asked
) -> tuple[Body, UUID]:
    """The opening with `plan` (years Buddhist, `announced_on` ISO or None), and the plan's id.

    Raises `NotFound` where no plan covers the year.
    """
    plan_id = plan_for(session, Instrument.PLAN_5Y, asked.fiscal_year).id
    plan = session.scalars(sa.select(Plan).where(Plan.id == plan_id)).one()
    facts = {
        "title": plan.title,
        "year_from": plan.year_from,
        "year_to": plan.year_to,
        "announced_on": plan.announced_on.isoformat() if plan.announced_on else None,
        "preface": plan.preface,
        "rationale": plan.rationale,
        "objectives": list(plan.objectives),
        "goals": list(plan.goals),
        "benefits": list(plan.benefits),
    }
    return opening(session, product, title, asked) | {"plan": facts}, plan_id


def dimensions_of(session: TenantSession, plan_id: UUID, fiscal_year: int) -> list[Body]:
    """The measures by dimension and mission, in seven statements.

    Dimensions stand by number, missions by theirs ("1.10" after "1.9"), measures by `seq`; what
    hangs on no dimension comes last, under the number None.
    """
    rows = sorted(measure_rows(session, plan_id, fiscal_year), key=_place)
    return [
        {
            "number": number,
            "title": title,
            "missions": [
                {"number": mission, "title": name, "measures": [_measure(row) for row in group]}
                for (mission, name), group in groupby(
                    members, key=lambda row: (row.mission or "", row.mission_title)
                )
            ],
        }
        for (number, title), members in groupby(
            rows, key=lambda row: (row.dimension, row.dimension_title)
        )
    ]


def risks_of(session: TenantSession, plan_id: UUID) -> list[Body]:
    """The risk register, in two statements. A control's `seq` and `ref` name the measure that it
    is, both None where it is none (R8)."""
    found: dict[UUID, list[Body]] = {}
    controls = (
        sa.select(RiskControl.risk_id, RiskControl.text, Measure.id, Measure.seq)
        .join(RiskItem, same(RiskControl, RiskControl.risk_id, RiskItem))
        .outerjoin(Measure, same(RiskControl, RiskControl.measure_id, Measure))
        .where(RiskItem.plan_id == plan_id)
        .order_by(RiskControl.position, RiskControl.id)
    )
    for risk_id, text, measure_id, seq in session.execute(controls):
        ref = str(measure_id) if measure_id else None
        found.setdefault(risk_id, []).append({"text": text, "seq": seq, "ref": ref})
    items = sa.select(RiskItem).where(RiskItem.plan_id == plan_id)
    return [
        {
            "process": item.process,
            "issues": list(item.issues),
            "level": item.level.value if item.level else None,
            "likelihood": item.likelihood,
            "impact": item.impact,
            "controls": found.get(item.id, []),
        }
        for item in session.scalars(items.order_by(RiskItem.position, RiskItem.id))
    ]


def measures_in(dimensions: list[Body]) -> list[Body]:
    """All measures in the order of the paper."""
    return [
        measure
        for dimension in dimensions
        for mission in dimension["missions"]
        for measure in mission["measures"]
    ]


def years_of(body: Body) -> range:
    """The plan's Buddhist fiscal years."""
    return range(body["plan"]["year_from"], body["plan"]["year_to"] + 1)


def _place(row: MeasureRow) -> tuple[bool, int, tuple[int, ...], str, int]:
    number = row.mission or ""
    parts = tuple(int(part) for part in number.split(".") if part.isdecimal())
    return row.dimension is None, row.dimension or 0, parts, number, row.seq


def _measure(row: MeasureRow) -> Body:
    amounts = {str(line.fiscal_year): line.plan_amount for line in row.budgets}
    uses_budget = row.budget_mode is BudgetMode.AMOUNT
    return {
        "seq": row.seq,
        "kind": row.kind.value if row.kind else None,
        "title": row.title,
        "rationale": row.rationale,
        "objectives": list(row.objectives),
        "target_group": row.target_group,
        "steps": [{"path": step.path, "text": step.text} for step in row.steps],
        "period": row.period,
        "uses_budget": uses_budget,
        "amounts": dict(sorted(amounts.items())) if uses_budget else {},
        "departments": row.departments_text.split("\n")
        if row.departments_text
        else list(row.departments),
        "outputs": _indicators(row, IndicatorLevel.OUTPUT),
        "outcomes": _indicators(row, IndicatorLevel.OUTCOME),
        "remark": row.remark,
    }


def _indicators(row: MeasureRow, level: IndicatorLevel) -> list[str]:
    return [indicator.text for indicator in row.indicators if indicator.level is level]
