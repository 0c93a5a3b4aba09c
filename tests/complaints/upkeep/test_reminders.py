"""Reminders from day 10 on, once a day; settled complaints close when nobody can reopen them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal_plugin.complaints import following, reminders
from portal_plugin.complaints.changes import locked
from portal_plugin.complaints.codes import Act, NoticeKind, State
from portal_plugin.complaints.models import ComplaintEvent, ComplaintNotice, ComplaintOffice
from portal_plugin.complaints.recount import recount
from portal_plugin.complaints.reminders import close_expired, remind_due
from portal_plugin.complaints.sending import send_pending
from portal_plugin.config.catalogue.public_holidays import holidays
from portal_plugin.errors import Conflict
from portal_plugin.mail import QuietMailer
from portal_plugin.tenants.session import tenant_session
from portal_plugin.working_days import is_working_day

OFFICE = "office@example.com"
KEPT = {"contact_days": 365, "content_days": 1825}


def _remind(town: Any, day: int, hours: float = 0) -> int:
    with town.held(day, hours):
        return int(town.do(remind_due))


def _close(town: Any, day: int) -> int:
    with town.held(day):
        return int(town.do(close_expired))


def _reminded(town: Any) -> list[Any]:
    return [
        event.happened_on for event in town.rows(ComplaintEvent, ComplaintEvent.act == Act.REMINDED)
    ]


def test_the_office_is_reminded_from_day_10_on(town: Any) -> None:
    town.complain()
    days = (0, 9, 10, 14, 15, 16, 300)
    assert [day for day in days if _remind(town, day)] == [10, 14, 15, 16, 300]


def test_where_working_days_count_the_office_is_reminded_from_the_tenth_of_them(town: Any) -> None:
    town.do(lambda session: session.add(ComplaintOffice(working_days=True, **KEPT)))
    town.complain()
    first = next(day for day in range(40) if _remind(town, day))
    passed = (town.day(each) for each in range(1, first + 1))
    assert sum(is_working_day(day, holidays=holidays()) for day in passed) == 10
    assert first > 10


def test_the_day_turns_at_midnight_in_bangkok(town: Any) -> None:
    town.complain()
    assert _remind(town, 9, hours=14.99) == 0
    assert _remind(town, 9, hours=15) == 1


def test_however_often_it_runs_a_complaint_is_reminded_of_once_a_day(town: Any) -> None:
    town.complain()
    assert [_remind(town, 10, hours) for hours in (0, 1, 14)] == [1, 0, 0]
    assert _remind(town, 11) == 1
    assert _reminded(town) == [town.day(10), town.day(11)]


def test_five_runs_at_once_remind_once(town: Any) -> None:
    for _ in range(4):
        town.complain()
    with ThreadPoolExecutor(5) as runs:
        counts = list(runs.map(lambda _: _remind(town, 12), range(5)))
    assert sum(counts) == len(_reminded(town)) == 4


def test_a_run_that_meets_another_leaves_the_reminding_to_it(town: Any) -> None:
    with tenant_session(town.engine, town.tenant.id) as other, town.held(10):
        remind_due(other)
        town.complain()
        assert _remind(town, 10) == 0
        other.commit()
    assert _remind(town, 10) == 1


def test_an_explained_one_rests_until_three_days_before_its_promise(town: Any) -> None:
    town.explain(town.complain(), 12, promised=25)
    days = (13, 15, 16, 21, 22, 25, 26, 90)
    assert [day for day in days if _remind(town, day)] == [22, 25, 26, 90]


def test_an_answered_one_is_left_alone(town: Any) -> None:
    town.finish(town.complain(), 5)
    assert _remind(town, 15) == 0


def test_a_reopened_one_has_ten_days_again(town: Any) -> None:
    complaint_id = town.complain()
    town.finish(complaint_id, 5)
    with town.held(20):
        town.do(following.reopen, complaint_id, "ยังไม่เรียบร้อย (ตัวอย่าง)")
    assert [_remind(town, day) for day in (29, 30)] == [0, 1]


def test_the_office_gets_one_letter_a_day_with_all_that_waits(town: Any) -> None:
    town.choose(email=OFFICE)
    late, near = (town.row(town.complain(day)).number for day in (0, 5))
    explained = town.complain(1)
    town.explain(explained, 9, promised=17)
    mailer = QuietMailer()
    with town.held(16):
        town.do(remind_due)
        send_pending(town.engine, mailer, town.tenant, "https://portal.example")
        mailer.letters = [letter for letter in mailer.letters if "ใกล้ครบกำหนด" in letter.subject]
        town.do(remind_due)
        send_pending(town.engine, mailer, town.tenant, "https://portal.example")
    (letter,) = mailer.letters
    assert letter.to == OFFICE and "๓ เรื่อง" in letter.subject
    text = letter.text
    third = town.row(explained).number
    assert text.index(late) < text.index(third) < text.index(near)
    assert "เลยกำหนด ๑ วัน" in text and "https://portal.example/rimnam/work/complaints" in text
    assert town.word not in text


def test_what_was_answered_before_the_letter_went_is_not_in_it(town: Any) -> None:
    town.choose(email=OFFICE)
    complaint_id = town.complain()
    _remind(town, 10)
    town.finish(complaint_id, 10)
    mailer = QuietMailer()
    with town.held(10):
        send_pending(town.engine, mailer, town.tenant, None)
    assert not any("ใกล้ครบกำหนด" in letter.subject for letter in mailer.letters)


def test_one_that_somebody_is_changing_waits_its_turn(town: Any) -> None:
    busy, free = town.complain(), town.complain()
    with tenant_session(town.engine, town.tenant.id) as session:
        locked(session, busy)
        assert _remind(town, 10) == 1
        session.rollback()
    assert _remind(town, 10) == 1
    events = town.rows(ComplaintEvent, ComplaintEvent.act == Act.REMINDED)
    assert [event.complaint_id for event in events] == [free, busy]


def test_many_are_reminded_of_in_parts(town: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    for _ in range(5):
        town.complain()
    assert [_remind(town, 10) for _ in range(4)] == [2, 2, 1, 0]


def test_a_settled_one_closes_when_nobody_can_reopen_it_any_more(town: Any) -> None:
    complaint_id = town.complain()
    town.finish(complaint_id, 5)
    assert _close(town, 35) == 0
    assert town.row(complaint_id).state is State.DONE
    assert [_close(town, 36), _close(town, 36)] == [1, 0]
    row = town.row(complaint_id)
    assert (row.state, row.answered_on) == (State.CLOSED, town.day(5))
    with town.held(36), pytest.raises(Conflict):
        town.do(following.reopen, complaint_id, "ยังไม่เรียบร้อย (ตัวอย่าง)")


def test_an_open_one_is_never_closed(town: Any) -> None:
    town.complain()
    assert _close(town, 400) == 0


def test_neither_moves_a_figure(town: Any) -> None:
    town.complain()
    town.finish(town.complain(), 20)
    _remind(town, 12)
    _close(town, 60)
    assert town.do(recount) == []


def test_another_municipality_is_left_alone(town: Any, neighbour: Any) -> None:
    neighbour.choose(email=OFFICE)
    neighbour.complain()
    town.complain()
    assert _remind(town, 12) == 1
    kinds = [notice.kind for notice in neighbour.rows(ComplaintNotice)]
    assert kinds == [NoticeKind.OFFICE_NEW] and _reminded(neighbour) == []
