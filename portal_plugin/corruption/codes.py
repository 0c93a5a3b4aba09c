"""Codes of the channel and the words that people read for them."""

from __future__ import annotations

import enum


class Category(enum.StrEnum):
    """What is told of. The first three are the plan's complaint topics of the same name."""

    BRIBERY = "BRIBERY"
    CORRUPTION_BUDGET = "CORRUPTION_BUDGET"
    CORRUPTION_DUTY = "CORRUPTION_DUTY"
    PROCUREMENT = "PROCUREMENT"
    PERSONNEL = "PERSONNEL"
    PROPERTY = "PROPERTY"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"
    OTHER = "OTHER"


CATEGORY_WORDS = {
    Category.BRIBERY: "เรียกหรือรับสินบน",
    Category.CORRUPTION_BUDGET: "ใช้จ่ายงบประมาณโดยทุจริต",
    Category.CORRUPTION_DUTY: "ทุจริตต่อหน้าที่ ใช้อำนาจโดยมิชอบ",
    Category.PROCUREMENT: "จัดซื้อจัดจ้างไม่โปร่งใส",
    Category.PERSONNEL: "บรรจุ แต่งตั้ง เลื่อนขั้นโดยมิชอบ",
    Category.PROPERTY: "นำทรัพย์สินของราชการไปใช้ส่วนตัว",
    Category.CONFLICT_OF_INTEREST: "ผลประโยชน์ทับซ้อน",
    Category.OTHER: "เรื่องอื่น",
}


class State(enum.StrEnum):
    """Where a report stands. CLOSED is done, all others are in progress (rule C6)."""

    RECEIVED = "RECEIVED"
    CHECKING = "CHECKING"
    INVESTIGATING = "INVESTIGATING"
    REFERRED = "REFERRED"
    CLOSED = "CLOSED"


STATE_WORDS = {
    State.RECEIVED: "ได้รับแล้ว ยังไม่มีผู้รับผิดชอบ",
    State.CHECKING: "กำลังพิจารณาเบื้องต้น",
    State.INVESTIGATING: "กำลังตรวจสอบข้อเท็จจริง",
    State.REFERRED: "ส่งต่อหน่วยงานที่มีอำนาจแล้ว",
    State.CLOSED: "ยุติแล้ว",
}


class Decision(enum.StrEnum):
    """How a report ended."""

    FOUNDED = "FOUNDED"
    UNFOUNDED = "UNFOUNDED"
    NOT_ENOUGH = "NOT_ENOUGH"
    WITH_OTHERS = "WITH_OTHERS"


DECISION_WORDS = {
    Decision.FOUNDED: "พบมูลความผิด",
    Decision.UNFOUNDED: "ไม่พบมูลความผิด",
    Decision.NOT_ENOUGH: "ข้อเท็จจริงหรือพยานหลักฐานไม่พอให้ตรวจสอบ",
    Decision.WITH_OTHERS: "หน่วยงานอื่นรับไปดำเนินการ",
}


class Referral(enum.StrEnum):
    """Whom a report can be referred to."""

    NACC = "NACC"
    PACC = "PACC"
    DAMRONGDHAMMA = "DAMRONGDHAMMA"
    DISTRICT = "DISTRICT"


REFERRAL_WORDS = {
    Referral.NACC: "สำนักงาน ป.ป.ช.",
    Referral.PACC: "สำนักงาน ป.ป.ท.",
    Referral.DAMRONGDHAMMA: "ศูนย์ดำรงธรรม",
    Referral.DISTRICT: "ที่ว่าการอำเภอ",
}


class Direction(enum.StrEnum):
    """Who wrote a message."""

    INFORMANT = "INFORMANT"
    INSPECTOR = "INSPECTOR"


class Standing(enum.StrEnum):
    """Where an inspector stands: only an ACTIVE one is given keys."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    LEFT = "LEFT"


class LedgerAct(enum.StrEnum):
    """What the ledger records. Values are in the digests: they are never changed."""

    REPORT_RECEIVED = "report.received"
    REPORT_MOVED_IN = "report.moved-in"
    REPORT_READ = "report.read"
    IDENTITY_READ = "identity.read"
    FILE_READ = "file.read"
    INBOX_READ = "inbox.read"
    MESSAGE_SENT = "message.sent"
    CASE_TAKEN = "case.taken"
    STATE_CHANGED = "state.changed"
    REFERRED = "report.referred"
    EXPORTED = "report.exported"
    CLOSED = "report.closed"
    RECUSED = "reader.recused"
    READER_ADDED = "reader.added"
    RESEALED = "report.resealed"
    DISPOSED = "report.disposed"
    INSPECTOR_ENROLLED = "inspector.enrolled"
    INSPECTOR_ADMITTED = "inspector.admitted"
    INSPECTOR_LEFT = "inspector.left"
    INSPECTOR_POSTS = "inspector.posts"
    KEY_LOCKED_ANEW = "inspector.key-locked-anew"
    UNLOCKED = "inspector.unlocked"
    UNLOCK_REFUSED = "inspector.unlock-refused"
    OFFICE_CHANGED = "office.changed"
    RECOVERY_MADE = "recovery.made"
    RECOVERY_USED = "recovery.used"
