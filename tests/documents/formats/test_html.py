"""HTML that a browser, a screen reader, a printer and the importer understand."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from lxml import html as parser

from portal_plugin.documents.formats import html
from portal_plugin.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Contents,
    Document,
    Fields,
    Heading,
    Item,
    Items,
    MemoHead,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Signature,
    Table,
    Title,
    cell,
)
from portal_plugin.measures.codes import Status

DAY = date(2023, 4, 26)
PLAIN = (Column("มาตรการ", 3), Column("งบประมาณ", align=Align.END))
TICKS = (
    Column("ลำดับ", align=Align.CENTER),
    Column("มาตรการ", 3),
    Column("ยังไม่", align=Align.CENTER, group="สถานะ"),
    Column("แล้ว", align=Align.CENTER, group="สถานะ"),
)


@pytest.fixture
def filled(filled_to_read: Any) -> Any:
    """Nothing here writes."""
    return filled_to_read


def document(*blocks: Block, **more: Any) -> Document:
    return Document("รายงานตัวอย่าง", "เทศบาลเมืองตัวอย่างริมน้ำ", (Section(blocks),), **more)


def page(*blocks: Block, **more: Any) -> Any:
    """The piece for inside a page, parsed."""
    return parser.fragment_fromstring(str(html.fragment(document(*blocks, **more))).strip())


def file(*blocks: Block, **more: Any) -> Any:
    return parser.document_fromstring(html.write(document(*blocks, **more), DAY))


def levels(tree: Any) -> list[str]:
    return [element.tag for element in tree.iter() if re.fullmatch(r"h\d", str(element.tag))]


def said(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_a_file_says_its_coding_first_then_language_title_owner_and_day() -> None:
    data = html.write(document(Title(("รายงาน",))), DAY)
    assert data.index(b'<meta charset="utf-8">') < 100
    tree = parser.document_fromstring(data)
    assert tree.get("lang") == "th"
    assert tree.findtext(".//title") == "รายงานตัวอย่าง"
    names = {meta.get("name"): meta.get("content") for meta in tree.iter("meta")}
    assert names["author"] == "เทศบาลเมืองตัวอย่างริมน้ำ"
    assert names["dcterms.date"] == "2023-04-26"


def test_a_file_runs_nothing_and_asks_nobody() -> None:
    source = html.write(document(Title(("รายงาน",)), emblem=b"png", memo=True), DAY).decode()
    tree = parser.document_fromstring(source)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not tree.xpath("//script | //link | //iframe | //object | //form | //@style")
    assert not re.findall(r"https?://|@import|url\(", source)
    assert [src.partition(",")[0] for src in tree.xpath("//@src")] == ["data:image/png;base64"]


def test_a_piece_brings_neither_style_nor_script_into_the_page() -> None:
    tree = page(Title(("รายงาน",)), Table(PLAIN, (Row((cell("ก"), cell("ข"))),)))
    assert not tree.xpath(".//style | .//script | .//@style")
    assert tree.get("lang") == "th"


def test_headings_follow_each_other_below_the_page_and_in_the_file() -> None:
    blocks = (Title(("รายงาน",)), Heading("หนึ่ง"), Heading("ย่อย", 2), Heading("ข้อ", 3))
    assert levels(page(*blocks)) == ["h2", "h3", "h4", "h5"]
    assert levels(file(*blocks)) == ["h1", "h2", "h3", "h4"]


def test_only_the_first_title_names_the_document() -> None:
    parts = (Title(("ปก",), cover=True), Heading("คำนำ"), Title(("ส่วนที่ ๒",)), Heading("ข้อ ๑"))
    assert levels(file(*parts)) == ["h1", "h2", "h2", "h2"]


def test_a_document_without_a_title_still_has_a_first_heading() -> None:
    assert levels(file(Heading("หนึ่ง"))) == ["h1", "h2"]
    assert levels(page(Heading("หนึ่ง"))) == ["h2"]
    assert said(file(Heading("หนึ่ง")).find(".//h1")) == "รายงานตัวอย่าง"


def test_a_newline_begins_a_new_line() -> None:
    paragraph = page(Paragraph("หนึ่ง\nสอง\r\nสาม")).find(".//p")
    assert [paragraph.text, *(line.tail for line in paragraph.iter("br"))] == ["หนึ่ง", "สอง", "สาม"]


def test_printed_numbers_of_a_list_are_text() -> None:
    listed = Items((Item("หนึ่ง", "๑.", (Item("ย่อย", "๑.๑"),)), Item("สอง", "๒.")))
    tree = page(listed, Items((Item("ไม่มีเลข"),)))
    outer, inner = tree.iter("ol")
    assert [said(item) for item in outer.findall("li")] == ["๑. หนึ่ง ๑.๑ ย่อย", "๒. สอง"]
    assert said(inner) == "๑.๑ ย่อย"
    assert said(tree.find(".//ul")) == "- ไม่มีเลข"


def test_a_column_says_which_group_it_belongs_to() -> None:
    tree = page(Table(TICKS, (Row((cell("๑"), cell("อบรม"), cell(), cell("/"))),)))
    first, second = tree.findall(".//thead/tr")
    assert [
        (said(one), one.get("scope"), one.get("colspan"), one.get("rowspan")) for one in first
    ] == [
        ("ลำดับ", "col", None, "2"),
        ("มาตรการ", "col", None, "2"),
        ("สถานะ", "colgroup", "2", None),
    ]
    assert [said(one) for one in second] == ["ยังไม่", "แล้ว"]


def test_the_cell_of_running_text_names_its_row() -> None:
    tree = page(Table(TICKS, (Row((cell("๑"), cell("อบรม"), cell(), cell("/"))),)))
    (named,) = tree.findall(".//tbody//th")
    assert (said(named), named.get("scope")) == ("อบรม", "row")


def test_a_cell_beside_one_that_reaches_down_keeps_its_column() -> None:
    rows = (
        Row((cell("๑", down=2), cell("อบรม", down=2), cell("/"), cell())),
        Row((cell(), cell("/"))),
    )
    tree = page(Table(TICKS, rows))
    first, second = tree.findall(".//tbody/tr")
    assert [one.get("rowspan") for one in first] == ["2", "2", None, None]
    assert all("pp-doc-center" in one.get("class") for one in second)


def test_totals_and_groups_are_told_apart_and_head_their_rows() -> None:
    rows = (
        Row((cell("มิติที่ ๑", across=2),), group=True),
        Row((cell("รวม"), Cell(("๕๐,๐๐๐",), number=50_000)), total=True),
    )
    group, total = page(Table(PLAIN, rows)).findall(".//tbody/tr")
    assert (group.get("class"), total.get("class")) == ("pp-doc-group", "pp-doc-total")
    assert (group[0].get("scope"), group[0].get("colspan")) == ("rowgroup", "2")
    assert total[0].tag == "th"


@pytest.mark.parametrize(
    ("columns", "stacked"),
    [(PLAIN, True), (TICKS, False), ((*PLAIN, *PLAIN, *PLAIN), False)],
    ids=["few columns", "grouped columns", "six columns"],
)
def test_a_phone_stacks_a_small_table_and_moves_a_wide_one_in_its_own_box(
    columns: tuple[Column, ...], stacked: bool
) -> None:
    tree = page(Table(columns, (Row(tuple(cell("ก") for _ in columns)),), caption="ตาราง ๑"))
    box, table = tree.find(".//div"), tree.find(".//table")
    assert ("pp-doc-stack" in table.get("class")) is stacked
    assert ("data-label" in table.find(".//tbody/tr/th").attrib) is stacked
    # What is moved sideways must be reached by the keyboard and have a name.
    assert (box.get("tabindex"), box.get("aria-label")) == (
        (None, None) if stacked else ("0", "ตาราง ๑")
    )
    assert said(table.find("caption")) == "ตาราง ๑"


def test_rows_that_span_are_never_stacked() -> None:
    rows = (Row((cell("ก", down=2), cell("๑"))), Row((cell("๒"),)))
    assert "pp-doc-wide" in page(Table(PLAIN, rows)).find(".//table").get("class")


@pytest.mark.parametrize("status", list(Status))
def test_a_status_has_its_shape_and_its_word(status: Status) -> None:
    tree = page(Table(PLAIN, (Row((cell("ก"), Cell(("คำ",), status=status))),)))
    (mark,) = tree.xpath(".//*[contains(@class, 'pp-doc-mark')]")
    assert mark.get("aria-hidden") == "true"
    assert said(mark.getparent()) == "คำ"
    assert not mark.text


def test_each_status_has_a_shape_of_its_own() -> None:
    cells = tuple(Cell(("คำ",), status=status) for status in Status)
    tree = page(Table(PLAIN, tuple(Row((cell("ก"), one)) for one in cells)))
    shapes = tree.xpath(".//@class[contains(., 'pp-doc-mark')]")
    assert len(set(shapes)) == len(Status)


def test_the_contents_lead_to_the_headings_of_two_levels() -> None:
    tree = page(Contents(), Heading("หนึ่ง"), Heading("ย่อย", 2), Heading("ข้อ", 3))
    links = {said(link): link.get("href") for link in tree.findall(".//nav//a")}
    assert list(links) == ["หนึ่ง", "ย่อย"]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert {href.removeprefix("#") for href in links.values()} <= set(ids)
    assert len(ids) == len(set(ids))


def test_names_stand_beside_their_values() -> None:
    tree = page(Fields((("ที่อยู่", "ถนน ๑\nตำบลตัวอย่าง"),)))
    assert said(tree.find(".//dt")) == "ที่อยู่"
    assert tree.find(".//dd").text == "ถนน ๑"


def test_a_memo_has_its_head() -> None:
    head = MemoHead("สำนักปลัด", "ตท ๑", "๑ ต.ค. ๖๕", "รายงานผล", "นายก")
    tree = page(head, memo=True)
    assert said(tree.find(".//h2")) == "บันทึกข้อความ"
    names = [said(one) for one in tree.iter("dt")]
    assert names == ["ส่วนราชการ", "ที่", "วันที่", "เรื่อง", "เรียน"]


def test_a_signature_holds_together_and_leaves_room_for_the_pen() -> None:
    full = Signature(
        "ปลัด (ตัวอย่าง)", "ปลัดเทศบาล", "รักษาราชการแทน", "เห็นชอบ", "๑ ต.ค. ๒๕๖๕", "ประกาศ ณ วันนี้"
    )
    open_one = Signature("", "นายกเทศมนตรี")
    filled, blank = page(full, open_one).iter("figure")
    assert said(filled) == (
        "ประกาศ ณ วันนี้ เห็นชอบ (ลงชื่อ) (ปลัด (ตัวอย่าง)) ปลัดเทศบาล รักษาราชการแทน ๑ ต.ค. ๒๕๖๕"
    )
    assert said(blank) == "(ลงชื่อ) () นายกเทศมนตรี วันที่"
    assert len(blank.xpath(".//*[@class='pp-doc-line']")) == 3


def test_a_draft_says_so_and_a_finished_document_does_not() -> None:
    assert "ร่าง" in said(page(Paragraph("ก"), draft=True))
    assert "ร่าง" not in said(page(Paragraph("ก")))


@pytest.mark.parametrize(
    ("blocks", "memo", "shown"),
    [
        ((Title(("ประกาศเทศบาล", "เรื่อง แผน")),), False, True),
        ((MemoHead("ก", "ข", "ค", "ง", "จ"),), True, True),
        ((Title(("ค่าเป้าหมาย",)),), False, False),
    ],
    ids=["announcement", "memo", "table"],
)
def test_the_emblem_stands_above_memos_and_announcements_alone(
    blocks: tuple[Block, ...], memo: bool, shown: bool
) -> None:
    tree = file(*blocks, memo=memo, emblem=b"\x89PNG")
    assert bool(tree.findall(".//img")) is shown
    assert all(image.get("alt") for image in tree.iter("img"))


def test_sections_lie_on_paper_of_their_shape() -> None:
    made = Document("ก", "ข", (Section((PageBreak(),)), Section((Paragraph("ค"),), landscape=True)))
    first, second = parser.fragment_fromstring(str(html.fragment(made)).strip()).iter("section")
    assert "pp-doc-landscape" not in first.get("class")
    assert "pp-doc-landscape" in second.get("class")
    assert first.find("hr") is not None


def test_the_same_document_gives_the_same_bytes() -> None:
    made = document(Title(("รายงาน",)), Paragraph("ข้อความ"))
    assert html.write(made, DAY) == html.write(made, DAY)
    assert html.write(made, DAY) != html.write(made, date(2023, 4, 27))


def test_a_printed_file_repeats_table_heads_and_keeps_signatures_whole() -> None:
    style = file(Paragraph("ก")).find(".//style").text
    assert "size: A4; margin: 2.5cm 2cm 2cm 3cm" in style
    assert "display: table-header-group" in style
    assert ".pp-doc-signature { break-inside: avoid" in style
    assert "/*" not in style


def test_no_level_of_heading_is_left_out_on_the_way_down() -> None:
    blocks = (Heading("หนึ่ง", 3), Heading("สอง", 1), Heading("สาม", 3), Heading("สี่", 2))
    page = str(html.fragment(Document("เรื่อง", "เทศบาล", (Section(blocks),))))
    assert re.findall(r"<(h\d)", page) == ["h2", "h2", "h3", "h3"]
