"""XLSX: numbers that are numbers in Thai digits, text that never calculates, headers that print."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.documents.formats import xlsx
from portal_plugin.documents.formats.legal_text import legal
from portal_plugin.documents.formats.xlsx import sheet_name
from portal_plugin.documents.formats.xlsx_looks import number_format
from portal_plugin.documents.formats.xlsx_text import cell_parts, line_parts
from portal_plugin.documents.model import (
    Cell,
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
    cell,
)
from portal_plugin.imports.formats import workbook as imported
from portal_plugin.imports.formats.office import inspect

DAY = date(2026, 4, 1)
FULLEST = 32_767


def written(*blocks: object, **options: object) -> bytes:
    made = Document("ตัวอย่าง", "เทศบาลตัวอย่าง", (Section(blocks),), **options)  # type: ignore[arg-type]
    return xlsx.write(made, DAY)


def sheet(*blocks: object) -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(*blocks))).active


def below(table: Any) -> list[list[object]]:
    return [[each.value for each in row] for row in table.iter_rows()]


def one(text: str) -> Table:
    return Table((Column("หัว"),), (Row((cell(text),)),))


def test_numbers_are_stored_as_numbers_and_shown_in_thai_digits(figures: Table) -> None:
    amount = sheet(figures)["D5"]
    assert (amount.value, amount.data_type) == (200000, "n")
    assert amount.number_format == "[$-D00041E]#,##0"


@pytest.mark.parametrize(
    ("printed", "number", "shown"),
    [
        ("๒๐๐,๐๐๐", 200000, "[$-D00041E]#,##0"),
        ("๑,๒๕๐.๕๐ บาท", 1250.5, '[$-D00041E]#,##0.00" บาท"'),
        ("ร้อยละ ๘๐", 80, '[$-D00041E]"ร้อยละ "#,##0'),
        ("๘๕.๗", 85.714, "[$-D00041E]#,##0.0"),
        ("1,000", 1000, "#,##0"),
        ("๒๕๖๖", 2566, "[$-D00041E]0"),
        ("-๕", -5, "[$-D00041E]#,##0"),
        ("-", 0, '"-"'),
        ("๑.๒ ล้าน", 1200000, '"๑.๒ ล้าน"'),
        ("", 5, "General"),
        ('๕ "ข้อ"', 5, "[$-D00041E]#,##0"),
    ],
)
def test_a_number_is_shown_as_it_is_printed(printed: str, number: float, shown: str) -> None:
    assert number_format(printed, number) == shown


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "{=1}",
        '=HYPERLINK("x")',
        "http://example.org/",
        "mailto:a@example.org",
        "internal:A1",
        "0012",
        "1e5",
        "TRUE",
        "31/12/2566",
    ],
)
def test_what_people_wrote_is_text_and_unchanged(text: str) -> None:
    data = written(Paragraph(text), Table((Column(text),), (Row((cell(text),)),), text))
    for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows():
        assert [(each.value, each.data_type, each.hyperlink) for each in row] == [(text, "s", None)]


def test_the_file_holds_no_formula_no_link_and_no_macro(hostile: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx.write(hostile, DAY))) as package:
        names = package.namelist()
        sheets = [package.read(name) for name in names if "/worksheets/sheet" in name]
    assert len(sheets) == 2
    assert not [each for each in sheets if b"<f>" in each or b"<hyperlink" in each]
    assert not [name for name in names if "externalLink" in name or "vba" in name]
    assert not [name for name in names if name.startswith("xl/worksheets/_rels")]


def test_hostile_text_comes_out_as_the_text_it_is(hostile: Document) -> None:
    rows = below(openpyxl.load_workbook(io.BytesIO(xlsx.write(hostile, DAY))).worksheets[0])
    found = {row[0] for row in rows}
    for block in hostile.blocks:
        if isinstance(block, Paragraph) and "_x00" not in block.text:
            assert legal(block.text) in found


def test_text_that_looks_like_an_escape_is_guarded() -> None:
    with zipfile.ZipFile(io.BytesIO(written(Paragraph("_x0041_")))) as package:
        assert b"_x005F_x0041_" in package.read("xl/sharedStrings.xml")


def test_a_text_longer_than_a_cell_goes_on_below_and_loses_nothing() -> None:
    text = "ผลการดำเนินงาน " * 5000
    rows = below(sheet(Table((Column("ก"), Column("ข")), (Row((cell(text), cell("สั้น"))),))))
    parts = [str(row[0]) for row in rows[1:]]
    assert len(parts) == 3
    assert "".join(parts) == text
    assert max(len(part) for part in parts) <= FULLEST
    assert [row[1] for row in rows[1:]] == ["สั้น", None, None]


@pytest.mark.parametrize("letter", ["ก", "\N{GRINNING FACE}"])
def test_a_word_longer_than_a_cell_loses_nothing_either(letter: str) -> None:
    rows = below(sheet(one(letter * 40_000)))
    assert "".join(str(row[0]) for row in rows[1:]) == letter * 40_000


@given(st.text(alphabet="กา่ิ \N{GRINNING FACE}x\n", max_size=300), st.integers(0, 3))
def test_parts_of_a_text_are_the_text(unit: str, long: int) -> None:
    text = unit * (1 + long * 120)
    parts = cell_parts(text)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= FULLEST for part in parts)
    assert "".join(line_parts(text)) == text.replace("\n", "")


def test_a_mark_is_not_parted_from_its_letter() -> None:
    first, second = cell_parts("ก" * (FULLEST - 1) + "ก็" + "ข")
    assert (first[-1], second[:2]) == ("ก", "ก็")


def test_cells_below_each_other_are_not_joined_where_a_text_goes_on() -> None:
    rows = (Row((cell("ก", down=2), cell("ข " * 20_000))), Row((cell("ค"),)))
    table = sheet(Table((Column("หนึ่ง"), Column("สอง")), rows))
    assert not [each for each in table.merged_cells.ranges if each.min_row != each.max_row]
    assert [row[1] for row in below(table)][-1] == "ค"


def test_the_header_is_printed_on_every_page_and_stays_in_sight(figures: Table) -> None:
    table = sheet(figures)
    assert table.print_title_rows == "$2:$3"
    assert table.freeze_panes == "A4"


def test_a_long_text_above_the_table_is_not_frozen_with_it() -> None:
    table = sheet(*(Paragraph(f"บรรทัด {place}") for place in range(20)), one("ก"))
    assert table.freeze_panes is None
    assert table.print_title_rows == "$21:$21"


def test_two_tables_on_a_sheet_have_a_row_between_them_and_repeat_no_header() -> None:
    table = sheet(one("ก"), one("ข"))
    assert [row[0] for row in below(table)] == ["หัว", "ก", None, "หัว", "ข"]
    assert not table.print_title_rows


def test_pages_lie_across_on_a4_one_page_wide(figures: Table) -> None:
    table = sheet(figures)
    assert (table.page_setup.orientation, table.page_setup.paperSize) == ("landscape", 9)
    assert table.sheet_properties.pageSetUpPr.fitToPage
    assert (table.page_setup.fitToWidth, table.page_setup.fitToHeight) in {(None, 0), (1, 0)}


def test_columns_have_the_widths_they_ask_for_and_room_for_their_numbers() -> None:
    columns = (Column("ก", 1), Column("ข", 4), Column("ค", 0.1))
    number = Cell(("๑๒,๓๔๕,๖๗๘,๙๐๑.๐๐",), number=12345678901)
    table = sheet(Table(columns, (Row((cell(), cell(), number)),)))
    narrow, wide, last = (table.column_dimensions[each].width for each in "ABC")
    assert 3.5 < wide / narrow < 4.5
    assert last > 20


def test_spanning_cells_span_and_read_back_in_their_first_place(figures: Table) -> None:
    data = written(figures)
    ranges = {
        str(each) for each in openpyxl.load_workbook(io.BytesIO(data)).active.merged_cells.ranges
    }
    assert ranges >= {"D2:E2", "A2:A3", "A4:F4", "A5:A6", "B5:B6", "A7:C7"}
    _, table = imported.read(data).blocks
    assert [row.cells for row in getattr(table, "rows", ())][2:] == [
        ("๑. การป้องกันการทุจริต",),
        (
            "๑",
            "อบรมเจ้าหน้าที่\nทุกกอง",
            "สำนักปลัดเทศบาล",
            "200000",
            "0",
            "ดำเนินการเรียบร้อยแล้ว",
        ),
        ("", "", "กองคลัง", "1250.5", "80", "อยู่ระหว่างดำเนินการ"),
        ("รวม", "", "", "201250.5", "80"),
    ]


def test_rows_that_name_or_sum_others_are_bold_and_cells_wrap(figures: Table) -> None:
    table = sheet(figures)
    assert [table[place].font.b for place in ("A4", "C5", "A7", "D7")] == [True, False, True, True]
    fonts = {(each.font.name, each.font.sz) for row in table["A2:F7"] for each in row if each.value}
    assert fonts == {("TH Sarabun New", 16)}
    assert table["B5"].alignment.wrap_text


def test_a_row_of_joined_cells_is_high_enough_for_its_text() -> None:
    table = sheet(Paragraph("ข้อความยาวมาก " * 40))
    assert table.row_dimensions[1].height >= 3 * 24


def test_each_section_has_a_sheet_with_its_name(every_block: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(every_block, DAY)))
    assert book.sheetnames == ["บทนำ", "งบประมาณ", "บทสรุป"]


@given(st.lists(st.text(max_size=50), max_size=6))
def test_names_of_sheets_are_legal_and_different(wanted: list[str]) -> None:
    taken: set[str] = set()
    names = [sheet_name(each, taken) for each in wanted]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\\n")
        assert not name.startswith("'")
        assert not name.endswith("'")
    made = Document("ก", "ข", tuple(Section((), name=each) for each in wanted))
    openpyxl.load_workbook(io.BytesIO(xlsx.write(made, DAY)))


@given(st.text())
def test_any_text_survives_but_for_what_xml_forbids(said: str) -> None:
    value = sheet(one(said))["A2"].value
    assert (value or "") == legal(said)


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=5), max_size=5),
    st.integers(0, 4),
)
def test_a_table_of_any_shape_keeps_all_its_cells(
    shape: list[list[tuple[int, int]]], width: int
) -> None:
    rows = tuple(
        Row(tuple(Cell((f"{place}/{at}",), across=a, down=d) for at, (a, d) in enumerate(row)))
        for place, row in enumerate(shape)
    )
    found = [each for row in below(sheet(Table((Column("หัว"),) * width, rows))) for each in row]
    assert sorted(str(each) for each in found if each and "/" in str(each)) == sorted(
        each.text for row in rows for each in row.cells
    )


def test_the_same_document_gives_the_same_bytes(every_block: Document) -> None:
    assert xlsx.write(every_block, DAY) == xlsx.write(every_block, DAY)


def test_the_file_names_the_day_the_title_and_the_owner(every_block: Document) -> None:
    about = openpyxl.load_workbook(io.BytesIO(xlsx.write(every_block, DAY))).properties
    assert (about.created.date(), about.modified.date()) == (DAY, DAY)
    assert (about.title, about.creator) == (every_block.title, every_block.owner)


def test_a_draft_says_so_on_every_page(every_block: Document) -> None:
    for draft in (True, False):
        data = xlsx.write(replace(every_block, draft=draft), DAY)
        for table in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
            assert ((table.oddHeader.right.text or "") == "ร่าง") is draft


def test_the_import_takes_a_long_file(long_table: Document) -> None:
    data = xlsx.write(long_table, DAY)
    assert inspect(data, ".xlsx") == "XLSX"
    table = imported.read(data).blocks[-1]
    assert len(getattr(table, "rows", ())) == 303


def test_a_document_of_nothing_is_one_empty_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(Document("", "", ()), DAY)))
    assert len(book.sheetnames) == 1
