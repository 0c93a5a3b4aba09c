"""How an outbox row changes its state, and what is noted of it."""

from __future__ import annotations

import hashlib
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.reports.models import DeliveryAttempt, OutboxItem, Report
from portal_plugin.reports.series import Series
from portal_plugin.reports.states import FOLLOWS, Delivery, check_transition
from portal_plugin.tenants.session import TenantSession

LONGEST_MESSAGE = 4000


def move(item: OutboxItem, state: Delivery) -> None:
    """Bring a locked row to `state`. Raises `ForbiddenTransition`."""
    check_transition(item.state, state)
    item.state = state
    item.updated_at = clock.now()
    if state is not Delivery.SENDING:
        item.lease_token = None
        item.lease_until = None
    if not FOLLOWS[state]:
        item.next_attempt_at = None


def delivery_of(session: TenantSession, report_id: UUID) -> OutboxItem | None:
    """The outbox row of a report, locked until the commit; None for a report that is not sent."""
    query = (
        sa.select(OutboxItem)
        .where(OutboxItem.report_id == report_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()


def supersede_older(session: TenantSession, series: Series, revision: int) -> None:
    """Take every older revision that may still be held back out of the way of `revision`."""
    for item in series.deliveries(session):
        if item.revision < revision and Delivery.SUPERSEDED in FOLLOWS[item.state]:
            move(item, Delivery.SUPERSEDED)


def idempotency_key(tenant_id: UUID, report: Report) -> str:
    """One key for one revision of one report; the same on every attempt and every machine."""
    parts = (
        tenant_id,
        report.fiscal_year,
        report.round.value,
        report.instrument.value,
        report.revision,
        report.digest,
    )
    return "report-" + hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def gave_way(session: TenantSession, item: OutboxItem) -> bool:
    """Whether a newer revision was frozen while this one was under way: it gives up its place."""
    if Series.of(item).newest_revision(session) == item.revision:
        return False
    move(item, Delivery.SUPERSEDED)
    return True


def log_attempt(
    session: TenantSession,
    item: OutboxItem,
    outcome: str,
    message: str,
    http_status: int | None = None,
) -> None:
    """Add a line to the delivery's history."""
    session.add(
        DeliveryAttempt(
            outbox_id=item.id,
            attempt=item.attempts,
            finished_at=clock.now(),
            http_status=http_status,
            outcome=outcome,
            message=message[:LONGEST_MESSAGE],
        )
    )
