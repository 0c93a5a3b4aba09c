"""A cookie that tells a browser which signed in before from one that never did.

It opens nothing. It only lets its owner be counted apart when somebody floods an account with
wrong passwords (see `throttle`).
"""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from portal_plugin.hosts.standalone.models import Account
from portal_plugin.hosts.standalone.throttle import Client

COOKIE = "portal_plugin_browser"
_SECONDS = 180 * 24 * 3600


def client_of_request() -> Client:
    """Where the current request comes from, and which account its browser is known to."""
    address = request.remote_addr or ""
    try:
        browser, account_id = _signer().loads(request.cookies.get(COOKIE, ""), max_age=_SECONDS)
        return Client(address, browser=str(browser), account_id=UUID(account_id))
    except (BadData, ValueError):
        return Client(address)


def remember_browser(response: Response, account: Account) -> None:
    """Give the browser its name for `account`, or renew the one it has."""
    client = client_of_request()
    known = client.browser if client.account_id == account.id else None
    response.set_cookie(
        COOKIE,
        _signer().dumps([known or secrets.token_urlsafe(16), str(account.id)]),
        max_age=_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=COOKIE)
