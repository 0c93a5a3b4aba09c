"""A complaint as a report of the channel tells it: every word, who complained, and the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal_plugin import clock
from portal_plugin.complaints.codes import CHANNEL_WORDS, MessageKind
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintFile,
    ComplaintMessage,
)
from portal_plugin.corruption.codes import Category
from portal_plugin.corruption.contents import Facts, Identity
from portal_plugin.files.intake import KeptFile
from portal_plugin.tenants.session import TenantSession

_KINDS = {
    MessageKind.CITIZEN: "ผู้ร้อง",
    MessageKind.OFFICER: "เจ้าหน้าที่ถึงผู้ร้อง",
    MessageKind.EXPLANATION: "ชี้แจงเหตุที่ล่าช้า",
    MessageKind.RESULT: "ผลการดำเนินการ",
    MessageKind.REFUSAL: "แจ้งเหตุผลถึงผู้ร้อง",
    MessageKind.NOTE: "บันทึกภายใน",
}


@dataclass(frozen=True, slots=True)
class Concerns:
    """What the officer says of the matter: its category, the posts it concerns, whether nobody of
    the municipality may read it, and why it is moved."""

    category: Category
    reason: str
    posts: tuple[UUID, ...] = ()
    outside_only: bool = False


def facts_of(session: TenantSession, complaint: Complaint, concerns: Concerns) -> Facts:
    """What was told and said up to now, in the order in which a reader wants it."""
    written = f"เหตุที่ย้าย: {concerns.reason}\n\n{told(session, complaint)}"
    return Facts(
        facts=written,
        where=complaint.place,
        posts=concerns.posts,
        outside_only=concerns.outside_only,
        moved_from=complaint.number,
    )


def told(session: TenantSession, complaint: Complaint) -> str:
    """Every word of the complaint, and of what was said about it."""
    return "\n\n".join(_parts(session, complaint))


def fingerprint(session: TenantSession, complaint: Complaint) -> bytes:
    """Differs when a word or a file is added (32 bytes); the channel keeps a keyed digest of it."""
    files = sa.select(ComplaintFile.sha256).where(ComplaintFile.complaint_id == complaint.id)
    digests = sorted(session.scalars(files))
    return sha256("\0".join([told(session, complaint), *digests]).encode()).digest()


def _parts(session: TenantSession, complaint: Complaint) -> Iterator[str]:
    channel = CHANNEL_WORDS[complaint.channel]
    yield f"ย้ายจากเรื่องร้องเรียนเลขที่ {complaint.number} รับเรื่อง {complaint.received_on} ทาง{channel}"
    yield f"เรื่อง: {complaint.subject}\n{complaint.detail}"
    if complaint.latitude is not None:
        yield f"พิกัด: {complaint.latitude}, {complaint.longitude}"
    for word, text in (
        ("ส่งต่อให้", complaint.forwarded_to),
        ("ผล", complaint.result),
        ("สาเหตุ", complaint.cause),
        ("แนวทางป้องกัน", complaint.prevention),
        ("ปัญหา อุปสรรค", complaint.problems),
        ("ข้อความที่เผยแพร่", complaint.public_summary),
        ("ความเห็นของผู้ร้องต่อคำตอบ", complaint.rating_comment),
    ):
        if text:
            yield f"{word}: {text}"
    message = ComplaintMessage
    mine = sa.select(message).where(message.complaint_id == complaint.id)
    for each in session.scalars(mine.order_by(message.at, message.id)):
        yield _said(each)


def _said(message: ComplaintMessage) -> str:
    """A message as a paragraph: when, who, what."""
    at = message.at.astimezone(clock.BANGKOK)
    who = f"{_KINDS[message.kind]} {message.author_name}".strip()
    return f"[{at:%Y-%m-%d %H:%M} {who}]\n{message.text}"


def identity_of(session: TenantSession, complaint: Complaint) -> Identity | None:
    """Who complained; None when nothing was given."""
    contact = session.scalars(
        sa.select(ComplaintContact).where(ComplaintContact.complaint_id == complaint.id)
    ).one_or_none()
    if contact is None:
        return None
    ways = [contact.phone, contact.email]
    return Identity(contact.name, " ".join(way for way in ways if way))


def files_of(
    session: TenantSession, complaint: Complaint, since: date | None = None
) -> list[KeptFile]:
    """The files with their content that were added, on `since` or later, oldest first."""
    file = ComplaintFile
    later = [file.added_at >= datetime.combine(since, time(), clock.BANGKOK)] if since else []
    rows = session.scalars(
        sa.select(file)
        .where(file.complaint_id == complaint.id, *later)
        .order_by(file.added_at, file.id)
        .options(undefer(file.content))
    )
    return [
        KeptFile(row.filename, row.media_type, row.content, row.sha256, row.size) for row in rows
    ]
