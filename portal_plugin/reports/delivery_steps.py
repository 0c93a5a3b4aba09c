"""The steps of a report from its compilation to its receipt, as people follow them."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal_plugin.reports.models import DeliveryAttempt, OutboxItem, Receipt, Report
from portal_plugin.reports.states import Delivery


class Step(enum.StrEnum):
    """Steps in their order. The last two only for a report that is sent."""

    COMPILED = "compiled"
    APPROVED = "approved"
    PUBLISHED = "published"
    SENT = "sent"
    RECEIPT = "receipt"


class Mark(enum.StrEnum):
    """How far a step is."""

    DONE = "done"
    DOING = "doing"
    WAITING = "waiting"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class DeliveryStep:
    """One step. `detail` is a reference, an error as received, or empty."""

    step: Step
    mark: Mark
    at: datetime | None = None
    by: str | None = None
    detail: str = ""


_SENT_MARK = {
    Delivery.PENDING: Mark.WAITING,
    Delivery.FROZEN: Mark.WAITING,
    Delivery.APPROVED: Mark.DOING,
    Delivery.SENDING: Mark.DOING,
    Delivery.ACKNOWLEDGED: Mark.DONE,
    Delivery.REJECTED: Mark.STOPPED,
    Delivery.DEAD: Mark.STOPPED,
    Delivery.SUPERSEDED: Mark.STOPPED,
}


def delivery_steps(
    report: Report,
    delivery: OutboxItem | None,
    attempts: Sequence[DeliveryAttempt],
    receipt: Receipt | None,
) -> tuple[DeliveryStep, ...]:
    """Every step of a report, with when, by whom and what came of it."""
    steps = [
        DeliveryStep(Step.COMPILED, Mark.DONE, report.frozen_at, report.frozen_by),
        _dated(Step.APPROVED, report.approved_at, report.approved_by),
        _dated(Step.PUBLISHED, report.published_at),
    ]
    if delivery is not None:
        last = attempts[-1].finished_at if attempts else None
        mark = _SENT_MARK[delivery.state]
        steps.append(DeliveryStep(Step.SENT, mark, last, detail=delivery.last_error))
        steps.append(
            DeliveryStep(Step.RECEIPT, Mark.DONE, receipt.received_at, detail=receipt.reference)
            if receipt
            else DeliveryStep(Step.RECEIPT, Mark.WAITING)
        )
    return tuple(steps)


def _dated(step: Step, at: datetime | None, by: str | None = None) -> DeliveryStep:
    return DeliveryStep(step, Mark.DONE if at else Mark.WAITING, at, by)
