"""Fault switches: ways in which a national endpoint fails, on demand."""

from __future__ import annotations

import enum
import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator

from portal_plugin.national.contract import faults as contract_faults


class FaultKind(enum.StrEnum):
    """What goes wrong. The names are those of the control interface."""

    DROP_BEFORE_COMMIT = "drop_before_commit"
    DROP_AFTER_COMMIT = "drop_after_commit"
    DELAY = "delay"
    STATUS_409 = "409"
    STATUS_422 = "422"
    STATUS_429 = "429"
    STATUS_500 = "500"
    STATUS_503 = "503"


SWITCHES_SCHEMA = Draft202012Validator(
    {
        "type": "array",
        "maxItems": 32,
        "items": {
            "type": "object",
            "required": ["fault"],
            "properties": {
                "fault": {"enum": [kind.value for kind in FaultKind]},
                "next": {"type": "integer", "minimum": 1, "maximum": 1000000},
                "probability": {"type": "number", "minimum": 0, "maximum": 1},
                "seed": {"type": "integer"},
                "seconds": {"type": "number", "minimum": 0, "maximum": 600},
                "operations": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            },
            "oneOf": [{"required": ["next"]}, {"required": ["probability", "seed"]}],
            "additionalProperties": False,
        },
    }
)


@dataclass(slots=True)
class Switch:
    """One armed fault: for the `remaining` next requests, or with a seeded probability.

    `seconds` is the length of a delay, or the Retry-After of 429 and 503. `operations` are
    operationIds of the contract; empty means all but the token.
    """

    kind: FaultKind
    remaining: int | None = None
    probability: float = 0.0
    chance: random.Random = field(default_factory=random.Random, repr=False)
    seconds: float = 1.0
    operations: frozenset[str] = frozenset()

    def fires(self, operation: str) -> bool:
        """Whether it strikes this request; a counted switch is used up by it."""
        if operation not in self.operations if self.operations else operation == "issueToken":
            return False
        if self.remaining is None:
            return self.chance.random() < self.probability
        if self.remaining == 0:
            return False
        self.remaining -= 1
        return True


class Switches:
    """All armed faults; safe to draw from many threads."""

    def __init__(self, armed: Iterable[Switch] = ()) -> None:
        self._lock = threading.Lock()
        self._armed = list(armed)

    def arm(self, armed: Iterable[Switch]) -> None:
        """Replace what is armed."""
        with self._lock:
            self._armed = list(armed)

    def draw(self, operation: str) -> dict[FaultKind, Switch]:
        """The faults that strike this request."""
        with self._lock:
            return {switch.kind: switch for switch in self._armed if switch.fires(operation)}


def read_switches(value: Any) -> list[Switch]:
    """Switches from parsed JSON. Raises `ValueError` with a sentence for anything else."""
    if found := contract_faults(SWITCHES_SCHEMA, value):
        raise ValueError(f"fault switches: {found[0].pointer or '/'} {found[0].message}")
    return [_switch(item) for item in value]


def _switch(item: Mapping[str, Any]) -> Switch:
    return Switch(
        kind=FaultKind(item["fault"]),
        remaining=item.get("next"),
        probability=item.get("probability", 0.0),
        # Reproducible failure is the purpose; nothing secret depends on it.
        chance=random.Random(item.get("seed")),  # noqa: S311
        seconds=item.get("seconds", 1.0),
        operations=frozenset(item.get("operations", ())),
    )
