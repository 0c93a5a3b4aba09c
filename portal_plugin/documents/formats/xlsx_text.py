"""The text of a spreadsheet: blocks as lines, and long text in parts that cells can hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from portal_plugin.documents import model
from portal_plugin.documents.formats.legal_text import legal
from portal_plugin.documents.formats.office_words import DASH, MEMO, signature_lines

_FULLEST: Final = 32_767
"""UTF-16 units that a cell holds."""
_TALLEST: Final = 800
"""Characters of running text in one row: no row can be higher than 409 points."""
_BACK: Final = 400
"""Characters in which a good place to part is looked for."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line above or below tables; `size` in points."""

    text: str
    bold: bool = False
    align: model.Align = model.Align.START
    size: int = 16


@singledispatch
def lines_of_block(block: model.Block) -> Iterator[TextLine]:
    """What a block other than a table says. Contents and page breaks say nothing here: a
    spreadsheet has its sheets."""
    yield from ()


@lines_of_block.register
def _(block: model.Title) -> Iterator[TextLine]:
    return (TextLine(line, True, model.Align.CENTER, 18) for line in block.lines)


@lines_of_block.register
def _(block: model.Heading) -> Iterator[TextLine]:
    yield TextLine(block.text, True, size=18 if block.level <= 1 else 16)


@lines_of_block.register
def _(block: model.Paragraph) -> Iterator[TextLine]:
    yield TextLine(block.text, block.bold, block.align, 14 if block.small else 16)


@lines_of_block.register
def _(block: model.Items) -> Iterator[TextLine]:
    return _items(block.items)


@lines_of_block.register
def _(block: model.Fields) -> Iterator[TextLine]:
    return (TextLine(f"{name}: {value}") for name, value in block.rows)


@lines_of_block.register
def _(block: model.MemoHead) -> Iterator[TextLine]:
    yield TextLine(MEMO, True, model.Align.CENTER, 18)
    yield TextLine(f"ส่วนราชการ {block.unit}")
    yield TextLine(f"ที่ {block.number} วันที่ {block.dated}")
    yield TextLine(f"เรื่อง {block.subject}")
    yield TextLine(f"เรียน {block.to}")


@lines_of_block.register
def _(block: model.Signature) -> Iterator[TextLine]:
    if block.comment:
        yield TextLine(block.comment)
    yield from (TextLine(line, align=model.Align.CENTER) for line in signature_lines(block))


def _items(items: tuple[model.Item, ...]) -> Iterator[TextLine]:
    for item in items:
        yield TextLine(f"{item.number or DASH} {item.text}")
        yield from _items(item.nested)


def line_parts(text: str) -> list[str]:
    """Running text as rows that are not too high: a row for each line, long lines in parts."""
    return [part for line in legal(text).split("\n") for part in _parted(line, _TALLEST)]


def cell_parts(text: str) -> list[str]:
    """The text of a cell, and what goes on in the rows below where one cell cannot hold it."""
    return _parted(legal(text), _FULLEST)


def _parted(text: str, longest: int) -> list[str]:
    parts: list[str] = []
    start = 0
    while len(text) - start > longest or _units(text[start:]) > longest:
        end = start + _end(text[start : start + longest + 1], longest)
        parts.append(text[start:end])
        start = end
    return [*parts, text[start:]]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _end(text: str, longest: int) -> int:
    """Where the longest first part ends: after white space if it can be, never between a letter
    and its marks."""
    end = min(longest, len(text))
    while _units(text[:end]) > longest:
        # A letter beyond the first 65,536 takes two units.
        end -= (_units(text[:end]) - longest + 1) // 2
    for place in range(end, max(end - _BACK, 1), -1):
        if text[place - 1].isspace():
            return place
    for place in range(end, max(end - _BACK, 1), -1):
        if not unicodedata.category(text[place]).startswith("M"):
            return place
    return end
