"""A complaint comes in: judged whole, numbered without gaps, taken once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal_plugin import nudge
from portal_plugin.actor import Actor
from portal_plugin.clock import held_at, today
from portal_plugin.complaints.codes import Act, Channel, NoticeKind
from portal_plugin.complaints.given import LONGEST_DETAIL, LONGEST_SUBJECT
from portal_plugin.complaints.intake import Given, Taken, check, take_in
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintEvent,
    ComplaintFile,
    ComplaintNotice,
)
from portal_plugin.complaints.office import Office, set_office, write_consent
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.errors import RuleBroken

GOOD = Given(
    topic="SERVICE",
    subject="ไฟถนนดับ (ตัวอย่าง)",
    detail="ไฟถนนหน้าตลาดดับสามคืนแล้ว (ตัวอย่าง)",
    consent=True,
    consent_version=0,
)
MARCH = datetime(2026, 3, 2, 3, tzinfo=UTC)
WITHIN_FUNCTION = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)


@pytest.fixture
def refused(open_session: Any) -> Callable[..., list[str]]:
    """Fields that the check complains of: `refused(subject="", channel=Channel.PHONE)`."""

    def _refused(channel: Channel = Channel.WEB, **changes: Any) -> list[str]:
        with open_session() as session:
            try:
                check(session, replace(GOOD, **changes), channel)
            except RuleBroken as broken:
                return [breach.field for breach in broken.breaches]
        return []

    return _refused


def test_a_good_complaint_passes(refused: Any) -> None:
    assert refused() == []


def test_every_fault_is_told_at_once(refused: Any) -> None:
    faulty = {
        "topic": "NONE",
        "subject": " \u200b ",
        "detail": "สั้น",
        "place": "ก" * 501,
        "latitude": 48.0,
        "longitude": 100.0,
        "name": "ก" * 201,
        "phone": "ไม่มี",
        "email": "ไม่มี",
        "consent": False,
    }
    fields = ["topic", "subject", "detail", "place", "place", "name", "phone", "email", "consent"]
    assert refused(**faulty) == fields


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(13.7, None), (None, 100.5), (4.9, 100.0), (13.0, 106.1), (float("nan"), 100.0)],
)
def test_half_a_position_or_one_abroad_is_refused(
    refused: Any, latitude: float | None, longitude: float | None
) -> None:
    assert refused(latitude=latitude, longitude=longitude) == ["place"]


def test_limits_are_inclusive(refused: Any) -> None:
    full = {"subject": "ก" * LONGEST_SUBJECT, "detail": "ก" * LONGEST_DETAIL, "place": "ก" * 500}
    assert refused(**full, name="ก" * 200, latitude=5.0, longitude=106.0) == []
    assert refused(subject="ก" * (LONGEST_SUBJECT + 1)) == ["subject"]
    assert refused(detail="ก" * (LONGEST_DETAIL + 1)) == ["detail"]
    assert refused(detail="ก" * 10) == []
    assert refused(detail="ก" * 9) == ["detail"]


@pytest.mark.parametrize("typed", ["๐๘๑-๒๓๔ ๕๖๗๘", "(081) 234.5678", "+66 81–234–5678"])
def test_phone_numbers_are_read_as_people_write_them(open_session: Any, typed: str) -> None:
    with open_session() as session:
        phone = check(session, replace(GOOD, phone=typed), Channel.WEB).phone
    assert phone.replace("-", "").replace(" ", "") in {"0812345678", "+66812345678"}


@pytest.mark.parametrize("typed", ["ก", "1+", "0" * 51, "<b>1234</b>", "๑๒", "---"])
def test_what_is_no_phone_number_is_refused(refused: Any, typed: str) -> None:
    assert refused(phone=typed) == ["phone"]


def test_what_an_officer_enters_needs_no_consent_and_keeps_the_phone_as_told(refused: Any) -> None:
    assert refused(Channel.LETTER, consent=False, phone="บ้านผู้ใหญ่ (ตัวอย่าง) ต่อ 3") == []
    assert refused(Channel.LETTER, consent=False, email="ไม่มี") == ["email"]


def test_a_consent_that_no_page_asked_for_is_not_kept(open_session: Any) -> None:
    with open_session() as session:
        checked = check(session, replace(GOOD, consent_version=10**12), Channel.OPEN311)
    assert (checked.consent, checked.consent_version) == (False, None)


def test_consent_is_to_the_notice_in_force(refused: Any, work: Any, head: Actor) -> None:
    work(write_consent, head, "ใช้ข้อมูลเพื่อแก้ไขปัญหาเท่านั้น (ตัวอย่าง)")
    assert refused(consent_version=0) == ["consent"]
    assert refused(consent_version=None) == ["consent"]
    assert refused(consent_version=1) == []


_hostile = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\ud800\udfff\u202e\u2066\u200b\u0e33\r\n\t<'\"&"),
    ),
    max_size=300,
)


@WITHIN_FUNCTION
@given(subject=_hostile, detail=_hostile, place=_hostile, name=_hostile, phone=_hostile)
@example(subject="\x00ก", detail="\ud800" + "ก" * 10_000, place="\u202e", name="\r", phone="")
@example(subject="'; --", detail="<script>alert(1)</script>", place="", name="", phone="")
def test_whatever_is_typed_is_refused_or_kept_as_it_was_checked(
    open_session: Any, key: TrackingKey, **typed: str
) -> None:
    with open_session() as session:
        try:
            checked = check(session, replace(GOOD, **typed), Channel.WEB)
        except RuleBroken as broken:
            assert broken.breaches
            return
        taken = take_in(session, None, checked, Channel.WEB, key)
        row = session.get_one(Complaint, (session.tenant_id, taken.complaint_id))
        assert (row.subject, row.detail, row.place) == (
            checked.subject,
            checked.detail,
            checked.place,
        )
        assert "\n" not in row.subject


@WITHIN_FUNCTION
@given(email=st.one_of(_hostile, st.emails()))
def test_an_address_is_refused_or_fit_to_send_to(open_session: Any, email: str) -> None:
    with open_session() as session:
        try:
            checked = check(session, replace(GOOD, email=email), Channel.WEB)
        except RuleBroken as broken:
            assert [breach.field for breach in broken.breaches] == ["email"]
            return
        assert len(checked.email) <= 254
        assert checked.email == "" or "@" in checked.email


def test_numbers_begin_anew_with_the_fiscal_year(send: Any) -> None:
    last_second = datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC)
    with held_at(last_second):
        numbers = [send().number, send().number]
    with held_at(last_second + timedelta(seconds=1)):
        numbers += [send().number, send(code="saithong").number]
    assert numbers == ["2569-0001", "2569-0002", "2570-0001", "2570-0001"]


def test_a_complaint_that_is_rolled_back_leaves_no_gap(
    send: Any, open_session: Any, key: TrackingKey
) -> None:
    with held_at(MARCH):
        with open_session() as session:
            take_in(session, None, GOOD, Channel.WEB, key)
        assert send().number == "2569-0001"


def test_numbers_are_dense_and_unique_with_many_at_once(send: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: _at(MARCH, send, topic=_TOPICS[n % 3]), range(24)))
    assert sorted(each.number for each in taken) == [f"2569-{n:04}" for n in range(1, 25)]
    assert len({each.code for each in taken}) == 24


_TOPICS = ("SERVICE", "OTHER", "PERFORMANCE")


def _at(moment: datetime, call: Callable[..., Any], **given: Any) -> Any:
    with held_at(moment):
        return call(**given)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 15)),
        (date(2028, 2, 14), date(2028, 2, 29)),
        (date(2028, 2, 15), date(2028, 3, 1)),
        (date(2026, 12, 20), date(2027, 1, 4)),
        (date(2026, 9, 20), date(2026, 10, 5)),
    ],
)
def test_day_15_is_the_last(send: Any, day: date, due: date) -> None:
    just_begun = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=7)
    for moment in (just_begun, just_begun + timedelta(hours=23, minutes=59)):
        with held_at(moment):
            assert send().due_on == due


def test_working_days_are_counted_where_the_office_chose_them(
    send: Any, work: Any, head: Actor
) -> None:
    with held_at(MARCH):
        by_calendar = send().due_on
        work(set_office, head, Office(working_days=True))
        by_work = send().due_on
    assert by_calendar == date(2026, 3, 17)
    assert by_work > date(2026, 3, 20)


@pytest.mark.parametrize("email", ["", "somsri@example.com"])
@pytest.mark.parametrize("office", ["", "office@example.com"])
def test_who_left_an_address_hears_of_it(
    work: Any, head: Actor, open_session: Any, key: TrackingKey, email: str, office: str
) -> None:
    work(set_office, head, Office(email=office))
    asked: list[Any] = []
    with open_session() as session:
        nudge.equip(session, lambda task, *told, **_: asked.append((task.value, told)))
        take_in(session, None, replace(GOOD, email=email), Channel.WEB, key)
        assert not asked
        session.commit()
        kinds = set(session.scalars(sa.select(ComplaintNotice.kind)))
        tenant = str(session.tenant_id)
    hears = {NoticeKind.RECEIVED: email, NoticeKind.OFFICE_NEW: office}
    assert kinds == {kind for kind, address in hears.items() if address}
    assert asked == [("portal_plugin.complaints.notices", (tenant,))] * bool(kinds)


def test_who_complains_without_a_name_leaves_no_row_of_contact(
    send: Any, open_session: Any
) -> None:
    nameless, named = send(), send(name="สมศรี (ตัวอย่าง)")
    with open_session() as session:
        rows = session.scalars(sa.select(ComplaintContact.complaint_id)).all()
    assert rows == [named.complaint_id]
    assert nameless.complaint_id != named.complaint_id


def test_events_say_nothing_of_what_was_written(send: Any, open_session: Any, photo: Any) -> None:
    send(name="สมศรี (ตัวอย่าง)", email="somsri@example.com", place="หน้าตลาด", files=[photo])
    with open_session() as session:
        [event] = session.scalars(sa.select(ComplaintEvent))
        assert event.act is Act.RECEIVED
        assert (event.actor_id, event.actor_name) == ("complainant", "ผู้ร้อง")
        assert event.detail == {
            "topic": "SERVICE",
            "channel": "WEB",
            "due_on": (today() + timedelta(days=15)).isoformat(),
            "files": 1,
        }
        [file] = session.scalars(sa.select(ComplaintFile))
        assert (file.message_id, file.from_complainant, file.for_complainant) == (None, True, True)


def test_what_an_officer_enters_bears_the_officers_name_and_the_day_it_came(
    work: Any, head: Actor, key: TrackingKey, open_session: Any
) -> None:
    with held_at(MARCH):
        came = MARCH - timedelta(days=40)
        taken = work(take_in, head, GOOD, Channel.LETTER, key, received_at=came)
    with open_session() as session:
        row = session.get_one(Complaint, (session.tenant_id, taken.complaint_id))
        [event] = session.scalars(sa.select(ComplaintEvent))
        assert (row.received_on, row.clock_from) == (date(2026, 1, 21), date(2026, 1, 21))
        assert row.due_on == date(2026, 2, 5)
        assert (event.actor_id, event.happened_on) == ("officer-1", date(2026, 3, 2))


@pytest.mark.parametrize("away", [timedelta(seconds=1), -timedelta(days=365, seconds=1)])
def test_a_day_of_receipt_in_the_future_or_over_a_year_ago_is_refused(
    work: Any, head: Actor, key: TrackingKey, away: timedelta
) -> None:
    with held_at(MARCH), pytest.raises(RuleBroken) as refusal:
        work(take_in, head, GOOD, Channel.LETTER, key, received_at=MARCH + away)
    assert refusal.value.breaches[0].field == "received_at"


def test_a_form_sent_twice_is_one_complaint_with_one_code(
    send: Callable[..., Taken], open_session: Any, figures: Any
) -> None:
    with held_at(MARCH):
        first, second = send(seed=b"form"), send(seed=b"form")
        other = send(seed=b"other form")
    assert (first.again, second.again, other.again) == (False, True, False)
    assert replace(second, again=False) == first
    assert [first.number, other.number] == ["2569-0001", "2569-0002"]
    assert first.code != other.code
    assert figures()["SERVICE"]["received"] == 2


def test_a_form_sent_twice_after_a_while_still_tells_its_first_due_day(send: Any) -> None:
    with held_at(MARCH):
        first = send(seed=b"form")
    with held_at(MARCH + timedelta(days=300)):
        again, new = send(seed=b"form"), send(seed=b"new")
    assert again.due_on == first.due_on
    assert (again.number, new.number) == ("2569-0001", "2570-0001")


def test_a_form_sent_many_times_at_once_is_one_complaint(send: Any, figures: Any) -> None:
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda _: _at(MARCH, send, seed=b"form"), range(12)))
    assert {(each.number, each.code) for each in taken} == {("2569-0001", taken[0].code)}
    assert sum(not each.again for each in taken) == 1
    assert figures()["SERVICE"]["received"] == 1
    assert _at(MARCH, send).number == "2569-0002"


def test_the_same_form_in_two_municipalities_is_two_complaints(send: Any) -> None:
    here, there = send(seed=b"form"), send(seed=b"form", code="saithong")
    assert not there.again
    assert here.code != there.code


def test_taking_in_costs_few_statements(send: Any, statements: Any, work: Any, head: Actor) -> None:
    work(set_office, head, Office(email="office@example.com"))
    with statements() as plain:
        send(seed=b"1")
    with statements() as full:
        send(seed=b"2", name="สมศรี (ตัวอย่าง)", email="somsri@example.com")
    assert len(plain) <= 7
    assert len(full) <= 8


def test_only_a_digest_of_the_code_is_kept(send: Any, open_session: Any) -> None:
    taken = send(seed=b"form")
    with open_session() as session:
        kept = session.scalar(sa.text("select c::text from portal_plugin.complaint c"))
    assert taken.code not in kept.upper()
    assert taken.code.encode().hex() not in kept
