"""Complaints about one matter: one is worked on, each complainant hears the answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor
from portal_plugin.clock import held_at
from portal_plugin.complaints import answering, handling
from portal_plugin.complaints.codes import Act, Ground, State
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.merging import merge
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintEvent,
    ComplaintFile,
    ComplaintMessage,
    ComplaintNotice,
)
from portal_plugin.complaints.recount import recount
from portal_plugin.errors import Conflict, NotAllowed, RuleBroken

RECEIVED_AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
RESULT = {"result": "ซ่อมแล้ว", "cause": "ทรุดตัว", "prevention": "ตรวจทุกเดือน"}


class _File:
    filename, media_type, content = "ภาพ.png", "image/png", b"png (example)"
    sha256, size = "0" * 64, 13


@pytest.fixture
def pair(complain: Callable[..., UUID]) -> tuple[UUID, UUID]:
    """A main complaint of one day, and a duplicate of the next."""
    with held_at(RECEIVED_AT):
        main = complain(email="one@example.invalid")
    with held_at(RECEIVED_AT + timedelta(days=1)):
        return main, complain(email="two@example.invalid")


@pytest.fixture
def merged(pair: tuple[UUID, UUID], work: Any, head: Actor) -> tuple[UUID, UUID]:
    main, duplicate = pair
    with held_at(RECEIVED_AT + timedelta(days=2)):
        work(handling.screen, head, main)
        work(merge, head, duplicate, main)
    return main, duplicate


def _rows(open_session: Any, *ids: UUID) -> list[Complaint]:
    with open_session() as session:
        found = {row.id: row for row in session.scalars(sa.select(Complaint))}
        session.expunge_all()
    return [found[each] for each in ids]


def _said(open_session: Any, complaint_id: UUID) -> list[str]:
    with open_session() as session:
        return [
            kind.value
            for kind in session.scalars(
                sa.select(ComplaintMessage.kind).where(
                    ComplaintMessage.complaint_id == complaint_id
                )
            )
        ]


def test_each_complainant_has_the_result_and_its_files_on_the_page(
    merged: tuple[UUID, UUID], work: Any, head: Actor, open_session: Any
) -> None:
    main, duplicate = merged
    with held_at(RECEIVED_AT + timedelta(days=3)):
        work(handling.start, head, main)
        work(answering.finish, head, main, **RESULT, files=[_File()])
    for row in _rows(open_session, main, duplicate):
        assert (row.state, row.result) == (State.DONE, "ซ่อมแล้ว")
        assert row.answered_on == date(2026, 3, 5)
        assert _said(open_session, row.id) == ["RESULT"]
    with open_session() as session:
        owners = session.scalars(sa.select(ComplaintFile.complaint_id)).all()
        kinds = session.execute(sa.select(ComplaintNotice.complaint_id, ComplaintNotice.kind)).all()
    assert set(owners) == {main, duplicate}
    for complaint_id in merged:
        assert (complaint_id, "ANSWERED") in [(each, kind.value) for each, kind in kinds]


def test_each_keeps_its_own_due_day_and_figures(
    merged: tuple[UUID, UUID], work: Any, head: Actor, open_session: Any, figures: Any
) -> None:
    main, duplicate = merged
    with held_at(RECEIVED_AT + timedelta(days=16)):
        work(answering.finish, head, main, **RESULT)
    first, second = _rows(open_session, main, duplicate)
    assert (first.due_on, second.due_on) == (date(2026, 3, 17), date(2026, 3, 18))
    counted = figures()["SERVICE"]
    assert (counted["received"], counted["merged"]) == (2, 1)
    assert (counted["in_time"], counted["late"]) == (1, 1)


@pytest.mark.parametrize("act", ["explain", "refuse", "give_up", "forward_out"])
def test_what_is_told_of_the_main_complaint_is_told_to_all(
    act: str, merged: tuple[UUID, UUID], work: Any, head: Actor, open_session: Any
) -> None:
    reason = "อยู่ในเขตของหน่วยงานอื่น"
    calls: dict[str, tuple[Any, ...]] = {
        "explain": (answering.explain, reason, date(2026, 3, 30)),
        "refuse": (answering.refuse, Ground.NOT_OURS, reason),
        "give_up": (answering.give_up, Ground.OTHER, reason),
        "forward_out": (handling.forward_out, "อำเภอ", reason),
    }
    call, *arguments = calls[act]
    with held_at(RECEIVED_AT + timedelta(days=3)):
        work(call, head, merged[0], *arguments)
    first, second = _rows(open_session, *merged)
    assert first.state is second.state
    assert first.promised_on == second.promised_on
    assert _said(open_session, merged[0]) == _said(open_session, merged[1]) != []


def test_a_message_reaches_only_the_one_it_is_written_to(
    merged: tuple[UUID, UUID], work: Any, head: Actor, open_session: Any
) -> None:
    main, duplicate = merged
    with held_at(RECEIVED_AT + timedelta(days=3)):
        work(answering.message, head, duplicate, "ขอเบอร์บ้านเลขที่ใกล้เคียง")
    assert _said(open_session, duplicate) == ["OFFICER"]
    assert _said(open_session, main) == []


def test_a_duplicate_is_worked_on_through_its_main_complaint(
    merged: tuple[UUID, UUID], work: Any, head: Actor, departments: dict[str, UUID]
) -> None:
    duplicate = merged[1]
    with held_at(RECEIVED_AT + timedelta(days=3)):
        for call, *arguments in (
            (handling.assign, departments["rimnam/works"]),
            (handling.start,),
            (answering.refuse, Ground.OTHER, "อยู่ในเขตของหน่วยงานอื่น"),
        ):
            with pytest.raises(Conflict):
                work(call, head, duplicate, *arguments)
        with pytest.raises(Conflict):
            work(answering.finish, head, duplicate, **RESULT)


def test_duplicates_of_a_duplicate_follow_the_new_main_complaint(
    merged: tuple[UUID, UUID], complain: Any, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT + timedelta(days=3)):
        newest = complain()
        work(merge, head, merged[0], newest)
        work(handling.screen, head, newest)
        work(answering.finish, head, newest, **RESULT)
    first, second = _rows(open_session, *merged)
    assert first.merged_into_id == second.merged_into_id == newest
    assert first.state is second.state is State.DONE
    with open_session() as session:
        assert recount(session) == []


def test_a_complainant_who_reopens_a_duplicate_has_it_back_alone(
    merged: tuple[UUID, UUID], work: Any, head: Actor, reopen: Any, open_session: Any, figures: Any
) -> None:
    main, duplicate = merged
    with held_at(RECEIVED_AT + timedelta(days=3)):
        work(answering.finish, head, main, **RESULT)
        reopen(duplicate)
        work(answering.finish, head, duplicate, **RESULT)
    first, second = _rows(open_session, main, duplicate)
    assert (second.merged_into_id, second.reopenings, first.reopenings) == (None, 1, 0)
    assert figures()["SERVICE"]["merged"] == 0


def test_merging_screens_a_new_duplicate_and_says_so_in_its_events(
    merged: tuple[UUID, UUID], open_session: Any
) -> None:
    main, duplicate = merged
    with open_session() as session:
        events = session.scalars(
            sa.select(ComplaintEvent)
            .where(ComplaintEvent.complaint_id == duplicate)
            .order_by(ComplaintEvent.at, ComplaintEvent.id)
        ).all()
        assert [event.act for event in events] == [Act.RECEIVED, Act.SCREENED, Act.MERGED]
        assert events[-1].detail["into"] == str(main)


def test_what_is_answered_cannot_be_merged_or_merged_into(
    pair: tuple[UUID, UUID], work: Any, head: Actor
) -> None:
    main, other = pair
    with held_at(RECEIVED_AT + timedelta(days=3)):
        work(answering.refuse, head, main, Ground.OTHER, "อยู่ในเขตของหน่วยงานอื่น")
        for duplicate, into in ((main, other), (other, main)):
            with pytest.raises(Conflict):
                work(merge, head, duplicate, into)


def test_work_that_has_begun_does_not_follow_work_that_has_not(
    pair: tuple[UUID, UUID], work: Any, head: Actor
) -> None:
    main, begun = pair
    with held_at(RECEIVED_AT + timedelta(days=3)):
        work(handling.screen, head, begun)
        work(handling.start, head, begun)
        with pytest.raises(Conflict):
            work(merge, head, begun, main)
        work(merge, head, main, begun)


def test_a_duplicate_is_no_main_complaint_and_none_is_its_own(
    merged: tuple[UUID, UUID], complain: Any, work: Any, head: Actor
) -> None:
    main, duplicate = merged
    with held_at(RECEIVED_AT + timedelta(days=3)):
        other = complain()
        for pair_ in ((other, duplicate), (duplicate, other), (duplicate, main), (main, duplicate)):
            with pytest.raises(Conflict):
                work(merge, head, *pair_)
        with pytest.raises(RuleBroken):
            work(merge, head, main, main)


def test_only_the_complaint_officer_merges_and_only_what_there_is(
    pair: tuple[UUID, UUID],
    work: Any,
    head: Actor,
    works_officer: Actor,
    departments: dict[str, UUID],
    open_session: Any,
) -> None:
    main, duplicate = pair
    with held_at(RECEIVED_AT + timedelta(days=3)):
        for unknown in ((main, uuid4()), (uuid4(), main)):
            with pytest.raises(UnknownComplaint):
                work(merge, head, *unknown)
        with open_session("saithong") as session, pytest.raises(UnknownComplaint):
            merge(session, head, duplicate, main)
        for each in pair:
            work(handling.assign, head, each, departments["rimnam/works"])
        with pytest.raises(NotAllowed):
            work(merge, works_officer, duplicate, main)


def _together(*calls: Callable[[], None]) -> list[BaseException | None]:
    """Run the calls at once, each in a thread; what each raised."""
    gate = threading.Barrier(len(calls))
    raised: list[BaseException | None] = [None] * len(calls)

    def _run(place: int, call: Callable[[], None]) -> None:
        gate.wait()
        try:
            with held_at(RECEIVED_AT + timedelta(days=3)):
                call()
        except Exception as fault:  # handed to the test
            raised[place] = fault

    threads = [
        threading.Thread(target=_run, args=(place, call)) for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def test_two_officers_merging_crosswise_wait_for_each_other(
    complain: Any, work: Any, head: Actor, open_session: Any
) -> None:
    for _ in range(6):
        with held_at(RECEIVED_AT):
            one, other = complain(), complain()
        raised = _together(
            lambda one=one, other=other: work(merge, head, one, other),
            lambda one=one, other=other: work(merge, head, other, one),
        )
        assert sorted(type(fault).__name__ for fault in raised) == ["Conflict", "NoneType"]
    with open_session() as session:
        assert recount(session) == []


def test_acts_on_groups_that_share_counters_wait_for_each_other(
    complain: Any, work: Any, head: Actor, open_session: Any
) -> None:
    for _ in range(6):
        groups = []
        with held_at(RECEIVED_AT):
            for topics in (("SERVICE", "PERFORMANCE"), ("PERFORMANCE", "SERVICE")):
                main, duplicate = (complain(topic=topic) for topic in topics)
                work(handling.screen, head, main)
                work(merge, head, duplicate, main)
                groups.append(main)
        raised = _together(
            *(lambda main=main: work(answering.finish, head, main, **RESULT) for main in groups)
        )
        assert raised == [None, None]
    with open_session() as session:
        assert recount(session) == []


def test_a_merge_and_an_answer_at_once_leave_nobody_without_an_answer(
    complain: Any, work: Any, head: Actor, open_session: Any
) -> None:
    for _ in range(6):
        with held_at(RECEIVED_AT):
            main, duplicate = complain(), complain()
            work(handling.screen, head, main)
        raised = _together(
            lambda main=main: work(answering.finish, head, main, **RESULT),
            lambda main=main, duplicate=duplicate: work(merge, head, duplicate, main),
        )
        assert raised[0] is None
        [row] = _rows(open_session, duplicate)
        if raised[1] is None:
            assert row.state is State.DONE
        else:
            assert isinstance(raised[1], Conflict) and row.merged_into_id is None
