"""What a bench found, and how two ways of doing one thing are compared."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from portal_plugin.errors import PortalPluginError

Act = Callable[[], object]


class BenchFailed(PortalPluginError):
    """The bench could not be carried out; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Result:
    """The row that `portal-plugin bench --json` prints. `met` is computed from what was run."""

    name: str
    value: float
    bar: str
    met: bool
    detail: str

    def as_json(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


def seconds(act: Act) -> float:
    """How long `act` takes, wall clock."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def interleaved(rounds: int, *acts: Act) -> list[list[float]]:
    """Seconds of each act in each round: A B A B, so that a slow moment meets both alike."""
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for place, act in enumerate(acts):
            taken[place].append(seconds(act))
    return taken


def median_ratio(above: list[float], below: list[float]) -> float:
    """The median of the ratios of rounds that ran side by side."""
    return median(over / under for over, under in zip(above, below, strict=True))
