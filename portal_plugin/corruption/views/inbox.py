"""The inbox of an inspector."""

from __future__ import annotations

from flask import render_template, request

from portal_plugin.actor import Act
from portal_plugin.corruption.inspection.inbox import inbox
from portal_plugin.corruption.views.desk import at_desk, desk
from portal_plugin.corruption.views.unlocked import current_inspector, needs_open_key
from portal_plugin.corruption.views.words import words
from portal_plugin.routes import Route

_CLOSED = "closed"


def show() -> str:
    """What has to be done, or with `?view=closed` what is done."""
    me = current_inspector()
    found = inbox(desk(), me.inspector, me.pair)
    closed = request.args.get("view") == _CLOSED
    return render_template(
        "portal_plugin/corruption/inspection/inbox.html",
        inbox=found,
        lines=found.closed if closed else found.open,
        closed=closed,
        **words(),
    )


ROUTES: tuple[Route, ...] = (
    Route("/inspection", "inspection", at_desk(needs_open_key(show)), Act.INSPECT),
)
