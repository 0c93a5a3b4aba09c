"""What a file is, is read from its content; its name is made safe to keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.files.kinds import (
    MEDIA_TYPES,
    FileRefused,
    checked_file,
    safe_filename,
    shown_filename,
)

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
UNSHOWABLE = set('/\\\0\n\r\t"<>|:*?;\u202e\u2066\u200b')


@pytest.mark.parametrize(
    ("name", "content", "extension"),
    [
        ("รายงาน.pdf", PDF, "pdf"),
        ("ภาพ.PNG", PNG, "png"),
        ("ภาพ.jpeg", b"\xff\xd8\xff\xe0" + b"\x00" * 32, "jpg"),
        ("รายชื่อ.csv", "ก,ข\n1,2\n".encode(), "csv"),
        ("บันทึก.txt", "ข้อความ".encode(), "txt"),
        ("แท้จริงเป็นภาพ.txt", PNG, "png"),
    ],
)
def test_the_type_is_read_from_the_content(name, content, extension):
    kept = checked_file(name, content, 1_000_000)
    assert (kept.extension, kept.media_type) == (extension, MEDIA_TYPES[extension])
    assert kept.filename.endswith(f".{extension}")


@pytest.mark.parametrize(
    ("part", "extension"), [("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx")]
)
def test_an_office_file_is_known_by_its_parts(office, part, extension):
    assert checked_file("อะไรก็ได้.bin", office(part), 1_000_000).extension == extension


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ว่าง.pdf", b""),
        ("โปรแกรม.pdf", b"MZ" + b"\x00" * 64),
        ("หน้าเว็บ.html", b"<html><script>alert(1)</script></html>"),
        ("ภาพ.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("ขาด.docx", b"PK\x03\x04" + b"\x00" * 20),
        ("ไบนารี.txt", b"\x00\x01\x02"),
        ("เก่า.txt", "ข้อความ".encode("cp874")),
        ("เก่า.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512),
    ],
)
def test_anything_else_is_refused_in_one_sentence(name, content):
    with pytest.raises(FileRefused) as caught:
        checked_file(name, content, 1_000_000)
    assert caught.value.sentence


@pytest.mark.parametrize(
    "parts",
    [
        ("word/document.xml", "word/vbaProject.bin"),
        ("word/document.xml", "word/VBAPROJECT.BIN"),
        ("other.txt",),
    ],
)
def test_macros_and_plain_archives_are_refused(office, parts):
    with pytest.raises(FileRefused):
        checked_file("เอกสาร.docx", office(*parts), 1_000_000)


def test_an_archive_of_countless_parts_is_refused_before_it_is_listed(office, monkeypatch):
    content = office("word/document.xml") + b"PK\x01\x02" * 10_000
    listed = []
    monkeypatch.setattr("zipfile.ZipFile", lambda *_: listed.append(1))
    with pytest.raises(FileRefused):
        checked_file("a.docx", content, 1_000_000)
    assert not listed


def test_a_file_above_the_limit_is_refused():
    assert checked_file("พอดี.pdf", PDF.ljust(1_000_000), 1_000_000)
    with pytest.raises(FileRefused, match="ใหญ่เกิน 1 MB"):
        checked_file("ใหญ่.pdf", PDF.ljust(1_000_001), 1_000_000)


def test_a_kind_that_is_not_allowed_here_is_refused_with_those_that_are():
    with pytest.raises(FileRefused, match="รับเฉพาะไฟล์ PDF, PNG กรุณา"):
        checked_file("ก.txt", b"text", 1_000_000, ("pdf", "png"))


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF", b"RIFF", b"\xff\xd8\xff"]),
)
def test_random_bytes_are_of_a_known_kind_or_refused(content, head):
    try:
        assert checked_file("ก.txt", head + content, 1_000).extension in MEDIA_TYPES
    except FileRefused as refusal:
        assert refusal.sentence


@given(st.data())
def test_a_damaged_office_file_is_refused_or_still_lists_its_parts(office, data):
    whole = bytearray(office("word/document.xml"))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert checked_file("ก.docx", bytes(whole), 10_000).extension == "docx"
    except FileRefused as refusal:
        assert refusal.sentence


@given(st.text(max_size=300))
def test_a_kept_name_has_no_folder_control_character_or_second_meaning(name):
    kept = safe_filename(name, "pdf")
    assert kept.endswith(".pdf")
    assert not set(kept) & UNSHOWABLE
    assert not kept.startswith(".")
    assert len(kept) <= 125


@given(st.text(max_size=300))
def test_a_refused_name_is_safe_to_show(name):
    shown = shown_filename(name)
    assert shown
    assert not set(shown) & UNSHOWABLE
    assert len(shown) <= 120


def test_a_thai_name_stays_readable():
    name = "C:\\งาน\\..\\คำสั่งที่ ๑-๒๕๖๖ (ฉบับแก้ไข).PDF"
    assert safe_filename(name, "pdf") == "คำสั่งที่ ๑-๒๕๖๖ (ฉบับแก้ไข).pdf"
    assert shown_filename(name) == "คำสั่งที่ ๑-๒๕๖๖ (ฉบับแก้ไข).PDF"


def test_a_nameless_file_gets_a_name():
    assert safe_filename("/", "png") == "file.png"
    assert shown_filename("\0") == "file"
