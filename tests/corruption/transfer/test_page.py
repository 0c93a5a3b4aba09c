"""The officer's page that moves a complaint, and what its code leads to afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal_plugin.actor import Actor, Role
from portal_plugin.complaints.models import Complaint
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.models import Report
from portal_plugin.extension import Portal

WORDS = "เรียกเงินค่าใบอนุญาต (ตัวอย่าง)"
FORM = {"category": "BRIBERY", "nobody": "1", "reason": "กล่าวหาว่าเรียกเงิน (ตัวอย่าง)"}


@pytest.fixture
def app(
    database: Any, tenant_ids: dict[str, UUID], tmp_path: Any, tracking_key: Any, channel_key: Any
) -> Iterator[Flask]:
    def url(engine: sa.Engine) -> str:
        return engine.url.render_as_string(hide_password=False)

    made = Flask("host")
    made.config.update(
        SECRET_KEY="a key of the tests", TESTING=True, SITTING=None, WTF_CSRF_ENABLED=False
    )
    settings = Settings(
        home=tmp_path,
        database_url=url(database.app),
        inspection_database_url=url(database.inspection),
        tracking_key=tracking_key.secret,
        channel_key=channel_key.secret,
    )
    Portal(made, settings=settings, actor=lambda _tenant: made.config["SITTING"])
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def as_person(app: Flask) -> Callable[..., Any]:
    """`as_person(officer, "get", "/work/complaints")` in rimnam's space, each time with a new
    browser."""

    def _as(actor: Actor | None, method: str, path: str, **fields: Any) -> Any:
        app.config["SITTING"] = actor
        more = {"data": fields} if method == "post" else {}
        return getattr(app.test_client(), method)(f"/rimnam{path}", **more)

    return _as


def _moving(complaint_id: UUID) -> str:
    return f"/work/complaints/{complaint_id}/move"


def test_the_complaints_page_leads_there_and_the_page_says_what_happens(
    complain: Any, as_person: Any, officer: Actor, inspector: Any
) -> None:
    taken = complain()
    page = as_person(officer, "get", f"/work/complaints/{taken.complaint_id}").text
    assert _moving(taken.complaint_id) in page
    moving = as_person(officer, "get", _moving(taken.complaint_id)).text
    assert "ย้ายกลับไม่ได้" in moving
    assert "ท่านจะไม่เห็นเรื่องนี้อีก" in moving


def test_moving_it_ends_at_the_list_and_pressing_again_is_no_fault(
    complain: Any, as_person: Any, officer: Actor, inspector: Any, open_channel: Any
) -> None:
    taken = complain()
    for _ in range(2):
        answer = as_person(officer, "post", _moving(taken.complaint_id), **FORM)
        assert (answer.status_code, answer.location) == (303, "/rimnam/work/complaints")
    assert as_person(officer, "get", _moving(taken.complaint_id)).status_code == 404
    assert as_person(officer, "get", f"/work/complaints/{taken.complaint_id}").status_code == 404
    with open_channel() as channel:
        assert channel.scalar(sa.select(sa.func.count(Report.id))) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"category": "OF MY OWN"}, "กรุณาเลือกว่าเป็นเรื่องใด"),
        ({"nobody": None}, "กรุณาเลือกตำแหน่งที่เกี่ยวข้อง"),
        ({"posts": "not-an-id"}, "ตำแหน่งที่เลือกไม่มีในรายการแล้ว"),
        ({"reason": " "}, "กรุณาเขียนว่าเหตุใดจึงย้ายเรื่องนี้"),
    ],
)
def test_a_form_that_is_not_whole_moves_nothing_and_keeps_what_was_typed(
    complain: Any, as_person: Any, officer: Actor, inspector: Any, open_channel: Any,
    open_session: Any, change: dict[str, str | None], sentence: str,
) -> None:  # fmt: skip
    taken = complain()
    sent = {name: value for name, value in {**FORM, **change}.items() if value is not None}
    answer = as_person(officer, "post", _moving(taken.complaint_id), **sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert sent["reason"].strip() in answer.text
    with open_channel() as channel, open_session() as session:
        assert channel.scalar(sa.select(sa.func.count(Report.id))) == 0
        assert session.scalar(sa.select(Complaint.subject)) == f"เรื่อง {WORDS}"


def test_when_nobody_may_read_it_the_page_says_so_and_nothing_moved(
    complain: Any, as_person: Any, officer: Actor, open_session: Any
) -> None:
    taken = complain()
    answer = as_person(officer, "post", _moving(taken.complaint_id), **FORM)
    assert (answer.status_code, "ไม่มีผู้ตรวจสอบที่เปิดอ่านเรื่องนี้ได้" in answer.text) == (422, True)
    with open_session() as session:
        assert session.scalar(sa.select(Complaint.subject)) == f"เรื่อง {WORDS}"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMPLAINT_OFFICER}))
def test_nobody_else_moves_a_complaint(
    role: Role, complain: Any, as_person: Any, tenant_ids: Any, inspector: Any
) -> None:
    taken = complain()
    somebody = Actor("somebody", "ผู้ใช้ (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({role}))
    assert as_person(somebody, "post", _moving(taken.complaint_id), **FORM).status_code == 403


def test_every_code_of_a_moved_complaint_leads_to_the_same_page_whatever_is_asked(
    complain: Any, as_person: Any, officer: Actor, inspector: Any
) -> None:
    one, other = complain(), complain("อีกเรื่องหนึ่ง (ตัวอย่าง)")
    for taken in (one, other):
        as_person(officer, "post", _moving(taken.complaint_id), **FORM)
    pages = {
        as_person(None, "post", "/follow", code=taken.code, **more).text
        for taken in (one, other)
        for more in ({}, {"do": "write", "text": "เพิ่มเติม (ตัวอย่าง)"}, {"do": "reopen"})
    }
    assert len(pages) == 1
    page = pages.pop()
    assert "เรื่องนี้อยู่ในช่องทางที่คุ้มครองผู้แจ้ง" in page
    for secret in (WORDS, one.number, one.code):
        assert secret not in page
