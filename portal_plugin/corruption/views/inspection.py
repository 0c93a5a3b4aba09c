"""Addresses of the inspectors, and of who keeps the channel's office."""

from __future__ import annotations

from portal_plugin.corruption.views import (
    acts,
    disposals,
    enrolling,
    export,
    files,
    inbox,
    office,
    people,
    readership,
    recusing,
    report,
    unlocking,
)
from portal_plugin.routes import Route

ROUTES_INSPECTION: tuple[Route, ...] = (
    *inbox.ROUTES,
    *enrolling.ROUTES,
    *unlocking.ROUTES,
    *people.ROUTES,
    *readership.ROUTES,
    *office.ROUTES,
    *disposals.ROUTES,
    *report.ROUTES,
    *recusing.ROUTES,
    *acts.ROUTES,
    *files.ROUTES,
    *export.ROUTES,
)
"""Who may come here is asked twice: the host says who is an inspector (Act.INSPECT), and the key
that a page needs opens by his own passphrase alone. The office is kept without any key."""
