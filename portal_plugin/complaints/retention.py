"""Keeping no longer than was promised: who complained goes first, then what was written (C15).

The figures stay: the clock's columns, states, topics, scores and events hold no text of anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from portal_plugin import audit, clock
from portal_plugin.actor import SYSTEM, Actor
from portal_plugin.complaints.changes import changing, happen
from portal_plugin.complaints.codes import Act
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintFile,
    ComplaintMessage,
    ComplaintNotice,
)
from portal_plugin.complaints.office import office_of
from portal_plugin.tenants.session import TenantSession

AT_ONCE = 100
"""Complaints whose content goes in one transaction: call again until none is left."""

_GONE: dict[str, object] = {
    "subject": "",
    "detail": "",
    "place": "",
    "latitude": None,
    "longitude": None,
    "forwarded_to": None,
    "result": "",
    "problems": "",
    "cause": "",
    "prevention": "",
    "public_summary": None,
    "rating_comment": "",
}
"""Every column that people wrote, as it stands once erased."""


class Kept(NamedTuple):
    """How many contacts were deleted and how many complaints erased; both 0: nothing is left."""

    contacts: int
    contents: int


def keep_retention(session: TenantSession) -> Kept:
    """Delete contacts `contact_days`, and contents `content_days`, after the answer.

    An open complaint keeps all. May run any number of times: what is gone is not found again, and
    what somebody is changing waits its turn.
    """
    office, today = office_of(session), clock.today()
    contacts = _forget_contacts(session, Complaint.answered_on < today - _days(office.contact_days))
    complaints = session.scalars(
        sa.select(Complaint)
        .where(
            Complaint.answered_on < today - _days(office.content_days),
            Complaint.erased_at.is_(None),
        )
        .order_by(Complaint.answered_on, Complaint.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    erase_content(session, SYSTEM, complaints, because="retention")
    kept = Kept(contacts, len(complaints))
    if any(kept):
        audit.record(session, SYSTEM, "complaint.retention", "complaint", **kept._asdict())
        session.flush()
    return kept


def erase_content(
    session: TenantSession, actor: Actor, complaints: Sequence[Complaint], *, because: str
) -> None:
    """Erase all that was written about locked complaints, with contact, messages and files.

    `because` is the code of the reason ("retention", "request"). Number, clock, states and scores
    stay, so no figure moves.
    """
    if not complaints:
        return
    with changing(session, *complaints):
        forget(session, complaints)
        for complaint in complaints:
            happen(session, complaint, actor, Act.ERASED, because=because)


def forget(session: TenantSession, complaints: Sequence[Complaint]) -> None:
    """Leave nothing that anybody wrote about locked complaints. Inside `changing`."""
    ids = [complaint.id for complaint in complaints]
    for table in (ComplaintFile, ComplaintMessage, ComplaintNotice, ComplaintContact):
        session.execute(sa.delete(table).where(table.complaint_id.in_(ids)))
    for complaint in complaints:
        for name, nothing in _GONE.items():
            setattr(complaint, name, nothing)
        complaint.erased_at = clock.now()


def _forget_contacts(session: TenantSession, answered_long_ago: sa.ColumnElement[bool]) -> int:
    deleted = session.execute(
        sa.delete(ComplaintContact)
        .where(
            sa.select(Complaint.id)
            .where(Complaint.id == ComplaintContact.complaint_id, answered_long_ago)
            .exists()
        )
        .returning(ComplaintContact.id)
    )
    return len(deleted.all())


def _days(number: int) -> timedelta:
    return timedelta(days=number)
