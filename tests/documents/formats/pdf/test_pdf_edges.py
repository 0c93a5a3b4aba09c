"""Whatever the data holds, a document is made and nothing of it stands outside the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal_plugin.documents.model import (
    Block,
    Column,
    Contents,
    Fields,
    Heading,
    Item,
    Items,
    MemoHead,
    PageBreak,
    Paragraph,
    Row,
    Signature,
    Table,
    Title,
    cell,
)

Lay = Callable[..., Any]

_LONG = "เทศบาลดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต โดยจัดกิจกรรมให้ความรู้แก่ประชาชน " * 240
_UNBROKEN = ("a" * 3000, "ก" * 3000, "https://example.org/" * 20, "ประชาสัมพันธ์" * 30, "1" * 300)


def _table(columns: int, rows: int, text: str = "ประชาสัมพันธ์ 12,345.00") -> Table:
    row = Row(tuple(cell(text) for _ in range(columns)))
    return Table(tuple(Column(f"หัวข้อ {at}") for at in range(columns)), (row,) * rows)


_HARD: dict[str, tuple[Block, ...]] = {
    "a cell of 20,000 letters": (_table(3, 1, _LONG),),
    "words without a break": tuple(Paragraph(text) for text in _UNBROKEN),
    "words without a break in narrow columns": (
        Table(
            (*(Column(text[:60]) for text in _UNBROKEN), Column("ที่", 0.1)),
            (Row(tuple(cell(text) for text in _UNBROKEN)),),
        ),
    ),
    "words without a break elsewhere": (
        Title(("b" * 300,)),
        Heading("c" * 300),
        Items((Item("d" * 400, "๑" * 90, (Item("ก" * 600),)),)),
        Fields((("e" * 300, "f" * 3000),)),
    ),
    "a table without rows": (_table(4, 0),),
    "a table without columns": (Table((), (Row((cell("ก"),)),)),),
    "60 columns": (_table(60, 4),),
    "400 rows": (_table(9, 400, "ก"),),
    "a header longer than a page": (
        Table((Column(_LONG), Column("ข")), (Row((cell("ก"), cell("ข"))),) * 30),
    ),
    "a header of half a page": (
        Table((Column(_LONG[:900]), Column("ข")), (Row((cell("ก"), cell("ข"))),) * 30),
    ),
    "cells that reach too far": (
        Table(
            _table(3, 0).columns,
            (
                Row((cell("ก", down=99), cell("ข", across=9))),
                Row((cell("ค"),)),
                Row(()),
                Row(tuple(cell(str(number)) for number in range(7))),
            ),
        ),
    ),
    "a signature of many pages": (
        Paragraph(_LONG),
        Signature("น" * 3000, _LONG[:9000], comment=_LONG, lead=_LONG[:3000]),
    ),
    "a memo's head of many pages": (MemoHead(_LONG[:5000], "x" * 3000, "y" * 500, _LONG, "ก"),),
    "nothing": (Title(()), Heading(""), Paragraph(""), Items(()), Fields(()), Contents()),
    "page breaks alone": (PageBreak(), PageBreak()),
    "lists in lists": (
        Items(
            (Item("1", "1", (Item("2", "1", (Item("3", "1", (Item("4"), Item("e" * 300))),)),)),)
        ),
    ),
    "newlines and spaces": (Paragraph("\n" * 300 + " " * 5000 + "ก"),),
}


@pytest.mark.parametrize("blocks", _HARD.values(), ids=_HARD.keys())
@pytest.mark.parametrize("landscape", [False, True], ids=["portrait", "landscape"])
def test_nothing_stands_outside_the_margins(
    lay: Lay, blocks: tuple[Block, ...], landscape: bool
) -> None:
    assert lay(*blocks, landscape=landscape).beyond_the_margins() == ""


def test_no_cell_is_lost_or_slips_into_the_place_of_another(lay: Lay) -> None:
    row = (cell("ก", down=2), cell("ข", across=9))
    table = Table(_table(3, 0).columns, (Row(row), Row((cell("ค"),)), Row((cell("ง"), cell("จ")))))
    places = {letter: left for _, letter, (left, *_) in lay(table).letters() if letter in "กขคงจ"}
    assert places["ข"] == pytest.approx(places["ค"], abs=3)
    assert places["ข"] == pytest.approx(places["จ"], abs=3)
    assert places["ก"] == pytest.approx(places["ง"], abs=3)


@pytest.mark.parametrize("letter", ["😀", "中", "ع", "Ж", "✓", "●", "□", "\u0378"])
def test_a_letter_without_a_picture_is_a_box_that_copies_as_itself(lay: Lay, letter: str) -> None:
    assert f"ก{letter}ข" in lay(Paragraph(f"ก{letter}ข")).text


@pytest.mark.parametrize(
    "letter", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\u202e", "\u2066", "\u200f", "\ufeff"]
)
def test_controls_and_turns_of_direction_leave(lay: Lay, letter: str) -> None:
    assert lay(Paragraph(f"ab{letter}cd")).text == "abcd"


@pytest.mark.parametrize("letter", ["\ud800", "\ue000", "\U0010ffff", "\ufffe", "\ufffc"])
def test_what_is_no_letter_shows_a_box(lay: Lay, letter: str) -> None:
    assert lay(Paragraph(f"ab{letter}cd")).text == "ab□cd"
