"""Signing in to one municipality's space and out of it."""

from __future__ import annotations

from flask import (
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from portal_plugin.actor import Act
from portal_plugin.guard import current_session, current_tenant, may, visit
from portal_plugin.header import space_href
from portal_plugin.hosts.standalone.accounts import note_sign_in, sign_out_everywhere
from portal_plugin.hosts.standalone.entrance import verify_typed
from portal_plugin.hosts.standalone.known_browser import remember_browser
from portal_plugin.hosts.standalone.own_paths import own_path
from portal_plugin.hosts.standalone.signed_in import sign_in, signed_in_account
from portal_plugin.hosts.standalone.throttle import TooManyTries
from portal_plugin.hosts.standalone.verify import SecondFactorNeeded, WrongLogin
from portal_plugin.routes import Route

_BEGINNINGS = (
    (Act.READ_PLAN, "portal_plugin.work"),
    (Act.INSPECT, "portal_plugin.inspection"),
    (Act.KEEP_CHANNEL, "portal_plugin.channel_office"),
    (Act.WATCH_PROVINCE, "portal_plugin.province"),
)


def show_login() -> Response:
    """The form; whoever is signed in already goes on."""
    if visit().actor is not None:
        return make_response(redirect(_onward()))
    return _form(200)


def log_in() -> Response:
    """Judge the form. A wrong name and a wrong password get the same answer."""
    username = request.form.get("username", "")
    try:
        account = verify_typed(username)
    except WrongLogin:
        return _form(401, fault="wrong", username=username)
    except SecondFactorNeeded:
        return _form(401, fault="code", username=username)
    except TooManyTries as pause:
        response = _form(429, fault="paused", username=username, seconds=pause.seconds)
        response.headers["Retry-After"] = str(pause.seconds)
        return response
    visit().actor = note_sign_in(current_session(), account, current_tenant().type)
    sign_in(account)
    response = make_response(redirect(_onward(), 303))
    remember_browser(response, account)
    return response


def log_out() -> Response:
    """End every session of the account. Nobody in particular is merely sent to the form."""
    actor = visit().actor
    if actor is not None:
        sign_out_everywhere(current_session(), actor, signed_in_account())
        session.clear()
    return make_response(redirect(url_for(".show_login", space=current_tenant().code), 303))


def _form(
    status: int, *, fault: str | None = None, username: str = "", seconds: int = 0
) -> Response:
    page = render_template(
        "portal_plugin/standalone/login.html",
        fault=fault,
        username=username,
        minutes=-(-seconds // 60),
        onward=_onward(),
    )
    return make_response(page, status)


def _onward() -> str:
    """The page that was asked for, else where this person's work begins."""
    space = url_for(".show_login", space=current_tenant().code).removesuffix("login")
    wanted = own_path(request.values.get("next"), space)
    if wanted != space:
        return wanted
    for act, endpoint in _BEGINNINGS:
        if may(act) and endpoint in current_app.view_functions:
            return url_for(endpoint, space=current_tenant().code)
    return space_href(current_tenant().code)


ROUTES = (
    Route("/login", "show_login", show_login, None),
    Route("/login", "log_in", log_in, None, ("POST",)),
    Route("/logout", "log_out", log_out, None, ("POST",)),
)
