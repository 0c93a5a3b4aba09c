"""Text that stays inside its column: how wide what cannot be broken is, and where it must be.

A line breaks between words. Only what is wider than its column by itself (an address without a
space, a column of two letters) is cut, between letters, never between a letter and its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import Final

from portal_plugin.typesetting.fonts import advances
from portal_plugin.typesetting.last_resort import ADVANCE
from portal_plugin.typesetting.words import THAI, clusters, words_of

Line = str | list[str | list[str]]
"""A line, whole or in pieces between which it may break; a piece in a list of its own is a word
that stays whole."""

NATURAL: Final = 10.0
"""No Thai word is wider, in em."""
_MARGIN: Final = 1.02
_SPACES: Final = re.compile(r"(?<=[\s\u200b])")
_PARTS: Final = re.compile(f"({THAI.pattern})")
_NO_WORDS: Final = re.compile(
    "[\u0e01-\u0e2e]{9}|[\u0e30-\u0e3a\u0e40-\u0e4e]{6}|(.)\\1{3}", re.DOTALL
)
"""Thai letters that no language puts together; only they are looked into in a wide column."""
_TAKEN_FOR_TWO: Final = (
    "เทศบาล|เทศมนตรี|ท้องถิ่น|ยกระดับ|คุณธรรม|จริยธรรม|โปร่งใส|งบประมาณ|ผู้บริหาร|พนักงาน|ข้อมูล"
    "|ข่าวสาร|กิจกรรม|หน่วยงาน|กระทรวง|ส่วนรวม|รับผิดชอบ|ประพฤติมิชอบ|มิชอบ|ร้องเรียน"
    "|ดำเนินการ|ตรวจสอบ|เปิดเผย|สะดวก|วิทยากร|สมาชิกสภา|จัดซื้อ|ตัวอย่าง"
)
_BEFORE_A_SIGN: Final = "ทุจริต|แผน|กรรมการ|ระเบียบ|อื่น|ต่าง|นั้น"
_WHOLE: Final = re.compile(
    r"([(\[“‘\"']*"
    rf"(?:{_TAKEN_FOR_TWO}|(?:{_BEFORE_A_SIGN})(?=[ๆฯ]))"
    r"[ๆฯ]*[)\]”’\"',.;:!?]*|ฯลฯ)"
)
"""Words of these papers that the typesetter takes for two, and those that stand before a sign
which may not begin a line."""


def width_of(text: str) -> float:
    """How wide the text stands on one line, in em, bold."""
    known = advances()
    return _MARGIN * sum(known.get(ord(letter), ADVANCE) for letter in text)


def learn(texts: Iterable[tuple[str, float]]) -> None:
    """Look up at once the words of all texts that may be too wide for their rooms (em): asked one
    by one, each would cost a page."""
    words_of(
        part
        for text, room in texts
        if len(text) > room / 2
        for part in THAI.findall(text)
        if _doubtful(part, room)
    )


def fitted(text: str, room: float) -> Line:
    """A line with breaks where something in it is wider than the room, in em."""
    if width_of(text) <= room:
        return text
    pieces = [part for piece in _pieces(text, room) for part in _whole(piece, room)]
    return pieces if len(pieces) > 1 else text


def _whole(piece: str, room: float) -> list[str | list[str]]:
    """A piece with the words that stay whole in lists of their own."""
    parts: list[str | list[str]] = []
    for place, part in enumerate(_WHOLE.split(piece)):
        if part:
            parts.append([part] if place % 2 and width_of(part) <= room else part)
    return parts


def _pieces(text: str, room: float) -> list[str]:
    pieces = [""]
    for chunk in _SPACES.split(text):
        if all(width_of("".join(unit).rstrip()) <= room for unit in _units(chunk, room)):
            pieces[-1] += chunk
        else:
            units = _units(chunk, room, every=True)
            pieces += [piece for unit in units for piece in _cut(unit, room)]
            pieces.append("")
    return [piece for piece in pieces if piece]


def widest(text: str, room: float) -> float:
    """How wide the widest word or figure is, in em; what is wider than any Thai word does not
    count, for it will be cut. A text no wider than the room is not looked into."""
    width = width_of(text)
    if width <= room:
        return width
    units = ("".join(unit) for chunk in _SPACES.split(text) for unit in _units(chunk, room))
    kept = _WHOLE.findall(text) if room < NATURAL else ()
    widths = (width_of(unit.rstrip()) for unit in chain(units, kept))
    return max((width for width in widths if width <= NATURAL), default=0.0)


def _doubtful(run: str, room: float) -> bool:
    """May a run of Thai letters hold something wider than the room?"""
    return width_of(run) > room and (room < NATURAL or _NO_WORDS.search(run) is not None)


def _units(chunk: str, room: float, *, every: bool = False) -> list[list[str]]:
    """What the typesetter does not break, each in its parts: words, and what clings to them. Runs
    beyond doubt are left out, for they have nothing wide; `every` looks into them as well."""
    units: list[list[str]] = [[]]
    for part in _PARTS.split(chunk):
        if THAI.fullmatch(part) and width_of(part) > room:
            looked = every or _doubtful(part, room)
            first, *others = words_of([part])[part] if looked else ["", ""]
            units[-1].append(first)
            units += [[word] for word in others]
        else:
            units[-1].append(part)
    return units


def _cut(unit: list[str], room: float) -> list[str]:
    """A unit in pieces: whole where it fits, else its parts, else their letters."""
    if width_of("".join(unit).rstrip()) <= room:
        return ["".join(unit)]
    return [
        piece
        for part in unit
        for piece in ([part] if width_of(part.rstrip()) <= room else clusters(part))
    ]
