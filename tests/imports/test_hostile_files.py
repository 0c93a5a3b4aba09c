"""Files made to harm or simply broken get one sentence; nothing active survives."""

from __future__ import annotations

import contextlib
import io
import os
import time
import zipfile
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.commands import documents
from portal_plugin.errors import PortalPluginError
from portal_plugin.imports.formats import open_source
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.unreadable import UnreadableDocument


def _refused(data: bytes, name: str) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(data, name)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "กรุณา" in sentence
    return caught.value


def _package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _workbook(fill) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        fill(workbook.add_worksheet())
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "EMPTY"),
        (b"\n \n", "a.txt", "EMPTY"),
        (b"%PDF-1.7 ...", "a.pdf", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xls", "OLD_OFFICE"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 90, "a.txt", "BINARY"),
        (bytes(range(256)) * 40, "a.txt", "BINARY"),
        (b"PK\x03\x04 but nothing more", "a.docx", "DAMAGED"),
        ("ปกติ".encode() + b"\xff\xfe\xfa\xfb" * 30, "a.txt", "ENCODING"),
        ("แผนงาน".encode("cp1252", "replace"), "a.txt", "NO_MEASURES"),
        ("เรียนเชิญประชุม".encode(), "a.txt", "NO_MEASURES"),
        (b"a,b,c\n1,2,3\n", "a.csv", "NO_MEASURES"),
        (b"<html><body><table><tr><td>x</table></html>", "a.html", "NO_MEASURES"),
    ],
)
def test_what_is_no_document_is_refused_in_one_sentence(data, name, code):
    assert _refused(data, name).code == code


def test_a_large_file_is_refused_before_it_is_read():
    started = time.perf_counter()
    assert _refused(b"x" * 50_000_000, "a.txt").code == "TOO_LARGE"
    assert time.perf_counter() - started < 1


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = _package({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 55_000_000})
    started = time.perf_counter()
    assert _refused(bomb, "a.xlsx").code == "UNPACKS_TOO_LARGE"
    assert time.perf_counter() - started < 1


def test_many_parts_that_sum_up_to_a_bomb_are_refused():
    parts = {f"word/media/{n}.bin": bytes([n]) * 255_000 for n in range(250)}
    assert (
        _refused(_package({"word/document.xml": b"<x/>", **parts}), "a.docx").code
        == "UNPACKS_TOO_LARGE"
    )
    assert open_source.LARGEST_FILE == 10 * 1024 * 1024


@pytest.mark.parametrize("name", ["xl/workbook.xml", "word/document.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_declarations_are_refused(name, encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'
    assert _refused(_package({name: bomb.encode(encoding)}), "a").code == "UNSAFE_XML"


def test_an_unusual_xml_encoding_is_refused():
    part = b'<?xml version="1.0" encoding="IBM037"?><x/>'
    assert _refused(_package({"xl/workbook.xml": part}), "a.xlsx").code == "UNSAFE_XML"


def test_macros_are_refused_by_name_and_by_content():
    plain = _workbook(lambda sheet: sheet.write(0, 0, "x"))
    assert _refused(plain, "a.xlsm").code == "MACROS"
    parts = {"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}
    assert _refused(_package(parts), "a.xlsx").code == "MACROS"


def test_a_formula_without_a_value_names_its_cell():
    refusal = _refused(_workbook(lambda s: s.write_formula("C4", "=1+1", None, "")), "a.xlsx")
    assert refusal.code == "FORMULA"
    assert "C4" in str(refusal)


def test_a_formula_with_a_stored_value_gives_that_value(own_samples):
    rows = [
        line.split("\t")
        for line in (own_samples / "outcome-table-12m.txt").read_text("utf-8").splitlines()
    ]

    def fill(sheet):
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
        place = next((n, row.index("กองคลัง")) for n, row in enumerate(rows) if "กองคลัง" in row)
        sheet.write_formula(*place, '="กอง"&"คลัง"', None, "กองช่าง")

    document = read_document(_workbook(fill), "a.xlsx")
    assert document.measures[1].departments[0].name == "กองช่าง"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">ดู</a>',
        "<iframe src=//evil.invalid></iframe>",
        "<svg/onload=alert(1)>",
    ],
)
def test_a_script_in_a_cell_is_removed_and_reported(attack, own_samples):
    text = (own_samples / "outcome-table-12m.txt").read_text("utf-8")
    document = read_document(text.replace("กองคลัง", f"กองคลัง{attack}").encode(), "a.txt")
    assert "ACTIVE_CONTENT_REMOVED" in {finding.code for finding in document.findings}
    stored = repr(document)
    assert not any(
        word in stored for word in ("<script", "alert", "onerror", "javascript", "<iframe", "<svg")
    )
    assert document.measures[1].departments[0].name.startswith("กองคลัง")


def test_links_keep_their_address_as_text(own_samples):
    path = own_samples / "numbered-groups-6m.txt"
    result = read_document(path.read_bytes(), path.name).measures[0].results[0]
    assert "(https://example.invalid/service)" in result.text
    assert "<a" not in result.text


def test_zero_width_characters_and_zeros_do_not_hide_a_header(own_samples):
    text = (own_samples / "outcome-table-12m.txt").read_text("utf-8")
    hidden = text.replace("มาตรการ/", "มาตร\u200bการ/\u202e").replace("ผู้รับผิดชอบ", "ผู้รับ\x00ผิดชอบ")
    expected = read_document(text.encode(), "a.txt").as_json()["measures"]
    assert read_document(hidden.encode(), "a.txt").as_json()["measures"] == expected


@pytest.mark.parametrize(
    "unit",
    [
        "๑. ",
        "- ",
        "1) ",
        "(1) ",
        "\t",
        "| ",
        "<p>",
        "<ul><li>",
        "ก",
        "2566 - ",
        "/ ",
        "\\",
        '"',
        "&lt;",
        "ระบุ ",
        "ระเบียบกระทรวง",
        "อ้างถึง (",
        "1.1 ",
        "จำนวน 1 ",
    ],
)
def test_one_line_of_a_megabyte_is_answered_quickly(unit):
    data = (unit * (1_000_000 // len(unit))).encode()[:3_000_000]
    for name in ("a.txt", "a.html", "a.csv"):
        started = time.perf_counter()
        with contextlib.suppress(UnreadableDocument):
            read_document(data, name)
        assert time.perf_counter() - started < 4, (unit, name)


def test_a_long_cell_in_a_real_table_is_answered_quickly(own_samples):
    text = (own_samples / "outcome-table-12m.txt").read_text("utf-8")
    for unit in ("๑. ก ", "- ก ", "ระบุ", "คำสั่ง ", "(อ้างถึง ", "ข้อ 1) "):
        long_cell = (unit * 40_000)[:39_000]
        started = time.perf_counter()
        read_document(text.replace("เผยแพร่ครบ", long_cell).encode(), "a.txt")
        assert time.perf_counter() - started < 2, unit


def test_deeply_nested_tables_are_answered():
    data = b"<html><body>" + b"<table><tr><td>" * 5000 + b"x"
    try:
        read_document(data, "a.html")
    except UnreadableDocument as error:
        assert error.code in {"NO_MEASURES", "DAMAGED"}


def test_a_cell_of_abnormal_length_is_refused(own_samples):
    text = (own_samples / "outcome-table-12m.txt").read_text("utf-8")
    refusal = _refused(text.replace("เผยแพร่ครบ", "ก" * 60_000).encode(), "a.txt")
    assert refusal.code == "CELL_TOO_LONG"


def test_a_word_document_with_tracked_changes_shows_what_stands_now(own_samples, written):
    data, name = written(own_samples / "outcome-table-12m.txt", "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    run = "<w:r><w:t>เผยแพร่ครบ</w:t></w:r>".encode()
    body = parts["word/document.xml"]
    assert run in body
    changed = "<w:del w:id='1'><w:r><w:delText>เก่า</w:delText></w:r></w:del><w:ins w:id='2'><w:r><w:t>ใหม่</w:t></w:r></w:ins>"
    parts["word/document.xml"] = body.replace(run, changed.encode())
    document = read_document(_package(parts), name)
    assert [result.text for result in document.measures[1].results] == ["ใหม่"]


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.csv", "a.xlsx", "a.docx"]))
def test_no_bytes_raise_anything_but_the_one_error(data, name):
    with contextlib.suppress(UnreadableDocument):
        read_document(data, name)


@cache
def _small_package(name: str) -> bytes:
    if name.endswith("xlsx"):
        return _workbook(lambda sheet: sheet.write(0, 0, "x"))
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


@given(st.sampled_from(["a.xlsx", "a.docx"]), st.data())
def test_a_damaged_package_raises_nothing_but_the_one_error(name, data):
    whole = _small_package(name)
    place = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:place] + data.draw(st.binary(max_size=8)) + whole[place + 4 :]
    with contextlib.suppress(UnreadableDocument):
        read_document(broken, name)


def test_a_script_in_a_cell_blocks_the_import():
    text = "รายงานผล ประจำปีงบประมาณ พ.ศ. 2567\nเทศบาลเมืองตัวอย่างริมน้ำ\n\nมาตรการ\tผู้รับผิดชอบ\tผลการดำเนินการ\n1. ก<script>x()</script>\tกองคลัง\tข\n"
    document = read_document(text.encode(), "a.txt")
    assert document.blocked
    assert "x()" not in document.measures[0].title


def test_text_that_is_not_utf8_must_be_confirmed_unless_a_spreadsheet_wrote_it(own_samples):
    text = (own_samples / "outcome-table-12m.txt").read_text("utf-8")
    assert _refused(text.encode("utf-32"), "a.txt").code == "ENCODING"
    for encoding in ("cp874", "utf-16"):
        document = read_document(text.encode(encoding), "a.txt")
        assert "ENCODING_OTHER" in {finding.code for finding in document.findings}
        assert document.blocked
        assert not read_document(text.encode(encoding), "a.tsv").blocked


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ก\n" * 12_001, "TOO_MANY_LINES"),
        ("มาตรการ\tผู้รับผิดชอบ\tผลการดำเนินการ\n" + "".join(f"{n}. ก\tกองคลัง\tข\n" for n in range(501)), "TOO_MANY_MEASURES"),
        ("".join(f"1. ชื่อโครงการ : โครงการ{n}\n5. วิธีดำเนินการ\nก\n6. ระยะเวลา\nข\n" for n in range(501)), "TOO_MANY_MEASURES"),
    ],
    ids=["lines", "rows", "sheets"],
)  # fmt: skip
def test_more_than_any_plan_has_is_refused_before_it_takes_time(text, code):
    assert _refused(text.encode(), "a.txt").code == code


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "missing", "two lines", "long"])
def test_a_path_without_a_document_gets_one_sentence_at_once(kind, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    path = {
        "pipe": pipe,
        "device": Path("/dev/zero"),
        "folder": tmp_path,
        "missing": tmp_path / "none.txt",
        "two lines": tmp_path / "two\nlines.txt",
        "long": tmp_path / ("x" * 5000),
    }[kind]
    with pytest.raises(PortalPluginError) as refusal:
        documents._bytes(path)
    assert len(str(refusal.value)) < 200
    assert "\n" not in str(refusal.value)
