"""The OpenAPI 3.1 document of the interface."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from portal_plugin.complaints.given import (
    LONGEST_DETAIL,
    LONGEST_NAME,
    LONGEST_PHONE,
    LONGEST_PLACE,
)
from portal_plugin.open311.answering import BASE
from portal_plugin.open311.asking import LAST_PAGE, MOST, STATUSES
from portal_plugin.open311.formats import MEDIA_TYPES
from portal_plugin.open311.schemas import (
    CreatedSchema,
    DefinitionSchema,
    DiscoverySchema,
    ErrorSchema,
    RequestSchema,
    ServiceSchema,
)

_TEXT = {"type": "string"}
_QUERY: dict[str, dict[str, Any]] = {
    "jurisdiction_id": {
        "schema": _TEXT,
        "description": "Code of the municipality; optional where there is only one.",
    },
    "service_request_id": {
        "schema": _TEXT,
        "description": "Numbers, divided by commas; goes before all else.",
    },
    "service_code": {"schema": _TEXT, "description": "Codes of services, divided by commas."},
    "start_date": {"schema": _TEXT | {"format": "date-time"}, "description": "The earliest."},
    "end_date": {
        "schema": _TEXT | {"format": "date-time"},
        "description": "The latest, at most 90 days after the earliest.",
    },
    "status": {
        "schema": _TEXT,
        "description": f"{' or '.join(STATUSES)}, or both divided by a comma.",
    },
    "page": {
        "schema": {"type": "integer", "minimum": 1, "maximum": LAST_PAGE},
        "description": "Which page of the answer, from 1.",
    },
    "page_size": {
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST},
        "description": f"How many on a page; {MOST} unless given.",
    },
}
_FORM: dict[str, dict[str, Any]] = {
    "jurisdiction_id": _TEXT,
    "api_key": _TEXT | {"description": "Given out by the municipality. Never in the address."},
    "service_code": _TEXT,
    "lat": _TEXT | {"pattern": r"^-?[0-9]{1,3}(\.[0-9]{1,15})?$"},
    "long": _TEXT | {"pattern": r"^-?[0-9]{1,3}(\.[0-9]{1,15})?$"},
    "address_string": _TEXT | {"maxLength": LONGEST_PLACE},
    "description": _TEXT | {"maxLength": LONGEST_DETAIL},
    "email": _TEXT | {"format": "email"},
    "phone": _TEXT | {"maxLength": LONGEST_PHONE},
    "first_name": _TEXT | {"maxLength": LONGEST_NAME // 2 - 1},
    "last_name": _TEXT | {"maxLength": LONGEST_NAME // 2},
    "device_id": _TEXT | {"description": "Not kept."},
    "account_id": _TEXT | {"description": "Not kept."},
}
_MEDIA = {"type": "array", "items": _TEXT | {"contentMediaType": "application/octet-stream"}}
_REFUSED = {
    400: "A part of the request is missing or not valid.",
    404: "No such jurisdiction, service, request or token.",
}
_POST_REFUSED = {
    403: "The api_key is missing or not valid.",
    413: "The body is too large.",
    429: "This client posts too often.",
}


@dataclass(frozen=True, slots=True)
class _Get:
    """A method that reads: its address without base and format, and what it takes and gives."""

    rule: str
    name: str
    schema: Schema
    query: Iterable[str] = ("jurisdiction_id",)

    def operation(self, form: str) -> dict[str, Any]:
        parts = [part.strip("{}") for part in self.rule.split("/") if part.startswith("{")]
        return {
            "operationId": f"get{self.name}{form.upper()}",
            "summary": f"{self.name} as {form.upper()}.",
            "parameters": [
                *(
                    {"in": "path", "name": part, "required": True, "schema": _TEXT}
                    for part in parts
                ),
                *({"in": "query", "name": name, **_QUERY[name]} for name in self.query),
            ],
            "responses": _responses(form, self.schema, _REFUSED),
        }


_GETS = (
    _Get("discovery", "Discovery", DiscoverySchema(), ()),
    _Get("services", "Services", ServiceSchema(many=True)),
    _Get("services/{service_code}", "Definition", DefinitionSchema()),
    _Get("requests", "Requests", RequestSchema(many=True), _QUERY),
    _Get("requests/{service_request_id}", "Request", RequestSchema(many=True)),
    _Get("tokens/{token}", "Token", RequestSchema(many=True)),
)


@cache
def document() -> dict[str, Any]:
    """The document; where it is served is added by whoever serves it."""
    spec = APISpec("Open311 GeoReport", "2", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Error", schema=ErrorSchema)
    for form in MEDIA_TYPES:
        for get in _GETS:
            operations = {"get": get.operation(form)}
            if get.rule == "requests":
                operations["post"] = _post(form)
            spec.path(f"{BASE}/{get.rule}.{form}", operations=operations)
    return spec.to_dict()


def _post(form: str) -> dict[str, Any]:
    words = {"type": "object", "properties": _FORM, "required": ["api_key", "service_code"]}
    with_files = {**words, "properties": {**_FORM, "media": _MEDIA}}
    repeat_key = {
        "in": "header",
        "name": "Idempotency-Key",
        "schema": _TEXT | {"pattern": "^[A-Za-z0-9-]{1,200}$"},
        "description": "The same key and content again give the same request and code.",
    }
    return {
        "operationId": f"postRequest{form.upper()}",
        "summary": "Post a service request: it is taken in whole or not at all.",
        "parameters": [repeat_key],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": words},
                "multipart/form-data": {"schema": with_files},
            },
        },
        "responses": _responses(form, CreatedSchema(many=True), _REFUSED | _POST_REFUSED),
    }


def _responses(form: str, schema: Schema, refused: dict[int, str]) -> dict[str, Any]:
    media_type, _, _ = MEDIA_TYPES[form].partition(";")
    errors = {"type": "array", "items": {"$ref": "#/components/schemas/Error"}}
    answers: dict[str, Any] = {
        "200": {"description": "Done.", "content": {media_type: {"schema": schema}}}
    }
    for status, sentence in sorted(refused.items()):
        answers[str(status)] = {
            "description": sentence,
            "content": {media_type: {"schema": errors}},
        }
    return answers
