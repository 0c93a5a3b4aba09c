"""Pages that ask nobody who he is: the informant's pages of the corruption channel.

No cookie is read or set by them, whoever is signed in in the same browser; nothing but their own
style and font is loaded; no cache keeps them, no site is told of them.
"""

from __future__ import annotations

from typing import Final

from flask import Response, current_app, request

MARK: Final = "portal_plugin_nameless"
FRAME: Final = "portal_plugin/corruption/layout.html"
"""The template that every page of theirs extends, a refusal too."""

WAY_OUT: Final = "https://www.tmd.go.th/"
"""Where the button leads that leaves at once: the weather forecast, which anybody may read."""

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store, no-transform",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def is_nameless() -> bool:
    """Whether the address of this request was registered as one of these pages."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, MARK, False))


def keep_nameless(response: Response) -> Response:
    """Give an answer the headers of these pages; a policy that its view wrote itself stays."""
    for name, value in _HEADERS.items():
        if name == "Content-Security-Policy" and name in response.headers:
            continue
        response.headers[name] = value
    return response
