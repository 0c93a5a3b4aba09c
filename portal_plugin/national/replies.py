"""Judge what the other side answered. Nothing it says is believed before the contract allows it.

`Refused` is given only on the endpoint's own word, a valid problem with a 4xx status. Whatever
else comes back (HTML of a proxy, cut JSON, a stranger's receipt) proves nothing about the payload
and becomes `TryAgain`; what never gets better ends on the dead list, before an operator's eyes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from portal_plugin.national.contract import Operation, faults, parse, schema
from portal_plugin.national.endpoint import (
    Accepted,
    Marks,
    Outcome,
    Payload,
    Problem,
    Receipt,
    Refused,
    RejectedLine,
    Saved,
    TryAgain,
)

LONGEST_PAUSE_SECONDS = 86400.0
_PASSING = frozenset({401, 403, 408, 425, 429})
"""4xx that say nothing about the payload. 401 and 403 are for the operator's credentials."""

R = TypeVar("R")
Reader = Callable[[Mapping[str, Any], bytes], R]


class Malformed(ValueError):
    """The reply is not one that the contract allows; the message tells people why."""


def judge(
    reply: httpx.Response, operation: Operation, read: Reader[R], *, now: datetime
) -> Outcome[R]:
    """The outcome that a whole reply stands for; never raises because of its content."""
    try:
        if reply.status_code in operation.replies and reply.is_success:
            return Accepted(read(_value(reply, operation), reply.content))
        if reply.is_client_error and reply.status_code not in _PASSING:
            return Refused(reply.status_code, _problem(reply))
    except Malformed as fault:
        return TryAgain(f"{operation.name}: {fault}")
    wish = retry_after_seconds(reply.headers.get("retry-after"), now=now)
    return TryAgain(f"{operation.name}: answered {reply.status_code}", wish)


def receipt_reader(key: str, submission: Payload) -> Reader[Receipt]:
    """Reads a receipt and holds it against what was sent: another report's is malformed."""
    header, line_count = submission["header"], len(submission["lines"])

    def read(value: Mapping[str, Any], raw: bytes) -> Receipt:
        told = ("lao_code", "fiscal_year", "round", "revision", "plan_ref", "sha256")
        expected = {"idempotency_key": key, **{name: header[name] for name in told}}
        strange = [name for name, sent in expected.items() if value[name] != sent]
        if strange:
            raise Malformed(f"the receipt is of another report: {', '.join(strange)} differ")
        rejected = tuple(RejectedLine(**line) for line in value["rejected_lines"])
        accepted, unchanged = value["accepted_lines"], value["unchanged_lines"]
        if accepted + len(rejected) != line_count or unchanged > accepted:
            raise Malformed("the receipt does not account for every line")
        return Receipt(
            reference=value["reference"],
            received_at=_time(value["received_at"]),
            accepted_lines=accepted,
            unchanged_lines=unchanged,
            rejected_lines=rejected,
            raw=raw,
        )

    return read


def saved_reader(time_field: str, expected: Mapping[str, object]) -> Reader[Saved]:
    """Reads the reply to a profile or plan; `expected` are the fields it must repeat."""

    def read(value: Mapping[str, Any], raw: bytes) -> Saved:
        _same(value, expected)
        return Saved(at=_time(value[time_field]), raw=raw)

    return read


def marks_reader(lao_code: str, plan_ref: str) -> Reader[Marks]:
    """Reads the conformity marks of one plan."""
    meaning = {"Y": True, "N": False, None: None}

    def read(value: Mapping[str, Any], _raw: bytes) -> Marks:
        _same(value, {"lao_code": lao_code, "plan_ref": plan_ref})
        return Marks({mark["ref"]: meaning[mark["conforming"]] for mark in value["marks"]})

    return read


def token_reader(value: Mapping[str, Any], _raw: bytes) -> tuple[str, float]:
    """The bearer token and the seconds it lasts."""
    return value["access_token"], float(value["expires_in"])


def retry_after_seconds(header: str | None, *, now: datetime) -> float | None:
    """Seconds from a Retry-After header (number or date), kept to 0-86400; None if unusable."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        # A number with more digits than this is a day, whatever it is.
        return LONGEST_PAUSE_SECONDS if len(text) > 9 else min(float(text), LONGEST_PAUSE_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(seconds, 0.0), LONGEST_PAUSE_SECONDS)


def _value(reply: httpx.Response, operation: Operation) -> Mapping[str, Any]:
    allowed = operation.replies[reply.status_code]
    value: Mapping[str, Any] = _json(reply, allowed.media_type)
    if found := faults(allowed.schema, value):
        raise Malformed(f"the reply at {found[0].pointer or '/'} {found[0].message}")
    return value


def _problem(reply: httpx.Response) -> Problem:
    value = _json(reply, "application/problem+json")
    if faults(schema("Problem"), value) or value["status"] != reply.status_code:
        raise Malformed(f"answered {reply.status_code} without a valid problem")
    places = tuple((place["pointer"], place["message"]) for place in value.get("errors", ()))
    return Problem(value["code"], value["detail"], places)


def _json(reply: httpx.Response, media_type: str) -> Any:
    told = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    if told != media_type:
        raise Malformed(f"answered {reply.status_code} that is not {media_type}")
    try:
        return parse(reply.content)
    except ValueError:
        raise Malformed(f"answered {reply.status_code} with broken JSON") from None


def _same(value: Mapping[str, Any], expected: Mapping[str, object]) -> None:
    strange = [name for name, sent in expected.items() if value[name] != sent]
    if strange:
        raise Malformed(f"the reply is of something else: {', '.join(strange)} differ")


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("the reply has a time that does not exist") from None
