"""What the interface refuses, as RFC 9457 problems.

Errors that pages share (401, 403, 404) are answered by the blueprint's own handlers; here stands
what only the interface says: faults by field, and limits of requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response
from marshmallow import EXCLUDE, Schema, fields

from portal_plugin.errors import PortalPluginError
from portal_plugin.reports.compile import canonical

MEDIA_TYPE = "application/problem+json"


class Refused(PortalPluginError):
    """A request that was not taken.

    `errors` are sentences by field ("" for the whole body, "results.2" for the third result),
    `allow` the methods the address does answer.
    """

    def __init__(
        self,
        status: int,
        sentence: str,
        errors: Mapping[str, list[str]] | None = None,
        allow: Iterable[str] = (),
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.errors = errors
        self.allow = tuple(allow)


class ProblemSchema(Schema):
    """The body of every error below /api/v1."""

    class Meta:
        unknown = EXCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


def answer_refusal(error: Exception) -> Response:
    """The blueprint's handler of `Refused`."""
    assert isinstance(error, Refused)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.sentence,
        "status": error.status,
        "detail": error.sentence,
    }
    if error.errors is not None:
        body["errors"] = error.errors
    response = Response(canonical(body), error.status, content_type=MEDIA_TYPE)
    if error.allow:
        response.headers["Allow"] = ", ".join(error.allow)
    return response


def faults_by_field(messages: Any, field: str = "") -> dict[str, list[str]]:
    """Marshmallow's nested messages, flat: {"results.2": ["..."]}."""
    if not isinstance(messages, Mapping):
        return {field: [str(message) for message in messages]}
    flat: dict[str, list[str]] = {}
    for name, below in messages.items():
        inner = "" if name == "_schema" else str(name)
        flat |= faults_by_field(below, ".".join(part for part in (field, inner) if part))
    return flat
