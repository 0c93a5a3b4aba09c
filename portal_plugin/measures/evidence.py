"""Evidence of what was reported: files, links, orders, memos, meetings, photos. Append-only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.files.kinds import IMAGES, Attachment, FileRefused, checked_file
from portal_plugin.measures.codes import EvidenceType, RoundState, Visibility
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.links import checked_url
from portal_plugin.measures.models import Evidence, ProgressEntry
from portal_plugin.measures.responsibility import check_responsible, locked_measure
from portal_plugin.measures.rounds import locked_round
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import LONGEST_LINE, tidy, too_long

SIZE_LIMIT = 20_000_000
"""Bytes of one file unless the caller's settings say otherwise."""


@dataclass(frozen=True, slots=True)
class EvidenceInput:
    """What is offered as proof. FILE and PHOTO need `content` (with `filename`), URL needs `url`,
    the others a `number` or a date; each may carry a file or a link besides. `dated` is Gregorian.
    """

    type: EvidenceType
    title: str
    number: str = ""
    dated: date | None = None
    url: str | None = None
    filename: str | None = None
    content: bytes | None = None
    visibility: Visibility = Visibility.INTERNAL


@dataclass(frozen=True, slots=True)
class Added:
    """The evidence that was kept, and warnings (R2: dated outside the round's window)."""

    evidence_id: UUID
    warnings: tuple[Breach, ...]


def add_evidence(
    session: TenantSession,
    actor: Actor,
    entry_id: UUID,
    given: EvidenceInput,
    *,
    size_limit: int = SIZE_LIMIT,
) -> Added:
    """Keep one proof of an entry. `size_limit` is in bytes.

    Raises `NotFound`; `RuleBroken` when the round is closed, the actor's department does not
    answer for the measure, or the file or link may not be kept.
    """
    entry = session.scalars(
        sa.select(ProgressEntry).where(ProgressEntry.id == entry_id)
    ).one_or_none()
    if entry is None:
        raise NotFound("รายงานความก้าวหน้า")
    check_responsible(session, actor, locked_measure(session, entry.measure_id))
    period = locked_round(session, entry.round_id, share=True)
    if period.state is not RoundState.OPEN:
        raise RuleBroken.single("ROUND", "", "รอบรายงานนี้ปิดแล้ว กรุณาให้เจ้าหน้าที่แผนเปิดรอบก่อนแนบหลักฐาน")
    row = _kept(actor, entry_id, given, size_limit)
    session.add(row)
    audit.record(
        session,
        actor,
        "evidence.add",
        "measure",
        entry.measure_id,
        evidence=str(row.id),
        entry=str(entry_id),
        type=given.type.value,
        sha256=row.sha256,
    )
    session.flush()
    return Added(row.id, tuple(window_warnings(given.dated, period.starts, period.ends)))


def window_warnings(dated: date | None, starts: date, ends: date) -> list[Breach]:
    """R2: evidence dated outside the window of its round is kept, with a warning."""
    if dated is None or starts <= dated <= ends:
        return []
    return [Breach("R2", "dated", "วันที่ของหลักฐานอยู่นอกช่วงเวลาของรอบ กรุณาตรวจวันที่")]


def evidence_file(session: TenantSession, evidence_id: UUID) -> tuple[Evidence, bytes]:
    """The evidence and its file's bytes, to be served as an attachment. Raises `NotFound`."""
    found = session.execute(
        sa.select(Evidence, Evidence.content).where(Evidence.id == evidence_id)
    ).one_or_none()
    if found is None or found[1] is None:
        raise NotFound("ไฟล์หลักฐาน")
    return found[0], found[1]


def _kept(actor: Actor, entry_id: UUID, given: EvidenceInput, size_limit: int) -> Evidence:
    title, number = tidy(given.title), tidy(given.number)
    breaches = _breaches(given, title, number)
    if breaches:
        raise RuleBroken(breaches)
    url = checked_url(given.url) if given.url else None
    file = _file(given, size_limit)
    return Evidence(
        id=new_id(),
        entry_id=entry_id,
        type=given.type,
        title=title,
        number=number,
        dated=given.dated,
        url=url,
        filename=file.filename if file else None,
        media_type=file.media_type if file else None,
        size=len(file.content) if file else None,
        sha256=hashlib.sha256(file.content).hexdigest() if file else None,
        content=file.content if file else None,
        visibility=given.visibility,
        added_by=actor.name,
    )


def _breaches(given: EvidenceInput, title: str, number: str) -> list[Breach]:
    breaches = [
        *too_long("title", title, LONGEST_LINE),
        *too_long("number", number, LONGEST_LINE),
    ]
    if not title:
        breaches.append(Breach("EVIDENCE", "title", "กรุณาเขียนชื่อหลักฐาน"))
    if given.type in {EvidenceType.FILE, EvidenceType.PHOTO} and given.content is None:
        breaches.append(Breach("EVIDENCE", "content", "กรุณาเลือกไฟล์"))
    if given.type is EvidenceType.URL and not given.url:
        breaches.append(Breach("EVIDENCE", "url", "กรุณาใส่ที่อยู่เว็บ"))
    papers = {EvidenceType.ORDER, EvidenceType.MEMO, EvidenceType.MEETING}
    if given.type in papers and not number and given.dated is None:
        breaches.append(Breach("EVIDENCE", "number", "กรุณาใส่เลขที่หรือวันที่ของเอกสาร"))
    return breaches


def _file(given: EvidenceInput, size_limit: int) -> Attachment | None:
    if given.content is None:
        return None
    try:
        file = checked_file(given.filename or "", given.content, size_limit)
    except FileRefused as refusal:
        raise RuleBroken.single("EVIDENCE", "content", refusal.sentence) from None
    if given.type is EvidenceType.PHOTO and file.extension not in IMAGES:
        raise RuleBroken.single(
            "EVIDENCE", "content", "ภาพถ่ายต้องเป็น PNG, JPG หรือ WEBP กรุณาเลือกไฟล์ภาพ"
        )
    return file
