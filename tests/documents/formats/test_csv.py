"""Tables that spreadsheets open without running anything, and calculate with."""

from __future__ import annotations

import csv as reader
import io
from datetime import date

from portal_plugin.documents.formats import csv
from portal_plugin.documents.model import (
    Block,
    Cell,
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
    cell,
)

DAY = date(2023, 4, 26)
PLAIN = (Column("มาตรการ"), Column("งบประมาณ"))


def written(*blocks: Block) -> list[list[str]]:
    made = Document("ก", "ข", (Section(blocks),))
    text = csv.write(made, DAY).decode("utf-8-sig")
    return list(reader.reader(io.StringIO(text, newline="")))


def test_a_file_is_utf8_with_a_mark_and_windows_lines() -> None:
    data = csv.write(Document("ก", "ข", (Section((Table(PLAIN, ()),)),)), DAY)
    assert data == "\ufeffมาตรการ,งบประมาณ\r\n".encode()


def test_known_numbers_are_written_to_be_calculated_with() -> None:
    rows = written(Table(PLAIN, (Row((cell("อบรม"), Cell(("๕๐,๐๐๐",), number=50_000))),)))
    assert rows == [["มาตรการ", "งบประมาณ"], ["อบรม", "50000"]]


def test_tables_stand_below_each_other_with_their_captions() -> None:
    one, two = Table(PLAIN, (), caption="หนึ่ง"), Table(PLAIN, (), caption="สอง")
    assert written(one, Paragraph("ไม่ใช่ตาราง"), two) == [
        ["หนึ่ง"],
        ["มาตรการ", "งบประมาณ"],
        [],
        ["สอง"],
        ["มาตรการ", "งบประมาณ"],
    ]


def test_what_spans_is_said_once_and_the_rest_stays_empty() -> None:
    columns = (Column("ลำดับ"), Column("ยังไม่", group="สถานะ"), Column("แล้ว", group="สถานะ"))
    rows = (
        Row((cell("๑", down=2), cell("/"), cell())),
        Row((cell(), cell("/"))),
        Row((cell("รวม", across=2), cell("๒")), total=True),
    )
    assert written(Table(columns, rows)) == [
        ["", "สถานะ", ""],
        ["ลำดับ", "ยังไม่", "แล้ว"],
        ["๑", "/", ""],
        ["", "", "/"],
        ["รวม", "", "๒"],
    ]


def test_lines_of_a_cell_stay_in_their_cell() -> None:
    assert written(Table(PLAIN, (Row((cell("๑. ก\n๒. ข"), cell())),)))[1] == ["๑. ก\n๒. ข", ""]


def test_captions_titles_groups_and_cells_are_all_guarded() -> None:
    columns = (Column("=1+1"), Column("+2", group="@sum"))
    rows = written(Table(columns, (Row((cell("-3"), cell("\t=4"))),), caption="=cmd"))
    assert rows == [["'=cmd"], ["", "'@sum"], ["'=1+1", "'+2"], ["'-3", "'\t=4"]]


def test_a_document_without_tables_is_an_empty_table() -> None:
    assert written(Paragraph("ไม่มีตาราง")) == [[]]
