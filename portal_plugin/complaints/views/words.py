"""The words and marks for codes of complaints, as staff pages show them."""

from __future__ import annotations

from typing import Any

from portal_plugin.complaints.codes import (
    CHANNEL_WORDS,
    GROUND_WORDS,
    STATE_WORDS,
    Act,
    MessageKind,
    State,
)
from portal_plugin.complaints.due import Due
from portal_plugin.complaints.topics import topic_labels
from portal_plugin.guard import current_session
from portal_plugin.said import said

STATE_KINDS = {
    State.RECEIVED: "none",
    State.SCREENING: "doing",
    State.FORWARDED: "doing",
    State.IN_PROGRESS: "doing",
    State.DONE: "done",
    State.CLOSED: "done",
    State.NOT_ACCEPTED: "stopped",
    State.CLOSED_NO_RESULT: "stopped",
    State.MOVED: "none",
}
"""The mark of each state (components/status.html)."""

DUE_KINDS = {
    Due.OVERDUE: "stopped",
    Due.SOON: "doing",
    Due.IN_TIME: "none",
    Due.EXPLAINED: "doing",
    Due.ANSWERED: "done",
    Due.ANSWERED_EXPLAINED: "done",
    Due.ANSWERED_LATE: "stopped",
}

ACT_WORDS = {
    Act.RECEIVED: "รับเรื่อง",
    Act.SCREENED: "รับไว้กลั่นกรอง",
    Act.ASSIGNED: "มอบหมายหน่วยงาน",
    Act.FORWARDED_OUT: "ส่งต่อหน่วยงานอื่น",
    Act.STARTED: "เริ่มดำเนินการ",
    Act.EXPLAINED: "ชี้แจงเหตุที่ล่าช้า",
    Act.FINISHED: "แจ้งผลแล้ว",
    Act.REFUSED: "ไม่รับเรื่อง",
    Act.GIVEN_UP: "ยุติเรื่อง",
    Act.CLOSED: "ปิดเรื่อง",
    Act.REOPENED: "ผู้ร้องขอให้เปิดเรื่องอีกครั้ง",
    Act.MERGED: "รวมเรื่องซ้ำ",
    Act.RETOPICED: "เปลี่ยนหัวข้อ",
    Act.SUMMED_UP: "แก้ข้อความสำหรับเผยแพร่",
    Act.MESSAGE_IN: "ผู้ร้องส่งข้อความ",
    Act.MESSAGE_OUT: "ส่งข้อความถึงผู้ร้อง",
    Act.NOTED: "เพิ่มบันทึกภายใน",
    Act.FILED: "แนบไฟล์",
    Act.RATED: "ผู้ร้องให้คะแนน",
    Act.REMINDED: "ระบบเตือนใกล้ครบกำหนด",
    Act.ERASED: "ลบข้อมูลตามกำหนดเวลา",
    Act.MOVED: "ย้ายเข้าช่องทางทุจริต",
}

MESSAGE_WORDS = {
    MessageKind.CITIZEN: "ผู้ร้อง",
    MessageKind.OFFICER: "ถึงผู้ร้อง",
    MessageKind.EXPLANATION: "ชี้แจงเหตุที่ล่าช้า",
    MessageKind.RESULT: "ผลการดำเนินการ",
    MessageKind.REFUSAL: "แจ้งเหตุผลถึงผู้ร้อง",
    MessageKind.NOTE: "บันทึกภายใน",
}


def words() -> dict[str, Any]:
    """Variables of every staff page about complaints: words by code, in the page's language."""
    return {
        "state_words": {code: said(word) for code, word in STATE_WORDS.items()},
        "state_kinds": STATE_KINDS,
        "due_kinds": DUE_KINDS,
        "channel_words": {code: said(word) for code, word in CHANNEL_WORDS.items()},
        "ground_words": {code: said(word) for code, word in GROUND_WORDS.items()},
        "act_words": {code: said(word) for code, word in ACT_WORDS.items()},
        "message_words": {code: said(word) for code, word in MESSAGE_WORDS.items()},
        "topic_words": {
            code: said(label) for code, label in topic_labels(current_session()).items()
        },
    }
