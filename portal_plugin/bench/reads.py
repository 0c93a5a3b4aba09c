"""The reads of the plugin inside one municipality, as its pages and jobs make them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.audit import AuditEvent
from portal_plugin.bench.filling import FISCAL_YEAR
from portal_plugin.measures import queries
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.ita import issues_without_measure
from portal_plugin.measures.measure_detail import measure_detail
from portal_plugin.measures.models import Measure, Plan, Round
from portal_plugin.measures.plans import measures_without_department
from portal_plugin.measures.risks import controls_without_measure
from portal_plugin.measures.round_overview import round_overview
from portal_plugin.reports.models import Report
from portal_plugin.reports.queries import (
    list_reports,
    published_report,
    published_reports,
    report_page,
)
from portal_plugin.tenants.session import TenantSession

Read = Callable[[TenantSession], object]


@dataclass(frozen=True, slots=True)
class Subjects:
    """What the pages of one municipality are opened at."""

    plan: UUID
    measure: UUID
    round: UUID
    report: UUID

    @classmethod
    def of(cls, session: TenantSession) -> Subjects:
        """The first of each kind in the reported year."""
        plan = session.scalars(sa.select(Plan.id).where(Plan.instrument == Instrument.PLAN_5Y))
        measure = session.scalars(sa.select(Measure.id).order_by(Measure.seq))
        period = session.scalars(sa.select(Round.id).where(Round.fiscal_year == FISCAL_YEAR))
        report = session.scalars(sa.select(Report.id).where(Report.fiscal_year == FISCAL_YEAR))
        found = [rows.first() for rows in (plan, measure, period, report)]
        return cls(*(each for each in found if each is not None))


def reads_of(subjects: Subjects) -> dict[str, Read]:
    """Each read by its name."""
    year, code = FISCAL_YEAR, RoundCode.TWELVE_MONTHS
    return {
        "plan": lambda s: queries.plan_overview(s, subjects.plan, year),
        "plans": queries.plans,
        "plans in force": lambda s: queries.current_plans(s, year),
        "departments": queries.departments,
        "measure": lambda s: measure_detail(s, subjects.measure, year),
        "round": lambda s: round_overview(s, subjects.round),
        "report rows": lambda s: queries.report_rows(s, subjects.plan, year, code),
        "reports": list_reports,
        "report": lambda s: report_page(s, subjects.report),
        "published": published_reports,
        "published report": lambda s: published_report(s, year, code, Instrument.PLAN_5Y),
        "loose risks": lambda s: controls_without_measure(s, subjects.plan),
        "loose ITA issues": lambda s: issues_without_measure(s, year),
        "loose measures": lambda s: measures_without_department(s, subjects.plan),
        "audit trail": _trail,
    }


def _trail(session: TenantSession) -> None:
    session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
    newest = sa.select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    session.scalars(newest.limit(50)).all()
