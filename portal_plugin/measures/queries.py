"""Read models of plans, measures and rounds, each in a fixed number of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.measures.budgets import BudgetTotals, budget_totals
from portal_plugin.measures.codes import Instrument, RoundCode, Status
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.loading import (
    measure_rows,
    plan_row,
    plan_tenant_rounds,
    report_rows,
)
from portal_plugin.measures.models import Plan
from portal_plugin.measures.report_rows import (
    BudgetRow,
    EntryRow,
    MeasureRow,
    PlanRow,
    RoundRow,
    TenantRow,
)
from portal_plugin.measures.standing import ROUND_ORDER, Standing
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession

__all__ = [
    "DepartmentOption",
    "DimensionGroup",
    "MeasureLine",
    "MissionGroup",
    "PlanOverview",
    "StatusCounts",
    "current_plans",
    "departments",
    "plan_for",
    "plan_overview",
    "plans",
    "report_rows",
]


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """Measures by status; `awaiting` (รอรายงานผล) are those nothing was reported on."""

    by_status: Mapping[Status, int]
    awaiting: int

    @property
    def measures(self) -> int:
        """All of them."""
        return sum(self.by_status.values()) + self.awaiting


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure as a row of a plan's page.

    `budget` is the year's line or None; `latest` the newest entry that stands in the round;
    `needs_report` tells that the round itself still waits for a report.
    """

    measure: MeasureRow
    budget: BudgetRow | None
    standing: Standing
    latest: EntryRow | None

    @property
    def status(self) -> Status | None:
        """None while the measure awaits its first report of the year."""
        return self.standing.status

    @property
    def needs_report(self) -> bool:
        """The round still waits."""
        return self.standing.needs_report


@dataclass(frozen=True, slots=True)
class MissionGroup:
    """A mission ("1.2") and its measures; for ITA measures a group or indicator, number ""."""

    number: str
    title: str
    lines: tuple[MeasureLine, ...]


@dataclass(frozen=True, slots=True)
class DimensionGroup:
    """A dimension and its missions; ITA measures stand in one group with number None."""

    number: int | None
    title: str
    missions: tuple[MissionGroup, ...]

    @property
    def lines(self) -> tuple[MeasureLine, ...]:
        """The measures of all its missions."""
        return tuple(line for mission in self.missions for line in mission.lines)


@dataclass(frozen=True, slots=True)
class PlanOverview:
    """A plan in one fiscal year. `round` is the one looked at, None while none is open."""

    tenant: TenantRow
    plan: PlanRow
    fiscal_year: int
    round: RoundRow | None
    rounds: tuple[RoundRow, ...]
    dimensions: tuple[DimensionGroup, ...]
    counts: StatusCounts
    totals: BudgetTotals

    @property
    def lines(self) -> tuple[MeasureLine, ...]:
        """All measures by `seq`."""
        found = (line for dimension in self.dimensions for line in dimension.lines)
        return tuple(sorted(found, key=lambda line: line.measure.seq))


@dataclass(frozen=True, slots=True)
class DepartmentOption:
    """A department to choose from."""

    id: UUID
    name: str
    aliases: tuple[str, ...]
    active: bool


def plan_overview(
    session: TenantSession, plan_id: UUID, fiscal_year: int, round_id: UUID | None = None
) -> PlanOverview:
    """A plan with its measures by dimension and mission, in eight statements.

    Without `round_id` the latest opened round of the year is looked at. Raises `NotFound` for an
    unknown plan or a round of another year.
    """
    plan, tenant, rounds = plan_tenant_rounds(session, plan_id, fiscal_year)
    period = _chosen(rounds, round_id)
    measures = measure_rows(session, plan_id, fiscal_year)
    lines = [measure_line(measure, fiscal_year, period) for measure in measures]
    return PlanOverview(
        tenant=tenant,
        plan=plan,
        fiscal_year=fiscal_year,
        round=period,
        rounds=tuple(sorted(rounds.values(), key=lambda row: ROUND_ORDER[row.code])),
        dimensions=_by_dimension(lines),
        counts=count_statuses(lines),
        totals=budget_totals(measures, fiscal_year),
    )


def measure_line(measure: MeasureRow, fiscal_year: int, period: RoundRow | None) -> MeasureLine:
    """A measure as it stands in a round (in none: nothing is reported)."""
    if period is None:
        return MeasureLine(measure, measure.budget(fiscal_year), Standing(None), None)
    entries = measure.entries_for(period.code)
    return MeasureLine(
        measure,
        measure.budget(fiscal_year),
        measure.standing(period.code),
        entries[-1] if entries else None,
    )


def count_statuses(lines: Iterable[MeasureLine]) -> StatusCounts:
    """How many measures stand where; every status has a count. A measure marked as not
    conforming needs no report and is not counted.
    """
    found = Counter(line.status for line in lines if line.measure.conforming is not False)
    return StatusCounts({status: found[status] for status in Status}, found[None])


def plans(session: TenantSession) -> list[PlanRow]:
    """All plans, newest years first."""
    query = sa.select(Plan).order_by(Plan.year_from.desc(), Plan.instrument)
    return [plan_row(row) for row in session.scalars(query)]


def current_plans(session: TenantSession, fiscal_year: int) -> dict[Instrument, PlanRow]:
    """The plan of each instrument that covers a year; of several the one that began last."""
    query = (
        sa.select(Plan)
        .where(Plan.year_from <= fiscal_year, Plan.year_to >= fiscal_year)
        .order_by(Plan.year_from, Plan.year_to.desc())
    )
    return {row.instrument: plan_row(row) for row in session.scalars(query)}


def plan_for(session: TenantSession, instrument: Instrument, fiscal_year: int) -> PlanRow:
    """The plan of an instrument that covers a year. Raises `NotFound`."""
    found = current_plans(session, fiscal_year).get(instrument)
    if found is None:
        raise NotFound(f"แผนของปีงบประมาณ {fiscal_year} ให้นำเข้าหรือสร้างแผนก่อน")
    return found


def departments(session: TenantSession, *, active_only: bool = True) -> list[DepartmentOption]:
    """Departments by name."""
    query = sa.select(Department.id, Department.name, Department.aliases, Department.active)
    if active_only:
        query = query.where(Department.active)
    return [
        DepartmentOption(id_, name, tuple(aliases), active)
        for id_, name, aliases, active in session.execute(query.order_by(Department.name))
    ]


def _chosen(rounds: Mapping[RoundCode, RoundRow], round_id: UUID | None) -> RoundRow | None:
    if round_id is None:
        return max(rounds.values(), key=lambda row: ROUND_ORDER[row.code], default=None)
    for row in rounds.values():
        if row.id == round_id:
            return row
    raise NotFound("รอบรายงาน")


def _by_dimension(lines: Iterable[MeasureLine]) -> tuple[DimensionGroup, ...]:
    ordered = sorted(lines, key=_place)
    return tuple(
        DimensionGroup(number, title, _by_mission(group))
        for (number, title), group in groupby(
            ordered, key=lambda line: (line.measure.dimension, line.measure.dimension_title)
        )
    )


def _by_mission(lines: Iterable[MeasureLine]) -> tuple[MissionGroup, ...]:
    return tuple(
        MissionGroup(number, title, tuple(group))
        for (number, title), group in groupby(lines, key=_mission)
    )


def _mission(line: MeasureLine) -> tuple[str, str]:
    measure = line.measure
    if measure.mission is not None:
        return measure.mission, measure.mission_title
    number = "" if measure.indicator_number is None else str(measure.indicator_number)
    return number, measure.group_title


def _place(line: MeasureLine) -> tuple[bool, int, tuple[int, ...], int]:
    """Dimension, then mission by its numbers ("1.10" after "1.9"), then `seq`."""
    measure = line.measure
    mission = tuple(int(part) for part in (measure.mission or "").split(".") if part.isdecimal())
    return measure.dimension is None, measure.dimension or 0, mission, measure.seq
