"""Where a page sends the browser after a form was taken."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, url_for

from portal_plugin.guard import current_tenant
from portal_plugin.said import said


def on_to(endpoint: str, sentence: str, kind: str = "done", **arguments: Any) -> Response:
    """See other: a page of this space, which says what happened.

    `kind` is done, doing or stopped.
    """
    flash(said(sentence), kind)
    where = url_for(f"portal_plugin.{endpoint}", space=current_tenant().code, **arguments)
    return make_response(redirect(where, 303))
