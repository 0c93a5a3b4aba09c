"""What is copied out of a PDF is what was written, wherever it stood."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal_plugin.documents.model import (
    Column,
    Fields,
    Heading,
    Item,
    Items,
    Paragraph,
    Row,
    Signature,
    Table,
    Title,
    cell,
)

Lay = Callable[..., Any]
Folded = Callable[[str], str]

# Without ษ, which bears no mark in any word: pdfium reads a line of nothing but ษ่ twice.
_CONSONANTS = "กขคฆงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศสหฬอฮ"
_SYLLABLES = st.one_of(
    st.builds(
        lambda front, letter, over, tone, last: front + letter + over + tone + last,
        st.sampled_from(["", "", "เ", "แ", "โ", "ไ", "ใ"]),
        st.sampled_from(_CONSONANTS),
        st.sampled_from(["", "", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ั", "็"]),
        st.sampled_from(["", "", "่", "้", "๊", "๋", "์"]),
        st.sampled_from(["", "", "า", "ำ", "ะ", "ๆ", "ฯ", "น", "๑", " "]),
    ),
    st.sampled_from(["เทศบาล", "ที่ปรึกษา", "ผู้บริหาร", "ปู่", "ญี่ปุ่น", "ต่างๆ", "ฐานข้อมูล", " ", " (ก) "]),
)
_THAI = st.lists(_SYLLABLES, min_size=1, max_size=60).map("".join).filter(str.strip)
_ANY = st.text(
    st.one_of(
        st.sampled_from("#*_=$`\\/[]{}<>@\"'-+.~()^|&;:% "),
        st.characters(min_codepoint=32, max_codepoint=126),
        st.characters(min_codepoint=0xA1, max_codepoint=0x17F, exclude_characters="\xad"),
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E3A),
    ),
    min_size=1,
    max_size=80,
)
_OURS = settings(
    deadline=None,
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@_OURS
@given(texts=st.lists(_THAI, min_size=9, max_size=9))
def test_thai_reads_as_written_in_every_kind_of_block(
    lay: Lay, folded: Folded, texts: list[str]
) -> None:
    title, heading, line, item, name, value, left, right, post = texts
    row = Row((cell(left), cell(right)))
    laid = lay(
        Title((title,)),
        Heading(heading),
        Paragraph(line, indent=True),
        Items((Item(item, "๑."),)),
        Fields(((name, value),)),
        Table((Column(left, width=5), Column(right, width=1)), (row, row)),
        Signature("ก", post, dated="วันนี้"),
    )
    written = folded(laid.text)
    for text in (title, heading, line, item):
        assert folded(text) in written
    assert sorted(_bag(laid.text)) == sorted(_bag(_all_of(laid.document))), laid.text


def _all_of(document: Any) -> str:
    """What is printed of the sample above; every letter of it, in no order."""
    title, heading, line, items, fields, table, signature = document.blocks
    said = [*title.lines, heading.text, line.text, items.items[0].number, items.items[0].text]
    said += [part for row in fields.rows for part in row]
    said += [column.title for column in table.columns]
    said += [each.text for row in table.rows for each in row.cells]
    said += ["(ลงชื่อ)", f"({signature.name})", signature.post, "วันที่", signature.dated]
    return "".join(said)


def _bag(text: str) -> list[str]:
    """Its letters, without page numbers ("- ๒ -") and white space."""
    return list("".join(re.sub(r"- [๐-๙]+ -", "", text).split()))


@_OURS
@given(text=_ANY)
def test_no_letter_of_the_data_is_markup(lay: Lay, folded: Folded, text: str) -> None:
    laid = lay(Paragraph(text))
    assert folded(laid.text) == folded(text)
