"""What the calendar does to complaints: it reminds of the due day, and closes what is settled."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import SYSTEM
from portal_plugin.complaints.changes import changing, happen
from portal_plugin.complaints.codes import Act, NoticeKind, State
from portal_plugin.complaints.models import Complaint, ComplaintEvent
from portal_plugin.complaints.notices import ask_notice
from portal_plugin.complaints.office import near_until
from portal_plugin.complaints.states import REOPEN_DAYS
from portal_plugin.tenants.session import TenantSession

PROMISE_NEAR = timedelta(days=3)
"""How long before the day that an explanation promised it is recalled, and from then on daily."""

AT_ONCE = 200
"""Complaints in one transaction: call again until none is left."""

_REMINDED: sa.ColumnElement[str] = sa.literal_column(f"'{Act.REMINDED}'")
_DONE: sa.ColumnElement[str] = sa.literal_column(f"'{State.DONE}'")
"""Written out: as parameters they would hide partial indexes from the planner."""

_ONE_AT_A_TIME = sa.text(
    "select pg_try_advisory_xact_lock(hashtext('portal_plugin.remind'), hashtext(:tenant))"
)
_DAY = sa.case((Complaint.explained_on.is_(None), Complaint.due_on), else_=Complaint.promised_on)
"""The day to keep: the due day, or after an explanation the promised one."""


def waiting(session: TenantSession) -> list[tuple[str, date]]:
    """Complaints that somebody must act upon now: (number, day to keep), the most urgent first."""
    rows = session.execute(
        sa.select(Complaint.number, _DAY).where(_waits(session)).order_by(_DAY, Complaint.id)
    )
    return [(number, day) for number, day in rows]


def remind_due(session: TenantSession) -> int:
    """Remind once a day of every complaint that waits, from day 10 on (C1); how many were.

    An explained one rests until three days before the day it promised. Each reminder is an event;
    the office gets one letter with all of them. However often and by however many at once this
    runs, a complaint is reminded of once on a day; one that somebody is changing waits its turn.
    """
    if not session.scalar(_ONE_AT_A_TIME, {"tenant": str(session.tenant_id)}):
        return 0
    today = clock.today()
    reminded = (
        sa.select(ComplaintEvent.id)
        .where(
            ComplaintEvent.complaint_id == Complaint.id,
            ComplaintEvent.act == _REMINDED,
            ComplaintEvent.happened_on == today,
        )
        .exists()
    )
    complaints = _locked(session, _waits(session), ~reminded, order=_DAY)
    for complaint in complaints:
        happen(session, complaint, SYSTEM, Act.REMINDED)
    session.flush()
    if complaints:
        ask_notice(session, complaints[0], NoticeKind.OFFICE_REMINDER)
    return len(complaints)


def close_expired(session: TenantSession) -> int:
    """Close what has had its result for longer than it may be reopened; how many were closed.

    May run any number of times: a closed complaint is not done any more.
    """
    expired = Complaint.answered_on < clock.today() - timedelta(days=REOPEN_DAYS)
    complaints = _locked(session, Complaint.state == _DONE, expired, order=Complaint.answered_on)
    with changing(session, *complaints):
        for complaint in complaints:
            happen(session, complaint, SYSTEM, Act.CLOSED)
    return len(complaints)


def _waits(session: TenantSession) -> sa.ColumnElement[bool]:
    today = clock.today()
    near = near_until(session, today)
    return sa.and_(
        Complaint.answered_on.is_(None),
        sa.or_(
            sa.and_(Complaint.explained_on.is_(None), Complaint.due_on <= near),
            Complaint.promised_on <= today + PROMISE_NEAR,
        ),
    )


def _locked(
    session: TenantSession,
    *conditions: sa.ColumnElement[bool],
    order: sa.SQLColumnExpression[date | None],
) -> list[Complaint]:
    return list(
        session.scalars(
            sa.select(Complaint)
            .where(*conditions)
            .order_by(order, Complaint.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )
