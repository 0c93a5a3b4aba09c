"""What a complainant does with the tracking code, without a log-in (C2, C9, C10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.complaints import states
from portal_plugin.complaints.changes import COMPLAINANT, changing, happen, locked
from portal_plugin.complaints.codes import (
    Act,
    MessageKind,
    NoticeKind,
)
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import Complaint, ComplaintFile, ComplaintMessage
from portal_plugin.complaints.notices import ask_notice
from portal_plugin.complaints.office import due_on
from portal_plugin.complaints.telling import Keepable, misfits, say
from portal_plugin.complaints.tracking import TrackingKey, read_code
from portal_plugin.errors import Breach, Conflict, RuleBroken
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long

LONGEST_COMMENT = 2_000
MOST_MESSAGES = 200
MOST_FILES = 50
"""How much a complainant may add to one complaint; who needs more comes in person."""

JUST_NOW = timedelta(minutes=10)
"""The same words within this time are the same message."""

SCORES = range(1, 6)


def find(session: TenantSession, key: TrackingKey, typed: str) -> Complaint:
    """The complaint of a code as somebody typed it, at the same cost whether there is one.

    Raises `BadCode`, `UnknownComplaint`.
    """
    digest = key.digest(session.tenant_id, read_code(typed))
    found = session.scalars(
        sa.select(Complaint)
        .where(Complaint.code_digest == digest)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise UnknownComplaint()
    return found


def write(
    session: TenantSession, complaint_id: UUID, text: str, files: Sequence[Keepable] = ()
) -> None:
    """Write to the office, in every state. Raises `RuleBroken`, `Conflict`."""
    complaint = _held(session, complaint_id)
    text = tidy(text)
    _check(misfits("C2", "text", text, "กรุณาเขียนข้อความถึงเจ้าหน้าที่"))
    _check_room(session, complaint_id, files)
    with changing(session, complaint):
        happen(session, complaint, COMPLAINANT, Act.MESSAGE_IN, files=len(files))
        say(session, complaint, COMPLAINANT, MessageKind.CITIZEN, text, files=files)
    ask_notice(session, complaint, NoticeKind.OFFICE_MESSAGE)


def was_written(session: TenantSession, complaint_id: UUID, text: str) -> bool:
    """Whether the complainant sent these very words a moment ago: a reload sends them again."""
    newest = session.scalars(
        sa.select(ComplaintMessage.text).where(
            ComplaintMessage.complaint_id == complaint_id,
            ComplaintMessage.kind == MessageKind.CITIZEN,
            ComplaintMessage.at >= clock.now() - JUST_NOW,
        )
    )
    return tidy(text) in set(newest)


def reopen(
    session: TenantSession, complaint_id: UUID, reason: str, files: Sequence[Keepable] = ()
) -> None:
    """Have an answered complaint opened again, with a new clock; a duplicate then goes on by
    itself.

    Raises `RuleBroken`; `Conflict` when it is open, or was answered over 30 days ago.
    """
    complaint = _held(session, complaint_id)
    states.after(Act.REOPENED, complaint.state)
    reopen_until, today = states.reopen_until(complaint.answered_on), clock.today()
    if reopen_until is None or today > reopen_until:
        raise Conflict("พ้นกำหนดเปิดเรื่องอีกครั้งแล้ว กรุณาส่งเป็นเรื่องใหม่ และอ้างเลขที่เรื่องนี้")
    reason = tidy(reason)
    _check(misfits("C2", "reason", reason, "กรุณาเขียนว่าเหตุใดจึงขอเปิดเรื่องอีกครั้ง"))
    _check_room(session, complaint_id, files)
    new_due = due_on(session, today)
    with changing(session, complaint):
        happen(session, complaint, COMPLAINANT, Act.REOPENED, due_on=new_due.isoformat())
        complaint.clock_from, complaint.due_on = today, new_due
        complaint.explained_on = complaint.promised_on = None
        complaint.score = complaint.rated_at = complaint.merged_into_id = None
        complaint.rating_comment = ""
        complaint.reopenings += 1
        say(session, complaint, COMPLAINANT, MessageKind.CITIZEN, reason, files=files)
    ask_notice(session, complaint, NoticeKind.OFFICE_MESSAGE)


def rate(session: TenantSession, complaint_id: UUID, score: int, comment: str) -> None:
    """Say how satisfying the answer is, 1 (not at all) to 5 (C9); a later rating replaces it.

    Raises `RuleBroken`; `Conflict` before there is an answer.
    """
    complaint = _held(session, complaint_id)
    states.after(Act.RATED, complaint.state)
    comment = tidy(comment)
    breaches = too_long("comment", comment, LONGEST_COMMENT)
    if score not in SCORES:
        breaches.append(Breach("C9", "score", "กรุณาเลือกคะแนน 1 ถึง 5"))
    _check(breaches)
    with changing(session, complaint):
        happen(session, complaint, COMPLAINANT, Act.RATED, score=score)
        complaint.score, complaint.rating_comment = score, comment
        complaint.rated_at = clock.now()


def file_of(session: TenantSession, complaint_id: UUID, file_id: UUID) -> ComplaintFile:
    """A file that the complainant may have, with its content. Raises `UnknownComplaint`."""
    found = session.scalars(
        sa.select(ComplaintFile)
        .where(
            ComplaintFile.id == file_id,
            ComplaintFile.complaint_id == complaint_id,
            ComplaintFile.for_complainant,
        )
        .options(sa.orm.undefer(ComplaintFile.content))
    ).one_or_none()
    if found is None:
        raise UnknownComplaint()
    return found


def _held(session: TenantSession, complaint_id: UUID) -> Complaint:
    complaint = locked(session, complaint_id)
    if complaint.erased_at is not None:
        raise Conflict("เนื้อหาของเรื่องนี้ถูกลบตามกำหนดเวลาแล้ว กรุณาส่งเป็นเรื่องใหม่")
    return complaint


def _check(breaches: list[Breach]) -> None:
    if breaches:
        raise RuleBroken(breaches)


def _check_room(session: TenantSession, complaint_id: UUID, files: Sequence[Keepable]) -> None:
    message, file = ComplaintMessage, ComplaintFile
    written = sa.select(sa.func.count(message.id)).where(
        message.complaint_id == complaint_id, message.kind == MessageKind.CITIZEN
    )
    sent = sa.select(sa.func.count(file.id)).where(
        file.complaint_id == complaint_id, file.from_complainant
    )
    messages, kept = session.execute(
        sa.select(written.scalar_subquery(), sent.scalar_subquery())
    ).one()
    if messages >= MOST_MESSAGES:
        raise Conflict("เรื่องนี้มีข้อความมากแล้ว กรุณาติดต่อหน่วยงานโดยตรง และแจ้งเลขที่เรื่อง")
    if kept + len(files) > MOST_FILES:
        raise Conflict("เรื่องนี้มีไฟล์แนบมากแล้ว กรุณาส่งข้อความโดยไม่แนบไฟล์ หรือติดต่อหน่วยงานโดยตรง")
