"""The complainant's page: found by its code alone, whole, and with nothing internal on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor
from portal_plugin.clock import held_at
from portal_plugin.complaints import answering, following, handling, merging, tracking_page
from portal_plugin.complaints.codes import Act, Ground, MessageKind, NoticeKind, State
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.intake import Taken
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintEvent,
    ComplaintMessage,
    ComplaintNotice,
)
from portal_plugin.complaints.office import Office, set_office
from portal_plugin.complaints.tracking import BadCode, TrackingKey
from portal_plugin.complaints.tracking_page import Following
from portal_plugin.crockford import in_groups
from portal_plugin.errors import Conflict, RuleBroken
from portal_plugin.thai import thai_digits

RECEIVED_AT = datetime(2026, 1, 30, 3, tzinfo=UTC)
ANSWERED_AT = datetime(2026, 2, 10, 3, tzinfo=UTC)
RESULT = {"result": "ซ่อมไฟแล้ว (ตัวอย่าง)", "cause": "สายขาด", "prevention": "ตรวจทุกเดือน"}


@pytest.fixture
def taken(send: Callable[..., Taken]) -> Taken:
    with held_at(RECEIVED_AT):
        return send(name="สมศรี (ตัวอย่าง)", phone="081 234 5678", email="somsri@example.com")


@pytest.fixture
def page(work: Any, key: TrackingKey) -> Callable[..., Following]:
    """The tracking page of a code."""

    def _page(code: str, space: str = "rimnam") -> Following:
        def _follow(session: Any) -> Following:
            return tracking_page.follow(session, following.find(session, key, code))

        found = work(_follow, code=space)
        assert isinstance(found, Following)
        return found

    return _page


@pytest.fixture
def answer(work: Any, head: Actor) -> Callable[[UUID], None]:
    """Answer a complaint on 10 February."""

    def _answer(complaint_id: UUID) -> None:
        with held_at(ANSWERED_AT):
            work(handling.screen, head, complaint_id)
            work(answering.finish, head, complaint_id, **RESULT)

    return _answer


def _as_thai_digits(code: str) -> str:
    return thai_digits(code)


def _with_lookalikes(code: str) -> str:
    return code.replace("0", "O").replace("1", "l")


@pytest.mark.parametrize(
    "typed",
    [str.lower, in_groups, _as_thai_digits, _with_lookalikes, " {}\u200b\r\n".format, "–".join],
)
def test_a_code_is_found_however_it_is_typed(
    taken: Taken, page: Any, typed: Callable[[str], str]
) -> None:
    assert page(typed(taken.code)).number == taken.number


def test_a_wrong_character_anywhere_is_noticed(
    taken: Taken, open_session: Any, key: TrackingKey, statements: Any
) -> None:
    with open_session() as session, statements() as asked:
        for place in range(17):
            other = "7" if taken.code[place] != "7" else "8"
            wrong = taken.code[:place] + other + taken.code[place + 1 :]
            with pytest.raises(BadCode):
                following.find(session, key, wrong)
    assert asked == []


def test_a_foreign_code_answers_exactly_as_an_unknown_one(
    taken: Taken, open_session: Any, key: TrackingKey, statements: Any, tenant_ids: dict[str, UUID]
) -> None:
    unknown = key.new_code(tenant_ids["saithong"])
    answers = []
    for code in (taken.code, unknown):
        with open_session("saithong") as session, statements() as asked:
            with pytest.raises(UnknownComplaint) as refusal:
                following.find(session, key, code)
            answers.append((refusal.value.sentence, refusal.value.status, asked))
    assert answers[0] == answers[1]


def test_a_known_code_costs_the_same_as_an_unknown_one(
    taken: Taken, open_session: Any, key: TrackingKey, statements: Any
) -> None:
    with open_session() as session, statements() as found:
        following.find(session, key, taken.code)
    with open_session() as session, statements() as missed, pytest.raises(UnknownComplaint):
        following.find(session, key, key.new_code(session.tenant_id))
    assert found == missed


def test_another_key_finds_nothing(taken: Taken, open_session: Any) -> None:
    with open_session() as session, pytest.raises(UnknownComplaint):
        following.find(session, TrackingKey("y" * 32), taken.code)


def test_the_page_shows_what_the_complainant_may_know(
    taken: Taken, page: Any, work: Any, head: Actor, departments: dict[str, UUID], photo: Any
) -> None:
    id_ = taken.complaint_id
    with held_at(RECEIVED_AT + timedelta(days=1)):
        work(
            handling.assign, head, id_, departments["rimnam/works"], officer_name="ช่างเอก (ตัวอย่าง)"
        )
        work(handling.note, head, id_, "บันทึกภายใน (ตัวอย่าง)")
        work(answering.explain, head, id_, "รอวัสดุจากผู้ขาย (ตัวอย่าง)", date(2026, 2, 20))
        work(following.write, id_, "ยังมืดอยู่ (ตัวอย่าง)", [photo])
        work(answering.message, head, id_, "กำลังไปดู (ตัวอย่าง)", [photo])
        shown = page(taken.code)
    assert (shown.number, shown.state, shown.words) == (
        "2569-0001",
        State.FORWARDED,
        "ส่งต่อแล้ว",
    )
    assert (shown.topic, shown.department) == ("การให้บริการประชาชน", "กองช่าง")
    assert (shown.received_on, shown.due_on) == (date(2026, 1, 30), date(2026, 2, 14))
    assert (shown.explained_on, shown.promised_on) == (date(2026, 1, 31), date(2026, 2, 20))
    assert [(each.kind, len(each.files)) for each in shown.messages] == [
        (MessageKind.EXPLANATION, 0),
        (MessageKind.CITIZEN, 1),
        (MessageKind.OFFICER, 1),
    ]
    assert (shown.is_open, shown.may_write, shown.may_rate, shown.may_reopen) == (
        True,
        True,
        False,
        False,
    )


def test_nothing_internal_is_on_the_page(
    taken: Taken, page: Any, work: Any, head: Actor, departments: dict[str, UUID]
) -> None:
    id_ = taken.complaint_id
    with held_at(ANSWERED_AT):
        work(
            handling.assign, head, id_, departments["rimnam/works"], officer_name="ช่างเอก (ตัวอย่าง)"
        )
        work(handling.note, head, id_, "บันทึกภายใน (ตัวอย่าง)")
        work(answering.finish, head, id_, problems="ไม่มีเงิน", **RESULT)
        shown = str(asdict(page(taken.code)))
    assert "ซ่อมไฟแล้ว" in shown
    internal = {"บันทึกภายใน", "ช่างเอก", "หัวหน้า", "officer-1", "สายขาด", "ตรวจทุกเดือน", "ไม่มีเงิน"}
    contact = {"สมศรี", "081 234 5678", "somsri@example.com"}
    assert {word for word in internal | contact if word in shown} == set()


def test_files_of_a_note_or_of_another_complaint_are_not_given(
    send: Any, work: Any, open_session: Any, photo: Any, page: Any
) -> None:
    mine, other = send(files=[photo]), send(files=[photo])
    [shown] = page(mine.code).files
    with open_session() as session:
        given = following.file_of(session, mine.complaint_id, shown.id)
        assert (given.content, given.filename) == (photo.content, photo.filename)
        for complaint_id, file_id in ((other.complaint_id, shown.id), (mine.complaint_id, uuid4())):
            with pytest.raises(UnknownComplaint):
                following.file_of(session, complaint_id, file_id)
        given.for_complainant = False
        session.commit()
    assert page(mine.code).files == ()
    with pytest.raises(UnknownComplaint):
        work(following.file_of, mine.complaint_id, shown.id)


def test_a_message_tells_the_office_and_is_an_event(
    taken: Taken, work: Any, head: Actor, open_session: Any
) -> None:
    work(set_office, head, Office(email="office@example.com"))
    work(following.write, taken.complaint_id, "  ยังมืดอยู่ (ตัวอย่าง)\x00 ")
    with open_session() as session:
        assert NoticeKind.OFFICE_MESSAGE in set(session.scalars(sa.select(ComplaintNotice.kind)))
        [event] = session.scalars(
            sa.select(ComplaintEvent).where(ComplaintEvent.act == Act.MESSAGE_IN)
        )
        assert event.detail == {"files": 0}
        assert session.scalar(sa.select(ComplaintMessage.text)) == "ยังมืดอยู่ (ตัวอย่าง)"


@pytest.mark.parametrize("text", ["", " \n\x00 ", "ก" * 10_001])
def test_an_empty_or_endless_message_is_refused(taken: Taken, work: Any, text: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        work(following.write, taken.complaint_id, text)
    assert refusal.value.breaches[0].field == "text"


def test_one_complaint_is_no_storehouse(
    taken: Taken, work: Any, photo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MOST_MESSAGES", 2)
    monkeypatch.setattr(following, "MOST_FILES", 2)
    work(following.write, taken.complaint_id, "หนึ่ง", [photo])
    with pytest.raises(Conflict):
        work(following.write, taken.complaint_id, "สอง", [photo, photo])
    work(following.write, taken.complaint_id, "สอง", [photo])
    with pytest.raises(Conflict):
        work(following.write, taken.complaint_id, "สาม")


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (datetime(2026, 2, 10, 4, tzinfo=UTC), True),
        (datetime(2026, 3, 12, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 12, 17, tzinfo=UTC), False),
    ],
)
def test_a_complaint_can_be_reopened_until_the_end_of_day_30(
    taken: Taken, answer: Any, page: Any, reopen: Any, moment: datetime, *, allowed: bool
) -> None:
    answer(taken.complaint_id)
    with held_at(moment):
        shown = page(taken.code)
        assert (shown.may_reopen, shown.reopen_until) == (allowed, date(2026, 3, 12))
        if not allowed:
            with pytest.raises(Conflict):
                reopen(taken.complaint_id)
            return
        reopen(taken.complaint_id)
        assert page(taken.code).state is State.SCREENING


@pytest.mark.parametrize(
    ("answered", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 15)),
        (date(2028, 2, 14), date(2028, 2, 29)),
        (date(2026, 12, 25), date(2027, 1, 9)),
    ],
)
def test_reopening_starts_a_new_clock_of_15_days(
    send: Any, work: Any, head: Actor, page: Any, reopen: Any, answered: date, due: date
) -> None:
    moment = datetime(answered.year, answered.month, answered.day, 3, tzinfo=UTC)
    with held_at(moment - timedelta(days=3)):
        sent = send()
        work(handling.screen, head, sent.complaint_id)
        work(answering.explain, head, sent.complaint_id, "รอวัสดุจากผู้ขาย", answered)
    with held_at(moment):
        work(answering.finish, head, sent.complaint_id, **RESULT)
        work(following.rate, sent.complaint_id, 2, "ยังไม่ดี (ตัวอย่าง)")
        assert page(sent.code).score == 2
        reopen(sent.complaint_id)
        shown = page(sent.code)
    assert shown.due_on == due
    assert (shown.answered_on, shown.explained_on, shown.promised_on) == (None, None, None)
    assert (shown.score, shown.may_rate, shown.may_reopen) == (None, False, False)
    assert (shown.result, shown.reopen_until) == ("", None)
    assert [each.kind for each in shown.messages][-2:] == [MessageKind.RESULT, MessageKind.CITIZEN]


def test_an_open_complaint_cannot_be_reopened_nor_rated(
    taken: Taken, work: Any, reopen: Any
) -> None:
    with pytest.raises(Conflict):
        reopen(taken.complaint_id)
    with pytest.raises(Conflict):
        work(following.rate, taken.complaint_id, 5, "")


def test_who_reopens_a_duplicate_goes_on_alone(
    send: Any, work: Any, head: Actor, page: Any, reopen: Any
) -> None:
    with held_at(RECEIVED_AT):
        main, duplicate = send(), send()
        work(handling.screen, head, main.complaint_id)
        work(merging.merge, head, duplicate.complaint_id, main.complaint_id)
        assert page(duplicate.code).merged
        work(answering.finish, head, main.complaint_id, **RESULT)
        reopen(duplicate.complaint_id)
        assert not page(duplicate.code).merged
        assert page(main.code).state is State.DONE


def test_a_refusal_shows_its_ground(taken: Taken, work: Any, head: Actor, page: Any) -> None:
    with held_at(ANSWERED_AT):
        work(answering.refuse, head, taken.complaint_id, Ground.IN_COURT, "ศาลรับฟ้องแล้ว (ตัวอย่าง)")
        shown = page(taken.code)
    assert (shown.state, shown.result) == (State.NOT_ACCEPTED, "")
    assert shown.ground == "อยู่ระหว่างพิจารณาของศาล หรือศาลตัดสินแล้ว"


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_that_there_is_not_is_refused(
    taken: Taken, answer: Any, work: Any, score: int
) -> None:
    answer(taken.complaint_id)
    with pytest.raises(RuleBroken) as refusal:
        work(following.rate, taken.complaint_id, score, "ก" * 2_001)
    assert [breach.field for breach in refusal.value.breaches] == ["comment", "score"]


def test_a_later_rating_replaces_the_first(
    taken: Taken, answer: Any, work: Any, figures: Any, page: Any
) -> None:
    answer(taken.complaint_id)
    assert page(taken.code).may_rate
    work(following.rate, taken.complaint_id, 2, "")
    work(following.rate, taken.complaint_id, 5, "ดีแล้ว (ตัวอย่าง)")
    counted = figures()["SERVICE"]
    assert (counted["rated"], counted["satisfied"]) == (1, 1)
    assert not page(taken.code).may_rate


def test_an_erased_complaint_is_read_but_no_longer_changed(
    taken: Taken, answer: Any, work: Any, open_session: Any, page: Any, reopen: Any
) -> None:
    answer(taken.complaint_id)
    with open_session() as session:
        session.execute(sa.update(Complaint).values(erased_at=ANSWERED_AT))
        session.commit()
    with held_at(ANSWERED_AT):
        shown = page(taken.code)
        assert (shown.may_write, shown.may_rate, shown.may_reopen) == (False, False, False)
        for call in (
            lambda: work(following.write, taken.complaint_id, "ข้อความ"),
            lambda: work(following.rate, taken.complaint_id, 5, ""),
            lambda: reopen(taken.complaint_id),
        ):
            with pytest.raises(Conflict):
                call()


def test_another_municipalitys_complaint_is_unknown_to_every_act(taken: Taken, work: Any) -> None:
    for call, given in (
        (following.write, ("ข้อความ",)),
        (following.rate, (5, "")),
        (following.reopen, ("เหตุผล",)),
        (following.file_of, (uuid4(),)),
    ):
        with pytest.raises(UnknownComplaint):
            work(call, taken.complaint_id, *given, code="saithong")


def test_the_page_costs_the_same_however_much_was_said(
    taken: Taken, work: Any, open_session: Any, key: TrackingKey, statements: Any, photo: Any
) -> None:
    costs = []
    for _ in range(2):
        with open_session() as session, statements() as asked:
            tracking_page.follow(session, following.find(session, key, taken.code))
        costs.append(len(asked))
        for number in range(5):
            work(following.write, taken.complaint_id, f"ข้อความที่ {number}", [photo])
    assert costs[0] == costs[1] <= 6
