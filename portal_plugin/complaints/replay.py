"""A complaint's conclusions, concluded anew from its events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from portal_plugin.complaints import states
from portal_plugin.complaints.codes import Act, State
from portal_plugin.complaints.models import Complaint

CONCLUSIONS = (
    "state",
    "topic",
    "department_id",
    "clock_from",
    "due_on",
    "answered_on",
    "explained_on",
    "promised_on",
    "merged_into_id",
    "reopenings",
    "score",
)
"""Columns of a complaint that its events decide."""


class Happened(Protocol):
    """What of an event decides; `detail` as `happen` wrote it."""

    @property
    def act(self) -> Act: ...
    @property
    def state(self) -> State: ...
    @property
    def detail(self) -> dict[str, object]: ...
    @property
    def happened_on(self) -> date: ...


def replayed(kept: Complaint, events: Iterable[Happened]) -> Complaint:
    """A complaint, in no session, with CONCLUSIONS as the events decide, oldest first.

    Day and channel of receipt are facts and taken from the row. So is which complaint a duplicate
    follows, as long as it follows one: it moves along when that one is merged itself.
    """
    row = Complaint(
        channel=kept.channel,
        received_on=kept.received_on,
        topic=kept.topic,
        state=State.RECEIVED,
        clock_from=kept.received_on,
        due_on=kept.due_on,
        reopenings=0,
    )
    for event in events:
        _apply(row, event)
    if row.merged_into_id is not None:
        row.merged_into_id = kept.merged_into_id or row.merged_into_id
    return row


def _apply(row: Complaint, event: Happened) -> None:
    detail = event.detail
    row.state = event.state
    if event.state in states.OPEN:
        row.answered_on = None
    else:
        row.answered_on = row.answered_on or event.happened_on
    match event.act:
        case Act.RECEIVED:
            row.topic = str(detail["topic"])
            row.due_on = _day(detail["due_on"])
        case Act.REOPENED:
            row.clock_from, row.due_on = event.happened_on, _day(detail["due_on"])
            row.explained_on = row.promised_on = row.score = row.merged_into_id = None
            row.reopenings += 1
        case Act.ASSIGNED:
            row.department_id = UUID(str(detail["department"]))
        case Act.RETOPICED:
            row.topic = str(detail["topic"])
        case Act.EXPLAINED:
            row.explained_on = row.explained_on or event.happened_on
            row.promised_on = _day(detail["promised_on"])
        case Act.MERGED:
            row.merged_into_id = UUID(str(detail["into"]))
        case Act.RATED:
            row.score = int(str(detail["score"]))
        case Act.MOVED:
            row.department_id = row.merged_into_id = row.score = None


def _day(written: object) -> date:
    return date.fromisoformat(str(written))
