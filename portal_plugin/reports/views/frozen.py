"""The bytes of a report, given out exactly as they are."""

from __future__ import annotations

from flask import Response, request

from portal_plugin.reports.compile import digest_of


def frozen_bytes(data: bytes, filename: str) -> Response:
    """Canonical JSON with its SHA-256 as the entity tag; 304 for who has it already."""
    response = Response(data, content_type="application/json")
    response.set_etag(digest_of(data))
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.make_conditional(request)
    return response
