"""Counters are moved with the change they count, and the recount proves it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from portal_plugin.actor import Actor
from portal_plugin.cli import portal_plugin
from portal_plugin.clock import held_at
from portal_plugin.complaints import answering, handling
from portal_plugin.complaints.codes import State
from portal_plugin.complaints.counters import FIGURES
from portal_plugin.complaints.merging import merge
from portal_plugin.complaints.models import Complaint, ComplaintCount, ComplaintDays
from portal_plugin.complaints.recount import Drift, recount

RECEIVED_AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
RESULT = {"result": "ซ่อมแล้ว", "cause": "ทรุดตัว", "prevention": "ตรวจทุกเดือน"}


@pytest.fixture
def answered(
    complain: Callable[..., UUID], work: Any, head: Actor, departments: dict[str, UUID]
) -> UUID:
    """Answered three days after receipt by the works division, explained before."""
    with held_at(RECEIVED_AT):
        complaint_id = complain()
        work(handling.assign, head, complaint_id, departments["rimnam/works"])
        work(answering.explain, head, complaint_id, "รอวัสดุจากผู้ขาย", date(2026, 3, 30))
    with held_at(RECEIVED_AT + timedelta(days=3)):
        work(answering.finish, head, complaint_id, **RESULT)
    return complaint_id


def _drifts(open_session: Any, *, repair: bool = False) -> list[Drift]:
    with open_session() as session:
        drifts = recount(session, repair=repair)
        session.commit()
    return drifts


def test_a_change_that_is_rolled_back_moves_no_counter(
    complain: Any, head: Actor, open_session: Any, figures: Any
) -> None:
    with held_at(RECEIVED_AT):
        complaint_id = complain()
        before = figures()
        with open_session() as session:
            handling.screen(session, head, complaint_id)
            answering.finish(session, head, complaint_id, **RESULT)
            session.rollback()
    assert figures() == before
    assert _drifts(open_session) == []


def test_a_connection_that_dies_before_the_commit_moves_no_counter(
    complain: Any, head: Actor, open_session: Any, figures: Any, database: Any
) -> None:
    with held_at(RECEIVED_AT):
        complaint_id = complain()
        before = figures()
        with open_session() as session:
            handling.screen(session, head, complaint_id)
            answering.finish(session, head, complaint_id, **RESULT)
            backend = session.scalar(sa.text("select pg_backend_pid()"))
            database.server.run(f"select pg_terminate_backend({backend})")
            with pytest.raises(sa.exc.OperationalError):
                session.scalar(sa.text("select 1"))
            session.invalidate()
    assert figures() == before
    assert _drifts(open_session) == []


def test_many_at_once_are_all_counted(
    complain: Any, work: Any, head: Actor, open_session: Any, figures: Any
) -> None:
    with held_at(RECEIVED_AT):
        ids = [complain(topic=("SERVICE", "PERFORMANCE")[n % 2]) for n in range(8)]

    def _handle(complaint_id: UUID) -> None:
        with held_at(RECEIVED_AT + timedelta(days=2)):
            work(handling.screen, head, complaint_id)
            work(handling.retopic, head, complaint_id, "OTHER")
            work(answering.finish, head, complaint_id, **RESULT)

    threads = [threading.Thread(target=_handle, args=(each,)) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    counted = figures()
    assert (counted["OTHER"]["received"], counted["OTHER"]["in_time"]) == (8, 8)
    assert counted.get("SERVICE", {}).get("received", 0) == 0
    assert _drifts(open_session) == []


def test_two_answers_to_one_complaint_count_once(
    complain: Any, work: Any, head: Actor, open_session: Any, figures: Any
) -> None:
    with held_at(RECEIVED_AT):
        complaint_id = complain()
        work(handling.screen, head, complaint_id)
    faults: list[Exception] = []

    def _answer() -> None:
        try:
            with held_at(RECEIVED_AT):
                work(answering.finish, head, complaint_id, **RESULT)
        except Exception as fault:  # counted below
            faults.append(fault)

    threads = [threading.Thread(target=_answer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [type(fault).__name__ for fault in faults] == ["Conflict"] * 3
    assert figures()["SERVICE"]["done"] == 1


BY_HAND: dict[str, object] = {
    "due_on": date(2026, 3, 30),
    "clock_from": date(2026, 3, 3),
    "answered_on": date(2026, 3, 4),
    "explained_on": None,
    "promised_on": date(2026, 3, 31),
    "department_id": None,
    "topic": "OTHER",
    "reopenings": 1,
    "score": 5,
    "state": State.CLOSED,
}


def test_a_column_changed_by_hand_is_found_and_put_right(answered: UUID, open_session: Any) -> None:
    for column, value in BY_HAND.items():
        with open_session() as session:
            before = session.scalars(sa.select(Complaint)).one()
            number, kept = before.number, getattr(before, column)
            session.execute(sa.update(Complaint).values({column: value}))
            session.commit()
        assert _drifts(open_session) == [Drift(number, column, value, kept)]
        assert len(_drifts(open_session, repair=True)) == 1, "looking changes nothing"
        assert _drifts(open_session) == []
        with open_session() as session:
            assert session.scalar(sa.select(getattr(Complaint, column))) == kept


def test_a_duplicate_cut_off_by_hand_is_found_and_joined_again(
    complain: Any, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        main, duplicate = complain(), complain()
        work(merge, head, duplicate, main)
    with open_session() as session:
        session.execute(sa.update(Complaint).values(merged_into_id=None))
        session.commit()
    assert [drift.figure for drift in _drifts(open_session, repair=True)] == ["merged_into_id"]
    with open_session() as session:
        query = sa.select(Complaint.merged_into_id).where(Complaint.id == duplicate)
        assert session.scalar(query) == main


def test_a_counter_changed_by_hand_is_found_and_put_right(
    answered: UUID, open_session: Any, figures: Any
) -> None:
    before = figures()
    for figure in FIGURES:
        with open_session() as session:
            session.execute(
                sa.update(ComplaintCount)
                .where(ComplaintCount.department_id.is_not(None))
                .values({figure: sa.text(f"{figure} + 2")})
            )
            session.commit()
        [drift] = _drifts(open_session)
        assert (drift.figure, drift.found) == (figure, drift.expected + 2)
        _drifts(open_session, repair=True)
        assert _drifts(open_session) == []
        assert figures() == before


def test_lost_and_invented_counters_are_found_and_put_right(
    answered: UUID, open_session: Any, figures: Any
) -> None:
    before = figures()
    with open_session() as session:
        session.execute(sa.delete(ComplaintCount))
        session.execute(sa.delete(ComplaintDays))
        session.add(
            ComplaintDays(month=date(2020, 1, 1), topic="OTHER", channel="WEB", days=3, answered=4)
        )
        session.commit()
    found = {drift.figure: drift.expected for drift in _drifts(open_session, repair=True)}
    assert found == {"received": 1, "done": 1, "in_time": 1, "answered after 3 days": 0}
    assert _drifts(open_session) == []
    assert {t: +c for t, c in figures().items() if +c} == {t: +c for t, c in before.items() if +c}


def test_a_change_during_the_recount_is_no_drift(
    complain: Any, work: Any, head: Actor, open_session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal_plugin.complaints import recount as module

    with held_at(RECEIVED_AT):
        complaint_id = complain()
    read = module._counted

    def _meanwhile(session: Any) -> Any:
        with held_at(RECEIVED_AT):
            work(handling.screen, head, complaint_id)
            work(answering.finish, head, complaint_id, **RESULT)
            complain()
        return read(session)

    monkeypatch.setattr(module, "_counted", _meanwhile)
    assert _drifts(open_session) == []


def test_another_municipalitys_figures_are_not_touched(
    answered: UUID, complain: Any, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        complain(code="saithong")
    with open_session("saithong") as session:
        session.execute(sa.update(ComplaintCount).values(received=9))
        session.commit()
    assert _drifts(open_session, repair=True) == []
    with open_session("saithong") as session:
        assert [drift.found for drift in recount(session)] == [9]


@pytest.fixture
def command(database: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`portal-plugin recount …` on the test's own database."""
    url = database.server.url("portal_plugin_app", database.name)
    monkeypatch.setenv("PORTAL_PLUGIN_HOME", str(tmp_path))
    monkeypatch.setenv("PORTAL_PLUGIN_DATABASE_URL", url.render_as_string(hide_password=False))
    return lambda *options: CliRunner().invoke(portal_plugin, ["recount", *options])


def test_the_command_finds_names_and_repairs_drift(
    answered: UUID, open_session: Any, command: Callable[..., Result]
) -> None:
    sound = command()
    assert (sound.exit_code, "every figure" in sound.output) == (0, True)
    with open_session() as session:
        session.execute(sa.update(Complaint).values(due_on=date(2026, 3, 30)))
        session.commit()
    drifted = command("--json")
    assert drifted.exit_code == 1
    [row] = json.loads(drifted.output)
    assert (row["tenant"], row["figure"]) == ("rimnam", "due_on")
    assert (row["found"], row["expected"]) == ("2026-03-30", "2026-03-17")
    assert command("--tenant", "saithong").exit_code == 0
    repaired = command("--tenant", "rimnam", "--repair")
    assert (repaired.exit_code, "repaired" in repaired.output) == (0, True)
    assert command().exit_code == 0


def test_the_command_says_in_one_sentence_that_there_is_no_such_municipality(
    tenant_ids: dict[str, UUID], command: Callable[..., Result]
) -> None:
    outcome = command("--tenant", "nowhere")
    assert outcome.exit_code == 1
    assert "nowhere" in outcome.output and "Traceback" not in outcome.output
