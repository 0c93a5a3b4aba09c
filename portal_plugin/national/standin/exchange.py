"""One request to the stand-in from door to door: token, faults, contract, one transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from portal_plugin.national.contract import faults, operation, parse, schema
from portal_plugin.national.standin.access import Access
from portal_plugin.national.standin.faults import FaultKind, Switch, Switches
from portal_plugin.national.standin.refusals import Dropped, Refusal
from portal_plugin.national.standin.store import Store

Effect = Callable[[sqlite3.Connection, str], bytes]
"""What an operation does inside its transaction, given the time (UTC); gives the reply's bytes."""

_STATUSES = {
    FaultKind.STATUS_409: 409,
    FaultKind.STATUS_422: 422,
    FaultKind.STATUS_429: 429,
    FaultKind.STATUS_500: 500,
    FaultKind.STATUS_503: 503,
}


class Exchange:
    """Runs operations of the contract against one store."""

    def __init__(self, store: Store, access: Access, switches: Switches) -> None:
        self._store = store
        self._access = access
        self._switches = switches

    def enter(self, name: str) -> dict[FaultKind, Switch]:
        """Check the token and draw the faults; those that answer at once are raised here."""
        if name != "issueToken":
            self._access.require_token(request)
        struck = self._switches.draw(name)
        if FaultKind.DELAY in struck:
            time.sleep(struck[FaultKind.DELAY].seconds)
        for kind, status in _STATUSES.items():
            if kind in struck:
                wait = round(struck[kind].seconds) if status in {429, 503} else None
                raise Refusal(status, "INJECTED", "a fault switch said so", retry_after=wait)
        return struck

    def run(self, struck: Mapping[FaultKind, Switch], effect: Effect) -> Response:
        """Do it in one transaction and answer, unless a drop was drawn. Raises `Refusal`."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._store.transaction() as connection:
            reply = effect(connection, at)
            if FaultKind.DROP_BEFORE_COMMIT in struck:
                raise Dropped
        if FaultKind.DROP_AFTER_COMMIT in struck:
            raise Dropped
        return Response(reply, mimetype="application/json")


def payload_of(name: str, **place: object) -> Mapping[str, Any]:
    """The request's body, which keeps the contract and agrees with the address `place`.

    Raises `Refusal` 400, 415 or 422.
    """
    if request.mimetype != "application/json":
        raise Refusal(415, "NOT_JSON", "send application/json")
    try:
        value = parse(request.get_data(cache=False))
    except ValueError:
        raise Refusal(400, "BAD_REQUEST", "the body is not valid JSON in UTF-8") from None
    judge = operation(name).request
    if judge is not None and (found := faults(judge, value)):
        places = [(fault, None) for fault in found]
        raise Refusal(422, "NOT_IN_CONTRACT", "the body leaves the contract", places)
    told = value.get("header", value)
    differing = [part for part, expected in place.items() if told[part] != expected]
    if differing:
        detail = f"body and address differ in {', '.join(differing)}"
        raise Refusal(422, "ADDRESS_DIFFERS", detail)
    return dict(value)


def check_address(**parts: tuple[str, object]) -> None:
    """Hold parts of the address against their schemas. Raises `Refusal` 404."""
    if any(faults(schema(name), value) for name, value in parts.values()):
        raise Refusal(404, "NOT_FOUND", "no such address")


def idempotency_key() -> str:
    """The Idempotency-Key header. Raises `Refusal` 400 when it is missing or misshapen."""
    key = request.headers.get("Idempotency-Key", "")
    if faults(schema("IdempotencyKey"), key):
        raise Refusal(400, "BAD_KEY", "Idempotency-Key must be 16 to 128 of A-Z a-z 0-9 . _ -")
    return key
