"""The proof of the figures: clock and counters derived anew from events, and compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.complaints.contribution import CountKey, contribution_of
from portal_plugin.complaints.counters import FIGURES, Sums, add
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintCount,
    ComplaintDays,
    ComplaintEvent,
)
from portal_plugin.complaints.replay import CONCLUSIONS, replayed
from portal_plugin.tenants.session import TenantSession

_FACTS = ("number", "channel", "received_on")


@dataclass(frozen=True, slots=True)
class Drift:
    """One figure that is not what the events say.

    `subject` is a complaint's number, or a counter's month, topic, channel and department.
    """

    subject: str
    figure: str
    found: object
    expected: object


def recount(session: TenantSession, *, repair: bool = False) -> list[Drift]:
    """Every figure of the tenant that drifted; with `repair` it is put right.

    Reads in one snapshot, so that changes meanwhile are no drift; give it a session that has done
    nothing yet. A repair of something that changes meanwhile fails with the database's error and
    may be tried again in a new session.
    """
    if not session.in_transaction():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    drifts: list[Drift] = []
    expected = Sums()
    events = _events(session)
    for kept in _complaints(session):
        row = replayed(kept, events.get(kept.id, ()))
        drifts += _compared(kept, row)
        contribution = contribution_of(row)
        if contribution is not None:
            expected.take(contribution)
        if repair:
            _mend(kept, row)
    session.flush()
    missing = _difference(expected, _counted(session), drifts)
    if repair:
        add(session, missing)
    return drifts


def _complaints(session: TenantSession) -> Iterator[Complaint]:
    columns = [getattr(Complaint, name) for name in (*_FACTS, *CONCLUSIONS)]
    yield from session.scalars(
        sa.select(Complaint)
        .options(sa.orm.load_only(*columns, raiseload=True))
        .order_by(Complaint.number)
        .execution_options(populate_existing=True)
    )


def _events(session: TenantSession) -> dict[UUID, list[Any]]:
    event = ComplaintEvent
    found = session.execute(
        sa.select(
            event.complaint_id, event.act, event.state, event.detail, event.happened_on
        ).order_by(event.at, event.id)
    )
    of: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in found:
        of[row.complaint_id].append(row)
    return of


def _compared(kept: Complaint, row: Complaint) -> list[Drift]:
    return [
        Drift(kept.number, name, getattr(kept, name), getattr(row, name))
        for name in CONCLUSIONS
        if getattr(kept, name) != getattr(row, name)
    ]


def _mend(kept: Complaint, row: Complaint) -> None:
    for name in CONCLUSIONS:
        if getattr(kept, name) != getattr(row, name):
            setattr(kept, name, getattr(row, name))


def _counted(session: TenantSession) -> Sums:
    sums = Sums()
    for row in session.scalars(sa.select(ComplaintCount).execution_options(populate_existing=True)):
        sums.figures[_key(row)].update({name: getattr(row, name) for name in FIGURES})
    for days in session.scalars(sa.select(ComplaintDays).execution_options(populate_existing=True)):
        sums.days[_key(days), days.days] += days.answered
    return sums


def _key(row: ComplaintCount | ComplaintDays) -> CountKey:
    return CountKey(row.month, row.topic, row.channel, row.department_id)


def _difference(expected: Sums, found: Sums, drifts: list[Drift]) -> Sums:
    """What is to be added to `found`; every difference is written down in `drifts`."""
    missing = Sums()
    for key in dict.fromkeys(chain(expected.figures, found.figures)):
        wanted, there = expected.figures.get(key, Counter()), found.figures.get(key, Counter())
        for name in FIGURES:
            if wanted[name] != there[name]:
                drifts.append(Drift(_named(key), name, there[name], wanted[name]))
                missing.figures[key][name] = wanted[name] - there[name]
    for place in dict.fromkeys(chain(expected.days, found.days)):
        if expected.days[place] != found.days[place]:
            key, number = place
            drifts.append(
                Drift(
                    _named(key),
                    f"answered after {number} days",
                    found.days[place],
                    expected.days[place],
                )
            )
            missing.days[place] = expected.days[place] - found.days[place]
    return missing


def _named(key: Sequence[object]) -> str:
    return " ".join("-" if part is None else str(part) for part in key)
