"""The OpenAPI 3.1 document, made from the same table and schemas that answer."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Response, current_app, request

from portal_plugin.api.operation import BASE, Operation, to_anybody
from portal_plugin.api.problems import MEDIA_TYPE, ProblemSchema
from portal_plugin.api.schemas import FIRST_YEAR, LAST_YEAR
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.reports.compile import canonical
from portal_plugin.state import portal_state

_ID = {"type": "string", "format": "uuid"}
_PARTS: dict[str, dict[str, Any]] = {
    "space": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{1,38}$"},
    "plan_id": _ID,
    "measure_id": _ID,
    "report_id": _ID,
    "fiscal_year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
    "round_code": {"type": "string", "enum": [code.value for code in RoundCode]},
    "instrument": {"type": "string", "enum": [code.value for code in Instrument]},
}
_PART = re.compile(r"<(?:[^:<>]+:)?(\w+)>")

_EVERY = {404: "No such row in this space.", 422: "A part of the request is not valid."}
_STAFF = {401: "Nobody is signed in.", 403: "The roles do not permit this."}
_CHANGE = {
    400: "The body is no JSON, or the form token is missing.",
    409: "Another report came between.",
    411: "The body's length is not given.",
    413: "The body is too large.",
    415: "The body is not of type application/json.",
}


def openapi(operations: Iterable[Operation]) -> dict[str, Any]:
    """The document of `operations`; where it is served is added by `serve`."""
    spec = APISpec(
        title="portal-plugin",
        version="1",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
    )
    spec.components.schema("Problem", schema=ProblemSchema)
    for operation in operations:
        rule = f"{BASE}/<space>{operation.rule}"
        spec.path(
            path=_PART.sub(r"{\1}", rule),
            operations={operation.method.lower(): _described(operation, _PART.findall(rule))},
        )
    return spec.to_dict()


def serve(document: dict[str, Any]) -> Response:
    """The document as this host serves it: below which prefix, with which cookie."""
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    schemes = {
        "session": {"type": "apiKey", "in": "cookie", "name": cookie},
        "token": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
    }
    prefix = f"{request.script_root}{portal_state().settings.url_prefix or ''}"
    here = {
        "servers": [{"url": prefix or "/"}],
        "components": {**document["components"], "securitySchemes": schemes},
    }
    return to_anybody(canonical({**document, **here}))


def _described(operation: Operation, parts: list[str]) -> dict[str, Any]:
    summary, _, more = (inspect.getdoc(operation.view) or "").partition("\n\n")
    described: dict[str, Any] = {
        "operationId": operation.endpoint,
        "summary": summary,
        "description": more,
        "parameters": [
            *({"in": "path", "name": name, "schema": _PARTS[name]} for name in parts),
            {"in": "query", "schema": operation.query},
        ],
        "responses": _responses(operation),
        "security": _security(operation),
    }
    if operation.body is not None:
        content = {"application/json": {"schema": operation.body}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _responses(operation: Operation) -> dict[str, Any]:
    refusals = _EVERY | (_STAFF if operation.act else {}) | (_CHANGE if operation.body else {})
    problem = {MEDIA_TYPE: {"schema": "Problem"}}
    answers: dict[str, Any] = {
        str(status): {"description": sentence, "content": problem}
        for status, sentence in refusals.items()
    }
    content = {"application/json": {"schema": operation.answer}}
    answers[str(operation.status)] = {"description": "Done.", "content": content}
    if operation.act is None:
        answers["304"] = {"description": "Nothing changed since the given ETag."}
    return dict(sorted(answers.items()))


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.act is None:
        return []
    names = ["session", "token"] if operation.body else ["session"]
    return [{name: [] for name in names}]
