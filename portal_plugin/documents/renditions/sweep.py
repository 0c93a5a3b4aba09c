"""Sets of files that nobody works on, in all municipalities: found in the database, and nudged."""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

import sqlalchemy as sa

from portal_plugin import nudge
from portal_plugin.config.names import Task
from portal_plugin.documents.models import Rendering
from portal_plugin.documents.renditions.work import is_due

AT_ONCE = 1000


def sweep_renderings(province: sa.Engine, sender: nudge.Sender, *, expires: float) -> int:
    """Nudge the worker for each due set, the longest waiting first; how many were sent.

    None, one or five sweeps have the same effect: the claim decides who works.
    """
    query = (
        sa.select(Rendering.tenant_id, Rendering.id)
        .where(is_due())
        .order_by(Rendering.asked_at, Rendering.id)
        .limit(AT_ONCE)
    )
    with province.connect() as connection:
        due = connection.execute(query).all()
    sent = (
        nudge.send(sender, Task.RENDER, str(tenant_id), str(rendering_id), expires=expires)
        for tenant_id, rendering_id in due
    )
    return sum(1 for _ in takewhile(bool, sent))


def oldest_due_set(connection: sa.Connection) -> datetime | None:
    """When the longest waiting set was asked for; None when nothing waits."""
    return connection.scalar(sa.select(sa.func.min(Rendering.asked_at)).where(is_due()))
