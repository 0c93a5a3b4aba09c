"""Who has reported in a round and who is late (R7, R10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.measures.codes import RoundState
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.loading import round_row
from portal_plugin.measures.models import Measure, MeasureDepartment, Round
from portal_plugin.measures.queries import (
    PlanOverview,
    StatusCounts,
    count_statuses,
    current_plans,
    departments,
    plan_overview,
)
from portal_plugin.measures.report_rows import RoundRow
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class DepartmentProgress:
    """A department's measures in the round: those of all departments count for each (R7)."""

    id: UUID
    name: str
    measures: int
    reported: int

    @property
    def awaiting(self) -> int:
        """Measures that still need a report."""
        return self.measures - self.reported


@dataclass(frozen=True, slots=True)
class RoundOverview:
    """A round over all plans of its year. Days are counted from today in Thailand to the due
    day; negative when it has passed.
    """

    round: RoundRow
    plans: tuple[PlanOverview, ...]
    counts: StatusCounts
    reported: int
    awaiting: int
    internal_days_left: int
    national_days_left: int
    departments: tuple[DepartmentProgress, ...]

    @property
    def overdue(self) -> bool:
        """Reports are missing after the internal due day of an open round."""
        late = self.internal_days_left < 0 and self.awaiting > 0
        return late and self.round.state is RoundState.OPEN


def round_overview(session: TenantSession, round_id: UUID) -> RoundOverview:
    """The round with its departments; statements do not grow with the plans' size.

    Raises `NotFound`.
    """
    row = session.scalars(
        sa.select(Round).where(Round.id == round_id).execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("รอบรายงาน")
    period = round_row(row)
    overviews = tuple(
        plan_overview(session, plan.id, period.fiscal_year, period.id)
        for plan in current_plans(session, period.fiscal_year).values()
    )
    lines = [line for overview in overviews for line in overview.lines]
    due = {line.measure.id: line.needs_report for line in lines if _counts(line.measure.conforming)}
    today = clock.today()
    return RoundOverview(
        round=period,
        plans=overviews,
        counts=count_statuses(lines),
        reported=sum(not needs for needs in due.values()),
        awaiting=sum(due.values()),
        internal_days_left=(period.internal_due - today).days,
        national_days_left=(period.national_due - today).days,
        departments=_departments(session, due),
    )


def _counts(conforming: bool | None) -> bool:
    return conforming is not False


def _departments(
    session: TenantSession, needs_report: dict[UUID, bool]
) -> tuple[DepartmentProgress, ...]:
    everyone = set(session.scalars(sa.select(Measure.id).where(Measure.all_departments)))
    own: dict[UUID, set[UUID]] = {}
    links = sa.select(MeasureDepartment.department_id, MeasureDepartment.measure_id)
    for department_id, measure_id in session.execute(links):
        own.setdefault(department_id, set()).add(measure_id)
    return tuple(
        _progress(option.id, option.name, everyone | own.get(option.id, set()), needs_report)
        for option in departments(session)
    )


def _progress(
    department_id: UUID, name: str, measure_ids: Iterable[UUID], needs_report: dict[UUID, bool]
) -> DepartmentProgress:
    mine = [needs_report[measure_id] for measure_id in measure_ids if measure_id in needs_report]
    return DepartmentProgress(department_id, name, len(mine), sum(not needs for needs in mine))
