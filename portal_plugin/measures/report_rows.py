"""Everything that a round's report is compiled from, in at most eight statements.

Amounts are whole baht, years Buddhist fiscal years, dates Gregorian. The rows are plain frozen
data: the compiler needs no database and the same rows always compile to the same report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from portal_plugin.corruption.figures import Figures
from portal_plugin.measures.codes import (
    BudgetMode,
    EvidenceType,
    IndicatorLevel,
    Instrument,
    MeasureKind,
    PlanState,
    Reason,
    RoundCode,
    RoundState,
    Status,
    Visibility,
)
from portal_plugin.measures.standing import Standing, effective, standing
from portal_plugin.statistics.topic_counts import NO_COUNTS, TopicCounts
from portal_plugin.tenants.models import TenantType


@dataclass(frozen=True, slots=True)
class TenantRow:
    """The municipality."""

    id: UUID
    code: str
    type: TenantType
    name: str
    province: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan; `eplan_ref` is its national reference once registered."""

    id: UUID
    instrument: Instrument
    title: str
    year_from: int
    year_to: int
    state: PlanState
    announced_on: date | None
    eplan_ref: str | None


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round, its window and due days (inclusive)."""

    id: UUID
    fiscal_year: int
    code: RoundCode
    starts: date
    ends: date
    internal_due: date
    national_due: date
    state: RoundState


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step; `path` as printed."""

    id: UUID
    position: int
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An output or outcome with the parts of its target that are plainly printed."""

    id: UUID
    level: IndicatorLevel
    text: str
    comparator: str | None
    value: Decimal | None
    unit: str | None
    method: str | None
    complaint_topic: str | None


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """Money of one year; None is "not stated", 0 is none."""

    fiscal_year: int
    plan_amount: int
    ordinance_amount: int | None
    in_ordinance: bool
    paid_amount: int | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What proves an entry, without the file's bytes. `dated` may lie outside the window (R2)."""

    id: UUID
    type: EvidenceType
    title: str
    number: str
    dated: date | None
    url: str | None
    filename: str | None
    media_type: str | None
    size: int | None
    sha256: str | None
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class EntryRow:
    """The newest report on a measure (`step_id` None) or one of its steps in one round."""

    id: UUID
    step_id: UUID | None
    round_code: RoundCode
    department: str | None
    status: Status
    results: tuple[str, ...]
    outcomes: tuple[str, ...]
    problems: str
    solution: str
    reason: Reason | None
    reason_text: str
    remark: str
    indicator_values: tuple[tuple[str, str], ...]
    entered_by: str
    entered_at: datetime
    evidence: tuple[EvidenceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure with all that hangs on it.

    `departments_text` prints as written (R7); `departments` are the units' names in order.
    `mission` and `dimension` are empty for ITA measures, which hang on `indicator_number` or
    `group_title`. `entries` are those of the whole fiscal year, each round's newest.
    """

    id: UUID
    seq: int
    kind: MeasureKind | None
    title: str
    dimension: int | None
    dimension_title: str
    mission: str | None
    mission_title: str
    indicator_number: int | None
    group_title: str
    rationale: str
    objectives: tuple[str, ...]
    target_group: str
    target_group_codes: tuple[int, ...]
    quarter: int | None
    period: str
    budget_mode: BudgetMode
    departments: tuple[str, ...]
    departments_text: str
    all_departments: bool
    remark: str
    conforming: bool | None
    steps: tuple[StepRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    budgets: tuple[BudgetRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()

    def budget(self, fiscal_year: int) -> BudgetRow | None:
        """The line of one year."""
        return next((line for line in self.budgets if line.fiscal_year == fiscal_year), None)

    def entries_for(self, code: RoundCode) -> tuple[EntryRow, ...]:
        """What stands in a round, oldest first; at twelve months the half-year's entry stands
        where nothing newer was reported: its `round_code` differs from `code` (carried over).
        """
        return tuple(effective(self.entries, code))

    def standing(self, code: RoundCode) -> Standing:
        """Status in a round, whether it awaits its report, whether it was carried over."""
        return standing(self.entries, {step.id: step.path for step in self.steps}, code)


@dataclass(frozen=True, slots=True)
class ReportRows:
    """Tenant, plan, round and measures (by `seq`) of one report, and the complaints by which some
    of their indicators are judged."""

    tenant: TenantRow
    plan: PlanRow
    fiscal_year: int
    round: RoundRow
    measures: tuple[MeasureRow, ...]
    complaints: TopicCounts = NO_COUNTS

    @property
    def channel(self) -> Figures | None:
        """What the corruption channel publishes of the year; None where it was not asked."""
        return self.complaints.channel[-1] if self.complaints.channel else None
