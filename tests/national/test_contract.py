"""The contract file itself, and the judge that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from portal_plugin.national.contract import document, faults, messages, operation, parse, schema

OPERATIONS = [
    item["operationId"]
    for path in document()["paths"].values()
    for method, item in path.items()
    if method != "parameters"
]


def _objects(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if value.get("type") == "object":
            yield path, value
        for name, part in value.items():
            yield from _objects(part, f"{path}/{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _objects(part, f"{path}/{index}")


@pytest.mark.parametrize("name", document()["components"]["schemas"])
def test_every_schema_is_json_schema_2020_12(name: str) -> None:
    Draft202012Validator.check_schema(document()["components"]["schemas"][name])


@pytest.mark.parametrize(
    ("path", "closed"), list(_objects(document()["components"]["schemas"], "schemas"))
)
def test_every_object_is_closed_so_nothing_rides_along(path: str, closed: dict[str, Any]) -> None:
    rest = closed.get("additionalProperties", True)
    assert rest is False or rest == {"$ref": "#/components/schemas/Baht"}, path


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_can_ask_for_a_new_token_a_pause_and_patience(name: str) -> None:
    assert {401, 429, 500, 503} <= set(operation(name).replies)


def test_every_rejection_code_has_a_thai_sentence() -> None:
    codes = document()["components"]["schemas"]["RejectedLine"]["properties"]["code"]["enum"]
    assert set(messages()["rejected_lines"]) == set(codes)


def test_a_last_line_break_does_not_slip_past_a_pattern() -> None:
    assert not faults(schema("LaoCode"), "rim-nam")
    assert faults(schema("LaoCode"), "rim-nam\n")


@pytest.mark.parametrize("value", [2.0, True, "2", 3])
def test_a_round_is_a_whole_number_of_the_code_table(value: object) -> None:
    assert not faults(schema("Round"), 2)
    assert faults(schema("Round"), value)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert parse(b'{"round": [2.0, 2.5]}') == {"round": [2, 2.5]}
    assert isinstance(parse(b"2.0"), int)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b"NaN", b'"\\ud800"', b"[" * 1_000 + b"]" * 1_000]
)
def test_what_is_not_json_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="JSON"):
        parse(data)


@pytest.mark.parametrize("name", ["Submission", "Profile", "Title", "Sha256", "EvidenceItem"])
def test_a_fault_never_repeats_the_value(name: str) -> None:
    secret = "ผู้ร้องเรียนคนหนึ่ง"
    for value in (secret * 3000, {"header": secret, "lines": [secret], "url": secret}, [secret]):
        told = faults(schema(name), value)
        assert told
        assert not any(secret in fault.message + fault.pointer for fault in told)


def test_a_fault_names_fields_that_the_contract_does_not_know() -> None:
    (fault,) = (
        fault
        for fault in faults(schema("Submission"), {"complaint": {}})
        if "know" in fault.message
    )
    assert "complaint" in fault.message
