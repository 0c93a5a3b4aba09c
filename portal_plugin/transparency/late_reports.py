"""Which reports of a fiscal year should stand further than they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal_plugin import clock
from portal_plugin.config.catalogue import round_dates
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.report_rows import PlanRow
from portal_plugin.measures.rounds import list_rounds
from portal_plugin.reports.queries import ReportLine, list_reports
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class LateReport:
    """A report of a round whose months are over. `code` is the first step that is missing:
    NOT_COMPILED, NOT_APPROVED, NOT_PUBLISHED, NOT_ACKNOWLEDGED. `due` is the day of that step,
    `late` whether it has passed; `opened` whether the round was ever opened."""

    instrument: Instrument
    fiscal_year: int
    round: RoundCode
    code: str
    due: date
    late: bool
    opened: bool
    report_id: UUID | None


def late_reports(
    session: TenantSession, fiscal_year: int, plans: Mapping[Instrument, PlanRow]
) -> list[LateReport]:
    """The reports of the year's plans that are not through, in two statements."""
    rounds = {row.code: row for row in list_rounds(session, fiscal_year)}
    newest: dict[tuple[Instrument, RoundCode], ReportLine] = {}
    for line in list_reports(session, fiscal_year):
        newest.setdefault((line.instrument, line.round), line)
    found = []
    for code, instrument in _expected(plans):
        dates = rounds.get(code) or round_dates(fiscal_year, code.value)
        line_or_none = newest.get((instrument, code))
        step = _missing_step(line_or_none)
        if step is None or clock.today() <= dates.ends:
            continue
        due = dates.internal_due if step == "NOT_COMPILED" else dates.national_due
        found.append(
            LateReport(
                instrument=instrument,
                fiscal_year=fiscal_year,
                round=code,
                code=step,
                due=due,
                late=due < clock.today(),
                opened=code in rounds,
                report_id=line_or_none.id if line_or_none else None,
            )
        )
    return found


def _expected(plans: Mapping[Instrument, PlanRow]) -> Iterator[tuple[RoundCode, Instrument]]:
    for code in RoundCode:
        for instrument in sorted(plans, reverse=True):
            yield code, instrument


def _missing_step(line: ReportLine | None) -> str | None:
    """The first step that a report still needs; a report of the ITA measures is not sent."""
    if line is None:
        return "NOT_COMPILED"
    if line.approved_at is None:
        return "NOT_APPROVED"
    if line.published_at is None:
        return "NOT_PUBLISHED"
    if line.state not in (None, Delivery.ACKNOWLEDGED):
        return "NOT_ACKNOWLEDGED"
    return None
