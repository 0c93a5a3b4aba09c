"""The progress form, the measure's page, and evidence."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.measures.models import Evidence, ProgressEntry

FORM = "/work/measures/{}/progress/2566/6M"
HOSTILE = '<script>alert(1)</script>" onmouseover="x'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def works_officer(visit):
    return visit(Role.DEPARTMENT_OFFICER, department="works")


def _count(open_session, table) -> int:
    with open_session() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_what_is_reported_stands_on_the_measure_with_who_and_when(
    works_officer, small_plan
) -> None:
    sent = works_officer.send(
        FORM.format(small_plan.works), "/progress/", status="DONE", results="ข้อหนึ่ง\nข้อสอง"
    )
    assert sent.status == 303
    page = works_officer.get(sent.location)
    assert "ส่งผลแล้ว" in page.text
    assert "ข้อหนึ่ง" in page.text and "ข้อสอง" in page.text
    assert "department_officer (ตัวอย่าง)" in page.text
    assert "แล้วเสร็จ" in page.text


def test_a_broken_rule_keeps_what_was_typed_and_stores_nothing(
    works_officer, small_plan, open_session
) -> None:
    typed = {"status": "DONE", "problems": "น้ำท่วม (ตัวอย่าง)", "remark": "หมายเหตุตัวอย่าง"}
    page = works_officer.send(FORM.format(small_plan.works), "/progress/", **typed)
    assert page.status == 422
    assert "กรุณาเขียนผล" in page.text
    kept = page.form("/progress/")
    assert {name: kept[name].strip() for name in typed} == typed
    assert page.tree.get_element_by_id("field-results").get("aria-invalid") == "true"
    assert _count(open_session, ProgressEntry) == 0


def test_evidence_that_may_not_be_kept_takes_the_report_back_with_it(
    works_officer, small_plan, open_session
) -> None:
    page = works_officer.send(
        FORM.format(small_plan.works),
        "/progress/",
        status="DONE",
        results="เสร็จ",
        content=(io.BytesIO(b"MZ\x90\x00"), "virus.exe"),
    )
    assert page.status == 422
    assert "เลือกใหม่" in page.text
    assert page.form("/progress/")["results"].strip() == "เสร็จ"
    assert page.form("/progress/")["seen_entry_id"] == ""
    assert _count(open_session, ProgressEntry) == 0


def test_two_people_at_once_lose_nothing(works_officer, visit, small_plan) -> None:
    address = FORM.format(small_plan.works)
    slow = works_officer.get(address).form("/progress/")
    officer = visit(Role.PLAN_OFFICER)
    officer.send(address, "/progress/", status="IN_PROGRESS", results="คนแรก")
    second = works_officer.post(address, **slow | {"status": "IN_PROGRESS", "results": "คนที่สอง"})
    assert second.status == 422
    assert "plan_officer (ตัวอย่าง) รายงานเรื่องนี้ไปแล้ว" in second.text
    again = works_officer.post(address, **second.form("/progress/"))
    assert again.status == 303
    page = works_officer.get(again.location)
    assert page.text.index("คนที่สอง") < page.text.index("คนแรก")


def test_a_step_is_reported_on_its_own_and_folds_into_the_measure(
    works_officer, small_plan
) -> None:
    address = FORM.format(small_plan.stepped) + f"?step={small_plan.steps[0]}"
    form = works_officer.get(address)
    assert "ขั้นตอนที่หนึ่ง" in form.text
    sent = works_officer.send(address, "/progress/", status="DONE", results="เสร็จ")
    page = works_officer.get(sent.location)
    due = page.tree.find_class("pp-due")[0].text_content()
    assert "อยู่ระหว่างดำเนินการ" in due
    assert (
        works_officer.get(FORM.format(small_plan.works) + f"?step={small_plan.steps[0]}").status
        == 404
    )


def test_text_of_people_is_shown_as_text(works_officer, small_plan) -> None:
    sent = works_officer.send(
        FORM.format(small_plan.works), "/progress/", status="DONE", results=HOSTILE, remark=HOSTILE
    )
    for address in (sent.location, FORM.format(small_plan.works)):
        page = works_officer.get(address)
        assert not page.tree.xpath("//script | //*[@onmouseover]")
        assert "alert(1)" in page.source


def test_only_web_addresses_become_links(works_officer, small_plan) -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "//example.com", "ftp://x.th/a"):
        page = works_officer.send(
            FORM.format(small_plan.works),
            "/progress/",
            status="IN_PROGRESS",
            evidence_type="URL",
            title="ลิงก์",
            url=url,
        )
        assert page.status == 422, url
        assert page.form("/progress/")["url"] == url


def test_a_link_leaves_without_telling_where_from(works_officer, small_plan) -> None:
    sent = works_officer.send(
        FORM.format(small_plan.works),
        "/progress/",
        status="IN_PROGRESS",
        evidence_type="URL",
        title="ภาพกิจกรรม",
        url="https://example.go.th/a?b=1&c=2",
    )
    link = works_officer.get(sent.location).tree.xpath("//a[text()='ภาพกิจกรรม']")[0]
    assert link.get("href") == "https://example.go.th/a?b=1&c=2"
    assert "noopener" in link.get("rel")


def test_a_file_is_saved_and_never_shown(works_officer, small_plan, open_session) -> None:
    sent = works_officer.send(
        FORM.format(small_plan.works),
        "/progress/",
        status="IN_PROGRESS",
        content=(io.BytesIO(PDF), "รายงาน.pdf"),
    )
    link = works_officer.get(sent.location).tree.xpath("//a[contains(@href, '/work/evidence/')]")[0]
    file = works_officer.get(link.get("href")).response
    assert file.data == PDF
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]


def test_more_evidence_is_added_to_a_report_that_stands(
    works_officer, small_plan, open_session
) -> None:
    sent = works_officer.send(FORM.format(small_plan.works), "/progress/", status="IN_PROGRESS")
    more = works_officer.get(sent.location).tree.xpath("//a[contains(@href, '/evidence')]")[0]
    refused = works_officer.send(more.get("href"), "/evidence", title="")
    assert refused.status == 422
    added = works_officer.send(
        more.get("href"), "/evidence", evidence_type="ORDER", title="คำสั่ง", number="๑๒/๒๕๖๖"
    )
    assert added.status == 303
    assert _count(open_session, Evidence) == 1


def test_evidence_goes_to_a_report_of_the_measure_in_the_address(works_officer, small_plan) -> None:
    sent = works_officer.send(FORM.format(small_plan.works), "/progress/", status="IN_PROGRESS")
    link = works_officer.get(sent.location).tree.xpath("//a[contains(@href, '/evidence')]")[0]
    elsewhere = link.get("href").replace(str(small_plan.works), str(small_plan.stepped))
    fields = {"evidence_type": "MEMO", "title": "บันทึก", "number": "1"}
    token = works_officer.get(link.get("href")).form("/evidence")["csrf_token"]
    assert works_officer.post(elsewhere, csrf_token=token, **fields).status == 404


def test_an_officer_of_another_department_is_told_whom_to_ask(visit, small_plan) -> None:
    stranger = visit(Role.DEPARTMENT_OFFICER, department="money")
    page = stranger.send(FORM.format(small_plan.works), "/progress/", status="IN_PROGRESS")
    assert page.status == 422
    assert "ไม่ได้รับผิดชอบมาตรการนี้" in page.text
    measure = stranger.get(f"/work/measures/{small_plan.works}")
    assert not measure.tree.xpath("//a[contains(@href, '/progress/')]")


def test_back_from_done_needs_a_logged_reason(works_officer, visit, small_plan) -> None:
    address = FORM.format(small_plan.works)
    works_officer.send(address, "/progress/", status="DONE", results="เสร็จ")
    assert works_officer.send(address, "/progress/", status="IN_PROGRESS").status == 422
    officer = visit(Role.PLAN_OFFICER)
    reopening = f"/work/measures/{small_plan.works}/reopen/2566"
    assert officer.send(reopening, "/reopen/", reason=" ").status == 422
    assert officer.send(reopening, "/reopen/", reason="พิมพ์ผิด (ตัวอย่าง)").status == 303
    sent = works_officer.send(address, "/progress/", status="IN_PROGRESS")
    page = works_officer.get(sent.location)
    assert re.search("อยู่ระหว่างดำเนินการ.*เปิดให้แก้ไขสถานะ.*แล้วเสร็จ", page.text)


def test_a_foreign_measure_answers_like_none(visit, make_plan) -> None:
    foreign = make_plan("saithong")
    officer = visit(Role.PLAN_OFFICER)
    nothing = officer.get("/work/measures/00000000-0000-7000-8000-000000000000")
    theirs = officer.get(f"/work/measures/{foreign.works}")
    assert theirs.status == nothing.status == 404
    assert theirs.source == nothing.source


def test_a_round_that_is_not_open_has_no_form(works_officer, small_plan) -> None:
    for where in ("2566/9M", "1/6M", "99999999999999999999/6M", "2567/6M"):
        address = f"/work/measures/{small_plan.works}/progress/{where}"
        assert works_officer.get(address).status == 404, where
