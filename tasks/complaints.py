"""Doors to what complaints need by the calendar: letters, reminders, closing, retention."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from uuid import UUID

from portal_plugin import nudge
from portal_plugin.complaints.reminders import close_expired, remind_due
from portal_plugin.complaints.retention import keep_retention
from portal_plugin.complaints.sending import send_pending
from portal_plugin.config.names import Task
from portal_plugin.reports import heartbeat
from portal_plugin.tasks.base import Door, door
from portal_plugin.tenants.resolve import all_tenants, tenant_by_id
from portal_plugin.tenants.session import TenantSession

Step = Callable[[TenantSession], int]
"""Does a part of its work in one transaction; 0: none is left."""


@door(Task.SEND_NOTICES)
def send_notices(self: Door, tenant_id: str) -> None:
    """Send the letters of a municipality that are due.

    May run twice, or five at once: each letter is claimed by one run, and a run that is killed
    after sending and before marking leaves one to be sent again when the claim is over.
    """
    _send(self, tenant_id)


@door(Task.TEND_COMPLAINTS)
def tend_complaints(self: Door, tenant_id: str) -> None:
    """Remind, close, keep the retention, and send what is due, for one municipality.

    May run twice, or be killed anywhere: each step finds only what is still undone, a reminder is
    unique for its day, and each part of a step is one transaction.
    """
    steps: tuple[Step, ...] = (remind_due, close_expired, lambda space: sum(keep_retention(space)))
    for step in steps:
        while _part(self, tenant_id, step):
            pass
    _send(self, tenant_id)


@door(Task.TEND_PROVINCE)
def tend_province(self: Door) -> None:
    """Ask for the tending of every municipality.

    May run twice, or not at all: what it asks for finds what is undone, by the calendar and not
    by how often it was asked. Its messages expire when the next are due.
    """
    ground = self.ground
    expires = max(ground.settings.tend_seconds, 1.0)
    tenants = all_tenants(ground.province_engine)
    sent = (
        nudge.send(self.sender, Task.TEND_COMPLAINTS, str(tenant.id), expires=expires)
        for tenant in tenants
    )
    if sum(1 for _ in takewhile(bool, sent)) == len(tenants):
        heartbeat.beat(ground.settings.home, heartbeat.TENDING)


def _part(self: Door, tenant_id: str, step: Step) -> int:
    with self.space(tenant_id) as session:
        return step(session)


def _send(self: Door, tenant_id: str) -> None:
    ground = self.ground
    settings = ground.settings
    tenant = tenant_by_id(ground.app_engine, UUID(tenant_id))
    portal = settings.public_url and f"{settings.public_url.rstrip('/')}{settings.url_prefix}"
    send_pending(ground.app_engine, ground.mailer, tenant, portal)
