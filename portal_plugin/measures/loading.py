"""From the database to the rows of a plan, a fixed number of statements whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.measures import selects
from portal_plugin.measures.codes import RoundCode
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Measure, Plan, Round
from portal_plugin.measures.report_rows import (
    BudgetRow,
    EntryRow,
    EvidenceRow,
    IndicatorRow,
    MeasureRow,
    PlanRow,
    ReportRows,
    RoundRow,
    StepRow,
    TenantRow,
)
from portal_plugin.statistics.topic_counts import counts_column, counts_from
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import round_window


def report_rows(
    session: TenantSession, plan_id: UUID, fiscal_year: int, round_code: RoundCode | str
) -> ReportRows:
    """All rows of the report of one round, in eight statements. What the corruption channel
    publishes is as it stood when the round's months ended, whenever the report is compiled.

    Raises `NotFound` for an unknown plan, and while the round was never opened.
    """
    code = RoundCode(round_code)
    _, last = round_window(fiscal_year, code)
    found = _of_year(session, plan_id, fiscal_year, counts_column(fiscal_year, last))
    plan, tenant, rounds = _plan_tenant_rounds(found)
    if code not in rounds:
        raise NotFound(f"รอบ {code} ของปีงบประมาณ {fiscal_year} ให้เปิดรอบก่อน")
    return ReportRows(
        tenant=tenant,
        plan=plan,
        fiscal_year=fiscal_year,
        round=rounds[code],
        measures=measure_rows(session, plan_id, fiscal_year),
        complaints=counts_from(found[0][3], fiscal_year),
    )


def plan_tenant_rounds(
    session: TenantSession, plan_id: UUID, fiscal_year: int
) -> tuple[PlanRow, TenantRow, dict[RoundCode, RoundRow]]:
    """The plan, its tenant and the year's opened rounds. Raises `NotFound`."""
    return _plan_tenant_rounds(_of_year(session, plan_id, fiscal_year))


def _of_year(
    session: TenantSession, plan_id: UUID, fiscal_year: int, *more: sa.ColumnElement[Any]
) -> Sequence[Any]:
    found = session.execute(selects.plan_with_rounds(plan_id, fiscal_year, *more)).all()
    if not found:
        raise NotFound("แผน")
    return found


def _plan_tenant_rounds(
    found: Sequence[Any],
) -> tuple[PlanRow, TenantRow, dict[RoundCode, RoundRow]]:
    plan, tenant = found[0][:2]
    rounds = {row.code: round_row(row) for _, _, row, *_ in found if row is not None}
    return plan_row(plan), tenant_row(tenant), rounds


def measure_rows(session: TenantSession, plan_id: UUID, fiscal_year: int) -> tuple[MeasureRow, ...]:
    """The measures of a plan by `seq`, with the year's newest entries, in seven statements."""
    this = Measure.plan_id == plan_id
    parts = {
        name: _by_measure(session.execute(statement))
        for name, statement in selects.parts_of(this).items()
    }
    evidence = evidence_rows(session, selects.latest_entry_ids(plan_id, fiscal_year))
    entries: dict[UUID, list[EntryRow]] = defaultdict(list)
    for row in session.execute(selects.latest_entries(plan_id, fiscal_year)):
        entries[row.measure_id].append(entry_row(row, evidence.get(row.id, ())))
    return tuple(
        measure_row_from(
            row,
            {name: found[row.id] for name, found in parts.items()},
            tuple(entries[row.id]),
        )
        for row in session.execute(selects.measures_where(this))
    )


def evidence_rows(
    session: TenantSession, entry_ids: sa.Select[*tuple[Any, ...]] | Iterable[UUID]
) -> dict[UUID, tuple[EvidenceRow, ...]]:
    """Evidence by entry, one statement."""
    found: dict[UUID, list[EvidenceRow]] = defaultdict(list)
    for row in session.execute(selects.evidence_of(entry_ids)):
        found[row.entry_id].append(_evidence(row))
    return {entry_id: tuple(rows) for entry_id, rows in found.items()}


def _by_measure(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.measure_id].append(row)
    return found


def plan_row(plan: Plan) -> PlanRow:
    """The plan as plain data."""
    return PlanRow(
        id=plan.id,
        instrument=plan.instrument,
        title=plan.title,
        year_from=plan.year_from,
        year_to=plan.year_to,
        state=plan.state,
        announced_on=plan.announced_on,
        eplan_ref=plan.eplan_ref,
    )


def tenant_row(tenant: Tenant) -> TenantRow:
    """The tenant as plain data."""
    return TenantRow(tenant.id, tenant.code, tenant.type, tenant.name, tenant.province)


def round_row(row: Round) -> RoundRow:
    """The round as plain data."""
    return RoundRow(
        id=row.id,
        fiscal_year=row.fiscal_year,
        code=row.code,
        starts=row.starts,
        ends=row.ends,
        internal_due=row.internal_due,
        national_due=row.national_due,
        state=row.state,
    )


def entry_row(entry: Any, evidence: tuple[EvidenceRow, ...] = ()) -> EntryRow:
    """A row of `selects.entries_where` as plain data."""
    return EntryRow(
        id=entry.id,
        step_id=entry.step_id,
        round_code=entry.round_code,
        department=entry.department,
        status=entry.status,
        results=tuple(entry.results),
        outcomes=tuple(entry.outcomes),
        problems=entry.problems,
        solution=entry.solution,
        reason=entry.reason,
        reason_text=entry.reason_text,
        remark=entry.remark,
        indicator_values=tuple(
            sorted((key, str(value)) for key, value in entry.indicator_values.items())
        ),
        entered_by=entry.entered_by,
        entered_at=entry.entered_at,
        evidence=evidence,
    )


def measure_row_from(
    row: Any, parts: Mapping[str, list[Any]], entries: tuple[EntryRow, ...]
) -> MeasureRow:
    """A row of `selects.measures_where` with its parts (`selects.parts_of`) as plain data."""
    return MeasureRow(
        id=row.id,
        seq=row.seq,
        kind=row.kind,
        title=row.title,
        dimension=row.dimension,
        dimension_title=row.dimension_title or "",
        mission=row.mission,
        mission_title=row.mission_title or "",
        indicator_number=row.indicator_number,
        group_title=row.group_title,
        rationale=row.rationale,
        objectives=tuple(row.objectives),
        target_group=row.target_group,
        target_group_codes=tuple(row.target_group_codes),
        quarter=row.quarter,
        period=row.period,
        budget_mode=row.budget_mode,
        departments=tuple(department.name for department in parts["departments"]),
        departments_text=row.departments_text,
        all_departments=row.all_departments,
        remark=row.remark,
        conforming=row.conforming,
        steps=tuple(
            StepRow(step.id, step.position, step.path, step.text) for step in parts["steps"]
        ),
        indicators=tuple(map(_indicator, parts["indicators"])),
        budgets=tuple(map(_budget, parts["budgets"])),
        entries=entries,
    )


def _indicator(row: Any) -> IndicatorRow:
    return IndicatorRow(
        id=row.id,
        level=row.level,
        text=row.text,
        comparator=row.comparator,
        value=row.value,
        unit=row.unit,
        method=row.method,
        complaint_topic=row.complaint_topic,
    )


def _budget(row: Any) -> BudgetRow:
    return BudgetRow(
        fiscal_year=row.fiscal_year,
        plan_amount=row.plan_amount,
        ordinance_amount=row.ordinance_amount,
        in_ordinance=row.in_ordinance,
        paid_amount=row.paid_amount,
    )


def _evidence(row: Any) -> EvidenceRow:
    return EvidenceRow(
        id=row.id,
        type=row.type,
        title=row.title,
        number=row.number,
        dated=row.dated,
        url=row.url,
        filename=row.filename,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        visibility=row.visibility,
    )
