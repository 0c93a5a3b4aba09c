"""Changing one's own password."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for

from portal_plugin.guard import current_session, current_tenant, visit
from portal_plugin.hosts.standalone.accounts import change_password
from portal_plugin.hosts.standalone.entrance import verify_typed
from portal_plugin.hosts.standalone.passwords import MINIMUM_LENGTH, WeakPassword
from portal_plugin.hosts.standalone.signed_in import sign_in, signed_in_account
from portal_plugin.hosts.standalone.throttle import TooManyTries
from portal_plugin.hosts.standalone.verify import SecondFactorNeeded, WrongLogin
from portal_plugin.routes import Route


def show_password() -> Response:
    """The form, or the way to sign in first."""
    if visit().actor is None:
        return _to_login()
    return _form(200, changed="changed" in request.args)


def set_password() -> Response:
    """Change it. The old one is asked for again, and slowed down like a log-in."""
    actor = visit().actor
    if actor is None:
        return _to_login()
    account = signed_in_account()
    new = request.form.get("new_password", "")
    try:
        verify_typed(account.username)
        if new != request.form.get("repeated", ""):
            return _form(422, repeated="differs")
        change_password(current_session(), actor, account, new)
    except WrongLogin:
        return _form(422, current="wrong")
    except SecondFactorNeeded:
        return _form(422, code="needed")
    except TooManyTries as pause:
        response = _form(429, current="paused", minutes=-(-pause.seconds // 60))
        response.headers["Retry-After"] = str(pause.seconds)
        return response
    except WeakPassword as weak:
        return _form(422, new_password=weak.fault.value)
    sign_in(account)
    where = url_for(".show_password", space=current_tenant().code, changed=1)
    return make_response(redirect(where, 303))


def _form(status: int, *, changed: bool = False, minutes: int = 0, **faults: str) -> Response:
    page = render_template(
        "portal_plugin/standalone/password.html",
        faults=faults,
        minutes=minutes,
        username=signed_in_account().username,
        changed=changed,
        minimum=MINIMUM_LENGTH,
    )
    return make_response(page, status)


def _to_login() -> Response:
    space = current_tenant().code
    here = url_for(".show_password", space=space)
    return make_response(redirect(url_for(".show_login", space=space, next=here), 303))


ROUTES = (
    Route("/password", "show_password", show_password, None),
    Route("/password", "set_password", set_password, None, ("POST",)),
)
