"""What the rest of the product knows of the national side: one small interface, three outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

Payload: TypeAlias = Mapping[str, Any]
"""A request body of the contract, as `mapping` makes it."""

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line that the national side did not take; `message` is Thai, for the plan officer."""

    seq: int
    measure_ref: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement of one report. `raw` is the reply as received, to be kept."""

    reference: str
    received_at: datetime
    accepted_lines: int
    unchanged_lines: int
    rejected_lines: tuple[RejectedLine, ...]
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """A profile or a plan is held; `at` is the national side's time (UTC)."""

    at: datetime
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Marks:
    """Conformity by measure ref: True (Y), False (N: no report needed), None (not yet marked)."""

    conforming: Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was refused. `places` are (JSON pointer, message) pairs, at most 50."""

    code: str
    detail: str
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted(Generic[R_co]):
    """It is done, and here is the proof."""

    receipt: R_co


@dataclass(frozen=True, slots=True)
class Refused:
    """Sending the same again will not help: people must look. `status` is an HTTP 4xx."""

    status: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Nothing is known to be wrong with the payload; the same may succeed later.

    `retry_after_seconds` (0 to 86400) is the other side's wish, None when it gave no usable one.
    """

    reason: str
    retry_after_seconds: float | None = None


Outcome: TypeAlias = Accepted[R_co] | Refused | TryAgain


class NationalEndpoint(Protocol):
    """One attempt each; no method raises because of what the network or the other side does.

    Every method is safe to repeat with the same arguments: it has the same effect as once.
    """

    def save_profile(self, profile: Payload) -> Outcome[Saved]:
        """Save the LAO's profile; the plan menu opens only after it."""

    def register_plan(self, registration: Payload) -> Outcome[Saved]:
        """Register a plan with its measures; replaces what was registered under its ref."""

    def conformity(self, lao_code: str, plan_ref: str) -> Outcome[Marks]:
        """The marks that the national side set on the measures of a plan."""

    def put_report(self, key: str, submission: Payload) -> Outcome[Receipt]:
        """Send one round's report under an idempotency key (16 to 128 of A-Z a-z 0-9 . _ -).

        Always use one key for one revision of one report.
        """

    def receipt_for(self, key: str, submission: Payload) -> Outcome[Receipt]:
        """The receipt of a report whose reply was lost; Refused with 404: it never arrived."""
