"""Find what is due and has no one working on it. The database alone says what that is.

None, one or five sweeps have the same effect: a sweep only notes what is expected, at most once,
and nudges; the lease and the freeze decide who acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

import sqlalchemy as sa

from portal_plugin import clock, nudge
from portal_plugin.config.names import Queue, Task
from portal_plugin.reports.due import (
    DueDelivery,
    DueRound,
    due_deliveries,
    uncompiled_rounds,
    unexpected_rounds,
)
from portal_plugin.reports.expect import expect_report
from portal_plugin.tenants.session import tenant_session

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Swept:
    """How many reports were newly expected, and how many nudges were sent for what."""

    expected: int
    compiles: int
    pushes: int


def sweep(
    province: sa.Engine,
    app: sa.Engine,
    sender: nudge.Sender,
    *,
    expires: float,
    at_once: int = AT_ONCE,
) -> Swept:
    """One sweep over all municipalities.

    Nudges expire after `expires` seconds (the time to the next sweep), so that a stopped worker
    meets the last sweep's nudges and not a day's. A delivery that failed before goes to the retry
    queue, where a sick receiver delays no first delivery.
    """
    now = clock.now()
    with province.connect() as connection:
        unexpected = unexpected_rounds(connection, clock.today(), at_once)
    expected = 0
    for due in unexpected:
        with tenant_session(app, due.tenant_id) as session:
            expected += expect_report(session, due.fiscal_year, due.round)
            session.commit()
    with province.connect() as connection:
        rounds = uncompiled_rounds(connection, clock.now(), at_once)
        deliveries = due_deliveries(connection, now, at_once)
    compiles = _sent(_compile_nudge(sender, item, expires) for item in rounds)
    pushes = _sent(_push_nudge(sender, item, expires) for item in deliveries)
    return Swept(expected=expected, compiles=compiles, pushes=pushes)


def _sent(nudges: Iterator[bool]) -> int:
    """How many were sent; the first that the broker does not take ends the attempt."""
    return sum(1 for _ in takewhile(bool, nudges))


def _compile_nudge(sender: nudge.Sender, item: DueRound, expires: float) -> bool:
    arguments = (str(item.tenant_id), item.fiscal_year, item.round.value)
    return nudge.send(sender, Task.COMPILE_REPORT, *arguments, expires=expires)


def _push_nudge(sender: nudge.Sender, item: DueDelivery, expires: float) -> bool:
    arguments = (str(item.tenant_id), str(item.outbox_id))
    queue = Queue.RETRY if item.attempts else None
    return nudge.send(sender, Task.PUSH_REPORT, *arguments, queue=queue, expires=expires)
