"""The words of e-mails about complaints: that there is news and where it stands, never the news.

A letter passes through mailboxes that others read, so it holds neither a word of the complaint, nor
a name, nor the tracking code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal_plugin.complaints.codes import STATE_WORDS, NoticeKind
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.notices import TO_OFFICE
from portal_plugin.mail import Letter
from portal_plugin.thai import buddhist_date, days_left_phrase, thai_digits

MOST_LISTED = 50

_ENDING = "อีเมลฉบับนี้ส่งโดยอัตโนมัติและไม่มีเนื้อหาของเรื่อง กรุณาอย่าตอบกลับ"
_NEWS: dict[NoticeKind, tuple[str, str]] = {
    NoticeKind.RECEIVED: (
        "รับเรื่องเลขที่ {number} แล้ว",
        "เราได้รับเรื่องเลขที่ {number} แล้ว และจะแจ้งผลหรือชี้แจงความคืบหน้าภายในวันที่ {due}",
    ),
    NoticeKind.PROGRESS: (
        "เรื่องเลขที่ {number} มีความคืบหน้า",
        "เรื่องเลขที่ {number} มีความคืบหน้า สถานะขณะนี้: {state}",
    ),
    NoticeKind.MESSAGE: (
        "มีข้อความถึงท่านในเรื่องเลขที่ {number}",
        "เจ้าหน้าที่เขียนข้อความถึงท่านในเรื่องเลขที่ {number}",
    ),
    NoticeKind.EXPLAINED: (
        "ชี้แจงความคืบหน้าเรื่องเลขที่ {number}",
        "เรื่องเลขที่ {number} ต้องใช้เวลามากกว่าที่กำหนด เจ้าหน้าที่ชี้แจงเหตุผลและวันที่คาดว่าจะแล้วเสร็จไว้แล้ว",
    ),
    NoticeKind.ANSWERED: (
        "มีผลของเรื่องเลขที่ {number} แล้ว",
        "เรื่องเลขที่ {number} มีผลแล้ว สถานะ: {state}",
    ),
    NoticeKind.OFFICE_NEW: (
        "เรื่องร้องเรียนใหม่เลขที่ {number}",
        "มีเรื่องร้องเรียนใหม่เลขที่ {number} ครบกำหนดวันที่ {due}",
    ),
    NoticeKind.OFFICE_MESSAGE: (
        "ผู้ร้องเขียนเพิ่มเติมในเรื่องเลขที่ {number}",
        "ผู้ร้องเขียนเพิ่มเติมในเรื่องเลขที่ {number} ครบกำหนดวันที่ {due}",
    ),
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the tenant's code and name, and where the portal's addresses begin (None where
    no public address is set; the letter then names none)."""

    code: str
    name: str
    portal: str | None

    def address(self, path: str) -> str | None:
        """The address of a page of this tenant."""
        return f"{self.portal.rstrip('/')}/{self.code}/{path}" if self.portal else None


def news(to: str, kind: NoticeKind, complaint: Complaint, sender: Sender) -> Letter:
    """The letter of any notice but the reminder. Raises `MailRefused` for an unusable address."""
    subject, sentence = _NEWS[kind]
    words = {
        "number": complaint.number,
        "due": buddhist_date(complaint.due_on),
        "state": STATE_WORDS[complaint.state],
    }
    way = _office_way(sender) if kind in TO_OFFICE else _citizen_way(sender)
    return _letter(to, subject.format(**words), [sentence.format(**words), way], sender)


def reminder(to: str, waiting: Sequence[tuple[str, date]], today: date, sender: Sender) -> Letter:
    """One letter of all that waits: (number, day to keep), the most urgent first."""
    count = thai_digits(len(waiting))
    lines = [
        f"{number}  {buddhist_date(day)}  {days_left_phrase((day - today).days)}"
        for number, day in waiting[:MOST_LISTED]
    ]
    if len(waiting) > MOST_LISTED:
        lines.append(thai_digits(f"และอีก {len(waiting) - MOST_LISTED} เรื่อง"))
    return _letter(
        to,
        f"เรื่องร้องเรียน {count} เรื่องใกล้ครบกำหนดหรือเลยกำหนดแล้ว",
        [
            f"เรื่องร้องเรียน {count} เรื่องต้องตอบหรือชี้แจงถึงผู้ร้องก่อนวันครบกำหนด",
            "\n".join(lines),
            _office_way(sender),
        ],
        sender,
    )


def _citizen_way(sender: Sender) -> str:
    page = sender.address("follow")
    where = f"อ่านได้ที่ {page}" if page else f"อ่านได้ที่หน้าติดตามเรื่องในเว็บไซต์ของ{sender.name}"
    return f"{where}\nโดยใช้รหัสติดตามในใบรับเรื่อง"


def _office_way(sender: Sender) -> str:
    page = sender.address("work/complaints")
    return f"ดูเรื่องได้ที่ {page}" if page else "ดูเรื่องได้ในระบบรับเรื่องร้องเรียน"


def _letter(to: str, subject: str, paragraphs: list[str], sender: Sender) -> Letter:
    return Letter(to, subject, "\n\n".join([*paragraphs, sender.name, _ENDING]) + "\n")
