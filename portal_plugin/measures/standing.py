"""Where a measure stands, read from what was reported on it and on its steps. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from portal_plugin.measures.codes import RoundCode, Status

ROUND_ORDER = {RoundCode.SIX_MONTHS: 1, RoundCode.TWELVE_MONTHS: 2}


class Reported(Protocol):
    """The part of a progress entry that decides where its measure stands."""

    @property
    def id(self) -> UUID: ...
    @property
    def step_id(self) -> UUID | None: ...
    @property
    def round_code(self) -> RoundCode: ...
    @property
    def status(self) -> Status: ...
    @property
    def entered_at(self) -> datetime: ...


Entry = TypeVar("Entry", bound=Reported)


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of a measure in a round; None while nothing was reported (รอรายงานผล).

    `carried_over`: the round itself holds no entry, the half-year's stands in for it (R2).
    """

    status: Status | None
    carried_over: bool = False

    @property
    def awaiting(self) -> bool:
        """Nothing at all was reported for the year so far."""
        return self.status is None

    @property
    def needs_report(self) -> bool:
        """The round still waits for a report. What was done before needs none."""
        return self.awaiting or (self.carried_over and self.status is not Status.DONE)


def fold_status(statuses: Iterable[Status | None]) -> Status | None:
    """One status from those of the steps (R5); None, and for no step at all, is "not reported".

    All DONE is DONE; all NOT_STARTED is NOT_STARTED; all CANNOT_PROCEED is CANNOT_PROCEED;
    anything else is IN_PROGRESS. A step nobody reported on counts as not started.
    """
    given = list(statuses)
    if all(status is None for status in given):
        return None
    kinds = {status or Status.NOT_STARTED for status in given}
    return kinds.pop() if len(kinds) == 1 else Status.IN_PROGRESS


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Oldest first: by round of the year, then by the moment of entry."""
    return sorted(
        entries, key=lambda entry: (ROUND_ORDER[entry.round_code], entry.entered_at, entry.id)
    )


def effective(entries: Iterable[Entry], code: RoundCode) -> list[Entry]:
    """What stands in a round: the latest entry of the measure and of each step, oldest first.

    `entries` are those of one measure and one fiscal year. The twelve-month round is cumulative
    (R2): where it holds nothing, the six-month entry stands.
    """
    latest: dict[UUID | None, Entry] = {}
    for entry in in_order(entries):
        if ROUND_ORDER[entry.round_code] <= ROUND_ORDER[code]:
            latest[entry.step_id] = entry
    return in_order(latest.values())


def standing(entries: Sequence[Reported], steps: Mapping[UUID, str], code: RoundCode) -> Standing:
    """Where a measure stands in a round; `entries` as for `effective`, `steps` maps id to path.

    A report on the measure as a whole holds until a step is reported after it; from then on the
    steps are folded.
    """
    current = effective(entries, code)
    if not current:
        return Standing(None)
    carried = all(entry.round_code is not code for entry in current)
    if current[-1].step_id is None:
        return Standing(current[-1].status, carried)
    by_step = {entry.step_id: entry.status for entry in current if entry.step_id is not None}
    return Standing(fold_status(_step_statuses(by_step, steps)), carried)


def _step_statuses(
    by_step: Mapping[UUID, Status], steps: Mapping[UUID, str]
) -> list[Status | None]:
    """Of each step; one without a report of its own is spoken for by a reported step that it is
    part of ("3" for "3.2"), or that is part of it.
    """
    reported = [steps[step_id] for step_id in by_step if step_id in steps]
    silent = [
        path
        for step_id, path in steps.items()
        if step_id not in by_step and not any(_related(path, other) for other in reported)
    ]
    return [*by_step.values(), *(None for _ in silent)]


def _related(one: str, other: str) -> bool:
    return one.startswith(f"{other}.") or other.startswith(f"{one}.")
