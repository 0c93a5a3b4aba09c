"""What the tracking page shows (C2): nothing internal, no notes, no officer's name, no contact."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.complaints import states
from portal_plugin.complaints.codes import GROUND_WORDS, STATE_WORDS, MessageKind, State
from portal_plugin.complaints.models import Complaint, ComplaintFile, ComplaintMessage
from portal_plugin.complaints.topics import topic_labels
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession


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


def follow(session: TenantSession, complaint: Complaint) -> Following:
    """The tracking page of a complaint."""
    answered = complaint.state in states.ANSWERED
    erased = complaint.erased_at is not None
    reopen_until = states.reopen_until(complaint.answered_on)
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
