"""What the plugin answers when something is wrong, and what every page of it is given.

All handlers hang on the blueprint: a host's own pages never meet them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from portal_plugin.actor import Act
from portal_plugin.channel import to
from portal_plugin.config.settings import Settings
from portal_plugin.errors import NotSignedIn, PortalPluginError
from portal_plugin.guard import Visit, may
from portal_plugin.header import header_of
from portal_plugin.language import (
    domain,
    formatter,
    language_links,
    page_language,
    remember_language,
)
from portal_plugin.nameless import FRAME, WAY_OUT, is_nameless, keep_nameless
from portal_plugin.said import said
from portal_plugin.state import portal_state

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def register(blueprint: Blueprint, settings: Settings) -> None:
    """Hang the handlers, the headers and the template variables on the blueprint."""
    blueprint.register_error_handler(PortalPluginError, _answer_portal_error)
    blueprint.register_error_handler(CSRFError, _answer_http_error)
    blueprint.register_error_handler(HTTPException, _answer_http_error)
    blueprint.after_request(_protect)
    blueprint.after_request(partial(remember_language, secure=settings.secure_cookies))
    blueprint.context_processor(lambda: _page_variables(settings))


def _answer_portal_error(error: Exception) -> Response:
    assert isinstance(error, PortalPluginError)
    if isinstance(error, NotSignedIn) and not _wants_json():
        here: Visit | None = g.get("portal_plugin_visit")
        where = portal_state().sign_in_url(here.tenant) if here else None
        if where is not None:
            return make_response(redirect(where))
    return _answer(error.status, said(error.sentence))


def _answer_http_error(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    description = error.description or ""
    # Werkzeug's own sentences are English and for programmers: a page has one for each status.
    for_people = "" if description.isascii() else said(description)
    return _answer(error.code or 500, for_people or description, for_people)


def _answer(status: int, sentence: str, for_people: str | None = None) -> Response:
    if _wants_json():
        response = jsonify(
            {"type": "about:blank", "title": sentence, "status": status, "detail": sentence}
        )
        response.content_type = "application/problem+json"
    else:
        response = make_response(
            render_template(
                "portal_plugin/error.html",
                status=status,
                sentence=sentence if for_people is None else for_people,
            )
        )
    response.status_code = status
    return response


def _wants_json() -> bool:
    return "/api/" in request.path or request.accept_mimetypes.best == "application/json"


def _protect(response: Response) -> Response:
    if is_nameless():
        return keep_nameless(response)
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    here: Visit | None = g.get("portal_plugin_visit")
    if here is not None and here.actor is not None:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _page_variables(settings: Settings) -> dict[str, Any]:
    here: Visit | None = g.get("portal_plugin_visit")
    variables: dict[str, Any] = {
        "layout": settings.base_template,
        "csrf_token": generate_csrf,
        "_": domain.gettext,
        "ngettext": domain.ngettext,
        "said": said,
        "thai": formatter(),
        "language": page_language(),
        "languages": language_links(),
        "Act": Act,
        "may": may if here else (lambda _act: False),
        "tenant": here.tenant if here else None,
    }
    if is_nameless():
        return variables | {"frame": FRAME, "to": to, "way_out": WAY_OUT}
    return variables | (header_of(here) if here else {})
