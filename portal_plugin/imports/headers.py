"""Which column holds what: header wordings, compared without blanks and vowel marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from portal_plugin.imports.blocks import Row
from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.statuses import status_of
from portal_plugin.imports.vocabulary import load
from portal_plugin.imports.wording import likest, skeleton

_YEAR = re.compile(r"(?:ปีงบประมาณ|ปี)?(?:พ\.?ศ\.?)?(25\d\d)(?:\(บาท\)|บาท)?")
_LONGEST_HEADER = 60
_ALIKE = 0.86
# Wordings never seen are recognised by their beginning, once two others are known.
_BEGINNINGS = (
    ("ผลลัพธ์", "OUTCOMES"), ("สรุปผล", "RESULTS"), ("รายงานผล", "RESULTS"), ("ผลการ", "RESULTS"),
    ("สถานะ", "STATUS"), ("ระยะเวลา", "PERIOD"), ("วิธีการ", "STEPS"), ("ขั้นตอน", "STEPS"),
    ("ผู้รับผิดชอบ", "DEPARTMENTS"), ("หน่วยงาน", "DEPARTMENTS"), ("คะแนน", "SCORE"),
    ("ประเด็นความเสี่ยง", "RISK"), ("มาตรการควบคุม", "CONTROL"), ("ประเด็นที่", "ISSUES"),
    ("ตัวชี้วัด", "INDICATOR"), ("มาตรการ", "MEASURE"), ("โครงการ", "MEASURE"),
    ("กิจกรรม", "MEASURE"), ("ปัญหา", "PROBLEMS"), ("งบประมาณ", "BUDGET"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds; ``year`` for YEAR columns, ``status`` for tick columns."""

    role: str
    year: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table and how many rows their names take (1 or 2)."""

    columns: tuple[Column | None, ...]
    height: int = 1

    @property
    def roles(self) -> frozenset[str]:
        """The distinct roles present."""
        return frozenset(column.role for column in self.columns if column)


def read_header(rows: Sequence[Row], start: int) -> Header | None:
    """The header that begins at ``rows[start]``, or None when that row is data."""
    cells = rows[start].cells
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(len(cell) > _LONGEST_HEADER * 2 for cell in filled):
        return None
    # A scanner spoils one name or another, never all of them. A status, and one year, may as well
    # stand in a row of data.
    sure = [column.role for column in map(_exactly, filled) if column]
    if not set(sure) - {"TICK", "YEAR"} and sure.count("YEAR") < 2:
        return None
    exact = [_known(cell) for cell in cells]
    if sum(1 for column in exact if column) < 2:
        return None
    columns = [column or _by_beginning(cell) for column, cell in zip(exact, cells, strict=True)]
    if sum(1 for column in columns if column) < 0.6 * len(filled):
        return None
    if _repeats_a_year(columns):  # amounts of 2,567 baht, and no years
        return None
    header = Header(tuple(columns))
    if start + 1 == len(rows):
        return header
    below = rows[start + 1].cells
    return _with_second_row(*_aligned(header, below))


def _repeats_a_year(columns: Sequence[Column | None]) -> bool:
    years = [column.year for column in columns if column and column.role == "YEAR"]
    return len(set(years)) < len(years)


def _aligned(header: Header, below: Sequence[str]) -> tuple[Header, Sequence[str]]:
    """Put the parts of a spanning title below it where the empty cells around were lost."""
    parts = [cell for cell in below if cell]
    known = [_known(cell) for cell in parts]
    spanning = next(
        (n for n, c in enumerate(header.columns) if c and c.role in {"STATUS", "BUDGET"}), 0
    )
    lost = len(parts) > 1 and list(below[: len(parts)]) == parts and spanning > 0
    if not lost or not all(column and column.role in {"TICK", "YEAR"} for column in known):
        return header, below
    columns = list(header.columns)
    room = next((n for n, c in enumerate(columns[spanning + 1 :]) if c), len(parts))
    missing = max(len(parts) - 1 - room, 0)
    columns[spanning + 1 : spanning + 1] = [None] * missing
    return replace(header, columns=tuple(columns)), [*[""] * spanning, *parts]


def _with_second_row(header: Header, below: Sequence[str]) -> Header:
    found = [_known(cell) if cell else None for cell in below]
    filled = sum(1 for cell in below if cell)
    parts = sum(1 for column in found if column and column.role in {"YEAR", "BUDGET", "TICK"})
    known = sum(1 for column in found if column)
    if parts < 2 or known < filled:
        return header
    columns = list(header.columns) + [None] * (len(below) - len(header.columns))
    for place, column in enumerate(found):
        above = columns[place]
        if column is None or (above is not None and above.role == "YEAR"):
            continue
        if above is None or above.role in {"STATUS", "BUDGET"}:
            columns[place] = column
    # The spanning title itself is no column once its parts are named.
    ticks = any(column and column.role == "TICK" for column in columns)
    kept = [None if ticks and column and column.role == "STATUS" else column for column in columns]
    return replace(header, columns=tuple(kept), height=2)


def _known(cell: str) -> Column | None:
    found = _exactly(cell)
    if found or not cell or len(cell) > _LONGEST_HEADER * 2:
        return found
    role = _likest_role(skeleton(cell))
    return Column(role) if role else None


def _exactly(cell: str) -> Column | None:
    if not cell or len(cell) > _LONGEST_HEADER * 2:
        return None
    year = _YEAR.fullmatch("".join(to_arabic(cell).split()))
    if year:
        return Column("YEAR", year=int(year[1]))
    status = status_of(cell)
    if status:
        return Column("TICK", status=status)
    role = _wordings().get(skeleton(cell))
    return Column(role) if role else None


@cache
def _wordings() -> dict[str, str]:
    return {skeleton(word): role for role, words in load("headers").items() for word in words}


@lru_cache(maxsize=4096)
def _likest_role(letters: str) -> str | None:
    wordings = _wordings()
    if not 8 <= len(letters) <= _LONGEST_HEADER:
        return None
    best = likest(letters, wordings, _ALIKE)
    return wordings[best] if best else None


def _by_beginning(cell: str) -> Column | None:
    letters = skeleton(cell)
    if not letters or len(letters) > _LONGEST_HEADER:
        return None
    for beginning, role in _BEGINNINGS:
        if letters.startswith(skeleton(beginning)):
            return Column(role)
    return None
