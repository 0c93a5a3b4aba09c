"""Letters to a complainant, in the form of official letters (product 21); always Thai."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.complaints import states
from portal_plugin.complaints.codes import CHANNEL_WORDS, MessageKind, State
from portal_plugin.complaints.complaint_detail import Detail
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.office import office_of
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import buddhist_date, thai_digits

ANYBODY = "ผู้ร้อง"
_KNOW = "จึงเรียนมาเพื่อโปรดทราบ"


class LetterKind(enum.StrEnum):
    """What a letter tells."""

    RECEIPT = "receipt"
    PROGRESS = "progress"
    EXPLANATION = "explanation"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, ready to print. `prefix` is the office's mark before the number that the
    registry writes by hand; `unit` writes it, `phone` is the office's."""

    prefix: str
    sender: str
    dated: str
    subject: str
    to: str
    reference: str
    paragraphs: tuple[str, ...]
    unit: str
    phone: str


def letters_of(complaint: Complaint) -> tuple[LetterKind, ...]:
    """The letters that there is something to write in."""
    found = [LetterKind.RECEIPT]
    if complaint.state in states.OPEN and complaint.state is not State.RECEIVED:
        found.append(LetterKind.PROGRESS)
    if complaint.explained_on is not None:
        found.append(LetterKind.EXPLANATION)
    if complaint.state in states.ANSWERED:
        found.append(LetterKind.RESULT)
    return tuple(found)


def letter(session: TenantSession, detail: Detail, kind: LetterKind, name: str = ANYBODY) -> Letter:
    """A letter of today to `name`. Raises `UnknownComplaint` for one with nothing to tell."""
    if kind not in letters_of(detail.complaint):
        raise UnknownComplaint()
    sender, prefix = session.execute(
        sa.select(Tenant.name, Tenant.memo_prefix).where(Tenant.id == session.tenant_id)
    ).one()
    complaint = detail.complaint
    subject, paragraphs = _WRITERS[kind](sender, detail)
    return Letter(
        prefix=thai_digits(prefix or ""),
        sender=sender,
        dated=buddhist_date(clock.today()),
        subject=subject,
        to=name,
        reference=(
            f"เรื่องร้องเรียน เลขที่ {thai_digits(complaint.number)} "
            f"รับเมื่อวันที่ {buddhist_date(complaint.received_on)}"
        ),
        paragraphs=(_opening(sender, complaint), *paragraphs, _KNOW),
        unit=detail.department or "",
        phone=thai_digits(office_of(session).phone),
    )


def _opening(sender: str, complaint: Complaint) -> str:
    return (
        f"ตามที่ท่านได้แจ้งเรื่อง {complaint.subject} ต่อ{sender} "
        f"ทาง{CHANNEL_WORDS[complaint.channel]} ความแจ้งแล้ว นั้น"
    )


def _receipt(sender: str, detail: Detail) -> tuple[str, list[str]]:
    due = buddhist_date(detail.complaint.due_on)
    return "แจ้งการรับเรื่องร้องเรียน", [
        f"{sender}ได้รับเรื่องของท่านไว้ดำเนินการแล้ว และจะแจ้งผล หรือชี้แจงเหตุที่ยังดำเนินการไม่แล้วเสร็จ "
        f"ให้ท่านทราบภายในวันที่ {due}",
        "ทั้งนี้ ท่านติดตามเรื่องได้ด้วยรหัสติดตามในใบรับเรื่อง ที่หน้าติดตามเรื่องของเว็บไซต์หน่วยงาน",
    ]


def _progress(sender: str, detail: Detail) -> tuple[str, list[str]]:
    complaint = detail.complaint
    if complaint.forwarded_to:
        now = f"ส่งเรื่องต่อให้{complaint.forwarded_to}"
    elif complaint.state is State.SCREENING:
        now = "รับเรื่องไว้กลั่นกรองเพื่อมอบหมายหน่วยงานที่เกี่ยวข้อง"
    else:
        now = f"มอบหมายให้{detail.department or 'หน่วยงานที่เกี่ยวข้อง'}ดำเนินการ"
    return "แจ้งความคืบหน้าเรื่องร้องเรียน", [
        f"{sender}ขอเรียนว่า ได้{now}แล้ว ขณะนี้เรื่องอยู่ระหว่างดำเนินการ "
        f"และมีกำหนดแจ้งผลหรือชี้แจงให้ท่านทราบภายในวันที่ {buddhist_date(complaint.due_on)}"
    ]


def _explanation(sender: str, detail: Detail) -> tuple[str, list[str]]:
    promised: date | None = detail.complaint.promised_on
    told = _newest(detail, MessageKind.EXPLANATION)
    paragraphs = [f"{sender}ขอชี้แจงเหตุที่ยังดำเนินการไม่แล้วเสร็จ ดังนี้", told]
    if promised is not None:
        paragraphs.append(f"ทั้งนี้ คาดว่าจะแจ้งผลให้ท่านทราบได้ภายในวันที่ {buddhist_date(promised)}")
    return "ชี้แจงเหตุที่เรื่องร้องเรียนยังไม่แล้วเสร็จ", paragraphs


def _result(sender: str, detail: Detail) -> tuple[str, list[str]]:
    complaint = detail.complaint
    if complaint.state in (State.DONE, State.CLOSED):
        told = [f"{sender}ได้ดำเนินการแล้วเสร็จ ผลปรากฏดังนี้", complaint.result]
        return "แจ้งผลการดำเนินการเรื่องร้องเรียน", told
    ended = "ไม่รับเรื่องไว้ดำเนินการ" if complaint.state is State.NOT_ACCEPTED else "ยุติเรื่อง"
    return "แจ้งผลการพิจารณาเรื่องร้องเรียน", [
        f"{sender}พิจารณาแล้ว ขอเรียนว่าได้{ended} ด้วยเหตุผลดังนี้",
        _newest(detail, MessageKind.REFUSAL),
    ]


def _newest(detail: Detail, kind: MessageKind) -> str:
    return next((each.text for each in reversed(detail.messages) if each.kind is kind), "")


_WRITERS = {
    LetterKind.RECEIPT: _receipt,
    LetterKind.PROGRESS: _progress,
    LetterKind.EXPLANATION: _explanation,
    LetterKind.RESULT: _result,
}
