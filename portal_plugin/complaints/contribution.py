"""What one complaint adds to the counters: a pure function of its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from portal_plugin.complaints import states
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.models import Complaint

SATISFIED_FROM = 4
"""The lowest score that counts as satisfied."""


class CountKey(NamedTuple):
    """Which counter: `month` is the first day of the month of receipt."""

    month: date
    topic: str
    channel: Channel
    department_id: UUID | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a complaint adds to the counter `key`; `days` from the start of its clock to the
    answer, None without one."""

    key: CountKey
    done: int = 0
    in_time: int = 0
    explained: int = 0
    late: int = 0
    reopened: int = 0
    merged: int = 0
    rated: int = 0
    satisfied: int = 0
    received: int = 1
    days: int | None = None


def contribution_of(complaint: Complaint) -> Contribution | None:
    """The contribution of a complaint as its row stands now; None once it has moved away."""
    if complaint.state in states.GONE:
        return None
    answered, explained = complaint.answered_on, complaint.explained_on
    in_time = answered is not None and answered <= complaint.due_on
    excused = not in_time and explained is not None and explained <= complaint.due_on
    return Contribution(
        key=CountKey(
            complaint.received_on.replace(day=1),
            complaint.topic,
            complaint.channel,
            complaint.department_id,
        ),
        done=int(answered is not None),
        in_time=int(in_time),
        explained=int(excused),
        late=int(answered is not None and not in_time and not excused),
        reopened=complaint.reopenings,
        merged=int(complaint.merged_into_id is not None),
        rated=int(complaint.score is not None),
        satisfied=int(complaint.score is not None and complaint.score >= SATISFIED_FROM),
        days=(answered - complaint.clock_from).days if answered is not None else None,
    )
