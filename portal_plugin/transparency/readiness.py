"""What is still missing before the ITA window opens, and whom to ask for it."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from portal_plugin.actor import Person, Role
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.models import Letterhead
from portal_plugin.measures.codes import Instrument, Status
from portal_plugin.measures.ita import issues_without_measure
from portal_plugin.measures.loading import measure_rows
from portal_plugin.measures.queries import current_plans
from portal_plugin.measures.report_rows import MeasureRow, PlanRow
from portal_plugin.measures.risks import controls_without_measure
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession
from portal_plugin.transparency.answers import Served
from portal_plugin.transparency.index import IndexLine, OitIndex, oit_index
from portal_plugin.transparency.late_reports import LateReport, late_reports

LETTERHEAD_ENTRIES: Final = (
    "head_name",
    "clerk_name",
    "address",
    "telephone",
    "memo_unit",
    "memo_prefix",
)
_REPORTED = frozenset({Status.DONE, Status.IN_PROGRESS})


class Need(enum.StrEnum):
    """The parts of the check, in the order of the page."""

    OIT = "OIT"
    REPORT = "REPORT"
    EVIDENCE = "EVIDENCE"
    ISSUE = "ISSUE"
    CONTROL = "CONTROL"
    LETTERHEAD = "LETTERHEAD"


@dataclass(frozen=True, slots=True)
class Ask:
    """Whom to ask: people by name, with their unit or duty; either may be missing. `role` is the
    duty where nobody is known by name."""

    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing. `number` and `text` say what, from the data; `code` what is wrong
    with it, for the page's words. It is mended at `endpoint` with `arguments`. `due` is the day by
    which it should have been there."""

    need: Need
    text: str
    ask: Ask
    endpoint: str
    arguments: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    code: str = ""
    number: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """The check of a Buddhist fiscal year."""

    fiscal_year: int
    index: OitIndex
    lacks: tuple[Lack, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks

    def of(self, need: Need | str) -> tuple[Lack, ...]:
        """Those of one part."""
        return tuple(lack for lack in self.lacks if lack.need == need)


def readiness(
    session: TenantSession, fiscal_year: int, served: Served, people: Sequence[Person]
) -> Readiness:
    """What is missing in a Buddhist fiscal year; statements do not grow with the data.

    `people` are those whom the host knows. The ITA issues are those of the year before (R8).
    """
    index = oit_index(session, fiscal_year, served)
    plans = current_plans(session, fiscal_year)
    late = late_reports(session, fiscal_year, plans)
    planner = _with_role(people, Role.PLAN_OFFICER)
    lacks = [
        *_items(index, planner),
        *(_late(report, people) for report in late),
        *_unproven(session, fiscal_year, plans, _heads(session)),
        *_issues(session, fiscal_year, planner),
        *_controls(session, plans.get(Instrument.PLAN_5Y), planner),
        *_letterhead(session, planner),
    ]
    return Readiness(fiscal_year, index, tuple(lacks))


def _with_role(people: Sequence[Person], role: Role) -> Ask:
    return Ask(names=tuple(each.name for each in people if role in each.roles), role=role)


def _items(index: OitIndex, planner: Ask) -> Iterator[Lack]:
    papers = {topic for product in PRODUCTS.values() for topic in product.topics}
    for line in index.missing:
        where: tuple[str, dict[str, str | int]] = (
            "oit_entries",
            {"fiscal_year": index.fiscal_year, "topic": line.topic},
        )
        if line.topic in papers:
            where = "documents", {"year": index.fiscal_year}
        yield Lack(Need.OIT, line.title, _of_item(line, planner), *where, number=line.number)


def _of_item(line: IndexLine, planner: Ask) -> Ask:
    if not (line.person or line.department):
        return planner
    name = line.person or line.head_name
    return Ask((name,) if name else (), (line.department,) if line.department else ())


def _late(report: LateReport, people: Sequence[Person]) -> Lack:
    code = report.code
    role = Role.EXECUTIVE if code == "NOT_APPROVED" else Role.PLAN_OFFICER
    where: dict[str, str | int] = (
        {"report_id": str(report.report_id)}
        if report.report_id
        else {"fiscal_year": report.fiscal_year, "round_code": report.round.value}
    )
    endpoint = "report" if report.report_id else "round" if report.opened else "rounds"
    return Lack(
        Need.REPORT,
        report.instrument.value,
        _with_role(people, role),
        endpoint,
        where if endpoint != "rounds" else {},
        code=code,
        number=report.round.value,
        due=report.due,
    )


def _unproven(
    session: TenantSession,
    fiscal_year: int,
    plans: Mapping[Instrument, PlanRow],
    heads: Mapping[str, str],
) -> Iterator[Lack]:
    """Measures reported as begun or done, without a single proof in the year."""
    for plan in plans.values():
        for measure in measure_rows(session, plan.id, fiscal_year):
            if measure.conforming is not False and _lacks_proof(measure):
                yield Lack(
                    Need.EVIDENCE,
                    measure.title,
                    _of_measure(measure, heads),
                    "measure",
                    {"measure_id": str(measure.id), "year": fiscal_year},
                    code=plan.instrument.value,
                    number=str(measure.seq),
                )


def _lacks_proof(measure: MeasureRow) -> bool:
    reported = any(entry.status in _REPORTED for entry in measure.entries)
    return reported and not any(entry.evidence for entry in measure.entries)


def _of_measure(measure: MeasureRow, heads: Mapping[str, str]) -> Ask:
    units = measure.departments
    if measure.all_departments or not units:
        return Ask(units=(measure.departments_text,) if measure.departments_text else ())
    return Ask(tuple(filter(None, (heads.get(unit) for unit in units))), units)


def _issues(session: TenantSession, fiscal_year: int, planner: Ask) -> Iterator[Lack]:
    where: dict[str, str | int] = {"fiscal_year": fiscal_year - 1}
    for issue in issues_without_measure(session, fiscal_year - 1):
        number = str(issue.indicator_number)
        yield Lack(Need.ISSUE, issue.text, planner, "ita_result", where, number=number)


def _controls(session: TenantSession, plan: PlanRow | None, planner: Ask) -> Iterator[Lack]:
    for control in controls_without_measure(session, plan.id) if plan else ():
        where: dict[str, str | int] = {"plan_id": str(plan.id)} if plan else {}
        yield Lack(Need.CONTROL, control.text, planner, "risks", where, number=control.process)


def _letterhead(session: TenantSession, planner: Ask) -> Iterator[Lack]:
    kept = session.scalars(sa.select(Letterhead)).one_or_none()
    for name in LETTERHEAD_ENTRIES:
        if kept is None or not getattr(kept, name):
            yield Lack(Need.LETTERHEAD, name, planner, "letterhead", code=name)


def _heads(session: TenantSession) -> dict[str, str]:
    rows = session.execute(sa.select(Department.name, Department.head_name))
    return {name: head or "" for name, head in rows}
