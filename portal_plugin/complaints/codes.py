"""Codes of the general channel, with the Thai words that people read."""

from __future__ import annotations

import enum


class State(enum.StrEnum):
    """Where a complaint stands. `states.py` alone says what may follow what."""

    RECEIVED = "RECEIVED"
    SCREENING = "SCREENING"
    FORWARDED = "FORWARDED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    CLOSED_NO_RESULT = "CLOSED_NO_RESULT"
    CLOSED = "CLOSED"
    MOVED = "MOVED"


class Channel(enum.StrEnum):
    """How a complaint came in (C11)."""

    WEB = "WEB"
    PHONE = "PHONE"
    WALK_IN = "WALK_IN"
    BOX = "BOX"
    LETTER = "LETTER"
    LINE = "LINE"
    FACEBOOK = "FACEBOOK"
    DAMRONGTHAM = "DAMRONGTHAM"
    OPEN311 = "OPEN311"


class Act(enum.StrEnum):
    """What happened to a complaint: the kinds of its events."""

    RECEIVED = "RECEIVED"
    SCREENED = "SCREENED"
    ASSIGNED = "ASSIGNED"
    FORWARDED_OUT = "FORWARDED_OUT"
    STARTED = "STARTED"
    EXPLAINED = "EXPLAINED"
    FINISHED = "FINISHED"
    REFUSED = "REFUSED"
    GIVEN_UP = "GIVEN_UP"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    MERGED = "MERGED"
    RETOPICED = "RETOPICED"
    SUMMED_UP = "SUMMED_UP"
    MESSAGE_IN = "MESSAGE_IN"
    MESSAGE_OUT = "MESSAGE_OUT"
    NOTED = "NOTED"
    FILED = "FILED"
    RATED = "RATED"
    REMINDED = "REMINDED"
    ERASED = "ERASED"
    MOVED = "MOVED"


class Ground(enum.StrEnum):
    """Why a complaint is not accepted, or ends without a result."""

    NOT_OURS = "NOT_OURS"
    IN_COURT = "IN_COURT"
    NO_FACTS = "NO_FACTS"
    ALREADY_ANSWERED = "ALREADY_ANSWERED"
    WITHDRAWN = "WITHDRAWN"
    UNREACHABLE = "UNREACHABLE"
    OTHER = "OTHER"


class MessageKind(enum.StrEnum):
    """What a message is; notes are for staff alone, all others stand on the tracking page."""

    CITIZEN = "CITIZEN"
    OFFICER = "OFFICER"
    EXPLANATION = "EXPLANATION"
    RESULT = "RESULT"
    REFUSAL = "REFUSAL"
    NOTE = "NOTE"


class NoticeKind(enum.StrEnum):
    """What an e-mail tells. None carries a word of the complaint."""

    RECEIVED = "RECEIVED"
    PROGRESS = "PROGRESS"
    MESSAGE = "MESSAGE"
    EXPLAINED = "EXPLAINED"
    ANSWERED = "ANSWERED"
    OFFICE_NEW = "OFFICE_NEW"
    OFFICE_REMINDER = "OFFICE_REMINDER"
    OFFICE_MESSAGE = "OFFICE_MESSAGE"


class NoticeState(enum.StrEnum):
    """Where an e-mail stands."""

    PENDING = "PENDING"
    SENT = "SENT"
    REFUSED = "REFUSED"


class Half(enum.StrEnum):
    """Periods of a fiscal year that a summary covers."""

    YEAR = "YEAR"
    FIRST_HALF = "H1"
    SECOND_HALF = "H2"


class SummaryState(enum.StrEnum):
    """Where a summary report stands (product 23)."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    PUBLISHED = "PUBLISHED"


STATE_WORDS: dict[State, str] = {
    State.RECEIVED: "รับเรื่องแล้ว",
    State.SCREENING: "กำลังกลั่นกรอง",
    State.FORWARDED: "ส่งต่อแล้ว",
    State.IN_PROGRESS: "อยู่ระหว่างดำเนินการ",
    State.DONE: "ดำเนินการแล้วเสร็จ",
    State.NOT_ACCEPTED: "ไม่รับเรื่อง",
    State.CLOSED_NO_RESULT: "ยุติเรื่อง",
    State.CLOSED: "ปิดเรื่องแล้ว",
    State.MOVED: "ย้ายเข้าช่องทางทุจริตแล้ว",
}

CHANNEL_WORDS: dict[Channel, str] = {
    Channel.WEB: "แบบฟอร์มบนเว็บ",
    Channel.PHONE: "โทรศัพท์",
    Channel.WALK_IN: "มาด้วยตนเอง",
    Channel.BOX: "ตู้รับฟังความคิดเห็น",
    Channel.LETTER: "จดหมาย",
    Channel.LINE: "LINE",
    Channel.FACEBOOK: "Facebook",
    Channel.DAMRONGTHAM: "ศูนย์ดำรงธรรม",
    Channel.OPEN311: "ระบบอื่น (Open311)",
}

GROUND_WORDS: dict[Ground, str] = {
    Ground.NOT_OURS: "ไม่อยู่ในอำนาจหน้าที่ของหน่วยงาน",
    Ground.IN_COURT: "อยู่ระหว่างพิจารณาของศาล หรือศาลตัดสินแล้ว",
    Ground.NO_FACTS: "ไม่มีข้อเท็จจริงเพียงพอให้ตรวจสอบ",
    Ground.ALREADY_ANSWERED: "เคยตอบเรื่องเดียวกันนี้แล้วและไม่มีข้อมูลใหม่",
    Ground.WITHDRAWN: "ผู้ร้องขอถอนเรื่อง",
    Ground.UNREACHABLE: "ขอข้อมูลเพิ่มแล้วไม่ได้รับคำตอบ",
    Ground.OTHER: "เหตุอื่น",
}
