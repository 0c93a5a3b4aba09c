"""Targets that stand plainly in an indicator's text, as "ไม่น้อยกว่าร้อยละ 80"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal_plugin.imports.digits import to_arabic
from portal_plugin.statistics.indicator_topics import topic_in

_COMPARATORS = {
    "ไม่น้อยกว่า": "GE",
    "อย่างน้อย": "GE",
    "ไม่ต่ำกว่า": "GE",
    "มากกว่า": "GT",
    "ไม่เกิน": "LE",
    "น้อยกว่า": "LT",
    "ลดลง": "DECREASE",
    "เพิ่มขึ้น": "INCREASE",
}
_WORDS = "|".join(sorted(_COMPARATORS, key=len, reverse=True))
_NUMBER = r"(\d{1,9}(?:,\d{3})*(?:\.\d{1,2})?)"
_UNIT = r"(ครั้ง|ช่องทาง|คน|แห่ง|ฉบับ|เครือข่าย|คะแนน|เรื่อง|มาตรการ|หน่วยงาน|ราย|ชุด|หมู่บ้าน|ชุมชน)"
_PERCENT = re.compile(
    rf"(?:({_WORDS})\s{{0,2}})?(?:ไม่น้อยกว่า|ไม่ต่ำกว่า)?\s{{0,2}}ร้อยละ\s{{0,2}}{_NUMBER}"
)
_COUNT = re.compile(rf"({_WORDS})\s{{0,2}}(?:ปีละ\s)?{_NUMBER}\s{{0,2}}{_UNIT}")
_NAMED = re.compile(rf"จำนวน\s{{0,2}}{_NUMBER}\s{{0,2}}{_UNIT}")
_SCORE = re.compile(rf"{_NUMBER}\s{{0,2}}คะแนนขึ้นไป")
_METHOD = re.compile(r"\(([^()]{0,20}(?:แบบ|สำรวจ|ประเมิน|ทดสอบ)[^()]{0,120})\)")


@dataclass(frozen=True, slots=True)
class ImportedIndicator:
    """An OUTPUT or OUTCOME; the target is None unless the text prints it plainly.

    ``comparator`` is GE, GT, LE, LT, EQ, DECREASE or INCREASE. ``complaint_topic`` is set where
    the number of complaints is what counts (`statistics.indicator_topics`).
    """

    level: str
    text: str
    line: int
    comparator: str | None = None
    value: float | None = None
    unit: str | None = None
    method: str | None = None
    complaint_topic: str | None = None


def read_indicator(level: str, text: str, line: int) -> ImportedIndicator:
    """Read one output or outcome; only the first target of a sentence is taken."""
    arabic = to_arabic(text)
    method = _METHOD.search(text)
    comparator, value, unit = _target(arabic)
    return ImportedIndicator(
        level,
        text,
        line,
        comparator,
        value,
        unit,
        method[1].strip() if method else None,
        topic_in(text),
    )


def _target(text: str) -> tuple[str | None, float | None, str | None]:
    percent = _PERCENT.search(text)
    if percent:
        word = "ไม่น้อยกว่า" if "ไม่น้อยกว่าร้อยละ" in "".join(percent[0].split()) else percent[1]
        if percent[1] in {"ลดลง", "เพิ่มขึ้น"}:
            word = percent[1]
        return _COMPARATORS.get(word or "", "EQ"), _number(percent[2]), "ร้อยละ"
    count = _COUNT.search(text)
    if count:
        return _COMPARATORS[count[1]], _number(count[2]), count[3]
    score = _SCORE.search(text)
    if score:
        return "GE", _number(score[1]), "คะแนน"
    named = _NAMED.search(text)
    if named:
        return "EQ", _number(named[1]), named[2]
    return ("DECREASE", None, None) if re.search(r"ลดลง\s*$", text) else (None, None, None)


def _number(text: str) -> float:
    return float(text.replace(",", ""))
