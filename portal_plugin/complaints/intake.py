"""Taking a complaint in, by whatever way it comes (C1, C10, C11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock, nudge
from portal_plugin.actor import Actor
from portal_plugin.complaints.changes import COMPLAINANT
from portal_plugin.complaints.codes import Channel, NoticeKind, State
from portal_plugin.complaints.contribution import contribution_of
from portal_plugin.complaints.counters import count
from portal_plugin.complaints.given import Given, check
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.office import due_by, office_of
from portal_plugin.complaints.registering import register
from portal_plugin.complaints.telling import Keepable, enclosed
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.config.names import Task
from portal_plugin.errors import RuleBroken
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession

__all__ = ["Given", "Taken", "check", "take_in"]

FURTHEST_BACK = timedelta(days=365)
"""How long ago a letter may have come that an officer enters today."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A complaint that is in. `code` is the tracking code, which nobody can tell again; `again`
    that the same form had been taken before."""

    complaint_id: UUID
    number: str
    code: str
    due_on: date
    again: bool


def take_in(
    session: TenantSession,
    actor: Actor | None,
    given: Given,
    channel: Channel,
    key: TrackingKey,
    *,
    files: Sequence[Keepable] = (),
    seed: bytes | None = None,
    received_at: datetime | None = None,
) -> Taken:
    """Take a complaint in: `given` is what `check` returned, `actor` None the complainant.

    The same `seed` again is the same form sent twice: it gives the complaint that it gave, and
    the same code. `received_at` (aware) is when a letter came that an officer enters later; raises
    `RuleBroken` when that is not within the past year.

    The number is given as late as possible, because whoever comes next waits for it.
    """
    received_at = _moment_of_receipt(received_at)
    office = office_of(session)
    code = key.new_code(session.tenant_id, seed)
    row = _row(given, channel, received_at)
    row.code_digest = key.digest(session.tenant_id, code)
    row.submission_digest = key.seed_digest(session.tenant_id, seed) if seed else None
    row.due_on = due_by(session, office, row.received_on)
    contact = _contact(given)
    notices = [NoticeKind.RECEIVED] * bool(given.email) + [NoticeKind.OFFICE_NEW] * bool(
        office.email
    )
    number = register(
        session,
        row,
        actor or COMPLAINANT,
        files=len(files),
        contact=contact,
        notices=notices,
    )
    if number is None:
        return _earlier(session, row.submission_digest, code)
    session.add_all(enclosed(row.id, files))
    session.flush()
    count(session, None, contribution_of(row))
    if notices:
        nudge.ask(session, Task.SEND_NOTICES, str(session.tenant_id))
    return Taken(row.id, number, code, row.due_on, again=False)


def _moment_of_receipt(received_at: datetime | None) -> datetime:
    now = clock.now()
    if received_at is None:
        return now
    if received_at.tzinfo is None:
        raise ValueError("give an aware moment of receipt")
    if received_at > now:
        sentence = "วันที่รับเรื่องต้องไม่เป็นวันในอนาคต กรุณาเลือกวันที่รับเรื่องจริง"
        raise RuleBroken.single("C1", "received_at", sentence)
    if now - received_at > FURTHEST_BACK:
        sentence = "วันที่รับเรื่องย้อนหลังได้ไม่เกิน 365 วัน กรุณาตรวจวันที่อีกครั้ง"
        raise RuleBroken.single("C1", "received_at", sentence)
    return received_at


def _row(given: Given, channel: Channel, received_at: datetime) -> Complaint:
    received_on = received_at.astimezone(clock.BANGKOK).date()
    return Complaint(
        id=new_id(),
        channel=channel,
        received_at=received_at,
        received_on=received_on,
        topic=given.topic,
        subject=given.subject,
        detail=given.detail,
        place=given.place,
        latitude=given.latitude,
        longitude=given.longitude,
        consent_version=given.consent_version if given.consent else None,
        state=State.RECEIVED,
        clock_from=received_on,
        reopenings=0,
    )


def _contact(given: Given) -> dict[str, str] | None:
    contact = {"name": given.name, "phone": given.phone, "email": given.email}
    return contact if any(contact.values()) else None


def _earlier(session: TenantSession, submission_digest: bytes | None, code: str) -> Taken:
    found = session.execute(
        sa.select(Complaint.id, Complaint.number, Complaint.due_on).where(
            Complaint.submission_digest == submission_digest
        )
    ).one()
    return Taken(found.id, found.number, code, found.due_on, again=True)
