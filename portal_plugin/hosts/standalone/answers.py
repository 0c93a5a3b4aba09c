"""What the host adds to every answer: headers, words, and pages for errors."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal_plugin import answers as portal_answers
from portal_plugin.config.settings import Settings
from portal_plugin.language import domain, formatter, language_links, page_language

_HEADERS = {
    "Content-Security-Policy": portal_answers.CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ONE_YEAR = 365 * 24 * 3600


def plug(app: Flask) -> None:
    """Hang headers, template variables and error pages on the application."""
    app.after_request(_protect)
    app.context_processor(_page_variables)
    app.register_error_handler(HTTPException, _answer)


def plug_pages(blueprint: Blueprint, settings: Settings) -> None:
    """Give the host's own pages the portal's layout, and keep the host's error pages on them."""
    portal_answers.register(blueprint, settings)
    blueprint.register_error_handler(CSRFError, _answer)
    blueprint.register_error_handler(HTTPException, _answer)
    blueprint.after_request(_keep_out_of_caches)


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={_ONE_YEAR}")
    return response


def _keep_out_of_caches(response: Response) -> Response:
    # The forms carry a token of one session.
    response.headers["Cache-Control"] = "no-store"
    return response


def _page_variables() -> dict[str, Any]:
    return {
        "_": domain.gettext,
        "thai": formatter(),
        "language": page_language(),
        "languages": language_links(),
        "space": {
            "name": domain.gettext("คุณธรรมและความโปร่งใสของท้องถิ่น"),
            "mark": "ค",
            "tagline": domain.gettext("แผน ผลการดำเนินงาน และรายงาน"),
            "href": url_for("portal_plugin_standalone.front_page"),
        },
    }


def _answer(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    status = error.code or 500
    # Werkzeug's own sentence is English: the template has one for each status.
    page = render_template("portal_plugin/error.html", status=status, sentence="")
    return make_response(page, status)
