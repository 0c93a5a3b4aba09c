"""Following a complaint by its code: what stands there, and what its reader does."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.complaints import answering, handling
from portal_plugin.complaints.codes import Channel, Ground, State
from portal_plugin.complaints.intake import Given, take_in
from portal_plugin.complaints.models import Complaint, ComplaintFile, ComplaintMessage
from portal_plugin.complaints.office import consent
from portal_plugin.complaints.views.door import door

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NIGHT = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def citizen(visit):
    return visit(None)


@pytest.fixture
def complain(app, open_session):
    """`complain()`: take a complaint in, and give its id and code."""

    def _complain(space="rimnam", **more):
        with app.app_context():
            key = door().key
        with open_session(space) as session:
            given = Given(
                topic="SERVICE",
                subject="ไฟถนนดับ (ตัวอย่าง)",
                detail="ไฟถนนหน้าตลาดดับมาสามคืนแล้ว (ตัวอย่าง)",
                consent=True,
                consent_version=consent(session).version,
                **more,
            )
            taken = take_in(session, None, given, Channel.WEB, key)
            session.commit()
        return taken.complaint_id, taken.code

    return _complain


@pytest.fixture
def officer(open_session):
    """`officer(answering.message, complaint_id, "…")`: act as the complaint officer."""

    def _act(service, *arguments, **more):
        with open_session() as session:
            who = Actor(
                "officer-7",
                "สมหญิง (ตัวอย่าง)",
                session.tenant_id,
                frozenset({Role.COMPLAINT_OFFICER}),
            )
            service(session, who, *arguments, **more)
            session.commit()

    return _act


@pytest.fixture
def finished(complain, officer):
    """A complaint that has its result."""
    complaint_id, code = complain()
    officer(handling.screen, complaint_id)
    officer(
        answering.finish,
        complaint_id,
        result="เปลี่ยนหลอดไฟแล้ว (ตัวอย่าง)",
        cause="หลอดขาดตามอายุ (ตัวอย่าง)",
        prevention="ตรวจทุกเดือน (ตัวอย่าง)",
    )
    return complaint_id, code


def messages(open_session):
    with open_session() as session:
        return session.scalars(sa.select(ComplaintMessage.text)).all()


def test_the_code_opens_the_page_however_it_is_typed(citizen, complain) -> None:
    _, code = complain()
    for typed in (code, code.lower(), f" {code[:4]}-{code[4:8]} {code[8:]} "):
        page = citizen.post("/follow", code=typed)
        assert page.status == 200
        assert "รับเรื่องแล้ว" in page.text and "เหลือ ๑๕ วัน" in page.text


def test_unknown_and_foreign_codes_answer_alike(citizen, complain, app) -> None:
    _, foreign = complain("saithong")
    with app.app_context():
        unknown = door().key.new_code(uuid4())
    answers = [citizen.post("/follow", code=code) for code in (unknown, foreign)]
    assert {answer.status for answer in answers} == {404}
    assert (
        len(
            {
                answer.source.replace(code, "")
                for answer, code in zip(answers, (unknown, foreign), strict=True)
            }
        )
        == 1
    )


def test_what_cannot_be_a_code_is_said_beside_the_field_and_kept(citizen) -> None:
    for typed in ("", "x", "0" * 16, "0" * 60, "\x00", "ก" * 17, "<b>"):
        page = citizen.post("/follow", code=typed)
        assert page.status == 422
        assert page.tree.get_element_by_id("error-code").text_content().strip()
        assert "<b>" not in page.source


def test_both_sides_talk_and_notes_and_names_stay_inside(
    citizen, complain, officer, open_session
) -> None:
    complaint_id, code = complain(name="สมชาย (ตัวอย่าง)")
    officer(handling.screen, complaint_id)
    officer(answering.message, complaint_id, "เสาไฟต้นที่เท่าไร (ตัวอย่าง)")
    officer(handling.note, complaint_id, "บันทึกลับภายใน (ตัวอย่าง)")
    page = citizen.post("/follow", code=code)
    assert "เสาไฟต้นที่เท่าไร" in page.text
    for inside in ("บันทึกลับ", "สมหญิง", "officer-7", "สมชาย"):
        assert inside not in page.source
    answered = citizen.post("/follow", code=code, do="write", text="ต้นที่สาม (ตัวอย่าง)")
    assert answered.status == 200 and "ต้นที่สาม" in answered.text
    assert answered.tree.get_element_by_id("field-text").text_content().strip() == ""


def test_a_reload_writes_nothing_twice(citizen, complain, open_session) -> None:
    _, code = complain()
    for _ in range(2):
        page = citizen.post("/follow", code=code, do="write", text="ต้นที่สาม (ตัวอย่าง)")
        assert page.status == 200
    assert "ไม่ส่งซ้ำ" in page.text
    assert messages(open_session) == ["ต้นที่สาม (ตัวอย่าง)"]
    with clock.held_at(datetime.now(UTC) + timedelta(minutes=11)):
        citizen.post("/follow", code=code, do="write", text="ต้นที่สาม (ตัวอย่าง)")
    assert len(messages(open_session)) == 2


def test_an_empty_message_is_refused_and_changes_nothing(citizen, complain, open_session) -> None:
    _, code = complain()
    page = citizen.post("/follow", code=code, do="write", text=" \n ")
    assert page.status == 422
    assert page.tree.get_element_by_id("error-text").text_content().strip()
    assert messages(open_session) == []


def test_a_file_goes_with_a_message_and_comes_back_as_it_was(
    citizen, complain, open_session
) -> None:
    _, code = complain()
    files = [(io.BytesIO(PDF), "หลักฐาน.pdf"), (io.BytesIO(b"MZ"), "ไวรัส.exe")]
    page = citizen.post("/follow", code=code, do="write", text="แนบแล้ว (ตัวอย่าง)", files=files)
    assert page.status == 200 and "หลักฐาน.pdf" in page.text and "ไวรัส.exe:" in page.text
    form = page.form("/follow/file")
    assert form["code"] == code
    file = citizen.post("/follow/file", **form)
    assert file.response.data == PDF
    assert "attachment" in file.response.headers["Content-Disposition"]
    assert "sandbox" in file.response.headers["Content-Security-Policy"]


def test_a_file_opens_only_with_the_code_of_its_complaint(citizen, complain, open_session) -> None:
    _, code = complain()
    _, other = complain()
    citizen.post(
        "/follow", code=code, do="write", text="แนบ (ตัวอย่าง)", files=[(io.BytesIO(PDF), "a.pdf")]
    )
    with open_session() as session:
        file_id = str(session.scalars(sa.select(ComplaintFile.id)).one())
    refused = [
        citizen.post("/follow/file", code=other, file_id=file_id),
        citizen.post("/follow/file", code=other, file_id="x"),
        citizen.post("/follow/file", code=other),
    ]
    assert {page.status for page in refused} == {404}
    assert len({page.source for page in refused}) == 1
    assert citizen.post("/follow/file", code="x", file_id=file_id).status == 422


def test_the_answer_is_rated_once_it_is_there(citizen, complain, finished, open_session) -> None:
    complaint_id, code = finished
    page = citizen.post("/follow", code=code)
    assert "เปลี่ยนหลอดไฟแล้ว" in page.text and "พอใจมาก" in page.text
    for score in ("", "6", "๕"):
        refused = citizen.post(
            "/follow", code=code, do="rate", score=score, comment="เร็วดี (ตัวอย่าง)"
        )
        assert refused.status == 422 and "เร็วดี (ตัวอย่าง)" in refused.source
    rated = citizen.post("/follow", code=code, do="rate", score="4", comment="เร็วดี (ตัวอย่าง)")
    assert rated.status == 200 and "ขอบคุณ" in rated.text
    with open_session() as session:
        row = session.scalars(sa.select(Complaint).where(Complaint.id == complaint_id)).one()
        assert (row.score, row.rating_comment) == (4, "เร็วดี (ตัวอย่าง)")


def test_an_open_complaint_is_neither_rated_nor_reopened(citizen, complain) -> None:
    _, code = complain()
    page = citizen.post("/follow", code=code)
    assert 'value="rate"' not in page.source and 'value="reopen"' not in page.source
    for fields in ({"do": "rate", "score": "5"}, {"do": "reopen", "reason": "ยังไม่ดี (ตัวอย่าง)"}):
        assert citizen.post("/follow", code=code, **fields).status in {409, 422}


def test_who_is_not_helped_has_it_opened_again_with_a_new_due_day(
    citizen, finished, open_session
) -> None:
    complaint_id, code = finished
    assert citizen.post("/follow", code=code, do="reopen", reason="").status == 422
    page = citizen.post("/follow", code=code, do="reopen", reason="ไฟดับอีกแล้ว (ตัวอย่าง)")
    assert page.status == 200 and "เหลือ ๑๕ วัน" in page.text
    again = citizen.post("/follow", code=code, do="reopen", reason="ไฟดับอีกแล้ว (ตัวอย่าง)")
    assert again.status in {409, 422}
    with open_session() as session:
        row = session.scalars(sa.select(Complaint).where(Complaint.id == complaint_id)).one()
        assert (row.state, row.reopenings) == (State.SCREENING, 1)


def test_a_refusal_tells_its_reason(citizen, complain, officer) -> None:
    complaint_id, code = complain()
    officer(answering.refuse, complaint_id, Ground.NOT_OURS, "ถนนนี้เป็นของกรมตัวอย่าง (ตัวอย่าง)")
    page = citizen.post("/follow", code=code)
    assert "ไม่รับเรื่อง" in page.text and "กรมตัวอย่าง" in page.text


def test_an_explanation_and_its_promised_day_stand_on_the_page(citizen, complain, officer) -> None:
    with clock.held_at(NIGHT):
        complaint_id, code = complain()
        officer(handling.screen, complaint_id)
        officer(
            answering.explain,
            complaint_id,
            "รอหลอดไฟจากผู้ขาย (ตัวอย่าง)",
            clock.today() + timedelta(days=20),
        )
        page = citizen.post("/follow", code=code)
    assert "รอหลอดไฟจากผู้ขาย" in page.text and "๒๒ มีนาคม ๒๕๖๙" in page.text


def test_what_is_written_in_a_flood_waits_and_is_not_lost(citizen, complain, open_session) -> None:
    _, code = complain()
    for number in range(5):
        citizen.post("/follow", code=code, do="write", text=f"ข้อที่ {number} (ตัวอย่าง)")
    held = citizen.post("/follow", code=code, do="write", text="ข้อสุดท้าย (ตัวอย่าง)")
    assert held.status == 429 and "Retry-After" in held.response.headers
    assert held.tree.get_element_by_id("field-text").text_content().strip() == "ข้อสุดท้าย (ตัวอย่าง)"
    form = next(form for form in held.tree.forms if form.fields.get("do") == "write")
    fields = {name: value or "" for name, value in form.form_values() if name != "files"}
    with clock.held_at(datetime.now(UTC) + timedelta(seconds=60)):
        assert citizen.post("/follow", **fields).status == 200
    assert len(messages(open_session)) == 6


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(max_size=40),
    st.sampled_from(["write", "reopen", "rate", ""]) | st.text(max_size=10),
    st.text(max_size=80),
)
def test_no_form_whatever_breaks_the_page(citizen, complain, code, do, text) -> None:
    body = {
        name: value.encode("utf-8", "surrogatepass")
        for name, value in {"code": code, "do": do, "text": text, "score": text}.items()
    }
    assert citizen.post("/follow", **body).status == 422
    assert citizen.post("/follow/file", **body, file_id=body["text"]).status == 422
