"""Thai first, English second: which language a page speaks, and the plugin's own catalogue.

A visitor chooses with `?lang=`; the choice stands in a cookie and goes before the language of the
host, inside any host. Without one the host's language counts, if it is one of ours, else Thai.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from babel.support import NullTranslations, Translations
from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from portal_plugin import english, thai
from portal_plugin.nameless import is_nameless

COOKIE = "portal_plugin_lang"
LANGUAGES = {"th": "ไทย", "en": "English"}
SOURCE = "th"
DOMAIN = "portal_plugin"
DIRECTORY = Path(__file__).parent / "translations"
_ONE_YEAR = 365 * 24 * 3600
_KEPT = "portal_plugin.language"


class _OwnDomain(Domain):  # type: ignore[misc]
    """Follows the page's language rather than the host's locale."""

    def get_translations(self) -> NullTranslations:
        return _translations(page_language())


domain = _OwnDomain(translation_directories=[str(DIRECTORY)], domain=DOMAIN)


@cache
def _translations(language: str) -> NullTranslations:
    return Translations.load(DIRECTORY, [language], DOMAIN)


def ensure_babel(app: Flask) -> None:
    """Give the application a Babel unless its host brought one."""
    if "babel" not in app.extensions:
        Babel(app, default_locale=SOURCE, locale_selector=chosen_language)


def chosen_language() -> str:
    """The language the visitor chose by `?lang=` or earlier; Thai for everybody else."""
    return _choice() or SOURCE


def page_language() -> str:
    """The language of the page being made; Thai outside of a request."""
    if not has_request_context():
        return SOURCE
    if _KEPT not in request.environ:  # a page asks for every sentence
        request.environ[_KEPT] = _choice() or _language_of_host()
    return str(request.environ[_KEPT])


def _language_of_host() -> str:
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else SOURCE


def _choice() -> str | None:
    asked = request.args.get("lang")
    if asked not in LANGUAGES and not is_nameless():
        asked = request.cookies.get(COOKIE)
    return asked if asked in LANGUAGES else None


def language_links() -> list[dict[str, Any]]:
    """Links that show the same page in each language, with the rest of its query."""
    current = page_language()
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return [
        {
            "code": code,
            "label": label,
            "href": "?" + urlencode([*query, ("lang", code)]),
            "current": code == current,
        }
        for code, label in LANGUAGES.items()
    ]


def remember_language(response: Response, *, secure: bool) -> Response:
    """Keep the language asked for by `?lang=` in a cookie, over HTTPS alone if `secure`; on a page
    that asks nobody who he is, in none."""
    if is_nameless():
        return response
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        response.set_cookie(
            COOKIE, wanted, max_age=_ONE_YEAR, secure=secure, httponly=True, samesite="Lax"
        )
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
    return response


def formatter() -> ModuleType:
    """What writes dates, digits and amounts on the page being made."""
    return english if page_language() == "en" else thai
