"""Which complaints an indicator of a plan counts, and the texts that say so.

`Indicator.complaint_topic` holds `EVERY`, one topic's code, or several joined by "+": a printed
outcome may count complaints of service and of corruption together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal_plugin.config.catalogue import catalogue
from portal_plugin.thai import arabic_digits

EVERY = "ALL"
"""All topics."""

_BETWEEN = "+"
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_COMPLAINT = re.compile(r"(?:ข้อ|เรื่อง|คำ|การ)?ร้อง(?:เรียน|ทุกข์)")
_COUNTED = re.compile(
    rf"(?:จำนวน|ไม่มี|ปราศจาก|ลด){_COMPLAINT.pattern}"
    rf"|{_COMPLAINT.pattern}.{{0,200}}?(?:ลดลง|ลดน้อยลง|ไม่เกิน\d+(?:เรื่อง|ครั้ง|ราย))"
)
_OF_HANDLING = re.compile(r"ร้อง(?:เรียน|ทุกข์)(?:ทั้งหมด)?ที่(?:ได้รับการ|ได้|ดำเนินการ|แก้ไข|ตอบ|ยุติ|แล้วเสร็จ)")


def topics_of(complaint_topic: str) -> frozenset[str] | None:
    """The codes of topics that are counted; None for all."""
    return None if complaint_topic == EVERY else frozenset(complaint_topic.split(_BETWEEN))


def together(codes: Iterable[str]) -> str:
    """How several topics are written, the same whatever their order."""
    return _BETWEEN.join(sorted(set(codes)))


def topic_in(text: str) -> str | None:
    """The topics by whose number of complaints the text measures; None where it measures
    otherwise (how complaints are handled, how satisfied people are)."""
    letters = _BLANKS.sub("", arabic_digits(text)).lower()
    counted = _COUNTED.search(letters)
    if counted is None or _OF_HANDLING.search(letters):
        return None
    before, after = letters[: counted.start()], letters[counted.start() :]
    codes = _named_in(after)
    if not codes and "(" not in before:
        codes = _named_in(before)
    return together(codes) if codes else EVERY


def _named_in(letters: str) -> set[str]:
    """Topics named here: longer phrases first, each letter read once."""
    codes: set[str] = set()
    phrases = {
        phrase: entry["topics"]
        for entry in catalogue("indicator_topics")["phrases"]
        for phrase in entry["th"]
    }
    for phrase in sorted(phrases, key=len, reverse=True):
        if phrase in letters:
            codes.update(phrases[phrase])
            letters = letters.replace(phrase, " ")
    return codes
