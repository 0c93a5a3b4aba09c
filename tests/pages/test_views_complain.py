"""Complaining on the web: written, read through, sent, and a receipt whose code is told once."""

from __future__ import annotations

import io
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from portal_plugin import clock
from portal_plugin.actor import Role
from portal_plugin.complaints.models import Complaint, ComplaintContact, ComplaintFile
from portal_plugin.complaints.views.door import door

WRITTEN = {
    "topic": "SERVICE",
    "subject": "ไฟถนนดับ (ตัวอย่าง)",
    "detail": "ไฟถนนหน้าตลาดดับมาสามคืนแล้ว (ตัวอย่าง)",
    "place": "หน้าตลาด (ตัวอย่าง)",
    "consent": "1",
}
CODE = re.compile(r'name="code" value="([0-9A-Z]{17})"')


@pytest.fixture
def citizen(visit):
    return visit(None)


@pytest.fixture
def photo():
    def _photo():
        kept = io.BytesIO()
        Image.new("RGB", (32, 24), (200, 30, 30)).save(kept, "JPEG")
        return io.BytesIO(kept.getvalue()), "ไฟดับ.jpg"

    return _photo


@pytest.fixture
def review(citizen):
    """The fields of the review page's form that sends."""

    def _review(**more):
        page = citizen.send("/complain", "/complain", **{**WRITTEN, "step": "check", **more})
        assert page.status == 200, page.text
        return sending(page)

    return _review


def sending(page):
    form = next(form for form in page.tree.forms if form.get("enctype"))
    return {name: value or "" for name, value in form.form_values() if name != "files"}


def stored(open_session, what=Complaint, space="rimnam"):
    with open_session(space) as session:
        rows = session.scalars(sa.select(what)).all()
        session.expunge_all()
        return rows


def test_a_complaint_is_written_read_through_and_sent_with_a_photo(
    citizen, review, photo, open_session
) -> None:
    form = review(name="สมชาย (ตัวอย่าง)", phone="๐๘๑ ๒๓๔ ๕๖๗๘", email="somchai@example.com")
    assert stored(open_session) == []
    receipt = citizen.post("/complain", **form, step="send", files=[photo()])
    assert receipt.status == 201
    assert "รหัสติดตาม" in receipt.text and "ไฟดับ.jpg" in receipt.text
    (complaint,) = stored(open_session)
    assert complaint.subject == WRITTEN["subject"] and complaint.number in receipt.text
    (contact,) = stored(open_session, ComplaintContact)
    assert contact.email == "somchai@example.com"
    (file,) = stored(open_session, ComplaintFile)
    assert file.media_type == "image/jpeg"


def test_a_contact_is_nobodys_duty(citizen, review, open_session) -> None:
    assert citizen.post("/complain", **review(), step="send").status == 201
    assert stored(open_session, ComplaintContact) == []


def test_every_fault_stands_beside_its_field_and_nothing_typed_is_lost(citizen) -> None:
    typed = {
        "topic": "SERVICE",
        "subject": "  ",
        "detail": "สั้น",
        "place": "ที่หนึ่ง",
        "email": "ไม่ใช่อีเมล",
        "phone": "abc",
        "name": "สมชาย (ตัวอย่าง)",
    }
    page = citizen.send("/complain", "/complain", **typed, step="check")
    assert page.status == 422
    for field in ("subject", "detail", "email", "phone", "consent"):
        assert page.tree.get_element_by_id(f"error-{field}").text_content().strip()
        assert page.tree.get_element_by_id(f"field-{field}") is not None
    form = page.form("/complain")
    assert {name: form[name].removeprefix("\n") for name in typed} == typed


def test_going_back_from_the_review_keeps_every_word(citizen, review) -> None:
    form = review(name="สมชาย (ตัวอย่าง)", latitude="14.5", longitude="100.25")
    page = citizen.post("/complain", **form, step="edit")
    assert page.status == 200
    back = page.form("/complain")
    assert {name: back[name].removeprefix("\n") for name in WRITTEN} == WRITTEN
    assert (back["latitude"], back["longitude"]) == ("14.5", "100.25")


def test_the_same_form_sent_twice_is_one_complaint_with_one_code(
    citizen, review, photo, open_session
) -> None:
    form = review()
    first = citizen.post("/complain", **form, step="send", files=[photo()])
    again = citizen.post("/complain", **form, step="send", files=[photo()])
    assert CODE.findall(first.source) == CODE.findall(again.source) != []
    assert "ไม่ได้บันทึกซ้ำ" in again.text
    assert len(stored(open_session)) == 1 and len(stored(open_session, ComplaintFile)) == 1


def test_a_form_left_open_too_long_asks_to_be_sent_once_more_and_keeps_its_words(
    citizen, review, open_session
) -> None:
    now = datetime(2026, 3, 2, 3, tzinfo=UTC)
    with clock.held_at(now):
        form = review()
    with clock.held_at(now + timedelta(hours=7)):
        late = citizen.post("/complain", **form, step="send")
        assert late.status == 422 and WRITTEN["detail"] in late.text
        assert stored(open_session) == []
        assert citizen.post("/complain", **sending(late), step="send").status == 201


def test_a_forged_nonce_sends_nothing(citizen, review, open_session) -> None:
    form = review()
    for nonce in ("", "x", "1.2.3", "ก.ข.ค", "..", "9" * 5000, form["nonce"] + "x"):
        page = citizen.post("/complain", **{**form, "nonce": nonce}, step="send")
        assert page.status == 422
    assert stored(open_session) == []


def test_a_nonce_of_another_space_is_none_here(citizen, visit, review) -> None:
    elsewhere = visit(None, "saithong").get("/complain").form("/complain")["nonce"]
    assert citizen.post("/complain", **{**review(), "nonce": elsewhere}, step="send").status == 422


def test_what_looks_like_corruption_is_offered_the_other_door_and_nothing_is_kept(
    citizen, open_session
) -> None:
    page = citizen.send("/complain", "/complain", **{**WRITTEN, "topic": "BRIBERY"}, step="check")
    assert page.status == 200
    assert "1205" in page.text and "1206" in page.text and "1567" in page.text
    assert stored(open_session) == []
    chosen = page.form("/complain")
    around = {name: value for name, value in chosen.items() if name != "door"}
    assert "1205" in citizen.post("/complain", **around, step="send").text
    assert stored(open_session) == []
    review = citizen.post("/complain", **chosen, step="check")
    assert citizen.post("/complain", **sending(review), step="send").status == 201
    assert [complaint.detail for complaint in stored(open_session)] == [WRITTEN["detail"]]


def test_words_of_corruption_are_offered_the_other_door_too(citizen) -> None:
    bribed = {**WRITTEN, "detail": "เจ้าหน้าที่เรียกรับสินบนก่อนออกใบอนุญาต (ตัวอย่าง)"}
    page = citizen.send("/complain", "/complain", **bribed, step="check")
    assert "ส่งเป็นเรื่องร้องเรียนทั่วไป" in page.text and "1205" in page.text


def test_who_sends_often_meets_a_challenge_and_keeps_every_word(
    citizen, review, photo, open_session
) -> None:
    for number in range(5):
        form = review(subject=f"เรื่องที่ {number} (ตัวอย่าง)")
        assert citizen.post("/complain", **form, step="send").status == 201
    form = review()
    assert form["work_challenge"], "the review page shows the challenge before files are chosen"
    held = citizen.post("/complain", **form, step="send", files=[photo()])
    assert held.status == 429 and int(held.response.headers["Retry-After"]) > 0
    assert "เลือกไฟล์อีกครั้ง" in held.text and WRITTEN["detail"] in held.text
    assert "script-src 'self'" in held.response.headers["Content-Security-Policy"]
    assert len(stored(open_session)) == 5
    with clock.held_at(datetime.now(UTC) + timedelta(seconds=60)):
        assert citizen.post("/complain", **sending(held), step="send").status == 201


def test_a_flood_from_one_source_keeps_nobody_else_from_complaining(app, citizen, review) -> None:
    with app.app_context():
        gate = door().gate
    for _ in range(5_000):
        gate.admit("rimnam", "complain", "192.0.2.66", {})
    assert citizen.post("/complain", **review(), step="send").status == 201


def test_a_file_that_cannot_be_kept_is_told_and_the_complaint_is_taken(
    citizen, review, photo, open_session
) -> None:
    bad = (io.BytesIO(b"MZ not a picture"), "รูป.jpg")
    receipt = citizen.post("/complain", **review(), step="send", files=[bad, photo()])
    assert receipt.status == 201
    assert "ไม่ได้รับ" in receipt.text and "รูป.jpg" in receipt.text
    assert len(stored(open_session, ComplaintFile)) == 1


def test_a_body_too_large_is_refused_in_one_sentence(citizen, review, app, monkeypatch) -> None:
    monkeypatch.setattr("portal_plugin.complaints.views.door.file_bytes", lambda: 1024)
    large = (io.BytesIO(b"\xff\xd8" + b"a" * 400_000), "a.jpg")
    page = citizen.post("/complain", **review(), step="send", files=[large])
    assert page.status == 413 and "ลดขนาดไฟล์" in page.text


def test_the_form_takes_more_than_the_host_allows_elsewhere(citizen, review, app, photo) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 200
    receipt = citizen.post("/complain", **review(), step="send", files=[photo()])
    assert receipt.status == 201 and "ไม่ได้รับ" not in receipt.text


def test_a_stored_script_never_runs(citizen, review, photo) -> None:
    script = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'
    form = review(subject=script, detail=script * 2, place=script, name=script)
    page = citizen.post(
        "/complain", **form, step="send", files=[(photo()[0], "<script>alert(1)</script>.jpg")]
    )
    assert page.status == 201
    code = CODE.findall(page.source)[0]
    for shown in (
        page,
        citizen.post("/complain", **form, step="check"),
        citizen.post("/follow", code=code),
    ):
        policy = shown.response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "<script>alert" not in shown.source and "<img" not in shown.source
        assert shown is page or "{{7*7}}" in shown.text


def test_no_public_page_sets_a_cookie_or_is_kept_by_a_cache(citizen, review) -> None:
    form = review()
    receipt = citizen.post("/complain", **form, step="send")
    code = CODE.findall(receipt.source)[0]
    empty = citizen.get("/complain")
    assert "Set-Cookie" not in empty.response.headers
    assert empty.response.headers["Cache-Control"] == "private, no-cache"
    for page in (
        citizen.post("/complain", **form, step="check"),
        citizen.post("/complain", step="check"),
        citizen.post("/complain", **form, step="edit"),
        receipt,
        citizen.get("/follow"),
        citizen.post("/follow", code=code),
        citizen.post("/follow", code="wrong"),
        citizen.post("/follow", code=code, do="write", text="ขอบคุณ (ตัวอย่าง)"),
    ):
        assert "Set-Cookie" not in page.response.headers
        assert page.response.headers["Cache-Control"] == "no-store"
        assert page.response.headers["Referrer-Policy"] == "no-referrer"


def test_the_code_is_in_no_address_and_no_log(citizen, review, photo, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    receipt = citizen.post("/complain", **review(), step="send", files=[photo()])
    code = CODE.findall(receipt.source)[0]
    pages = [receipt, citizen.post("/follow", code=code)]
    pages.append(citizen.post("/follow", code=code, do="write", text="ขอบคุณ (ตัวอย่าง)"))
    for page in pages:
        assert "Location" not in page.response.headers
        assert not any(code in link for _, _, link, _ in page.tree.iterlinks())
    assert code not in caplog.text and WRITTEN["detail"] not in caplog.text


def test_no_link_leads_away_from_what_was_typed_or_told_once(citizen, review) -> None:
    assert "hreflang" in citizen.get("/complain").source
    form = review()
    for step in ("edit", "check", "send"):
        assert "hreflang" not in citizen.post("/complain", **form, step=step).source


def test_the_province_itself_takes_no_complaints(visit, province_space) -> None:
    operator = visit(None, "province")
    for path in ("/complain", "/follow"):
        assert operator.get(path).status == 404
        assert operator.post(path, code="x").status == 404


def test_an_officer_who_complains_is_a_citizen(visit, open_session) -> None:
    officer = visit(Role.COMPLAINT_OFFICER)
    page = officer.send("/complain", "/complain", **WRITTEN, step="check")
    assert officer.post("/complain", **sending(page), step="send").status == 201
    with open_session() as session:
        actors = session.scalars(
            sa.text("select actor_id from portal_plugin.complaint_event")
        ).all()
    assert set(actors) == {"complainant"}


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "\x00",
        "\ud800",
        "\u202e",
        "1e400",
        "nan",
        "-1",
        "9" * 400,
        "<script>",
        "T-1",
        "send",
        "๑",
        "[]",
    ]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(
            ["topic", "subject", "detail", "latitude", "longitude", "email", "phone", "consent",
             "consent_version", "nonce", "door", "work_challenge", "work_solution", "homepage"]
        ),
        HOSTILE,
    ),
    st.sampled_from(["check", "edit", "send", ""]) | HOSTILE,
)  # fmt: skip
def test_no_form_whatever_breaks_the_page(citizen, fields, step) -> None:
    sent = {**WRITTEN, **fields, "step": step}
    body = {name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()}
    page = citizen.post("/complain", **body)
    assert page.status in {200, 422, 429}
