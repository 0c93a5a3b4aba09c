"""What came of an attempt, written down: a receipt, another attempt, or a stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import orjson
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.measures.codes import RoundState
from portal_plugin.national import endpoint as national
from portal_plugin.reports.deliveries import LONGEST_MESSAGE, gave_way, log_attempt, move
from portal_plugin.reports.models import OutboxItem, Receipt
from portal_plugin.reports.outbox import Lease
from portal_plugin.reports.patience import Patience
from portal_plugin.reports.series import Series
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Unsendable:
    """The report itself cannot be sent; found before anything left this machine."""

    code: str
    sentence: str


Outcome: TypeAlias = national.Outcome[national.Receipt] | Unsendable


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a delivery stands after an attempt; `pause` in seconds when another follows."""

    state: Delivery
    pause: float | None = None


def settle(
    session: TenantSession, held: Lease, outcome: Outcome, patience: Patience
) -> Settled | None:
    """Write down what came of an attempt. None, and nothing written, for an outdated lease."""
    held.series.hold(session)
    item = session.scalars(
        sa.select(OutboxItem)
        .where(OutboxItem.id == held.outbox_id, OutboxItem.lease_token == held.token)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if item is None:
        return None
    match outcome:
        case national.Accepted(receipt=receipt):
            return _acknowledged(session, item, receipt)
        case national.TryAgain(reason=reason, retry_after_seconds=wish):
            return _try_again(session, item, reason, patience, wish)
        case national.Refused(status=status, problem=problem):
            return _rejected(session, item, _problem_text(problem), status)
        case Unsendable(code=code, sentence=sentence):
            return _rejected(session, item, f"{code}: {sentence}")


def _acknowledged(session: TenantSession, item: OutboxItem, receipt: national.Receipt) -> Settled:
    session.add(
        Receipt(
            outbox_id=item.id,
            reference=receipt.reference,
            received_at=receipt.received_at,
            accepted_lines=receipt.accepted_lines,
            rejected_lines=[
                {
                    "seq": line.seq,
                    "measure_ref": line.measure_ref,
                    "code": line.code,
                    "message": line.message,
                }
                for line in receipt.rejected_lines
            ],
            raw=orjson.loads(receipt.raw),
        )
    )
    log_attempt(session, item, "acknowledged", receipt.reference, 200)
    move(item, Delivery.ACKNOWLEDGED)
    Series.of(item).advance_round(session, RoundState.ACCEPTED)
    item.last_error = ""
    return Settled(item.state)


def _try_again(
    session: TenantSession,
    item: OutboxItem,
    reason: str,
    patience: Patience,
    wish: float | None,
) -> Settled:
    log_attempt(session, item, "failed", reason)
    item.last_error = reason[:LONGEST_MESSAGE]
    if item.attempts >= patience.attempts:
        move(item, Delivery.DEAD)
        gave_way(session, item)
        return Settled(item.state)
    move(item, Delivery.APPROVED)
    if gave_way(session, item):
        return Settled(item.state)
    pause = patience.pause(item.attempts, wish)
    item.next_attempt_at = clock.now() + timedelta(seconds=pause)
    return Settled(item.state, pause)


def _rejected(
    session: TenantSession, item: OutboxItem, text: str, status: int | None = None
) -> Settled:
    log_attempt(session, item, "rejected", text, status)
    item.last_error = text[:LONGEST_MESSAGE]
    move(item, Delivery.REJECTED)
    gave_way(session, item)
    return Settled(item.state)


def _problem_text(problem: national.Problem) -> str:
    places = "; ".join(f"{pointer} {message}".strip() for pointer, message in problem.places)
    return f"{problem.code}: {problem.detail}" + (f" ({places})" if places else "")
