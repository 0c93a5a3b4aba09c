"""Lists of complaints for the people who work on them, each in a fixed number of statements.

No list reads contact data, the detail's text or a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.codes import Channel, MessageKind, State
from portal_plugin.complaints.due import OPEN_DUES, Due, are, standing
from portal_plugin.complaints.models import Complaint, ComplaintMessage
from portal_plugin.complaints.states import GONE
from portal_plugin.complaints.walls import handles
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy
from portal_plugin.thai import arabic_digits, fiscal_year_window

MOST_WORDS = 8
LONGEST_SEARCH = 200
_NUMBER = re.compile(r"\d{4}-\d{1,9}")

_LAST_SAID = (
    sa.select(ComplaintMessage.kind)
    .where(
        ComplaintMessage.complaint_id == Complaint.id,
        ComplaintMessage.kind != MessageKind.NOTE,
    )
    .order_by(ComplaintMessage.at.desc())
    .limit(1)
    .correlate(Complaint)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint as a row of a list; `asks`: the complainant wrote last and waits."""

    id: UUID
    number: str
    state: State
    channel: Channel
    topic: str
    subject: str
    received_on: date
    due_on: date
    answered_on: date | None
    promised_on: date | None
    department: str | None
    officer: str | None
    merged: bool
    asks: bool
    due: Due
    days_left: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `total` complaints are on all pages, the first page is 1."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Duty:
    """Open complaints that the actor can act upon. `new` wait for their first step (screening; in
    a department, the start), `waiting` for the actor himself."""

    new: int
    soon: int
    overdue: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A department as a filter or an assignment names it."""

    id: UUID
    name: str
    active: bool


def complaint_list(
    session: TenantSession,
    actor: Actor,
    *,
    open_only: bool = False,
    state: State | None = None,
    topic: str | None = None,
    department_id: UUID | None = None,
    officer_id: str | None = None,
    due: Due | None = None,
    words: str = "",
    fiscal_year: int | None = None,
    page: int = 1,
    size: int = 50,
) -> Page:
    """Complaints that the actor may see, in three statements.

    `open_only` gives what has to be done, the nearest due day first, without duplicates (they
    follow their main); all others come newest first. `due` is one of `OPEN_DUES`. `words` is a
    number ("2569-0001"), or words of which each stands in subject, place, detail or number.
    """
    wanted = visible(actor)
    if open_only:
        wanted += [Complaint.answered_on.is_(None), Complaint.merged_into_id.is_(None)]
    if state is not None:
        wanted.append(Complaint.state == state)
    if topic is not None:
        wanted.append(Complaint.topic == topic)
    if department_id is not None:
        wanted.append(Complaint.department_id == department_id)
    if officer_id is not None:
        wanted.append(Complaint.officer_id == officer_id)
    if due in OPEN_DUES:
        wanted.append(are(due, clock.today()))
    if fiscal_year is not None:
        wanted.append(Complaint.received_on.between(*fiscal_year_window(fiscal_year)))
    wanted += _said(words)
    total = session.scalar(sa.select(sa.func.count()).select_from(Complaint).where(*wanted)) or 0
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    order = (
        (Complaint.due_on, Complaint.id)
        if open_only
        else (Complaint.received_at.desc(), Complaint.id.desc())
    )
    query = _COLUMNS.where(*wanted).order_by(*order).limit(size).offset((page - 1) * size)
    return Page(_lines(session, query) if total else (), total, page, pages)


def duty(session: TenantSession, actor: Actor) -> Duty:
    """What waits for the actor now, in one statement."""
    today = clock.today()
    mine = Complaint.officer_id == actor.id
    if handles(actor):
        new = Complaint.state == State.RECEIVED
        waiting = sa.or_(mine, Complaint.state.in_([State.RECEIVED, State.SCREENING]))
    else:
        new = Complaint.state == State.FORWARDED
        waiting = sa.or_(mine, Complaint.officer_id.is_(None))
    count = sa.func.count
    row = session.execute(
        sa.select(
            count().filter(new),
            count().filter(are(Due.SOON, today)),
            count().filter(are(Due.OVERDUE, today)),
            count().filter(waiting),
        )
        .select_from(Complaint)
        .where(*visible(actor), Complaint.answered_on.is_(None), Complaint.merged_into_id.is_(None))
    ).one()
    return Duty(*row)


def complaint_numbered(session: TenantSession, actor: Actor, number: str) -> UUID | None:
    """The complaint of a number as people type it, if the actor may see one."""
    number = arabic_digits(tidy(number)).replace(" ", "")
    return session.scalar(
        sa.select(Complaint.id).where(*visible(actor), Complaint.number == number)
    )


def departments(session: TenantSession) -> list[Unit]:
    """Every department by name."""
    query = sa.select(Department.id, Department.name, Department.active).order_by(Department.name)
    return [Unit(*row) for row in session.execute(query)]


def visible(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """What the actor may see: all that has not moved away, or his department's own."""
    here = Complaint.state.not_in(GONE)
    if handles(actor):
        return [here]
    if actor.department_id is None:
        return [sa.false()]
    return [here, Complaint.department_id == actor.department_id]


def _said(words: str) -> list[sa.ColumnElement[bool]]:
    words = tidy(words)[:LONGEST_SEARCH]
    number = arabic_digits(words).replace(" ", "")
    if _NUMBER.fullmatch(number):
        return [Complaint.number == number]
    return [
        sa.or_(
            Complaint.subject.icontains(word, autoescape=True),
            Complaint.place.icontains(word, autoescape=True),
            Complaint.detail.icontains(word, autoescape=True),
            Complaint.number.contains(arabic_digits(word), autoescape=True),
        )
        for word in words.split()[:MOST_WORDS]
    ]


_COLUMNS = sa.select(
    Complaint.id,
    Complaint.number,
    Complaint.state,
    Complaint.channel,
    Complaint.topic,
    Complaint.subject,
    Complaint.received_on,
    Complaint.due_on,
    Complaint.answered_on,
    Complaint.explained_on,
    Complaint.promised_on,
    Complaint.department_id,
    Complaint.officer_name,
    Complaint.merged_into_id,
    _LAST_SAID.label("last_said"),
)


def _lines(session: TenantSession, query: sa.Select[*tuple[object, ...]]) -> tuple[Line, ...]:
    rows = session.execute(query).all()
    ids = {row.department_id for row in rows if row.department_id is not None}
    named = sa.select(Department.id, Department.name).where(Department.id.in_(ids))
    names = {row.id: row.name for row in session.execute(named)} if ids else {}
    today = clock.today()
    return tuple(
        Line(
            id=row.id,
            number=row.number,
            state=row.state,
            channel=row.channel,
            topic=row.topic,
            subject=row.subject,
            received_on=row.received_on,
            due_on=row.due_on,
            answered_on=row.answered_on,
            promised_on=row.promised_on,
            department=names.get(row.department_id),
            officer=row.officer_name,
            merged=row.merged_into_id is not None,
            asks=row.last_said == MessageKind.CITIZEN,
            due=standing(row.due_on, row.answered_on, row.explained_on, today),
            days_left=(row.due_on - today).days,
        )
        for row in rows
    )
