"""The mailbox as an informant uses it: without a cookie, and never with the receipt in an address."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from lxml import html

from portal_plugin.corruption.informants.mailbox import open_mailbox
from portal_plugin.crockford import in_groups

_WHERE = "/rimnam/corruption/mailbox"


@pytest.fixture
def client(app: Flask) -> Any:
    return app.test_client()


def _write(client: Any, taken: Any, **more: Any) -> Any:
    return client.post(_WHERE, data={"receipt": taken.receipt, "do": "write", **more})


def test_the_receipt_shows_where_the_report_stands(client: Any, taken: Any) -> None:
    page = client.post(_WHERE, data={"receipt": taken.receipt})
    assert page.status_code == 200
    assert taken.number in page.text
    assert "ได้รับแล้ว ยังไม่มีผู้รับผิดชอบ" in page.text


def test_every_form_carries_the_receipt_in_its_body(client: Any, taken: Any) -> None:
    page = client.post(_WHERE, data={"receipt": taken.receipt})
    forms = html.document_fromstring(page.text).forms
    assert forms and {form.method for form in forms} == {"POST"}
    assert all(form.fields["receipt"] == in_groups(taken.receipt) for form in forms)
    assert all(taken.receipt[:4] not in form.action for form in forms)
    assert "Set-Cookie" not in page.headers


def test_an_empty_door_asks_for_the_receipt(client: Any) -> None:
    page = client.get(_WHERE)
    assert page.status_code == 200
    [form] = html.document_fromstring(page.text).forms
    assert form.fields["receipt"] == ""


def test_a_message_with_a_file_reaches_the_mailbox(
    client: Any, taken: Any, open_channel: Any
) -> None:
    file = (io.BytesIO(b"%PDF-1.7\n(example)"), "ใบเสร็จ (ตัวอย่าง).pdf")
    page = _write(client, taken, text="แนบใบเสร็จ (ตัวอย่าง)", files=file)
    assert page.status_code == 200
    assert "ส่งข้อความถึงผู้ตรวจสอบแล้ว" in page.text
    with open_channel() as session:
        found = open_mailbox(session, taken.receipt)
    assert found is not None
    [message] = found.messages
    sent = {"receipt": taken.receipt, "file_id": str(message.files[0].file_id)}
    saved = client.post(f"{_WHERE}/file", data=sent)
    assert saved.data == b"%PDF-1.7\n(example)"
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_sent_again_by_a_reload_it_is_kept_once(client: Any, taken: Any) -> None:
    _write(client, taken, text="ขอทราบผล (ตัวอย่าง)")
    page = _write(client, taken, text="ขอทราบผล (ตัวอย่าง)")
    assert "จึงไม่ส่งซ้ำ" in page.text
    assert page.text.count("ขอทราบผล (ตัวอย่าง)") == 1


def test_what_was_typed_is_kept_when_it_is_refused(client: Any, taken: Any) -> None:
    page = _write(client, taken, text="!?")
    assert page.status_code == 422
    assert "กรุณาเขียนข้อความ" in page.text
    [form] = [form for form in html.document_fromstring(page.text).forms if "do" in form.fields]
    assert form.fields["text"].strip() == "!?"


@pytest.mark.parametrize("file_id", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_file_that_is_not_there_is_not_found(client: Any, taken: Any, file_id: str) -> None:
    sent = {"receipt": taken.receipt, "file_id": file_id}
    assert client.post(f"{_WHERE}/file", data=sent).status_code == 404


@pytest.mark.parametrize("before", ["", "-1", "x", "1" * 30, "٣"])
def test_a_strange_place_in_the_talk_is_none(client: Any, taken: Any, before: str) -> None:
    page = client.post(_WHERE, data={"receipt": taken.receipt, "before": before})
    assert page.status_code == 200
