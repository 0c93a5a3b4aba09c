"""Where an inspector opens his key, and closes it."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from portal_plugin.actor import Act
from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.inspection.inspectors import inspector_of
from portal_plugin.corruption.inspection.unlocking import close_keys, open_key, opened
from portal_plugin.corruption.models import Inspector
from portal_plugin.corruption.views.desk import at_desk, desk
from portal_plugin.corruption.views.unlocked import (
    COOKIE,
    elsewhere,
    hand_over,
    private,
    take_back,
)
from portal_plugin.errors import RuleBroken
from portal_plugin.guard import current_actor
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route


def show() -> Response:
    """The form for passphrase and code."""
    inspector = _admitted()
    if inspector is None or opened(desk(), inspector, request.cookies.get(COOKIE, "")):
        return elsewhere("inspection")
    return _page(NO_FAULTS)


def unlock() -> Response:
    """Open the key in this browser."""
    inspector = _admitted()
    if inspector is None:
        return elsewhere("inspection")
    form = request.form
    try:
        secret = open_key(desk(), inspector, form.get("passphrase", ""), form.get("code", ""))
    except RuleBroken as broken:
        # Not `refused`: the count of wrong tries and its entry in the ledger are to stay.
        response = _page(Faults(broken.breaches))
        response.status_code = broken.status
        return response
    return hand_over(elsewhere("inspection"), secret)


def lock() -> Response:
    """Close the key, in every browser that holds it open."""
    inspector = inspector_of(desk(), current_actor().id)
    if inspector is not None:
        close_keys(desk(), inspector)
    return take_back(elsewhere("unlocking"))


def _admitted() -> Inspector | None:
    """The inspector whose key can be opened; for everybody else the inbox says what is missing."""
    inspector = inspector_of(desk(), current_actor().id)
    return inspector if inspector and inspector.standing == Standing.ACTIVE else None


def _page(faults: Faults) -> Response:
    page = render_template("portal_plugin/corruption/inspection/unlock.html", faults=faults)
    return private(make_response(page))


ROUTES: tuple[Route, ...] = (
    Route("/inspection/unlock", "unlocking", at_desk(show), Act.INSPECT),
    Route("/inspection/unlock", "unlock_inspection", at_desk(unlock), Act.INSPECT, ("POST",)),
    Route("/inspection/lock", "lock_inspection", at_desk(lock), Act.INSPECT, ("POST",)),
)
