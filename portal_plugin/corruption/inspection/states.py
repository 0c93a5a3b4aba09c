"""What may follow what in a report. No other module decides that."""

from __future__ import annotations

import enum

from portal_plugin.corruption.codes import STATE_WORDS, State
from portal_plugin.errors import Conflict


class Step(enum.StrEnum):
    """What an inspector can do to a report."""

    TAKE = "take"
    HAND_OVER = "hand-over"
    INVESTIGATE = "investigate"
    REFER = "refer"
    CLOSE = "close"
    REOPEN = "reopen"


ENDED = frozenset({State.CLOSED})
OPEN = frozenset(State) - ENDED
"""Somebody has to act: the published class "in progress" (rule C6)."""

_TO: dict[Step, tuple[frozenset[State], State | None]] = {
    Step.TAKE: (frozenset(State), None),
    Step.HAND_OVER: (frozenset(State), None),
    Step.INVESTIGATE: (frozenset({State.CHECKING, State.REFERRED}), State.INVESTIGATING),
    Step.REFER: (OPEN - {State.RECEIVED}, State.REFERRED),
    Step.CLOSE: (OPEN - {State.RECEIVED}, State.CLOSED),
    Step.REOPEN: (ENDED, State.INVESTIGATING),
}
"""From which states a step is possible, and where it leads (None: the state stays, but that whoever
takes a new report begins to check it)."""


def possible(step: Step, state: State) -> bool:
    """Whether a report that stands there may take this step."""
    return state in _TO[step][0]


def after(step: Step, state: State) -> State:
    """The state that follows. Raises `Conflict` when the step is not possible."""
    if not possible(step, state):
        sentence = f"เรื่องนี้{STATE_WORDS[state]} จึงทำรายการนี้ไม่ได้ โหลดหน้าใหม่เพื่อดูสถานะล่าสุด"
        raise Conflict(sentence)
    if step is Step.TAKE and state is State.RECEIVED:
        return State.CHECKING
    return _TO[step][1] or state
