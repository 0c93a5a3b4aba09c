"""Read models of reports: for the municipality's pages and for the public. Few statements each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.standing import ROUND_ORDER
from portal_plugin.reports.delivery_steps import DeliveryStep, delivery_steps
from portal_plugin.reports.errors import UnknownReport
from portal_plugin.reports.models import DeliveryAttempt, OutboxItem, Receipt, Report
from portal_plugin.reports.series import Series
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One revision in a list. `state` is None for a report that is not sent."""

    id: UUID
    instrument: Instrument
    fiscal_year: int
    round: RoundCode
    revision: int
    digest: str
    correction: str
    frozen_at: datetime
    frozen_by: str
    approved_at: datetime | None
    approved_by: str | None
    published_at: datetime | None
    state: Delivery | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One revision whole: its content, its way up, and the other revisions (newest first)."""

    line: ReportLine
    body: dict[str, Any]
    delivery: OutboxItem | None
    attempts: Sequence[DeliveryAttempt]
    receipt: Receipt | None
    steps: Sequence[DeliveryStep]
    revisions: Sequence[ReportLine]

    @property
    def is_newest(self) -> bool:
        """Whether no newer revision exists; only the newest is approved or published."""
        return self.revisions[0].id == self.line.id


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """What the public sees of a report. `body` still holds internal evidence: filter it."""

    line: ReportLine
    body: dict[str, Any]


_LINE = (
    Report.id,
    Report.instrument,
    Report.fiscal_year,
    Report.round,
    Report.revision,
    Report.digest,
    Report.correction,
    Report.frozen_at,
    Report.frozen_by,
    Report.approved_at,
    Report.approved_by,
    Report.published_at,
    OutboxItem.state,
    Receipt.reference,
)


def list_reports(session: TenantSession, fiscal_year: int | None = None) -> list[ReportLine]:
    """All revisions of all reports, newest year first, each report's newest revision first."""
    query = _lines()
    if fiscal_year is not None:
        query = query.where(Report.fiscal_year == fiscal_year)
    return [ReportLine(*row) for row in session.execute(query)]


def report_page(session: TenantSession, report_id: UUID) -> ReportPage:
    """One report with every step of its delivery. Raises `UnknownReport`."""
    found = session.execute(
        sa.select(Report, OutboxItem, Receipt)
        .outerjoin(OutboxItem, _own(OutboxItem, OutboxItem.report_id, Report.id))
        .outerjoin(Receipt, _own(Receipt, Receipt.outbox_id, OutboxItem.id))
        .where(Report.id == report_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise UnknownReport()
    report, delivery, receipt = found
    attempts = _attempts(session, delivery)
    query = _lines().where(*Series.of(report).within(Report))
    revisions = [ReportLine(*row) for row in session.execute(query)]
    return ReportPage(
        line=next(line for line in revisions if line.id == report_id),
        body=orjson.loads(report.body),
        delivery=delivery,
        attempts=attempts,
        receipt=receipt,
        steps=delivery_steps(report, delivery, attempts, receipt),
        revisions=revisions,
    )


def published_report(
    session: TenantSession, fiscal_year: int, round_code: RoundCode, instrument: Instrument
) -> PublishedReport | None:
    """The newest published revision of a report; None before the first."""
    series = Series(instrument, fiscal_year, round_code)
    query = (
        _lines(Report.body).where(*series.within(Report), Report.published_at.is_not(None)).limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    *line, body = row
    return PublishedReport(line=ReportLine(*line), body=orjson.loads(body))


def published_reports(session: TenantSession) -> list[ReportLine]:
    """The newest published revision of each report, newest year first."""
    query = _lines().where(Report.published_at.is_not(None))
    newest: dict[Series, ReportLine] = {}
    for row in session.execute(query):
        line = ReportLine(*row)
        newest.setdefault(Series(line.instrument, line.fiscal_year, line.round), line)
    return list(newest.values())


def newest_revisions(lines: Sequence[ReportLine]) -> list[ReportLine]:
    """The newest revision of each report, the latest round first.

    `lines` name each report's newest revision before its others.
    """
    newest: dict[tuple[object, ...], ReportLine] = {}
    for line in lines:
        newest.setdefault((line.instrument, line.fiscal_year, line.round), line)
    return sorted(newest.values(), key=when_due, reverse=True)


def when_due(line: ReportLine) -> tuple[int, int]:
    """The place of a report in time: its fiscal year, then its round."""
    return line.fiscal_year, ROUND_ORDER[line.round]


def _lines(*more: Any) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_LINE, *more)
        .select_from(Report)
        .outerjoin(OutboxItem, _own(OutboxItem, OutboxItem.report_id, Report.id))
        .outerjoin(Receipt, _own(Receipt, Receipt.outbox_id, OutboxItem.id))
        .order_by(
            Report.fiscal_year.desc(),
            (Report.round == RoundCode.TWELVE_MONTHS).desc(),
            Report.instrument.desc(),
            Report.revision.desc(),
        )
    )


def _own(table: Any, column: Any, parent: Any) -> sa.ColumnElement[bool]:
    """A join inside one tenant's space, led by the tenant as the keys are."""
    return sa.and_(table.tenant_id == Report.tenant_id, column == parent)


def _attempts(session: TenantSession, delivery: OutboxItem | None) -> list[DeliveryAttempt]:
    if delivery is None:
        return []
    query = (
        sa.select(DeliveryAttempt)
        .where(DeliveryAttempt.outbox_id == delivery.id)
        .order_by(DeliveryAttempt.finished_at, DeliveryAttempt.id)
    )
    return list(session.scalars(query))
