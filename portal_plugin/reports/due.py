"""What is due in all municipalities, read through the province's role: keys and times, no content.

Each list is bounded; what does not fit is found by the next sweep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.measures.codes import Instrument, RoundCode, RoundState
from portal_plugin.measures.models import Round
from portal_plugin.reports.models import OutboxItem
from portal_plugin.reports.outbox import is_due
from portal_plugin.reports.states import Delivery


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """An approved report that may be sent now. `attempts` is 0 before the first."""

    tenant_id: UUID
    outbox_id: UUID
    attempts: int


@dataclass(frozen=True, slots=True)
class DueRound:
    """A round of a Buddhist fiscal year whose report is to be compiled."""

    tenant_id: UUID
    fiscal_year: int
    round: RoundCode


def due_deliveries(connection: sa.Connection, now: datetime, limit: int) -> list[DueDelivery]:
    """Deliveries to send, the longest waiting first."""
    query = (
        sa.select(OutboxItem.tenant_id, OutboxItem.id, OutboxItem.attempts)
        .where(is_due(now))
        .order_by(OutboxItem.next_attempt_at.nulls_first(), OutboxItem.id)
        .limit(limit)
    )
    return [DueDelivery(*row) for row in connection.execute(query)]


def oldest_due_at(connection: sa.Connection, now: datetime) -> datetime | None:
    """Since when the longest waiting delivery is due; None when nothing waits."""
    query = sa.select(
        sa.func.min(
            sa.func.coalesce(
                OutboxItem.lease_until, OutboxItem.next_attempt_at, OutboxItem.updated_at
            )
        )
    ).where(is_due(now))
    return connection.scalar(query)


def unexpected_rounds(connection: sa.Connection, today: date, limit: int) -> list[DueRound]:
    """Rounds past their internal due day for which no report of the plan is expected yet.

    A round opened after that day was opened to be reported on by hand, and waits until it is
    closed: compiled at once, its report would say that everything is awaited.

    In no particular order, so that rounds without a plan, which stay in this list, cannot hide
    the others behind its limit.
    """
    report = sa.select(OutboxItem.id).where(
        OutboxItem.tenant_id == Round.tenant_id,
        OutboxItem.fiscal_year == Round.fiscal_year,
        OutboxItem.round == Round.code,
        OutboxItem.instrument == Instrument.PLAN_5Y,
    )
    query = (
        sa.select(Round.tenant_id, Round.fiscal_year, Round.code)
        .where(
            Round.state.in_([RoundState.OPEN, RoundState.CLOSED]),
            Round.internal_due < today,
            sa.or_(
                Round.state == RoundState.CLOSED,
                sa.cast(sa.func.timezone("Asia/Bangkok", Round.opened_at), sa.Date)
                <= Round.internal_due,
            ),
            ~report.exists(),
        )
        .order_by(sa.func.random())
        .limit(limit)
    )
    return [DueRound(*row) for row in connection.execute(query)]


def uncompiled_rounds(connection: sa.Connection, now: datetime, limit: int) -> list[DueRound]:
    """Rounds whose report is expected and was not compiled yet, the longest waiting first."""
    query = (
        sa.select(OutboxItem.tenant_id, OutboxItem.fiscal_year, OutboxItem.round)
        .where(
            OutboxItem.state == Delivery.PENDING,
            sa.or_(OutboxItem.next_attempt_at.is_(None), OutboxItem.next_attempt_at <= now),
        )
        .order_by(OutboxItem.next_attempt_at.nulls_first(), OutboxItem.id)
        .limit(limit)
    )
    return [DueRound(*row) for row in connection.execute(query)]
