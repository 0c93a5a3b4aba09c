"""Leases on deliveries: who may send now, and what an operator sends again.

Every function here is one short transaction of its caller; nothing is sent inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal_plugin import audit, clock, nudge
from portal_plugin.actor import Actor
from portal_plugin.config.names import Task
from portal_plugin.reports.deliveries import gave_way, log_attempt, move
from portal_plugin.reports.errors import NotResendable, Superseded, UnknownReport
from portal_plugin.reports.models import OutboxItem
from portal_plugin.reports.patience import Patience
from portal_plugin.reports.series import Series
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to send one report, until `until`; `token` proves it."""

    outbox_id: UUID
    series: Series
    report_id: UUID
    key: str
    token: UUID
    until: datetime
    attempt: int

    def has_expired(self) -> bool:
        """Whether another worker may have taken over."""
        return clock.now() >= self.until


def lease(session: TenantSession, outbox_id: UUID, patience: Patience) -> Lease | None:
    """Take a delivery that is due, or one whose holder has let its time pass.

    None when there is nothing to send: not approved, not due, held by another, or done. A
    delivery that keeps killing its worker has used up its attempts and is declared dead here.
    """
    item = session.scalars(
        sa.select(OutboxItem)
        .where(OutboxItem.id == outbox_id, is_due(clock.now()))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if item is None:
        return None
    if item.state is Delivery.SENDING:
        log_attempt(session, item, "lost", "ผู้ส่งหยุดทำงานก่อนได้รับคำตอบ")
        move(item, Delivery.APPROVED)
        if gave_way(session, item):
            return None
    move(item, Delivery.SENDING)
    item.lease_token = uuid4()
    if item.attempts >= patience.attempts:
        move(item, Delivery.DEAD)
        item.last_error = item.last_error or "ส่งครบจำนวนครั้งแล้ว"
        return None
    item.attempts += 1
    item.lease_until = clock.now() + timedelta(seconds=patience.lease)
    assert item.report_id is not None
    assert item.idempotency_key is not None
    return Lease(
        outbox_id=item.id,
        series=Series.of(item),
        report_id=item.report_id,
        key=item.idempotency_key,
        token=item.lease_token,
        until=item.lease_until,
        attempt=item.attempts,
    )


def is_due(now: datetime) -> sa.ColumnElement[bool]:
    """The condition on an outbox row that may be sent now."""
    return sa.or_(
        sa.and_(
            OutboxItem.state == Delivery.APPROVED,
            sa.or_(OutboxItem.next_attempt_at.is_(None), OutboxItem.next_attempt_at <= now),
        ),
        sa.and_(OutboxItem.state == Delivery.SENDING, OutboxItem.lease_until <= now),
    )


def resend(session: TenantSession, actor: Actor, outbox_id: UUID) -> OutboxItem:
    """Give a refused or dead delivery a fresh set of attempts, by an operator's hand.

    Raises `UnknownReport`, `NotResendable`, `Superseded`.
    """
    item = session.scalars(
        sa.select(OutboxItem)
        .where(OutboxItem.id == outbox_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if item is None:
        raise UnknownReport()
    if item.state not in {Delivery.REJECTED, Delivery.DEAD}:
        raise NotResendable()
    newest = Series.of(item).newest_revision(session)
    if newest > item.revision:
        raise Superseded(newest)
    before = item.state
    move(item, Delivery.APPROVED)
    item.attempts = 0
    item.next_attempt_at = clock.now()
    audit.record(session, actor, "report.resend", "outbox", item.id, before=before.value)
    nudge.ask(session, Task.PUSH_REPORT, str(session.tenant_id), str(item.id))
    session.flush()
    return item
