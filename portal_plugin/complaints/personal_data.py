"""A person's right to see, and to have erased, what is kept of him (C15; PDPA sections 30, 33)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.complaints import states
from portal_plugin.complaints.codes import Act, MessageKind
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintEvent,
    ComplaintFile,
    ComplaintMessage,
    ComplaintNotice,
    ConsentText,
)
from portal_plugin.complaints.notices import TO_OFFICE
from portal_plugin.complaints.person import Person, belongs
from portal_plugin.complaints.retention import erase_content
from portal_plugin.complaints.walls import handles
from portal_plugin.config.catalogue import catalogue
from portal_plugin.errors import Conflict, NotAllowed, NotFound
from portal_plugin.tenants.session import TenantSession

_INTERNAL = frozenset({Act.NOTED, Act.REMINDED, Act.FILED})
"""Events of the staff's own work, which tell nothing of the person."""


class NothingKept(NotFound):
    """Nothing of this person is kept."""

    def __init__(self) -> None:
        super().__init__("ไม่พบข้อมูลของบุคคลนี้ ตรวจเลขที่เรื่อง อีเมล หรือหมายเลขโทรศัพท์ แล้วลองอีกครั้ง")


def export_person(session: TenantSession, actor: Actor, person: Person) -> dict[str, Any]:
    """All that is kept of the person, ready for JSON: complaints with contact, consent, texts,
    files' names, events and letters; no notes and no names of staff. It is in the audit trail.

    Raises `NotAllowed`, `RuleBroken`, `NothingKept`.
    """
    complaints = _complaints_of(session, actor, person)
    for complaint in complaints:
        audit.record(session, actor, "personal_data.export", "complaint", complaint.id)
    session.flush()
    return {
        "exported_at": clock.now().isoformat(),
        "complaints": [_exported(session, complaint) for complaint in complaints],
    }


def erase_person(session: TenantSession, actor: Actor, person: Person) -> int:
    """Erase contact and content of the person's complaints; how many were. In the audit trail.

    Raises what `export_person` does, and `Conflict` while one of them is open: without contact
    and content nobody could answer it.
    """
    complaints = _complaints_of(session, actor, person, lock=True)
    pending = [complaint.number for complaint in complaints if complaint.state in states.OPEN]
    if pending:
        raise Conflict(f"เรื่องเลขที่ {', '.join(pending)} ยังไม่มีคำตอบ กรุณาตอบหรือยุติเรื่องก่อน แล้วจึงลบข้อมูล")
    left = [complaint for complaint in complaints if complaint.erased_at is None]
    erase_content(session, actor, left, because="request")
    for complaint in left:
        audit.record(session, actor, "personal_data.erase", "complaint", complaint.id)
    session.flush()
    return len(left)


def _complaints_of(
    session: TenantSession, actor: Actor, person: Person, *, lock: bool = False
) -> list[Complaint]:
    if not handles(actor):
        raise NotAllowed("รายการนี้เป็นของเจ้าหน้าที่รับเรื่องร้องเรียน กรุณาแจ้งเจ้าหน้าที่รับเรื่องร้องเรียน")
    query = sa.select(Complaint).where(belongs(person)).order_by(Complaint.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = list(session.scalars(query))
    if not found:
        raise NothingKept()
    return found


def _exported(session: TenantSession, complaint: Complaint) -> dict[str, Any]:
    own = complaint.id
    return {
        **{name: _json(getattr(complaint, name)) for name in _FIELDS},
        "consent": _consent(session, complaint.consent_version),
        "contact": next(
            iter(_rows(session, ComplaintContact, own, ("name", "phone", "email"))), None
        ),
        "messages": _rows(
            session,
            ComplaintMessage,
            own,
            ("at", "kind", "text"),
            ComplaintMessage.kind != MessageKind.NOTE,
        ),
        "files": _rows(
            session,
            ComplaintFile,
            own,
            ("filename", "media_type", "size", "sha256", "added_at", "from_complainant"),
            sa.or_(ComplaintFile.from_complainant, ComplaintFile.for_complainant),
        ),
        "events": _rows(
            session,
            ComplaintEvent,
            own,
            ("at", "act", "state"),
            ComplaintEvent.act.not_in(_INTERNAL),
        ),
        "letters": _rows(
            session,
            ComplaintNotice,
            own,
            ("made_at", "kind", "state", "sent_at"),
            ComplaintNotice.kind.not_in(TO_OFFICE),
        ),
    }


_FIELDS = (
    "number",
    "channel",
    "received_at",
    "topic",
    "subject",
    "detail",
    "place",
    "latitude",
    "longitude",
    "state",
    "due_on",
    "explained_on",
    "promised_on",
    "answered_on",
    "result",
    "ground",
    "public_summary",
    "score",
    "rating_comment",
    "rated_at",
    "erased_at",
)

Kept = (
    type[ComplaintContact]
    | type[ComplaintMessage]
    | type[ComplaintFile]
    | type[ComplaintEvent]
    | type[ComplaintNotice]
)


def _rows(
    session: TenantSession,
    table: Kept,
    complaint_id: UUID,
    names: tuple[str, ...],
    *conditions: sa.ColumnElement[bool],
) -> list[dict[str, Any]]:
    query = sa.select(*(getattr(table, name) for name in names)).where(
        table.complaint_id == complaint_id, *conditions
    )
    rows = session.execute(query.order_by(table.id))
    return [{name: _json(value) for name, value in zip(names, row, strict=True)} for row in rows]


def _consent(session: TenantSession, version: int | None) -> dict[str, Any] | None:
    if version is None:
        return None
    text = session.scalar(sa.select(ConsentText.text).where(ConsentText.version == version))
    return {"version": version, "text": text or catalogue("complaint_topics")["consent"]}


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
