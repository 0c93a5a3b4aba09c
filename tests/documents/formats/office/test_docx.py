"""DOCX: Thai at its size in every run, official pages, tables that go on, text that stays text."""

from __future__ import annotations

import hashlib
import io
import pickle
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date

import docx as reader
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from portal_plugin.documents.formats import docx
from portal_plugin.documents.formats.legal_text import legal
from portal_plugin.documents.model import (
    Cell,
    Column,
    Contents,
    Document,
    Heading,
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
from portal_plugin.imports.formats import document as imported
from portal_plugin.imports.formats.office import inspect

DAY = date(2026, 4, 1)
SIXTEEN_POINTS = "32"
FOURTEEN_POINTS = "28"


def parts(data: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


def body(*blocks: object, **options: object) -> etree._Element:
    made = Document("ตัวอย่าง", "เทศบาลตัวอย่าง", (Section(blocks),), **options)  # type: ignore[arg-type]
    return parts(docx.write(made, DAY))["word/document.xml"]


def text(element: etree._Element) -> str:
    return "".join(element.itertext(qn("w:t")))


def values(element: etree._Element, tag: str) -> list[str | None]:
    return [each.get(qn("w:val")) for each in element.iter(qn(tag))]


@pytest.mark.parametrize("name", ["every_block", "memo", "hostile"])
def test_every_run_states_font_size_weight_and_language_for_thai(
    name: str, request: pytest.FixtureRequest
) -> None:
    written = parts(docx.write(request.getfixturevalue(name), DAY))
    holders = [
        holder
        for part in ("document", "header1", "header2", "styles")
        for tag in ("w:r", "w:style")
        for holder in written[f"word/{part}.xml"].iter(qn(tag))
        if holder.find(qn("w:drawing")) is None
    ]
    assert len(holders) > 30
    for holder in holders:
        look = holder.find(qn("w:rPr"))
        assert look is not None
        assert look.find(qn("w:rFonts")).get(qn("w:cs")) == "TH Sarabun New"
        assert look.find(qn("w:rFonts")).get(qn("w:ascii")) == "TH Sarabun New"
        assert values(look, "w:sz") == values(look, "w:szCs") != []
        assert values(look, "w:b") == values(look, "w:bCs") != []
        assert look.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"


def test_thai_is_marked_as_a_complex_script_and_latin_is_not() -> None:
    thai, latin = body(Paragraph("ไทย"), Paragraph("Latin")).iter(qn("w:r"))
    assert thai.find(f".//{qn('w:cs')}") is not None
    assert latin.find(f".//{qn('w:cs')}") is None


def test_running_text_has_16_points_and_tables_14() -> None:
    written = body(Paragraph("ข้อความ"), Table((Column("หัว"),), (Row((cell("ช่อง"),)),)))
    sizes = {text(run): values(run, "w:szCs") for run in written.iter(qn("w:r"))}
    assert sizes == {
        "ข้อความ": [SIXTEEN_POINTS],
        "หัว": [FOURTEEN_POINTS],
        "ช่อง": [FOURTEEN_POINTS],
    }


def test_the_font_is_found_under_its_other_names() -> None:
    fonts = parts(docx.write(Document("ก", "ข", ()), DAY))["word/fontTable.xml"]
    assert "TH SarabunPSK" in str(values(fonts, "w:altName")[0]).split(",")


def test_the_same_document_gives_the_same_bytes_in_another_process(every_block: Document) -> None:
    program = (
        "import pickle, sys, datetime, hashlib\n"
        "from portal_plugin.documents.formats import docx\n"
        "document = pickle.loads(sys.stdin.buffer.read())\n"
        "print(hashlib.sha256(docx.write(document, datetime.date(2026, 4, 1))).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(every_block),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert other.stdout.decode().strip() == hashlib.sha256(docx.write(every_block, DAY)).hexdigest()


def test_no_part_tells_the_hour_at_which_it_was_packed(memo: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(docx.write(memo, DAY))) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_names_the_day_the_title_and_the_owner(every_block: Document) -> None:
    about = reader.Document(io.BytesIO(docx.write(every_block, DAY))).core_properties
    assert (about.created.date(), about.modified.date()) == (DAY, DAY)  # type: ignore[union-attr]
    assert (about.title, about.author, about.language) == (
        every_block.title,
        every_block.owner,
        "th-TH",
    )


def test_the_file_holds_no_macro_no_link_and_nothing_of_the_library(memo: Document) -> None:
    written = docx.write(memo, DAY)
    names = set(zipfile.ZipFile(io.BytesIO(written)).namelist())
    assert names == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/fontTable.xml",
        "word/settings.xml",
        "word/header1.xml",
        "word/header2.xml",
        "word/media/image1.png",
    }
    for name, part in parts(written).items():
        assert "External" not in [each.get("TargetMode") for each in part.iter()], name


def margins(written: etree._Element) -> list[tuple[float, ...]]:
    return [
        tuple(
            round(int(page.get(qn(f"w:{side}"))) / 567, 1)
            for side in ("left", "right", "top", "bottom")
        )
        for page in written.iter(qn("w:pgMar"))
    ]


def test_pages_have_the_official_margins_and_a_memo_less_above() -> None:
    assert margins(body(Paragraph("ก"))) == [(3.0, 2.0, 2.5, 2.0)]
    assert margins(body(Paragraph("ก"), memo=True)) == [(3.0, 2.0, 1.5, 2.0)]


def test_a_section_across_turns_its_page(every_block: Document) -> None:
    pages = list(parts(docx.write(every_block, DAY))["word/document.xml"].iter(qn("w:pgSz")))
    turned = [page.get(qn("w:orient")) for page in pages]
    assert turned == [None, None, "landscape", None, None]
    assert [page.get(qn("w:w")) for page in pages[1:3]] == ["11906", "16838"]


def test_page_one_and_covers_have_no_number(every_block: Document) -> None:
    written = parts(docx.write(every_block, DAY))
    sections = list(written["word/document.xml"].iter(qn("w:sectPr")))
    bare = [section.find(qn("w:titlePg")) is not None for section in sections]
    # cover, contents and text, table across, second cover, end
    assert bare == [True, False, False, True, False]
    relations = {
        each.get("Id"): each.get("Target") for each in written["word/_rels/document.xml.rels"]
    }
    for section in sections:
        headers = {
            each.get(qn("w:type")): relations[each.get(qn("r:id"))]
            for each in section.iter(qn("w:headerReference"))
        }
        assert headers == {"default": "header1.xml", "first": "header2.xml"}
    assert "PAGE" in "".join(written["word/header1.xml"].itertext())
    assert "".join(written["word/header2.xml"].itertext()) == ""


def test_pages_are_counted_in_thai_digits(every_block: Document) -> None:
    numbers = list(parts(docx.write(every_block, DAY))["word/document.xml"].iter(qn("w:pgNumType")))
    assert {number.get(qn("w:fmt")) for number in numbers} == {"thaiNumbers"}


def test_a_draft_says_so_on_every_page(every_block: Document) -> None:
    draft = parts(docx.write(replace(every_block, draft=True), DAY))
    final = parts(docx.write(every_block, DAY))
    for header in ("word/header1.xml", "word/header2.xml"):
        assert "ร่าง" in text(draft[header])
        assert "ร่าง" not in text(final[header])


def test_both_rows_of_a_header_are_repeated_and_spanning_titles_span(figures: Table) -> None:
    rows = list(body(figures).iter(qn("w:tr")))
    repeated = [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows]
    assert repeated == [True, True, False, False, False, False]
    first, second = rows[:2]
    assert values(first, "w:gridSpan") == ["2"]
    assert values(first, "w:vMerge") == ["restart"] * 4
    assert values(second, "w:vMerge") == [None] * 4
    assert [text(each) for each in second.iter(qn("w:tc"))] == ["", "", "", "ปี ๒๕๖๖", "ปี ๒๕๖๗", ""]


def test_every_row_fills_the_columns_of_its_table(figures: Table) -> None:
    table = next(body(figures).iter(qn("w:tbl")))
    columns = [int(each.get(qn("w:w"))) for each in table.iter(qn("w:gridCol"))]
    assert len(columns) == 6
    for row in table.iter(qn("w:tr")):
        spans = [
            int((values(each, "w:gridSpan") or ["1"])[0] or 0) for each in row.iter(qn("w:tc"))
        ]
        widths = [int(each.get(qn("w:w"))) for each in row.iter(qn("w:tcW"))]
        assert (sum(spans), sum(widths)) == (6, sum(columns))


def test_the_import_reads_spanning_cells_back_in_their_first_place(figures: Table) -> None:
    made = Document("ก", "ข", (Section((figures,)),))
    caption, table = imported.read(docx.write(made, DAY)).blocks
    assert getattr(caption, "text", "") == "ตารางงบประมาณ"
    assert [row.cells for row in getattr(table, "rows", ())][2:] == [
        ("๑. การป้องกันการทุจริต", "", "", "", "", ""),
        (
            "๑",
            "อบรมเจ้าหน้าที่\nทุกกอง",
            "สำนักปลัดเทศบาล",
            "๒๐๐,๐๐๐",
            "-",
            "ดำเนินการเรียบร้อยแล้ว",
        ),
        ("", "", "กองคลัง", "๑,๒๕๐.๕๐ บาท", "ร้อยละ ๘๐", "อยู่ระหว่างดำเนินการ"),
        ("รวม", "", "", "๒๐๑,๒๕๐.๕๐", "๘๐", ""),
    ]


def test_only_short_rows_are_kept_on_one_page() -> None:
    rows = (Row((cell("สั้น"),)), Row((cell("ยาว " * 200),)))
    _, short, long = body(Table((Column("หัว"),), rows)).iter(qn("w:tr"))
    assert short.find(f".//{qn('w:cantSplit')}") is not None
    assert long.find(f".//{qn('w:cantSplit')}") is None


def keeps(written: etree._Element) -> dict[str, bool]:
    return {
        text(each): each.find(f".//{qn('w:keepNext')}") is not None
        for each in written.iter(qn("w:p"))
    }


def test_a_signature_is_not_torn_and_takes_the_last_lines_of_the_text_with_it() -> None:
    signed = Signature("นายตัวอย่าง", "ปลัดเทศบาล", "รักษาการแทน", "เห็นชอบ", "๑ เมษายน ๒๕๖๙")
    kept = keeps(body(Paragraph("ต้น"), Paragraph("ท้าย"), signed, Paragraph("หลัง")))
    assert [line for line, keep in kept.items() if not keep] == [
        "ต้น",
        "วันที่ ๑ เมษายน ๒๕๖๙",
        "หลัง",
    ]


def test_a_signature_below_a_table_takes_its_last_row_with_it() -> None:
    table = Table((Column("หัว"),), (Row((cell("แถวแรก"),)), Row((cell("แถวท้าย"),))))
    kept = keeps(body(table, Signature("ก", "ข")))
    assert (kept["แถวแรก"], kept["แถวท้าย"]) == (False, True)


def test_what_nobody_has_signed_stays_open_for_the_pen() -> None:
    lines = [text(each) for each in body(Signature("", "นายก")).iter(qn("w:p"))]
    assert [bool(re.search(r"\.{20}", line)) for line in lines] == [True, True, False, True]


def test_headings_stay_with_what_follows_and_are_navigable() -> None:
    styles = parts(docx.write(Document("ก", "ข", ()), DAY))["word/styles.xml"]
    levels = {}
    for style in styles.iter(qn("w:style")):
        if str(style.get(qn("w:styleId"))).startswith("Heading"):
            assert style.find(f".//{qn('w:keepNext')}") is not None
            levels[style.get(qn("w:styleId"))] = values(style, "w:outlineLvl")
    assert levels == {"Heading1": ["0"], "Heading2": ["1"], "Heading3": ["2"]}


def test_the_contents_list_two_levels_and_point_at_their_headings() -> None:
    written = body(Contents(), Heading("หนึ่ง"), Heading("สอง", 2), Heading("สาม", 3))
    entries = list(written.iter(qn("w:hyperlink")))
    assert [text(entry) for entry in entries] == ["หนึ่ง", "สอง"]
    marks = {each.get(qn("w:name")) for each in written.iter(qn("w:bookmarkStart"))}
    assert {entry.get(qn("w:anchor")) for entry in entries} == marks
    kinds = [each.get(qn("w:fldCharType")) for each in written.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == 3


def test_nothing_asks_to_be_updated_when_the_file_is_opened(every_block: Document) -> None:
    written = parts(docx.write(every_block, DAY))
    assert written["word/settings.xml"].find(qn("w:updateFields")) is None
    assert not [e for e in written["word/document.xml"].iter() if e.get(qn("w:dirty"))]


def test_a_page_break_belongs_to_what_follows_and_leaves_no_empty_page() -> None:
    written = body(
        PageBreak(), Paragraph("หนึ่ง"), PageBreak(), PageBreak(), Paragraph("สอง"), PageBreak()
    )
    broken = [
        text(each)
        for each in written.iter(qn("w:p"))
        if each.find(f".//{qn('w:pageBreakBefore')}") is not None
    ]
    assert broken == ["สอง"]


def test_a_table_can_begin_a_page() -> None:
    written = body(Paragraph("ก"), PageBreak(), Table((Column("หัว"),), ()))
    breaks = list(written.iter(qn("w:pageBreakBefore")))
    assert len(breaks) == 1
    paragraph = breaks[0].getparent().getparent()
    assert paragraph.getnext().tag == qn("w:tbl")


def test_numbers_of_a_list_are_text(every_block: Document) -> None:
    written = docx.write(every_block, DAY)
    assert "word/numbering.xml" not in zipfile.ZipFile(io.BytesIO(written)).namelist()
    lines = [getattr(block, "text", "") for block in imported.read(written).blocks]
    assert [line for line in lines if "ข้อ" in line][:3] == ["๑. ข้อแรก", "๑.๑ ข้อย่อย", "๒. ข้อที่สอง"]


def pictures(written: etree._Element) -> list[float]:
    return [
        round(int(each.get("cx")) / 360000, 2) for each in written.iter(f"{{{_DRAWING}}}extent")
    ]


_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def test_the_emblem_has_15_millimetres_on_a_memo_and_30_above_an_announcement(
    emblem: bytes,
) -> None:
    head = MemoHead("สำนักปลัด", "", "", "เรื่อง", "นายก")
    assert pictures(body(head, memo=True, emblem=emblem)) == [1.5]
    assert pictures(body(Title(("ประกาศ",)), Title(("อีกเรื่อง",)), emblem=emblem)) == [3.0]
    assert pictures(body(head, memo=True)) == []


def test_a_memo_names_itself_in_29_points_and_draws_its_lines(memo: Document) -> None:
    written = parts(docx.write(memo, DAY))["word/document.xml"]
    sizes = {text(run): values(run, "w:szCs")[0] for run in written.iter(qn("w:r")) if text(run)}
    assert sizes["บันทึกข้อความ"] == "58"
    dotted = [each for each in written.iter(qn("w:tab")) if each.get(qn("w:leader")) == "dot"]
    assert len(dotted) == 4


def test_hostile_text_comes_out_as_the_text_it_is(hostile: Document) -> None:
    written = docx.write(hostile, DAY)
    for block in hostile.blocks:
        if isinstance(block, Paragraph):
            assert legal(block.text).replace("\t", "") in text(parts(written)["word/document.xml"])
    assert inspect(written, ".docx") == "DOCX"


@given(st.text())
def test_any_text_survives_but_for_what_xml_forbids(said: str) -> None:
    made = Document(said, said, (Section((Paragraph(said),)),))
    written = reader.Document(io.BytesIO(docx.write(made, DAY)))
    assert written.paragraphs[0].text == legal(said)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=5),
        max_size=5,
    ),
    st.integers(0, 4),
)
def test_a_table_of_any_shape_keeps_all_its_cells(
    shape: list[list[tuple[int, int]]], width: int
) -> None:
    rows = tuple(
        Row(tuple(Cell((f"{place}/{at}",), across=a, down=d) for at, (a, d) in enumerate(row)))
        for place, row in enumerate(shape)
    )
    written = body(Table((Column("หัว"),) * width, rows))
    found = [text(each) for each in written.iter(qn("w:tc"))]
    assert sorted(filter(lambda each: "/" in each, found)) == sorted(
        cell.text for row in rows for cell in row.cells
    )
    reader.Document(io.BytesIO(docx.write(Document("", "", (Section((Table((), rows),)),)), DAY)))


def test_a_long_file_is_not_taken_for_a_bomb_by_the_import() -> None:
    empty = Table((Column(""),) * 60, tuple(Row((cell(),)) for _ in range(400)))
    written = docx.write(Document("ก", "ข", (Section((empty,)),)), DAY)
    assert inspect(written, ".docx") == "DOCX"


def test_a_document_of_nothing_is_one_empty_page() -> None:
    written = reader.Document(io.BytesIO(docx.write(Document("", "", ()), DAY)))
    assert len(written.sections) == 1
    assert [each.text for each in written.paragraphs] == [""]
