"""What the sample departments report: invented, and the same at every start."""

from __future__ import annotations

from typing import Any

from portal_plugin.measures.budgets import BudgetInput
from portal_plugin.measures.codes import Reason, Status

_RESULTS = (
    "จัดกิจกรรมแล้ว ๒ ครั้ง มีผู้เข้าร่วมรวม ๘๖ คน (ตัวอย่าง)",
    "จัดทำคู่มือและเผยแพร่บนเว็บไซต์ของหน่วยงานแล้ว (ตัวอย่าง)",
    "ประชุมคณะทำงานแล้ว ๓ ครั้ง และสรุปรายงานต่อผู้บริหาร (ตัวอย่าง)",
)
_OUTCOMES = ("ผู้เข้าร่วมพึงพอใจร้อยละ ๘๗ (ตัวอย่าง)",)


def progress_of(seq: int) -> dict[str, Any]:
    """Progress of the measure numbered `seq`: most are done, some go on, a few cannot."""
    if seq % 7 == 0:
        return {
            "status": Status.CANNOT_PROCEED,
            "reason": Reason.NO_BUDGET,
            "problems": "งบประมาณที่ตั้งไว้ถูกโอนไปใช้ในโครงการเร่งด่วน (ตัวอย่าง)",
            "solution": "เสนอขอตั้งงบประมาณใหม่ในปีถัดไป (ตัวอย่าง)",
        }
    if seq % 3 == 0:
        return {"status": Status.IN_PROGRESS, "results": [_RESULTS[seq % len(_RESULTS)]]}
    return {
        "status": Status.DONE,
        "results": [_RESULTS[seq % len(_RESULTS)], _RESULTS[(seq + 1) % len(_RESULTS)]],
        "outcomes": list(_OUTCOMES),
    }


def budget_of(seq: int, planned: int) -> BudgetInput:
    """Ordinance and payment of a measure that planned `planned` baht."""
    paid = 0 if seq % 7 == 0 else planned * (60 + seq % 4 * 10) // 100
    return BudgetInput(planned, planned, in_ordinance=True, paid_amount=paid)
