"""What a complainant sees and does with the tracking code, without a log-in (C2, C9, C10).

The page that follows a complaint shows nothing internal: no notes, no officer's name, no contact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.complaints import states
from portal_plugin.complaints.changes import COMPLAINANT, changing, happen, locked
from portal_plugin.complaints.codes import (
    GROUND_WORDS,
    STATE_WORDS,
    Act,
    MessageKind,
    NoticeKind,
    State,
)
from portal_plugin.complaints.enclosures import enclosed
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import Complaint, ComplaintFile, ComplaintMessage
from portal_plugin.complaints.notices import ask_notice
from portal_plugin.complaints.office import due_on
from portal_plugin.complaints.telling import Keepable, misfits
from portal_plugin.complaints.topics import topic_labels
from portal_plugin.complaints.tracking import TrackingKey, read_code
from portal_plugin.errors import Breach, Conflict, RuleBroken
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long

LONGEST_COMMENT = 2_000
MOST_MESSAGES = 200
MOST_FILES = 50
"""How much a complainant may add to one complaint; who needs more comes in person."""

SCORES = range(1, 6)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that can be asked for by `file_of`; `size` in bytes."""

    id: UUID
    filename: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the complainant (CITIZEN) or of the office (every other kind)."""

    kind: MessageKind
    text: str
    at: datetime
    files: tuple[ShownFile, ...]


@dataclass(frozen=True, slots=True)
class Following:
    """All that the tracking page shows. Days are Bangkok days.

    `words` says the state, `topic` and `department` are names, `forwarded_to` another authority.
    `ground` says why there is no result, "" where there is one. `messages` are oldest first,
    `files` came with the complaint itself. `reopen_until` is the last day to have it opened again.
    """

    id: UUID
    number: str
    state: State
    words: str
    is_open: bool
    topic: str
    subject: str
    detail: str
    place: str
    received_on: date
    due_on: date
    answered_on: date | None
    explained_on: date | None
    promised_on: date | None
    department: str | None
    forwarded_to: str | None
    result: str
    ground: str
    messages: tuple[Said, ...]
    files: tuple[ShownFile, ...]
    merged: bool
    score: int | None
    may_write: bool
    may_rate: bool
    may_reopen: bool
    reopen_until: date | None


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


def follow(session: TenantSession, complaint: Complaint) -> Following:
    """The tracking page of a complaint."""
    answered = complaint.state in states.ANSWERED
    erased = complaint.erased_at is not None
    reopen_until = _reopen_until(complaint)
    files = _files(session, complaint.id)
    return Following(
        id=complaint.id,
        number=complaint.number,
        state=complaint.state,
        words=STATE_WORDS[complaint.state],
        is_open=not answered,
        topic=topic_labels(session).get(complaint.topic, complaint.topic),
        subject=complaint.subject,
        detail=complaint.detail,
        place=complaint.place,
        received_on=complaint.received_on,
        due_on=complaint.due_on,
        answered_on=complaint.answered_on,
        explained_on=complaint.explained_on,
        promised_on=complaint.promised_on,
        department=_department(session, complaint.department_id),
        forwarded_to=complaint.forwarded_to,
        result=complaint.result if answered else "",
        ground=GROUND_WORDS[complaint.ground] if answered and complaint.ground else "",
        messages=_messages(session, complaint.id, files),
        files=tuple(files[None]),
        merged=complaint.merged_into_id is not None,
        score=complaint.score,
        may_write=not erased,
        may_rate=answered and not erased and complaint.score is None,
        may_reopen=not erased and reopen_until is not None and clock.today() <= reopen_until,
        reopen_until=reopen_until,
    )


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
        _say(session, complaint, text, files)
    ask_notice(session, complaint, NoticeKind.OFFICE_MESSAGE)


def reopen(
    session: TenantSession, complaint_id: UUID, reason: str, files: Sequence[Keepable] = ()
) -> None:
    """Have an answered complaint opened again, with a new clock; a duplicate then goes on by
    itself.

    Raises `RuleBroken`; `Conflict` when it is open, or was answered over 30 days ago.
    """
    complaint = _held(session, complaint_id)
    states.after(Act.REOPENED, complaint.state)
    reopen_until, today = _reopen_until(complaint), clock.today()
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
        _say(session, complaint, reason, files)
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


def _reopen_until(complaint: Complaint) -> date | None:
    if complaint.answered_on is None:
        return None
    return complaint.answered_on + timedelta(days=states.REOPEN_DAYS)


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


def _say(
    session: TenantSession, complaint: Complaint, text: str, files: Sequence[Keepable]
) -> None:
    message_id = new_id()
    session.add(
        ComplaintMessage(
            id=message_id,
            complaint_id=complaint.id,
            kind=MessageKind.CITIZEN,
            text=text,
            at=clock.now(),
        )
    )
    session.flush()
    session.add_all(enclosed(complaint.id, files, message_id=message_id))


def _department(session: TenantSession, department_id: UUID | None) -> str | None:
    if department_id is None:
        return None
    return session.scalar(sa.select(Department.name).where(Department.id == department_id))


def _files(session: TenantSession, complaint_id: UUID) -> defaultdict[UUID | None, list[ShownFile]]:
    """Files by message; under None those that came with the complaint."""
    file = ComplaintFile
    rows = session.execute(
        sa.select(file.message_id, file.id, file.filename, file.media_type, file.size)
        .where(file.complaint_id == complaint_id, file.for_complainant)
        .order_by(file.added_at, file.id)
    )
    files: defaultdict[UUID | None, list[ShownFile]] = defaultdict(list)
    for row in rows:
        files[row.message_id].append(ShownFile(row.id, row.filename, row.media_type, row.size))
    return files


def _messages(
    session: TenantSession, complaint_id: UUID, files: dict[UUID | None, list[ShownFile]]
) -> tuple[Said, ...]:
    message = ComplaintMessage
    rows = session.execute(
        sa.select(message.id, message.kind, message.text, message.at)
        .where(message.complaint_id == complaint_id, message.kind != MessageKind.NOTE)
        .order_by(message.at, message.id)
    )
    return tuple(Said(row.kind, row.text, row.at, tuple(files.get(row.id, ()))) for row in rows)
