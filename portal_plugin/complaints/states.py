"""What may follow what. No other module decides that."""

from __future__ import annotations

from datetime import date, timedelta

from portal_plugin.complaints.codes import STATE_WORDS, Act, State
from portal_plugin.errors import Conflict

OPEN = frozenset({State.RECEIVED, State.SCREENING, State.FORWARDED, State.IN_PROGRESS})
"""States in which the 15 days count and somebody has to act."""

ANSWERED = frozenset(State) - OPEN - {State.MOVED}
"""States in which the complainant has an answer: the published class "done"."""

GONE = frozenset({State.MOVED})
"""States of a complaint that is not here any more: nobody sees it, nothing happens to it, no figure
counts it."""

REOPEN_DAYS = 30
"""Days after the answer in which the complainant may have it opened again."""

_TO: dict[Act, tuple[frozenset[State], State | None]] = {
    Act.SCREENED: (frozenset({State.RECEIVED}), State.SCREENING),
    Act.ASSIGNED: (OPEN, State.FORWARDED),
    Act.FORWARDED_OUT: (OPEN, State.FORWARDED),
    Act.STARTED: (frozenset({State.SCREENING, State.FORWARDED}), State.IN_PROGRESS),
    Act.EXPLAINED: (OPEN, None),
    Act.FINISHED: (OPEN - {State.RECEIVED}, State.DONE),
    Act.REFUSED: (OPEN - {State.IN_PROGRESS}, State.NOT_ACCEPTED),
    Act.GIVEN_UP: (OPEN - {State.RECEIVED}, State.CLOSED_NO_RESULT),
    Act.CLOSED: (frozenset({State.DONE}), State.CLOSED),
    Act.REOPENED: (ANSWERED, State.SCREENING),
    Act.MERGED: (OPEN, None),
    Act.RATED: (ANSWERED, None),
    Act.RETOPICED: (OPEN, None),
    Act.REMINDED: (OPEN, None),
    Act.MOVED: (OPEN | ANSWERED, State.MOVED),
}
"""From which states an act is possible, and where it leads (None: the state stays)."""


def possible(act: Act, state: State) -> bool:
    """Whether `act` may happen in `state`; acts without a rule are possible in all but `GONE`."""
    return state not in GONE and (act not in _TO or state in _TO[act][0])


def after(act: Act, state: State) -> State:
    """The state that follows. Raises `Conflict` when the act is not possible."""
    if not possible(act, state):
        raise Conflict(f"เรื่องนี้{STATE_WORDS[state]} จึงทำรายการนี้ไม่ได้ โหลดหน้าใหม่เพื่อดูสถานะล่าสุด")
    return (_TO[act][1] if act in _TO else None) or state


def reopen_until(answered_on: date | None) -> date | None:
    """The last day on which an answered complaint can be opened again."""
    return None if answered_on is None else answered_on + timedelta(days=REOPEN_DAYS)
