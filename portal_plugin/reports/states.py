"""The life of a report on its way up. This table alone says what may follow what."""

from __future__ import annotations

import enum


class Delivery(enum.StrEnum):
    """States of an outbox row."""

    PENDING = "pending"
    FROZEN = "frozen"
    APPROVED = "approved"
    SENDING = "sending"
    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    DEAD = "dead"
    SUPERSEDED = "superseded"


FOLLOWS: dict[Delivery, frozenset[Delivery]] = {
    Delivery.PENDING: frozenset({Delivery.FROZEN}),
    Delivery.FROZEN: frozenset({Delivery.APPROVED, Delivery.SUPERSEDED}),
    Delivery.APPROVED: frozenset({Delivery.SENDING, Delivery.SUPERSEDED}),
    Delivery.SENDING: frozenset(
        {Delivery.APPROVED, Delivery.ACKNOWLEDGED, Delivery.REJECTED, Delivery.DEAD}
    ),
    Delivery.ACKNOWLEDGED: frozenset(),
    Delivery.REJECTED: frozenset({Delivery.APPROVED, Delivery.SUPERSEDED}),
    Delivery.DEAD: frozenset({Delivery.APPROVED, Delivery.SUPERSEDED}),
    Delivery.SUPERSEDED: frozenset(),
}
"""`sending` falls back to `approved` when an attempt fails and another may follow; `rejected` and
`dead` go back to `approved` only by an operator's resend."""


class ForbiddenTransition(Exception):
    """A delivery was asked to go where its state does not lead."""


def check_transition(current: Delivery, wanted: Delivery) -> None:
    """Raise `ForbiddenTransition` unless `wanted` may follow `current`."""
    if wanted not in FOLLOWS[current]:
        raise ForbiddenTransition(f"a {current} report cannot become {wanted}")
