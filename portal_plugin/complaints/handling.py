"""Bringing a complaint to whom it belongs, and what staff write down about it.

Every function raises `UnknownComplaint` for a complaint that the actor may not see, `NotAllowed`
for one that only the complaint officer may so act upon, and `Conflict` when its state, or another
officer, stands against it.
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.complaints.changes import changing, happen
from portal_plugin.complaints.codes import Act, MessageKind, NoticeKind
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import Complaint, ComplaintContact, ComplaintFile
from portal_plugin.complaints.notices import ask_notice
from portal_plugin.complaints.telling import misfits, say
from portal_plugin.complaints.topics import topics
from portal_plugin.complaints.walls import check_wall, reach, together
from portal_plugin.errors import RuleBroken
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long

LONGEST_NAME = 200
LONGEST_SUMMARY = 2_000


def screen(session: TenantSession, actor: Actor, complaint_id: UUID) -> None:
    """Take a new complaint up for screening."""
    complaints = together(session, actor, complaint_id, Act.SCREENED, handling=True)
    with changing(session, *complaints):
        for each in complaints:
            happen(session, each, actor, Act.SCREENED)


def assign(
    session: TenantSession,
    actor: Actor,
    complaint_id: UUID,
    department_id: UUID,
    *,
    officer_id: str | None = None,
    officer_name: str | None = None,
) -> None:
    """Give the complaint to a department, and to a person of it. Raises `RuleBroken` for a
    department that there is not."""
    complaints = together(session, actor, complaint_id, Act.ASSIGNED, handling=True)
    officer_id, officer_name = tidy(officer_id or ""), tidy(officer_name or "")
    breaches = [
        *too_long("officer_id", officer_id, LONGEST_NAME),
        *too_long("officer_name", officer_name, LONGEST_NAME),
    ]
    if breaches:
        raise RuleBroken(breaches)
    _check_department(session, department_id)
    with changing(session, *complaints):
        for each in complaints:
            happen(
                session,
                each,
                actor,
                Act.ASSIGNED,
                department=str(department_id),
                officer=officer_id or None,
            )
            each.department_id = department_id
            each.officer_id, each.officer_name = officer_id or None, officer_name or None
            each.forwarded_to = None
    _inform(session, complaints, NoticeKind.PROGRESS)


def forward_out(
    session: TenantSession, actor: Actor, complaint_id: UUID, to: str, message: str
) -> None:
    """Send the complaint on to another authority, and tell the complainant in `message` (C2).

    The clock goes on: forwarding is no answer. Raises `RuleBroken` when either text is missing.
    """
    complaints = together(session, actor, complaint_id, Act.FORWARDED_OUT, handling=True)
    to, message = tidy(to), tidy(message)
    breaches = [
        *misfits("C2", "to", to, "กรุณาเขียนชื่อหน่วยงานที่ส่งต่อ", most=LONGEST_NAME),
        *misfits("C2", "message", message, "กรุณาเขียนแจ้งผู้ร้องว่าส่งต่อเรื่องให้หน่วยงานใด เพราะเหตุใด"),
    ]
    if breaches:
        raise RuleBroken(breaches)
    with changing(session, *complaints):
        for each in complaints:
            happen(session, each, actor, Act.FORWARDED_OUT)
            each.forwarded_to = to
            say(session, each, actor, MessageKind.OFFICER, message)
    _inform(session, complaints, NoticeKind.PROGRESS)


def start(session: TenantSession, actor: Actor, complaint_id: UUID) -> None:
    """Begin work on the complaint."""
    complaints = together(session, actor, complaint_id, Act.STARTED)
    with changing(session, *complaints):
        for each in complaints:
            happen(session, each, actor, Act.STARTED)
    _inform(session, complaints, NoticeKind.PROGRESS)


def retopic(session: TenantSession, actor: Actor, complaint_id: UUID, topic: str) -> None:
    """Move an open complaint to another topic that is in use. Raises `RuleBroken`."""
    complaint = reach(session, actor, complaint_id, handling=True)
    if topic == complaint.topic:
        return
    if topic not in {each.code for each in topics(session)}:
        raise RuleBroken.single("TOPIC", "topic", "ไม่มีหัวข้อนี้ กรุณาเลือกหัวข้อจากรายการ")
    with changing(session, complaint):
        happen(session, complaint, actor, Act.RETOPICED, topic=topic)
        complaint.topic = topic


def set_public_summary(session: TenantSession, actor: Actor, complaint_id: UUID, text: str) -> None:
    """Write what the public may read about the complaint; an empty text withdraws it."""
    complaint = reach(session, actor, complaint_id, handling=True)
    text = tidy(text)
    breaches = too_long("text", text, LONGEST_SUMMARY)
    if breaches:
        raise RuleBroken(breaches)
    with changing(session, complaint):
        happen(session, complaint, actor, Act.SUMMED_UP, published=bool(text))
        complaint.public_summary = text or None


def note(session: TenantSession, actor: Actor, complaint_id: UUID, text: str) -> None:
    """Write a note that staff alone read. Raises `RuleBroken` without a text."""
    complaint = reach(session, actor, complaint_id)
    text = tidy(text)
    breaches = misfits("NOTE", "text", text, "กรุณาเขียนบันทึก")
    if breaches:
        raise RuleBroken(breaches)
    with changing(session, complaint):
        happen(session, complaint, actor, Act.NOTED)
        say(session, complaint, actor, MessageKind.NOTE, text)


def read_contact(
    session: TenantSession, actor: Actor, complaint_id: UUID
) -> ComplaintContact | None:
    """Who complained, None when nothing was given. Every reading is in the audit trail (C15)."""
    complaint = reach(session, actor, complaint_id, handling=True)
    audit.record(session, actor, "complaint.contact.read", "complaint", complaint.id)
    session.flush()
    return session.scalars(
        sa.select(ComplaintContact).where(ComplaintContact.complaint_id == complaint.id)
    ).one_or_none()


def officer_file(
    session: TenantSession, actor: Actor, complaint_id: UUID, file_id: UUID
) -> ComplaintFile:
    """A file of the complaint with its content. Raises `UnknownComplaint` for every other."""
    complaint = session.scalars(
        sa.select(Complaint).where(Complaint.id == complaint_id)
    ).one_or_none()
    if complaint is None:
        raise UnknownComplaint()
    check_wall(actor, complaint)
    file = session.scalars(
        sa.select(ComplaintFile)
        .where(ComplaintFile.id == file_id, ComplaintFile.complaint_id == complaint.id)
        .options(sa.orm.undefer(ComplaintFile.content))
    ).one_or_none()
    if file is None:
        raise UnknownComplaint()
    return file


def _check_department(session: TenantSession, department_id: UUID) -> None:
    found = session.scalar(
        sa.select(Department.id).where(Department.id == department_id, Department.active)
    )
    if found is None:
        raise RuleBroken.single("C5", "department_id", "ไม่มีหน่วยงานนี้ กรุณาเลือกหน่วยงานจากรายการ")


def _inform(session: TenantSession, complaints: list[Complaint], kind: NoticeKind) -> None:
    for each in complaints:
        ask_notice(session, each, kind)
