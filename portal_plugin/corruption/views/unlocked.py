"""The guard of pages that read: an inspector who was admitted, and his key is open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, cast

from flask import Response, g, make_response, redirect, render_template, request, url_for

from portal_plugin import clock
from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.inspection.inspectors import fingerprint, inspector_of
from portal_plugin.corruption.inspection.unlocking import OPEN_FOR, OpenedSecret, opened
from portal_plugin.corruption.models import Inspector
from portal_plugin.corruption.views.desk import desk
from portal_plugin.guard import View, current_actor, current_tenant
from portal_plugin.state import portal_state

COOKIE = "portal_plugin_key"
_SECURITY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_WITH_SCRIPT = f"{_SECURITY}; script-src 'self'; connect-src 'self'"


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Who reads, and with which key pair, until the aware instant `until`."""

    inspector: Inspector
    pair: KeyPair
    until: datetime

    @property
    def minutes_left(self) -> int:
        """Whole minutes, begun ones counted."""
        return max(0, math.ceil((self.until - clock.now()).total_seconds() / 60))


def current_inspector() -> Unlocked:
    """The inspector of the current request. Only inside `needs_open_key`."""
    return cast(Unlocked, g.portal_plugin_unlocked)


def needs_open_key(view: View) -> View:
    """Guard, inside `at_desk`, of a page that needs the inspector's private key."""

    @wraps(view)
    def enter(**arguments: Any) -> Response:
        inspector = inspector_of(desk(), current_actor().id)
        if inspector is None:
            return elsewhere("enrol")
        if inspector.standing != Standing.ACTIVE:
            page = render_template(
                "portal_plugin/corruption/inspection/pending.html",
                fingerprint=fingerprint(inspector.public_key),
            )
            return private(make_response(page, 403))
        key = opened(desk(), inspector, request.cookies.get(COOKIE, ""))
        if key is None:
            return _closed()
        g.portal_plugin_unlocked = Unlocked(inspector, key.pair, key.until)
        return private(make_response(view(**arguments)))

    return enter


def _closed() -> Response:
    """To the door; but what was typed is not lost: the browser can send the same form again."""
    if request.method == "GET":
        return elsewhere("unlocking")
    page = render_template("portal_plugin/corruption/inspection/closed.html")
    return private(make_response(page, 403))


def private(response: Response, *, script: bool = False) -> Response:
    """The headers of an inspector's page: it is kept nowhere, tells nobody where it was, and
    loads nothing from elsewhere."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Content-Security-Policy", _WITH_SCRIPT if script else _SECURITY)
    return response


def elsewhere(endpoint: str) -> Response:
    """See other: a page of the inspectors."""
    where = url_for(f"portal_plugin.{endpoint}", space=current_tenant().code)
    return private(make_response(redirect(where, 303)))


def hand_over(response: Response, secret: OpenedSecret) -> Response:
    """Give this browser what opens the key; it sends it to the inspectors' pages alone."""
    response.set_cookie(
        COOKIE,
        secret.cookie,
        max_age=int(OPEN_FOR.total_seconds()),
        path=_path(),
        secure=portal_state().settings.secure_cookies,
        httponly=True,
        samesite="Strict",
    )
    return response


def take_back(response: Response) -> Response:
    """Tell the browser to forget what opens the key."""
    response.delete_cookie(
        COOKIE,
        path=_path(),
        secure=portal_state().settings.secure_cookies,
        httponly=True,
        samesite="Strict",
    )
    return response


def _path() -> str:
    return url_for("portal_plugin.inspection", space=current_tenant().code)
