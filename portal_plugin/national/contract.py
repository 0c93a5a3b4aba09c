"""The national contract, read from its OpenAPI file: the only judge of what goes in and out.

Client and stand-in both ask this module, so neither repeats the contract by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
import yaml
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SCHEMA_VERSION = "eplannacc-style/1"
FAULTS_TOLD = 50

_BASE = "urn:portal-plugin:eplannacc-v1"
_WORD_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a value leaves the contract. Never repeats the value itself."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the contract lets an operation answer with one status."""

    media_type: str
    schema: Draft202012Validator


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract; `path` is a template such as /v1/lao/{lao_code}/profile."""

    name: str
    method: str
    path: str
    request: Draft202012Validator | None
    replies: Mapping[int, Reply]


def parse(data: bytes) -> Any:
    """The JSON value of a body. 2566.0 becomes 2566: to JSON Schema they are one number.

    Raises `ValueError` for what is not JSON in UTF-8 or is nested too deeply.
    """
    try:
        return _whole_numbers(orjson.loads(data))
    except (orjson.JSONDecodeError, RecursionError):
        raise ValueError("not valid JSON in UTF-8") from None


def faults(schema: Draft202012Validator, value: object) -> tuple[Fault, ...]:
    """The first 50 places where a parsed JSON value breaks a schema; empty when it keeps it."""
    found: list[Fault] = []
    for error in schema.iter_errors(value):
        found.append(Fault(_pointer(error), _message(error)))
        if len(found) == FAULTS_TOLD:
            break
    return tuple(found)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, parsed. Callers must not change it."""
    return dict(yaml.safe_load(source()))


@cache
def source() -> bytes:
    """The bytes of the OpenAPI file."""
    return (files("portal_plugin.config.national") / "eplannacc-v1.openapi.yaml").read_bytes()


@cache
def schema(name: str) -> Draft202012Validator:
    """The component schema `name`, ready to judge."""
    return _validator(f"#/components/schemas/{name}")


@cache
def operation(name: str) -> Operation:
    """The operation whose operationId is `name`. Raises `KeyError`."""
    return _operations()[name]


def request_limit() -> int:
    """The largest request body, in bytes."""
    return int(document()["info"]["x-max-request-bytes"])


@cache
def messages() -> dict[str, dict[str, str]]:
    """Thai sentences about measures that cannot be sent or were not taken, by group and code."""
    text = (files("portal_plugin.config.national") / "messages.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def _operations() -> dict[str, Operation]:
    return {operation.name: operation for operation in _read_operations()}


def _read_operations() -> Iterator[Operation]:
    for path, item in document()["paths"].items():
        for method, details in item.items():
            if method == "parameters":
                continue
            yield Operation(
                name=details["operationId"],
                method=method.upper(),
                path=path,
                request=_request(details),
                replies={
                    int(status): _reply(reply) for status, reply in details["responses"].items()
                },
            )


def _request(details: Mapping[str, Any]) -> Draft202012Validator | None:
    if "requestBody" not in details:
        return None
    (media,) = details["requestBody"]["content"].values()
    return _validator(media["schema"]["$ref"])


def _reply(reply: Mapping[str, Any]) -> Reply:
    if "$ref" in reply:
        reply = document()["components"]["responses"][reply["$ref"].rsplit("/", 1)[1]]
    ((media_type, media),) = reply["content"].items()
    return Reply(media_type, _validator(media["schema"]["$ref"]))


@cache
def _validator(reference: str) -> Draft202012Validator:
    resource = DRAFT202012.create_resource(document())
    registry = Registry().with_resource(_BASE, resource)
    return _Strict({"$ref": _BASE + reference}, registry=registry)


def _whole_pattern(
    validator: Any, pattern: str, value: object, _schema: object
) -> Iterator[ValidationError]:
    # In Python "$" also matches before a last line break, which would let one into an address.
    if pattern.endswith("$"):
        pattern = pattern[:-1] + r"\Z"
    if validator.is_type(value, "string") and not re.search(pattern, str(value)):
        yield ValidationError("does not match")


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _whole_numbers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _is_integer(_checker: object, value: object) -> bool:
    # `parse` made whole numbers of what JSON Schema calls an integer; a float is a mistake here.
    return isinstance(value, int) and not isinstance(value, bool)


_Strict: type[Draft202012Validator] = validators.extend(
    Draft202012Validator,
    validators={"pattern": _whole_pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


def _pointer(error: ValidationError) -> str:
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in error.absolute_path)
    return "".join(f"/{part}" for part in parts)[:400]


def _message(error: ValidationError) -> str:
    """Tell the broken rule without the value: the value may be somebody's secret."""
    rule, bound = str(error.validator), error.validator_value
    if rule == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        names = ", ".join(sorted(str(name) for name in error.instance if name not in known))
        return f"has fields that the contract does not know: {names[:_WORD_LIMIT]}"
    if rule == "required" and isinstance(error.instance, dict) and isinstance(bound, list):
        names = ", ".join(name for name in bound if name not in error.instance)
        return f"lacks {names[:_WORD_LIMIT]}"
    if rule in {"oneOf", "anyOf"}:
        return "has none of the shapes that the contract allows"
    return f"breaks {rule} {bound}"[:_WORD_LIMIT]
