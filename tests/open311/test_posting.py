"""Posting a request: one complaint with its clock and its code, or nothing and a sentence."""

from __future__ import annotations

import io
import logging

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerSecond
from PIL import Image

from portal_plugin.audit import AuditEvent
from portal_plugin.complaints import following
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.models import Complaint, ComplaintContact, ComplaintFile
from portal_plugin.open311 import views

GOOD = {
    "service_code": "SERVICE",
    "lat": "14.5",
    "long": "100.25",
    "address_string": "หน้าตลาด (ตัวอย่าง)",
    "description": "ไฟถนนดับมาสามคืนแล้ว (ตัวอย่าง)\nหน้าตลาด",
}


@pytest.fixture
def stored(open_session):
    def _stored(what=Complaint, space="rimnam"):
        with open_session(space) as session:
            rows = session.scalars(sa.select(what)).all()
            session.expunge_all()
            return rows

    return _stored


@pytest.fixture
def photo():
    kept = io.BytesIO()
    Image.new("RGB", (32, 24), (200, 30, 30)).save(kept, "JPEG")
    return lambda: (io.BytesIO(kept.getvalue()), "ไฟดับ.jpg")


def refused(answer, status=400):
    assert answer.status_code == status, answer.text
    return " ".join(error["description"] for error in answer.get_json())


def test_a_post_is_a_complaint_whose_code_is_told_once(program, stored, open_session, key) -> None:
    answer = program.post(
        **GOOD, first_name="สมชาย", last_name="(ตัวอย่าง)", email="a@example.com", phone="081-2345678"
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    ((created,), (complaint,)) = answer.get_json(), stored()
    assert created["service_request_id"] == complaint.number
    assert created["account_id"] is None
    assert (complaint.channel, complaint.topic) == (Channel.OPEN311, "SERVICE")
    assert complaint.subject == "ไฟถนนดับมาสามคืนแล้ว (ตัวอย่าง)"
    assert complaint.detail == GOOD["description"]
    assert (complaint.latitude, complaint.longitude) == (14.5, 100.25)
    assert complaint.consent_version is None
    (contact,) = stored(ComplaintContact)
    assert (contact.name, contact.email) == ("สมชาย (ตัวอย่าง)", "a@example.com")
    assert "http://localhost/rimnam/follow" in created["service_notice"]
    code = created["service_notice"].split("รหัสติดตามคือ ")[1].split()[0]
    with open_session() as session:
        assert following.find(session, key, code).number == complaint.number
    (event,) = (event for event in stored(AuditEvent) if event.act == "open311.post")
    assert (event.actor_name, event.subject_id) == ("แอปตัวอย่าง", complaint.id)


def test_xml_is_answered_with_the_same(program, as_data, stored) -> None:
    answer = program.post("xml", **GOOD)
    (created,) = as_data(answer.data)
    assert created["service_request_id"] == stored()[0].number
    assert list(created) == ["service_request_id", "service_notice", "account_id"]


def test_the_host_asks_for_no_form_token_and_sets_no_cookie(program) -> None:
    assert "Set-Cookie" not in program.post(**GOOD).headers


def test_without_the_right_key_nothing_is_taken(program, stored) -> None:
    for wrong in ("", "x", "x" * 5000, "ก", "\0"):
        assert "api_key" in refused(program.post(**GOOD, api_key=wrong), 403)
    in_address = program.client.post(
        f"/open311/v2/requests.json?api_key={program.api_key}&jurisdiction_id=rimnam", data=GOOD
    )
    refused(in_address, 403)
    assert stored() == []


def test_photos_come_with_it_drawn_anew(program, photo, stored) -> None:
    answer = program.post(**GOOD, **{"media": photo(), "media[]": photo()})
    assert answer.status_code == 200, answer.text
    files = stored(ComplaintFile)
    assert [(file.media_type, file.from_complainant) for file in files] == [
        ("image/jpeg", True)
    ] * 2


def test_one_bad_file_and_nothing_is_taken(program, photo, stored) -> None:
    said = refused(program.post(**GOOD, media=[photo(), (io.BytesIO(b"MZ"), "virus.exe")]))
    assert "virus.exe" in said
    assert stored() == [] and stored(ComplaintFile) == []


def test_a_body_too_large_is_refused_before_it_is_read(make_app, add_key, stored) -> None:
    client, key = make_app(complaint_file_bytes=1024).test_client(), add_key()
    big = io.BytesIO(b"x" * 300 * 2**10), "big.jpg"
    fields = {**GOOD, "jurisdiction_id": "rimnam", "api_key": key, "media": big}
    refused(client.post("/open311/v2/requests.json", data=fields), 413)
    assert stored() == []


def test_a_media_url_is_never_opened_and_says_what_to_do(program, stored) -> None:
    said = refused(program.post(**GOOD, media_url="http://169.254.169.254/latest"))
    assert "media_url" in said and "169.254" not in said
    assert stored() == []
    assert program.post(**GOOD, media_url="").status_code == 200


def test_corruption_is_led_to_the_protected_channel_and_nothing_is_kept(program, stored) -> None:
    suspicious = (
        {"service_code": "BRIBERY"},
        {"description": "เจ้าหน้าที่เรียกรับเงินใต้โต๊ะ (ตัวอย่าง)"},
        {"address_string": "ที่ทำการทุจริต (ตัวอย่าง)"},
    )
    for fields in suspicious:
        said = refused(program.post(**{**GOOD, **fields}))
        assert "ช่องทางแจ้งเบาะแสการทุจริต" in said and "http://localhost/rimnam/" in said
    assert stored() == []


def test_a_service_must_be_one_of_the_list(program, stored) -> None:
    assert "service_code" in refused(program.post(**{**GOOD, "service_code": ""}))
    assert "service_code" in refused(program.post(**{**GOOD, "service_code": "001"}), 404)
    assert stored() == []


def test_a_place_is_needed_and_a_whole_one(program, stored) -> None:
    no_place = {"service_code": "SERVICE", "description": GOOD["description"]}
    for place in (
        {},
        {"lat": "14.5"},
        {"lat": "14.5", "long": "x"},
        {"lat": "nan", "long": "nan"},
        {"lat": "48.85", "long": "2.35"},
        {"lat": "14_5", "long": "1e2"},
        {"address_id": "5"},
    ):
        refused(program.post(**no_place, **place))
    assert stored() == []
    assert program.post(**no_place, address_string="ตลาด").status_code == 200
    assert program.post(**no_place, lat="14.5", long="100.5").status_code == 200


def test_the_description_may_be_left_out_as_the_specification_has_it(program, stored) -> None:
    for description in ("", "ดับ", " . "):
        assert program.post(**{**GOOD, "description": description}).status_code == 200
    subjects = [complaint.subject for complaint in stored()]
    assert subjects == ["การให้บริการประชาชน", "ดับ", "การให้บริการประชาชน"]


def test_every_fault_is_told_at_once(program) -> None:
    answer = program.post(
        **{**GOOD, "email": "x", "phone": "y", "lat": "z", "attribute[a]": "b", "media_url": "c"}
    )
    assert len(answer.get_json()) == 5


def test_the_same_post_again_gives_the_same_request_if_it_says_so(program, photo, stored) -> None:
    again = {"Idempotency-Key": "7f6c"}
    first, second = (program.post(**GOOD, media=photo(), headers=again).get_json() for _ in "12")
    assert first == second
    assert len(stored()) == 1 and len(stored(ComplaintFile)) == 1
    changed = {**GOOD, "description": "ไฟถนนดับอีกแห่งหนึ่ง (ตัวอย่าง)"}
    program.post(**changed, headers=again)
    program.post(**GOOD)
    assert len(stored()) == 3


def test_a_client_that_floods_is_told_to_wait_and_the_others_are_not(
    program, add_key, monkeypatch, stored
) -> None:
    monkeypatch.setattr(views, "_SHARE", RateLimitItemPerSecond(2, 600))
    assert [program.post(**GOOD).status_code for _ in range(3)] == [200, 200, 429]
    answer = program.post(**GOOD)
    assert answer.headers["Retry-After"] == "60"
    refused(answer, 429)
    assert program.post(**GOOD, api_key=add_key(name="อีกแอป")).status_code == 200
    assert len(stored()) == 3


def test_no_word_and_no_key_stands_in_a_log(program, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        program.post(**GOOD, email="a@example.com")
        program.post(**GOOD, email="not an address")
    for secret in (program.api_key, "ไฟถนน", "a@example.com", "not an address"):
        assert secret not in caplog.text


FIELDS = ["service_code", "lat", "long", "address_string", "description", "email", "phone"]
FIELDS += ["first_name", "last_name", "media_url", "attribute[a]", "jurisdiction_id", "api_key"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(FIELDS),
    value=st.text(max_size=60) | st.text(st.characters(max_codepoint=160), max_size=9),
    form=st.sampled_from(["json", "xml"]),
)
def test_no_value_breaks_it(program, monkeypatch, as_data, name, value, form) -> None:
    monkeypatch.setattr(views, "_SHARE", RateLimitItemPerSecond(10_000, 600))
    answer = program.post(form, **{**GOOD, name: value})
    assert answer.status_code in {200, 400, 403, 404}
    assert answer.get_json() if form == "json" else as_data(answer.data)


def test_a_body_that_is_no_form_is_refused(program) -> None:
    for body, kind in (
        (b"{}", "application/json"),
        (b"\xff\xfe", "multipart/form-data"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"%zz=%zz", "application/x-www-form-urlencoded"),
    ):
        answer = program.client.post(
            "/open311/v2/requests.xml?jurisdiction_id=rimnam", data=body, content_type=kind
        )
        assert answer.status_code in {400, 403}
        assert answer.data.startswith(b"<?xml")


def test_a_part_without_a_name_is_passed_over(program, stored) -> None:
    words = {**GOOD, "jurisdiction_id": "rimnam", "api_key": program.api_key}
    parts = [f'Content-Disposition: form-data; name="{name}"' for name in words]
    parts = [f"{part}\r\n\r\n{value}" for part, value in zip(parts, words.values(), strict=True)]
    parts.append("Content-Disposition: form-data\r\n\r\nnameless")
    body = "".join(f"--x\r\n{part}\r\n" for part in parts) + "--x--\r\n"
    answer = program.client.post(
        "/open311/v2/requests.json",
        data=body.encode(),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 200, answer.text
    assert len(stored()) == 1
