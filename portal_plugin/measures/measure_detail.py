"""One measure with its history, for its page and its progress form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.measures import selects
from portal_plugin.measures.codes import RoundCode
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.loading import (
    entry_row,
    evidence_rows,
    measure_row_from,
    plan_row,
    round_row,
)
from portal_plugin.measures.models import Measure, Plan, ProgressEntry, Reopening, Round
from portal_plugin.measures.report_rows import EntryRow, MeasureRow, PlanRow, RoundRow
from portal_plugin.measures.standing import ROUND_ORDER, Standing, effective
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """An entry with the fiscal year it was reported for."""

    fiscal_year: int
    entry: EntryRow


@dataclass(frozen=True, slots=True)
class ReopeningRow:
    """The logged leave to go back from DONE."""

    fiscal_year: int
    reason: str
    reopened_by: str
    reopened_at: datetime


@dataclass(frozen=True, slots=True)
class MeasureDetail:
    """A measure in one fiscal year, with the history of all years.

    `measure.entries` are every entry of the year; `history` and `reopenings` are newest first;
    `rounds` are the year's, in their order.
    """

    plan: PlanRow
    measure: MeasureRow
    fiscal_year: int
    department_ids: tuple[UUID, ...]
    rounds: tuple[RoundRow, ...]
    history: tuple[HistoryItem, ...]
    reopenings: tuple[ReopeningRow, ...]

    def standing(self, code: RoundCode) -> Standing:
        """Where the measure stands in a round."""
        return self.measure.standing(code)

    def standing_entry(self, code: RoundCode, step_id: UUID | None = None) -> EntryRow | None:
        """The entry a form starts from; its id is the form's `seen_entry_id`."""
        found = effective(self.measure.entries, code)
        return next((entry for entry in found if entry.step_id == step_id), None)


def measure_detail(
    session: TenantSession, measure_id: UUID, fiscal_year: int | None = None
) -> MeasureDetail:
    """A measure with steps, indicators, budgets, evidence and history, in ten statements.

    Without `fiscal_year` the latest year with an opened round is taken, else the plan's first.
    Raises `NotFound`.
    """
    plan = _plan_of(session, measure_id)
    rounds = _rounds(session, plan)
    year = fiscal_year or max((row.fiscal_year for row in rounds), default=plan.year_from)
    this = Measure.id == measure_id
    parts: dict[str, list[Any]] = defaultdict(list)
    for name, statement in selects.parts_of(this).items():
        parts[name] = list(session.execute(statement))
    history = _history(session, measure_id)
    entries = [item.entry for item in history if item.fiscal_year == year]
    measure = measure_row_from(
        session.execute(selects.measures_where(this)).one(), parts, tuple(entries)
    )
    return MeasureDetail(
        plan=plan_row(plan),
        measure=measure,
        fiscal_year=year,
        department_ids=tuple(row.department_id for row in parts["departments"]),
        rounds=tuple(row for row in rounds if row.fiscal_year == year),
        history=tuple(reversed(history)),
        reopenings=_reopenings(session, measure_id),
    )


def _plan_of(session: TenantSession, measure_id: UUID) -> Plan:
    plan = session.scalars(
        sa.select(Plan)
        .join(Measure, selects.same(Measure, Measure.plan_id, Plan))
        .where(Measure.id == measure_id)
    ).one_or_none()
    if plan is None:
        raise NotFound("มาตรการ")
    return plan


def _rounds(session: TenantSession, plan: Plan) -> list[RoundRow]:
    query = sa.select(Round).where(Round.fiscal_year.between(plan.year_from, plan.year_to))
    found = session.scalars(query.execution_options(populate_existing=True))
    return sorted(map(round_row, found), key=lambda row: (row.fiscal_year, ROUND_ORDER[row.code]))


def _history(session: TenantSession, measure_id: UUID) -> list[HistoryItem]:
    """Oldest first."""
    mine = ProgressEntry.measure_id == measure_id
    evidence = evidence_rows(session, sa.select(ProgressEntry.id).where(mine))
    return [
        HistoryItem(row.fiscal_year, entry_row(row, evidence.get(row.id, ())))
        for row in session.execute(selects.entries_where(mine))
    ]


def _reopenings(session: TenantSession, measure_id: UUID) -> tuple[ReopeningRow, ...]:
    query = (
        sa.select(
            Reopening.fiscal_year, Reopening.reason, Reopening.reopened_by, Reopening.reopened_at
        )
        .where(Reopening.measure_id == measure_id)
        .order_by(Reopening.reopened_at.desc(), Reopening.id.desc())
    )
    return tuple(ReopeningRow(*row) for row in session.execute(query))
