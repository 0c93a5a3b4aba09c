"""Evidence: what may be kept, under which name, and R2's window."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.errors import RuleBroken
from portal_plugin.measures.attachments import MEDIA_TYPES, checked_file, checked_url, safe_filename
from portal_plugin.measures.codes import EvidenceType, Status
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.evidence import EvidenceInput, add_evidence, evidence_file
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import close_round

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


def office(*parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return data.getvalue()


@pytest.fixture
def entry(open_session, small_plan, plan_officer):
    with open_session() as session:
        recorded = record_progress(
            session,
            plan_officer,
            ProgressInput(small_plan.plain, small_plan.half, Status.IN_PROGRESS),
        )
        session.commit()
    return recorded.entry_id


@pytest.mark.parametrize(
    ("name", "content", "extension"),
    [
        ("รายงาน.pdf", PDF, "pdf"),
        ("ภาพ.PNG", PNG, "png"),
        ("ภาพ.jpeg", b"\xff\xd8\xff\xe0" + b"\x00" * 32, "jpg"),
        ("หนังสือ.docx", office("word/document.xml"), "docx"),
        ("ตาราง.xlsx", office("xl/workbook.xml"), "xlsx"),
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
    ("name", "content"),
    [
        ("ว่าง.pdf", b""),
        ("โปรแกรม.pdf", b"MZ" + b"\x00" * 64),
        ("หน้าเว็บ.html", b"<html><script>alert(1)</script></html>"),
        ("ภาพ.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("แมโคร.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("ห่อ.zip", office("other.txt")),
        ("ขาด.docx", b"PK\x03\x04" + b"\x00" * 20),
        ("ไบนารี.txt", b"\x00\x01\x02"),
        ("เก่า.txt", "ข้อความ".encode("cp874")),
    ],
)
def test_anything_else_is_refused_in_one_sentence(name, content):
    with pytest.raises(RuleBroken) as caught:
        checked_file(name, content, 1_000_000)
    assert list(caught.value.by_field()) == ["content"]


def test_a_file_above_the_limit_is_refused():
    with pytest.raises(RuleBroken, match="ใหญ่เกิน 1 MB"):
        checked_file("ใหญ่.pdf", PDF + b"0" * 1_000_000, 1_000_000)


@given(st.text(max_size=300))
def test_a_kept_name_has_no_folder_control_character_or_second_meaning(name):
    kept = safe_filename(name, "pdf")
    assert kept.endswith(".pdf")
    assert not set(kept) & set('/\\\0\n\r\t"<>|:*?;\u202e')
    assert not kept.startswith(".")
    assert len(kept) <= 125


def test_a_thai_name_stays_readable():
    assert safe_filename("C:\\งาน\\..\\คำสั่งที่ ๑-๒๕๖๖ (ฉบับแก้ไข).PDF", "pdf") == (
        "คำสั่งที่ ๑-๒๕๖๖ (ฉบับแก้ไข).pdf"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "ftp://example.org",
        "https://",
        "https://user:secret@example.org",
        "https://exa mple.org",
        'https://a/"onx',
        "https://example.org:bad/",
        "http://[::1",
        "https://example.org/" + "a" * 2000,
        "",
    ],
)
def test_only_plain_web_addresses_are_kept(url):
    with pytest.raises(RuleBroken):
        checked_url(url)


def test_a_web_address_is_kept_as_given():
    assert checked_url(" https://example.org/ข่าว?id=1#a ") == "https://example.org/ข่าว?id=1#a"


def test_a_file_is_kept_with_its_hash_and_given_back(open_session, entry, plan_officer):
    with open_session() as session:
        added = add_evidence(
            session,
            plan_officer,
            entry,
            EvidenceInput(
                EvidenceType.FILE,
                "รายงานการประชุม (ตัวอย่าง)",
                filename="รายงาน.pdf",
                content=PDF,
                dated=date(2023, 1, 5),
            ),
        )
        assert added.warnings == ()
        row, content = evidence_file(session, added.evidence_id)
        assert (content, row.sha256, row.size) == (PDF, hashlib.sha256(PDF).hexdigest(), len(PDF))
        session.commit()
    with open_session("saithong") as session, pytest.raises(NotFound):
        evidence_file(session, added.evidence_id)


def test_evidence_dated_outside_the_window_is_kept_with_a_warning(
    open_session, entry, plan_officer
):
    with open_session() as session:
        added = add_evidence(
            session,
            plan_officer,
            entry,
            EvidenceInput(EvidenceType.MEETING, "ประชุมคณะทำงาน (ตัวอย่าง)", dated=date(2023, 4, 2)),
        )
    assert [warning.rule for warning in added.warnings] == ["R2"]


@pytest.mark.parametrize(
    ("given_evidence", "field"),
    [
        (EvidenceInput(EvidenceType.FILE, "ไฟล์"), "content"),
        (EvidenceInput(EvidenceType.URL, "ลิงก์"), "url"),
        (EvidenceInput(EvidenceType.URL, "ลิงก์", url="javascript:x"), "url"),
        (EvidenceInput(EvidenceType.ORDER, "คำสั่ง"), "number"),
        (EvidenceInput(EvidenceType.MEMO, " ", number="1"), "title"),
        (EvidenceInput(EvidenceType.PHOTO, "ภาพ", filename="a.pdf", content=PDF), "content"),
    ],
)
def test_evidence_that_proves_nothing_is_refused(
    open_session, entry, plan_officer, given_evidence, field
):
    with open_session() as session, pytest.raises(RuleBroken) as caught:
        add_evidence(session, plan_officer, entry, given_evidence)
    assert list(caught.value.by_field()) == [field]


def test_closed_rounds_other_departments_and_unknown_entries_take_no_evidence(
    open_session, entry, small_plan, plan_officer, money_officer
):
    given_evidence = EvidenceInput(EvidenceType.ORDER, "คำสั่ง (ตัวอย่าง)", number="1")
    with open_session() as session:
        with pytest.raises(NotFound):
            add_evidence(session, plan_officer, uuid4(), given_evidence)
        with pytest.raises(RuleBroken) as caught:
            add_evidence(session, money_officer, entry, given_evidence)
        assert caught.value.rules == {"R7"}
        close_round(session, plan_officer, small_plan.half)
        with pytest.raises(RuleBroken) as caught:
            add_evidence(session, plan_officer, entry, given_evidence)
        assert caught.value.rules == {"ROUND"}
