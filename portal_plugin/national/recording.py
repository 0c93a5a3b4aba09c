"""The quiet twin of the HTTP client: keeps what it is given and answers as it is told."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime

import orjson

from portal_plugin.national.contract import faults, operation
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

_RECEIVED_AT = datetime(2023, 4, 30, 9, 15, tzinfo=UTC)


class RecordingEndpoint:
    """A `NationalEndpoint` in memory for tests of its callers.

    `answers` are given out first, one per `put_report`; after them every report is accepted, once
    per key. `calls` lists (method, key or reference) in order; `reports` what was accepted, by
    key. `marks` is what `conformity` answers. A payload outside the contract fails the test that
    sent it, with `AssertionError`.
    """

    def __init__(self, answers: Iterable[Refused | TryAgain] = ()) -> None:
        self.answers = deque(answers)
        self.calls: list[tuple[str, str]] = []
        self.profiles: dict[str, Payload] = {}
        self.plans: dict[tuple[str, str], Payload] = {}
        self.reports: dict[str, Payload] = {}
        self.marks: dict[str, bool | None] = {}

    def save_profile(self, profile: Payload) -> Outcome[Saved]:
        """Keeps the profile."""
        _must_keep_contract("saveProfile", profile)
        self.calls.append(("save_profile", profile["lao_code"]))
        self.profiles[profile["lao_code"]] = profile
        return Accepted(Saved(_RECEIVED_AT, raw=b"{}"))

    def register_plan(self, registration: Payload) -> Outcome[Saved]:
        """Keeps the plan."""
        _must_keep_contract("registerPlan", registration)
        header = registration["header"]
        self.calls.append(("register_plan", header["plan_ref"]))
        self.plans[header["lao_code"], header["plan_ref"]] = registration
        return Accepted(Saved(_RECEIVED_AT, raw=b"{}"))

    def conformity(self, lao_code: str, plan_ref: str) -> Outcome[Marks]:
        """Answers `marks`."""
        self.calls.append(("conformity", plan_ref))
        return Accepted(Marks(dict(self.marks)))

    def put_report(self, key: str, submission: Payload) -> Outcome[Receipt]:
        """The next of `answers`, else accepted once per key."""
        _must_keep_contract("putReport", submission)
        self.calls.append(("put_report", key))
        if self.answers:
            return self.answers.popleft()
        if self.reports.setdefault(key, submission) != submission:
            return Refused(409, Problem("KEY_REUSED", "the key was used for another report"))
        return Accepted(_receipt(key, submission))

    def receipt_for(self, key: str, submission: Payload) -> Outcome[Receipt]:
        """The receipt of an accepted report, else 404."""
        self.calls.append(("receipt_for", key))
        if key not in self.reports:
            return Refused(404, Problem("NOT_FOUND", "no report came with this key"))
        return Accepted(_receipt(key, self.reports[key]))


def _must_keep_contract(name: str, payload: Payload) -> None:
    judge = operation(name).request
    found = faults(judge, payload) if judge is not None else ()
    if found:
        raise AssertionError(f"{name} leaves the contract: {found}")


def _receipt(key: str, submission: Payload) -> Receipt:
    reference = "RECORDED-" + hashlib.sha256(key.encode()).hexdigest()[:12].upper()
    lines = len(submission["lines"])
    raw = orjson.dumps({"reference": reference, "idempotency_key": key, "accepted_lines": lines})
    return Receipt(reference, _RECEIVED_AT, lines, 0, (), raw)
