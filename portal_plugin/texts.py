"""Text that people typed or pasted: made storable, kept as written otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal_plugin.errors import Breach

LONGEST_LINE = 2_000
LONGEST_TEXT = 20_000
MOST_ITEMS = 100

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """The text without what a database or a page cannot carry, trimmed; newlines stay."""
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def tidy_items(items: Iterable[str]) -> list[str]:
    """Each item tidied, empty ones left out."""
    return [item for item in map(tidy, items) if item]


def too_long(field: str, text: str, limit: int = LONGEST_TEXT) -> list[Breach]:
    """A breach when a text is longer than `limit` characters."""
    if len(text) <= limit:
        return []
    return [Breach("LENGTH", field, f"ข้อความยาว {len(text)} ตัวอักษร กรุณาย่อให้ไม่เกิน {limit} ตัวอักษร")]


def too_many(field: str, items: list[str]) -> list[Breach]:
    """Breaches when a list has too many items or one of them is too long."""
    breaches = [breach for item in items for breach in too_long(field, item, LONGEST_TEXT)]
    if len(items) > MOST_ITEMS:
        sentence = f"มี {len(items)} รายการ กรุณารวมให้ไม่เกิน {MOST_ITEMS} รายการ"
        breaches.append(Breach("LENGTH", field, sentence))
    return breaches
