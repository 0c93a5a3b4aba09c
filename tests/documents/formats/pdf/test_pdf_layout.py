"""A paper looks as official papers do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from portal_plugin.documents.model import (
    Align,
    Cell,
    Column,
    Contents,
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
from portal_plugin.measures.codes import Status
from portal_plugin.typesetting.fitting import fitted

Lay = Callable[..., Any]
Folded = Callable[[str], str]

_TEXT = "เทศบาลจัดกิจกรรมให้ความรู้แก่ประชาชน และเปิดเผยข้อมูลให้ตรวจสอบได้ทุกไตรมาส " * 6
_CM = 28.35
_MARGINS = (3 * _CM, 2.5 * _CM)


def _rows(count: int) -> tuple[Row, ...]:
    return tuple(Row((cell(f"แถวที่ {number:03}"), cell("ค่า"))) for number in range(count))


_COLUMNS = (Column("หัวตาราง", group="กลุ่มของหัว"), Column("อีกหัว", group="กลุ่มของหัว"))


def test_the_margins_are_three_and_two_and_a_half_centimetres(lay: Lay) -> None:
    boxes = [box for _, letter, box in lay(Paragraph("กกกก")).letters() if letter == "ก"]
    assert min(box[0] for box in boxes) == pytest.approx(_MARGINS[0], abs=3)
    assert 842 - max(box[3] for box in boxes) == pytest.approx(_MARGINS[1], abs=3)


def test_a_memo_begins_a_centimetre_higher(lay: Lay) -> None:
    heights = [
        next(box[3] for _, letter, box in lay(Paragraph("ก"), memo=memo).letters())
        for memo in (False, True)
    ]
    assert heights[1] - heights[0] == pytest.approx(_CM, abs=0.5)


def test_pages_are_numbered_in_thai_from_the_second_on(lay: Lay) -> None:
    pages = lay(*(Paragraph(_TEXT) for _ in range(90))).pages
    assert len(pages) > 10
    assert not re.search("- .+ -", pages[0])
    assert pages[1].startswith("- ๒ -")
    assert pages[10].startswith("- ๑๑ -")


def test_covers_bear_no_number_but_are_counted(lay: Lay) -> None:
    pages = lay(Title(("ปก",), cover=True), Paragraph("ก"), Title(("ปกใน",), cover=True)).pages
    assert [page.split() for page in pages] == [["ปก"], ["-", "๒", "-", "ก"], ["ปกใน"]]


def test_a_draft_says_so_on_every_page_and_a_final_paper_nowhere(lay: Lay) -> None:
    blocks = (Paragraph("ก"), PageBreak(), Paragraph("ข"))
    assert all("ร่าง" in page for page in lay(*blocks, draft=True).pages)
    assert "ร่าง" not in lay(*blocks).text


def test_the_header_of_a_table_with_its_groups_is_repeated_on_every_page(lay: Lay) -> None:
    pages = lay(Table(_COLUMNS, _rows(120))).pages
    assert len(pages) > 2
    assert all("หัวตาราง" in page and page.count("กลุ่มของหัว") == 1 for page in pages)


def test_rows_come_in_their_order_and_each_once(lay: Lay) -> None:
    text = lay(Table(_COLUMNS, _rows(120))).text
    assert re.findall(r"แถวที่ (\d+)", text) == [f"{number:03}" for number in range(120)]


def test_landscape_sections_lie_on_their_side(lay: Lay) -> None:
    assert lay(Paragraph("ก"), landscape=True).sizes == [(842, 595)]
    assert lay(Paragraph("ก")).sizes == [(595, 842)]


def test_the_contents_name_headings_of_two_levels_with_their_pages(
    lay: Lay, folded: Folded
) -> None:
    blocks = (
        Contents(),
        PageBreak(),
        Heading("ส่วนแรก"),
        PageBreak(),
        Heading("ส่วนย่อย", 2),
        Heading("ลึกกว่า", 3),
    )
    assert folded(lay(*blocks).pages[0]) == "ส่วนแรก๒ส่วนย่อย๓"


@pytest.mark.parametrize("lines", range(18, 34))
def test_a_heading_never_stands_alone_at_the_foot_of_a_page(lay: Lay, lines: int) -> None:
    filling = Paragraph("\n".join("บรรทัด" for _ in range(lines)))
    pages = lay(filling, Heading("หัวเรื่องท้าย"), Paragraph(_TEXT)).pages
    page = next(page for page in pages if "หัวเรื่องท้าย" in page)
    assert not page.rstrip().endswith("หัวเรื่องท้าย")


_ENDINGS = {
    "a paragraph": (Paragraph("จึงเรียนมาเพื่อทราบ"),),
    "a long paragraph": (Paragraph(_TEXT * 6),),
    "a table": (Table(_COLUMNS, _rows(8)),),
    "a list": (Items(tuple(Item(f"ข้อ {number}", "๑.") for number in range(8))),),
}


@pytest.mark.parametrize("ending", _ENDINGS.values(), ids=_ENDINGS.keys())
@pytest.mark.parametrize("lines", range(4, 32, 3))
def test_a_signature_is_whole_and_never_alone_on_its_page(
    lay: Lay, folded: Folded, ending: tuple[Any, ...], lines: int
) -> None:
    filling = Paragraph("\n".join("บรรทัด" for _ in range(lines)))
    signature = Signature("สมใจ (ตัวอย่าง)", "นายกเทศมนตรี", "รักษาการแทน", lead="ประกาศ ณ วันที่ ๑")
    pages = [folded(page) for page in lay(filling, *ending, signature).pages]
    last = next(page for page in pages if "(ลงชื่อ)" in page)
    whole = "ประกาศณวันที่๑(ลงชื่อ)(สมใจ(ตัวอย่าง))นายกเทศมนตรีรักษาการแทน"
    assert last.endswith(whole)
    before = re.sub("-[๐-๙]+-|กลุ่มของหัว|หัวตาราง|อีกหัว", "", last.removesuffix(whole))
    assert before != ""


def test_of_five_signatures_the_last_is_not_alone(lay: Lay) -> None:
    signatures = tuple(Signature(f"คนที่ {number}", "ตำแหน่ง", comment="ชอบ") for number in range(5))
    for lines in range(1, 30, 4):
        pages = lay(Paragraph("\n".join(["บรรทัด"] * lines)), *signatures).pages
        assert pages[-1].count("(ลงชื่อ)") > 1


def test_what_is_not_known_stays_open_for_the_pen(lay: Lay, folded: Folded) -> None:
    assert folded(lay(Signature("", "")).text) == "(ลงชื่อ)()วันที่"
    announced = lay(Signature("ก", "ข", lead="ประกาศ ณ วันที่ ๑"))
    assert announced.text.count("วันที่") == 1


def test_a_memo_names_its_parts(lay: Lay, folded: Folded) -> None:
    head = MemoHead("สำนักปลัด", "ตท ๑", "๑ เมษายน", "ขออนุมัติ", "นายก")
    written = folded(lay(head, memo=True).text)
    assert written == "บันทึกข้อความส่วนราชการสำนักปลัดที่ตท๑วันที่๑เมษายนเรื่องขออนุมัติเรียนนายก"


def test_figures_stand_at_the_right_of_their_column(lay: Lay) -> None:
    figures = Column("บาท", align=Align.END)
    rows = tuple(Row((Cell((text,), number=1),)) for text in ("๑", "๑,๐๐๐,๐๐๐"))
    rights = [box[2] for _, letter, box in lay(Table((figures,), rows)).letters() if letter in "๑๐"]
    assert rights[0] == pytest.approx(rights[-1], abs=0.5)


@pytest.mark.parametrize("status", list(Status))
def test_a_status_is_a_drawn_shape_before_its_word(lay: Lay, status: Status) -> None:
    plain, shown = (
        lay(Table((Column("ก"),), (Row((Cell(("เสร็จ",), status=each),)),)))
        for each in (None, status)
    )
    assert shown.text == plain.text
    starts = [next(b[0] for _, c, b in each.letters() if c == "เ") for each in (plain, shown)]
    assert starts[1] - starts[0] > 8


def test_no_word_is_cut_where_its_column_can_be_wider(lay: Lay) -> None:
    word = "ประชาสัมพันธ์"
    columns = (Column(word, 0.4), *(Column("มาตรการ", 2) for _ in range(8)))
    row = Row((cell(word), *(cell("ดำเนินการแล้วเสร็จ") for _ in range(8))))
    laid = lay(Table(columns, (row,)))
    first, last = (
        [low for _, letter, (_, low, *_) in laid.letters() if letter == wanted] for wanted in "ปธ"
    )
    assert first == pytest.approx(last, abs=7)
    assert laid.beyond_the_margins() == ""


@pytest.mark.parametrize("word", ["เทศบาล", "ยกระดับ", "คุณธรรม", "ต่างๆ", "(ข้อมูล)", "แผนฯ"])
def test_a_word_of_these_papers_is_not_parted_at_the_end_of_a_line(word: str) -> None:
    assert [word] in fitted(f"สำนักงานของ{word}เมือง " * 3, 12.0)
    assert [word] not in fitted(f"สำนักงานของ{word}เมือง " * 3, 1.5)
