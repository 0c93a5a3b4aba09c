"""How a complaint stands to its clock: what lists mark and pages warn of."""

from __future__ import annotations

import enum
from datetime import date, timedelta

import sqlalchemy as sa

from portal_plugin.complaints.models import Complaint

WARNED = timedelta(days=5)
"""How long before the due day it is said to be near: from day 10 of the 15 (C1)."""


class Due(enum.StrEnum):
    """One complaint and its due day; the first four are open."""

    OVERDUE = "overdue"
    SOON = "soon"
    IN_TIME = "in_time"
    EXPLAINED = "explained"
    ANSWERED = "answered"
    ANSWERED_EXPLAINED = "answered_explained"
    ANSWERED_LATE = "answered_late"


OPEN_DUES = (Due.OVERDUE, Due.SOON, Due.IN_TIME)
"""What a list can be asked for; what was explained in time has time."""


def due_of(complaint: Complaint, today: date) -> Due:
    """How the complaint stands on a day."""
    return standing(complaint.due_on, complaint.answered_on, complaint.explained_on, today)


def standing(due_on: date, answered_on: date | None, explained_on: date | None, today: date) -> Due:
    """The same from the clock's columns alone."""
    excused = explained_on is not None and explained_on <= due_on
    if answered_on is not None:
        if answered_on <= due_on:
            return Due.ANSWERED
        return Due.ANSWERED_EXPLAINED if excused else Due.ANSWERED_LATE
    if excused:
        return Due.EXPLAINED
    if today > due_on:
        return Due.OVERDUE
    return Due.SOON if due_on - today <= WARNED else Due.IN_TIME


def are(due: Due, today: date) -> sa.ColumnElement[bool]:
    """The open complaints that stand so: `due` is one of `OPEN_DUES`."""
    excused = sa.func.coalesce(Complaint.explained_on <= Complaint.due_on, sa.false())
    near = Complaint.due_on <= today + WARNED
    past = Complaint.due_on < today
    of = {
        Due.OVERDUE: sa.and_(past, ~excused),
        Due.SOON: sa.and_(near, ~past, ~excused),
        Due.IN_TIME: sa.or_(~near, excused),
    }
    return sa.and_(Complaint.answered_on.is_(None), of[due])
