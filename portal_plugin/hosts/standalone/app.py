"""The reference host: a Flask application with the portal, log-in and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, current_app, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal_plugin.config.settings import Settings
from portal_plugin.embedded.place import keep_secret
from portal_plugin.extension import Portal
from portal_plugin.hosts.standalone import answers, login, password, signed_in
from portal_plugin.hosts.standalone.front import front_page
from portal_plugin.hosts.standalone.robots import robots
from portal_plugin.hosts.standalone.second_factor import NoSecondFactor, SecondFactor
from portal_plugin.hosts.standalone.state import EXTENSION_KEY, StandaloneState
from portal_plugin.hosts.standalone.throttle import Throttle
from portal_plugin.tenants.resolve import TenantRecord

BLUEPRINT = "portal_plugin_standalone"
_FORM_OVERHEAD = 64 * 1024
_WORKING_DAY = timedelta(hours=12)


def create_app(
    settings: Settings | None = None,
    *,
    celery: Any = None,
    second_factor: SecondFactor | None = None,
    trusted_proxies: int = 0,
    **overrides: Any,
) -> Flask:
    """The host, from `settings` or else from the environment.

    `trusted_proxies` is the number of reverse proxies whose X-Forwarded headers are believed; with
    none in front, believing them would let a client choose its own address. `overrides` are keys
    of Flask's configuration. Raises `SettingsError` and what `Portal` raises.
    """
    settings = settings or Settings.read(os.environ)
    app = Flask("portal_plugin.hosts.standalone", static_folder=None)
    secret = _secret_of(settings)
    app.config.from_mapping(_configuration(settings, secret))
    app.config.update(overrides)
    app.extensions[EXTENSION_KEY] = StandaloneState(
        Throttle(secret, settings.login_attempts, settings.login_pause_seconds),
        second_factor or NoSecondFactor(),
    )
    form_tokens = CSRFProtect(app)
    signed_in.plug(app)
    answers.plug(app)
    Portal(
        app,
        settings=settings,
        celery=celery,
        sign_in_url=_sign_in_url,
        sign_out_url=lambda tenant: url_for(f"{BLUEPRINT}.log_out", space=tenant.code),
        people=signed_in.people_in,
    )
    _leave_tokens_to_the_guard(app, form_tokens)
    app.register_blueprint(_blueprint(settings), url_prefix=settings.url_prefix or None)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    return app


def _secret_of(settings: Settings) -> str:
    if settings.secret_key is not None:
        return settings.secret_key
    settings.home.mkdir(parents=True, exist_ok=True)
    return keep_secret(settings.home, "session")


def _configuration(settings: Settings, secret: str) -> dict[str, Any]:
    return {
        "SECRET_KEY": secret,
        "SESSION_COOKIE_NAME": "portal_plugin_session",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": _WORKING_DAY,
        "MAX_CONTENT_LENGTH": settings.upload_bytes + _FORM_OVERHEAD,
        "PORTAL_PLUGIN_BASE_TEMPLATE": settings.base_template,
        # A form token lives as long as its session: a form left open over lunch still sends.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _leave_tokens_to_the_guard(app: Flask, form_tokens: CSRFProtect) -> None:
    """The plugin's guard looks for the token where a view needs somebody, and reads the form as
    that view wants it read. Its public forms act with nobody's authority, so a forged one borrows
    none, and a token would give every citizen a cookie.
    """
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("portal_plugin.") and hasattr(view, "portal_plugin_act"):
            form_tokens.exempt(view)


def _blueprint(settings: Settings) -> Blueprint:
    blueprint = Blueprint(BLUEPRINT, __name__)
    answers.plug_pages(blueprint, settings)
    blueprint.add_url_rule("/", "front_page", front_page)
    blueprint.add_url_rule("/robots.txt", "robots", robots)
    for route in (*login.ROUTES, *password.ROUTES):
        route.add_to(blueprint)
    return blueprint


def _sign_in_url(tenant: TenantRecord) -> str:
    """The log-in of `tenant`, which leads back here where this page wants somebody signed in.

    A public page gives no way back: its body must not repeat its own address.
    """
    asks_for_someone = getattr(
        current_app.view_functions.get(request.endpoint or ""), "portal_plugin_act", None
    )
    back = None
    if asks_for_someone is not None and request.method == "GET":
        back = request.script_root + request.full_path.removesuffix("?")
    return url_for(f"{BLUEPRINT}.show_login", space=tenant.code, next=back)
