"""Doors to the national endpoint."""

from __future__ import annotations

from uuid import UUID

from portal_plugin import nudge
from portal_plugin.celery import longest_countdown
from portal_plugin.config.names import Queue, Task
from portal_plugin.reports.patience import Patience
from portal_plugin.reports.push import push_one
from portal_plugin.tasks.base import Door, door


@door(Task.PUSH_REPORT)
def push_report(self: Door, tenant_id: str, outbox_id: str) -> None:
    """Make one attempt to send a report up.

    May run twice: only one run gets the lease of a delivery that is due, and if a run is killed
    after the endpoint took the report, the next one repeats the same key and gets the same
    receipt. A short pause before the next attempt is asked of the retry queue; a long one, and
    every message that a broker loses, is the sweep's.
    """
    ground = self.ground
    settled = push_one(
        ground.app_engine,
        Patience.of(ground.settings),
        ground.endpoint,
        UUID(tenant_id),
        UUID(outbox_id),
    )
    if settled is None or settled.pause is None:
        return
    if settled.pause <= longest_countdown(ground.settings):
        nudge.send(
            self.sender,
            Task.PUSH_REPORT,
            tenant_id,
            outbox_id,
            queue=Queue.RETRY,
            countdown=settled.pause,
        )
