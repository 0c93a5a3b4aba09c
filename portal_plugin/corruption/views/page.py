"""A page for an informant. Its headers come with its address (`portal_plugin.nameless`)."""

from __future__ import annotations

from flask import Response, make_response

from portal_plugin.nameless import CONTENT_SECURITY_POLICY, keep_nameless


def channel_page(
    body: str | Response, status: int | None = None, *, script: bool = False
) -> Response:
    """The answer with `body`; only a page that shows the work challenge asks for our `script`."""
    page = make_response(body)
    if status is not None:
        page.status_code = status
    if script:
        policy = f"{CONTENT_SECURITY_POLICY}; script-src 'self'"
        page.headers["Content-Security-Policy"] = policy
    return keep_nameless(page)
