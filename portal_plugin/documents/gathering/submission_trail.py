"""What was sent to E-PlanNACC of a round and what came back, as data of a paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.documents.product import Body
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.reports.models import DeliveryAttempt, OutboxItem, Receipt
from portal_plugin.reports.queries import ReportLine, list_reports
from portal_plugin.reports.series import Series
from portal_plugin.tenants.session import TenantSession


def submission_trail(session: TenantSession, fiscal_year: int, code: RoundCode) -> list[Body]:
    """Each revision of the plan's report, oldest first, with its attempts and its receipt; what is
    only expected stands last, without a digest. Four statements."""
    series = Series(Instrument.PLAN_5Y, fiscal_year, code)
    lines = [
        line
        for line in list_reports(session, fiscal_year)
        if (line.instrument, line.round) == (series.instrument, code)
    ]
    query = sa.select(OutboxItem).where(*series.within(OutboxItem)).order_by(OutboxItem.revision)
    items = list(session.scalars(query))
    attempts, receipts = _attempts(session, items), _receipts(session, items)
    by_report = {item.report_id: item for item in items}
    trail = []
    for line in reversed(lines):
        item = by_report.get(line.id)
        sent = _sent(item, attempts[item.id], receipts.get(item.id)) if item else _NOT_SENT
        trail.append(_frozen(line) | sent)
    return trail + [_EXPECTED | _sent(item, [], None) for item in items if item.report_id is None]


_NOT_SENT: Body = {"state": None, "attempts": [], "receipt": None, "last_error": ""}
_EXPECTED: Body = {
    "revision": None,
    "digest": "",
    "correction": "",
    "frozen_at": None,
    "frozen_by": "",
    "approved_at": None,
    "approved_by": "",
}


def _frozen(line: ReportLine) -> Body:
    return {
        "revision": line.revision,
        "digest": line.digest,
        "correction": line.correction,
        "frozen_at": _iso(line.frozen_at),
        "frozen_by": line.frozen_by,
        "approved_at": _iso(line.approved_at),
        "approved_by": line.approved_by or "",
    }


def _sent(item: OutboxItem, attempts: Iterable[DeliveryAttempt], receipt: Receipt | None) -> Body:
    return {
        "state": item.state.value,
        "last_error": item.last_error,
        "attempts": [
            {
                "attempt": attempt.attempt,
                "at": _iso(attempt.finished_at),
                "http": attempt.http_status,
                "outcome": attempt.outcome,
                "message": attempt.message,
            }
            for attempt in attempts
        ],
        "receipt": _receipt(receipt) if receipt else None,
    }


def _receipt(receipt: Receipt) -> Body:
    return {
        "reference": receipt.reference,
        "at": _iso(receipt.received_at),
        "accepted_lines": receipt.accepted_lines,
        "rejected_lines": receipt.rejected_lines,
    }


def _attempts(
    session: TenantSession, items: Iterable[OutboxItem]
) -> dict[UUID, list[DeliveryAttempt]]:
    found: dict[UUID, list[DeliveryAttempt]] = defaultdict(list)
    query = (
        sa.select(DeliveryAttempt)
        .where(DeliveryAttempt.outbox_id.in_([item.id for item in items]))
        .order_by(DeliveryAttempt.finished_at, DeliveryAttempt.id)
    )
    for attempt in session.scalars(query):
        found[attempt.outbox_id].append(attempt)
    return found


def _receipts(session: TenantSession, items: Iterable[OutboxItem]) -> dict[UUID, Receipt]:
    query = sa.select(Receipt).where(Receipt.outbox_id.in_([item.id for item in items]))
    return {receipt.outbox_id: receipt for receipt in session.scalars(query)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
