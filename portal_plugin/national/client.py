"""The national endpoint over HTTP: one attempt per call. Durable retry is the outbox's work."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import orjson

from portal_plugin.national.contract import faults, operation, schema
from portal_plugin.national.endpoint import (
    Accepted,
    Marks,
    Outcome,
    Payload,
    Problem,
    Receipt,
    Refused,
    Saved,
    TryAgain,
)
from portal_plugin.national.replies import (
    Reader,
    judge,
    marks_reader,
    receipt_reader,
    saved_reader,
    token_reader,
)
from portal_plugin.national.wire import BoundedTransport

REPLY_BYTES = 2 * 1024 * 1024
_RENEW_BEFORE_SECONDS = 30.0
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}

R = TypeVar("R")


class HttpNationalEndpoint:
    """`NationalEndpoint` by the contract in config/national. Holds one token; safe to keep open.

    `url` is https:// (http:// only on this machine) without path parameters; `seconds` bounds each
    HTTP exchange, and one call makes at most four (token, request, and both again after a 401).
    A payload that leaves the contract is refused here, before a byte of it is sent.
    Raises `ValueError` for an address or credentials that cannot be used.
    """

    def __init__(
        self,
        url: str,
        client_id: str,
        client_secret: str,
        *,
        seconds: float = 20.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        _check_address(url)
        _check_credentials(client_id, client_secret)
        self._credentials = httpx.BasicAuth(client_id, client_secret)
        self._token: tuple[str, float] | None = None
        self._http = httpx.Client(
            base_url=url,
            transport=transport or BoundedTransport(seconds=seconds, reply_bytes=REPLY_BYTES),
            timeout=seconds,
            follow_redirects=False,
            trust_env=False,
            headers={"Accept-Encoding": "identity", "User-Agent": "portal-plugin"},
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def save_profile(self, profile: Payload) -> Outcome[Saved]:
        """See `NationalEndpoint.save_profile`."""
        if refusal := _outside_contract("saveProfile", profile):
            return refusal
        expected = {"lao_code": profile["lao_code"]}
        return self._call("saveProfile", expected, saved_reader("saved_at", expected), profile)

    def register_plan(self, registration: Payload) -> Outcome[Saved]:
        """See `NationalEndpoint.register_plan`."""
        if refusal := _outside_contract("registerPlan", registration):
            return refusal
        header = registration["header"]
        place = {"lao_code": header["lao_code"], "plan_ref": header["plan_ref"]}
        expected = {**place, "measures": len(registration["measures"])}
        return self._call(
            "registerPlan", place, saved_reader("registered_at", expected), registration
        )

    def conformity(self, lao_code: str, plan_ref: str) -> Outcome[Marks]:
        """See `NationalEndpoint.conformity`."""
        place = {"lao_code": lao_code, "plan_ref": plan_ref}
        return self._call("readConformity", place, marks_reader(lao_code, plan_ref))

    def put_report(self, key: str, submission: Payload) -> Outcome[Receipt]:
        """See `NationalEndpoint.put_report`."""
        if refusal := _outside_contract("putReport", submission) or _bad_key(key):
            return refusal
        place = {name: submission["header"][name] for name in ("lao_code", "fiscal_year", "round")}
        reader = receipt_reader(key, submission)
        return self._call("putReport", place, reader, submission, {"Idempotency-Key": key})

    def receipt_for(self, key: str, submission: Payload) -> Outcome[Receipt]:
        """See `NationalEndpoint.receipt_for`."""
        if refusal := _outside_contract("putReport", submission) or _bad_key(key):
            return refusal
        reader = receipt_reader(key, submission)
        return self._call("readReceipt", {"idempotency_key": key}, reader)

    def _call(
        self,
        name: str,
        place: Mapping[str, object],
        read: Reader[R],
        payload: Payload | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Outcome[R]:
        """One operation, with a second try only where the first met an outdated token."""
        if refusal := _bad_place(place):
            return refusal
        path = operation(name).path.format(**place)
        content = None if payload is None else orjson.dumps(payload)
        try:
            for renewed in (False, True):
                token = self._bearer(renew=renewed)
                if isinstance(token, TryAgain):
                    return token
                reply = self._http.request(
                    operation(name).method,
                    path,
                    content=content,
                    headers={
                        **(headers or {}),
                        "Authorization": f"Bearer {token}",
                        "Content-Type": "application/json",
                    },
                )
                if reply.status_code != 401:
                    break
        except httpx.HTTPError as fault:
            return TryAgain(f"{name}: {type(fault).__name__}: {fault}")
        return judge(reply, operation(name), read, now=datetime.now(UTC))

    def _bearer(self, *, renew: bool) -> str | TryAgain:
        if self._token is not None and not renew and time.monotonic() < self._token[1]:
            return self._token[0]
        self._token = None
        reply = self._http.post(
            operation("issueToken").path,
            data={"grant_type": "client_credentials"},
            auth=self._credentials,
        )
        match judge(reply, operation("issueToken"), token_reader, now=datetime.now(UTC)):
            case Accepted(receipt=(token, lasts)):
                lives_until = time.monotonic() + max(lasts - _RENEW_BEFORE_SECONDS, lasts / 2)
                self._token = (token, lives_until)
                return token
            case TryAgain() as later:
                return later
            case _:
                return TryAgain(f"issueToken: answered {reply.status_code}")


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise ValueError("the national endpoint must be an https:// address")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("the national endpoint's address must not carry a log-in, ? or #")


def _check_credentials(client_id: str, client_secret: str) -> None:
    if not client_id or ":" in client_id or not client_secret:
        raise ValueError("the national endpoint needs a client id (without ':') and its secret")


def _outside_contract(name: str, payload: Payload | None) -> Refused | None:
    judge_of = operation(name).request
    if judge_of is None:
        return None
    found = faults(judge_of, payload)
    if not found:
        return None
    return Refused(
        422,
        Problem(
            "NOT_IN_CONTRACT",
            "not sent: the payload leaves the national contract",
            tuple((fault.pointer, fault.message) for fault in found),
        ),
    )


def _bad_key(key: str) -> Refused | None:
    if faults(schema("IdempotencyKey"), key):
        return Refused(
            400,
            Problem("BAD_KEY", "not sent: the key must be 16 to 128 of A-Z a-z 0-9 . _ -"),
        )
    return None


_PLACE_SCHEMAS = {
    "lao_code": "LaoCode",
    "plan_ref": "Reference",
    "fiscal_year": "FiscalYear",
    "round": "Round",
    "idempotency_key": "IdempotencyKey",
}


def _bad_place(place: Mapping[str, object]) -> Refused | None:
    """Only values that the contract allows may become part of an address."""
    bad = [name for name, value in place.items() if faults(schema(_PLACE_SCHEMAS[name]), value)]
    if bad:
        return Refused(
            404, Problem("BAD_ADDRESS", f"not sent: {', '.join(bad)} cannot be in an address")
        )
    return None
