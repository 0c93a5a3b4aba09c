"""E-mails on their way: claimed, sent outside any transaction, and marked.

At least once: a notice is claimed for `LEASE` before its letter goes, so a worker that is killed
after the mail server took the letter and before the mark has it sent a second time, and never
none. An address is read when the letter is written and kept nowhere else.
"""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.complaints import notice_letters
from portal_plugin.complaints.codes import NoticeKind, NoticeState
from portal_plugin.complaints.models import Complaint, ComplaintContact, ComplaintNotice
from portal_plugin.complaints.notice_letters import Sender
from portal_plugin.complaints.notices import TO_OFFICE
from portal_plugin.complaints.office import office_of
from portal_plugin.complaints.reminders import waiting
from portal_plugin.mail import Letter, MailDelayed, Mailer, MailRefused
from portal_plugin.tenants.resolve import TenantRecord
from portal_plugin.tenants.session import TenantSession, tenant_session

LEASE = timedelta(minutes=5)
"""Longer than any mailer may take for one letter."""

MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=12)
"""Pauses double from the first to the longest: ten attempts last a day and a third."""

_PENDING: sa.ColumnElement[str] = sa.literal_column(f"'{NoticeState.PENDING}'")
"""Written out: as a parameter it would hide the index of what is pending from the planner."""

ROUND_SECONDS = 60.0
DELAYS_IN_A_ROW = 3
"""After so many the mail server is ill, and the round ends: the next one goes on."""


def send_pending(
    engine: sa.Engine,
    mailer: Mailer,
    tenant: TenantRecord,
    portal: str | None,
    *,
    limit: int = 200,
) -> int:
    """Send the letters of a tenant that are due; how many went.

    `portal` is where the portal's public addresses begin. Where no mail is set up the notices are
    refused, so that a mail server set up later sends no old news. Any number may run at once.
    """
    if not mailer.sends:
        with tenant_session(engine, tenant.id) as session:
            _refuse_all(session, "no mail is set up: set PORTAL_PLUGIN_MAIL_URL")
            session.commit()
        return 0
    sender = Sender(tenant.code, tenant.name, portal)
    sent = delays = 0
    deadline = time.monotonic() + ROUND_SECONDS
    for _ in range(limit):
        with tenant_session(engine, tenant.id) as session:
            notice = _claimed(session)
            letter = _written(session, notice, sender) if notice else None
            session.commit()
        if notice is None:
            break
        if letter is None:
            continue
        fault = _handed_over(mailer, letter)
        with tenant_session(engine, tenant.id) as session:
            _settle(session, notice.id, notice.attempts, fault)
            session.commit()
        sent += fault is None
        delays = delays + 1 if isinstance(fault, MailDelayed) else 0
        if delays == DELAYS_IN_A_ROW or time.monotonic() > deadline:
            break
    return sent


def _claimed(session: TenantSession) -> ComplaintNotice | None:
    now = clock.now()
    notice = session.scalars(
        sa.select(ComplaintNotice)
        .where(ComplaintNotice.state == _PENDING, ComplaintNotice.next_attempt_at <= now)
        .order_by(ComplaintNotice.next_attempt_at, ComplaintNotice.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if notice is not None:
        notice.attempts += 1
        notice.next_attempt_at = now + LEASE
    return notice


def _written(session: TenantSession, notice: ComplaintNotice, sender: Sender) -> Letter | None:
    """The letter, or None where the notice is refused because none can go."""
    try:
        if notice.attempts > MOST_ATTEMPTS:
            raise MailRefused("the worker ended at every attempt")
        return _letter(session, notice, sender)
    except MailRefused as fault:
        notice.state, notice.last_error = NoticeState.REFUSED, str(fault)
        return None


def _letter(session: TenantSession, notice: ComplaintNotice, sender: Sender) -> Letter:
    if notice.kind in TO_OFFICE:
        to: str | None = office_of(session).email
    else:
        to = session.scalar(
            sa.select(ComplaintContact.email).where(
                ComplaintContact.complaint_id == notice.complaint_id
            )
        )
    if not to:
        raise MailRefused("the address is not there any more")
    if notice.kind is NoticeKind.OFFICE_REMINDER:
        rows = waiting(session)
        if not rows:
            raise MailRefused("nothing waits any more")
        return notice_letters.reminder(to, rows, clock.today(), sender)
    complaint = session.scalars(
        sa.select(Complaint).where(Complaint.id == notice.complaint_id)
    ).one()
    return notice_letters.news(to, notice.kind, complaint, sender)


def _handed_over(mailer: Mailer, letter: Letter) -> MailRefused | MailDelayed | None:
    try:
        mailer.send(letter)
    except (MailRefused, MailDelayed) as fault:
        return fault
    return None


def _settle(
    session: TenantSession,
    notice_id: UUID,
    attempts: int,
    fault: MailRefused | MailDelayed | None,
) -> None:
    """Mark the notice. A pause is noted only if nobody claimed it again meanwhile."""
    row = sa.update(ComplaintNotice).where(
        ComplaintNotice.id == notice_id, ComplaintNotice.state == NoticeState.PENDING
    )
    if fault is None:
        change = row.values(state=NoticeState.SENT, sent_at=clock.now(), last_error="")
    elif isinstance(fault, MailRefused) or attempts >= MOST_ATTEMPTS:
        change = row.values(state=NoticeState.REFUSED, last_error=str(fault))
    else:
        change = row.where(ComplaintNotice.attempts == attempts).values(
            next_attempt_at=clock.now() + _pause(attempts), last_error=str(fault)
        )
    session.execute(change)


def _pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)


def _refuse_all(session: TenantSession, reason: str) -> None:
    session.execute(
        sa.update(ComplaintNotice)
        .where(ComplaintNotice.state == _PENDING)
        .values(state=NoticeState.REFUSED, last_error=reason)
    )
