"""Evidence: which files and links may be kept, and R2's window."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import uuid4

import pytest

from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import EvidenceType, Status
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.evidence import EvidenceInput, add_evidence, evidence_file
from portal_plugin.measures.links import checked_url
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import close_round

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"


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
        (EvidenceInput(EvidenceType.FILE, "ไฟล์", filename="a.pdf", content=b"MZ"), "content"),
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
