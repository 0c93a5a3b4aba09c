"""The sweep: none, one or five have the same effect, and what nobody nudged is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import SYSTEM
from portal_plugin.config.names import Queue, Task
from portal_plugin.measures.codes import RoundCode, RoundState
from portal_plugin.measures.models import Plan, Round
from portal_plugin.measures.rounds import open_round
from portal_plugin.national.endpoint import TryAgain
from portal_plugin.national.recording import RecordingEndpoint
from portal_plugin.reports import heartbeat
from portal_plugin.reports.due import oldest_due_at
from portal_plugin.reports.expect import compile_expected
from portal_plugin.reports.outbox import lease
from portal_plugin.reports.overview import counts_by_state, last_errors, outbox_overview
from portal_plugin.reports.states import Delivery
from portal_plugin.reports.sweep import Swept, sweep


@pytest.fixture
def sweeping(town: Any, database: Any) -> Any:
    """One sweep; returns what it did and every message it sent, with its queue."""

    def run(**options: Any) -> tuple[Swept, list[tuple[Any, ...]]]:
        sent: list[tuple[Any, ...]] = []

        def sender(task: Task, *arguments: Any, queue: Queue | None = None, **_: Any) -> None:
            sent.append((task, arguments, queue))

        return sweep(database.province, database.app, sender, expires=30, **options), sent

    return run


def _overdue() -> dict[str, Any]:
    """A round that was open in good time and whose internal day was yesterday."""
    yesterday = clock.now() - timedelta(days=1)
    return {"internal_due": yesterday.date(), "opened_at": yesterday - timedelta(days=30)}


def _compile(town: Any) -> bool:
    with town.session() as session:
        return compile_expected(session, SYSTEM, 2566, RoundCode.SIX_MONTHS, town.patience)


def test_a_round_past_its_internal_day_is_expected_once_however_often_it_is_swept(
    town: Any, sweeping: Any
) -> None:
    with ThreadPoolExecutor(5) as pool:
        swept = list(pool.map(lambda _: sweeping()[0], range(5)))
    assert sum(each.expected for each in swept) == 1
    assert [item.state for item in town.outbox()] == [Delivery.PENDING]


def test_a_round_is_left_alone_until_its_internal_day_is_over(town: Any, sweeping: Any) -> None:
    with town.session() as session:
        today = clock.today()
        session.execute(sa.update(Round).values(internal_due=today))
    assert sweeping()[0] == Swept(0, 0, 0)
    with clock.held_at(clock.now() + timedelta(days=1)):
        assert sweeping()[0] == Swept(1, 1, 0)


def test_a_round_opened_after_its_day_waits_until_it_is_closed(town: Any, sweeping: Any) -> None:
    with town.session() as session:
        session.execute(sa.update(Round).values(opened_at=clock.now()))
    assert sweeping()[0] == Swept(0, 0, 0)
    with town.session() as session:
        session.execute(sa.update(Round).values(state=RoundState.CLOSED))
    assert sweeping()[0] == Swept(1, 1, 0)


def test_an_expected_report_is_compiled_once_and_turns_its_row_into_a_frozen_one(
    town: Any, sweeping: Any
) -> None:
    _, sent = sweeping()
    assert sent == [(Task.COMPILE_REPORT, (str(town.tenant_id), 2566, "6M"), None)]
    assert [_compile(town), _compile(town)] == [True, False]
    (item,) = town.outbox()
    assert (item.state, item.revision) == (Delivery.FROZEN, 1)
    assert sweeping()[0] == Swept(0, 0, 0)


def test_a_person_who_compiles_first_takes_the_expected_row(town: Any, sweeping: Any) -> None:
    sweeping()
    report = town.freeze()
    (item,) = town.outbox()
    assert (item.state, item.report_id) == (Delivery.FROZEN, report.id)
    assert _compile(town) is False


def test_a_report_that_cannot_be_compiled_stays_expected_and_says_why(
    town: Any, sweeping: Any
) -> None:
    sweeping()
    with town.session() as session:
        session.execute(sa.update(Plan).values(year_from=2567))
    assert _compile(town) is False
    (item,) = town.outbox()
    assert item.state is Delivery.PENDING and "2566" in item.last_error
    assert sweeping()[0].compiles == 0, "not before its pause is over"
    with town.at(10):
        assert sweeping()[0].compiles == 1


def test_a_municipality_without_a_plan_is_not_expected_to_report(
    town: Any, sweeping: Any, open_session: Any
) -> None:
    with open_session("saithong") as session:
        open_round(session, town.officer, 2566, RoundCode.SIX_MONTHS)
        session.commit()
    assert sweeping()[0].expected == 1
    with open_session("saithong") as session:
        assert session.scalar(sa.text("select count(*) from portal_plugin.outbox")) == 0


def test_due_deliveries_are_nudged_and_those_that_failed_go_to_the_retry_queue(
    town: Any, sweeping: Any
) -> None:
    town.approve(town.freeze())
    message = (str(town.tenant_id), str(town.outbox()[0].id))
    assert sweeping()[1] == [(Task.PUSH_REPORT, message, None)]
    town.push(RecordingEndpoint([TryAgain("away")]))
    assert sweeping()[1] == [], "not before its pause is over"
    with town.at(10):
        assert sweeping()[1] == [(Task.PUSH_REPORT, message, Queue.RETRY)]


def test_a_delivery_whose_worker_died_is_found_when_its_lease_ends(
    town: Any, sweeping: Any
) -> None:
    town.approve(town.freeze())
    with town.session() as session:
        lease(session, town.outbox()[0].id, town.patience)
    assert sweeping()[1] == []
    with town.at(61):
        assert len(sweeping()[1]) == 1


def test_a_broker_that_is_away_costs_the_sweep_nothing_but_the_nudge(
    town: Any, database: Any
) -> None:
    asked: list[Any] = []

    def away(*arguments: Any, **__: Any) -> None:
        asked.append(arguments)
        raise ConnectionError("nobody there")

    with town.session() as session:
        open_round(session, town.officer, 2566, RoundCode.TWELVE_MONTHS)
        session.execute(sa.update(Round).values(**_overdue()))
    assert sweep(database.province, database.app, away, expires=30) == Swept(2, 0, 0)
    assert len(asked) == 1, "a broker that is away is not asked again in one sweep"
    assert [item.state for item in town.outbox()] == [Delivery.PENDING] * 2


def test_one_sweep_is_bounded_and_the_next_goes_on(town: Any, sweeping: Any) -> None:
    with town.session() as session:
        open_round(session, town.officer, 2567, RoundCode.SIX_MONTHS)
        session.execute(sa.update(Round).values(**_overdue()))
    assert [sweeping(at_once=1)[0].expected for _ in range(3)] == [1, 1, 0]


def test_doctor_sees_since_when_something_is_due(town: Any, database: Any) -> None:
    with database.province.connect() as connection:
        assert oldest_due_at(connection, clock.now()) is None
    town.approve(town.freeze())
    with town.at(300), database.province.connect() as connection:
        since = oldest_due_at(connection, clock.now())
        assert since is not None and (clock.now() - since).total_seconds() == 300


def test_operators_see_states_of_all_municipalities_and_no_words(town: Any, database: Any) -> None:
    town.approve(town.freeze())
    town.push(RecordingEndpoint([TryAgain("away")]))
    (line,) = outbox_overview(database.province)
    assert (line.tenant, line.state, line.attempts) == ("rimnam", Delivery.APPROVED, 1)
    assert outbox_overview(database.province, Delivery.DEAD) == []
    assert counts_by_state(database.province)[Delivery.APPROVED] == 1
    with town.open_session() as session:
        assert last_errors(session) == {line.id: "away"}
    with pytest.raises(sa.exc.ProgrammingError), database.province.connect() as connection:
        connection.execute(sa.text("select last_error from portal_plugin.outbox"))


def test_a_sweep_leaves_a_sign_of_life_with_its_age(tmp_path: Path, noon: Any) -> None:
    home = tmp_path / "home"
    assert heartbeat.seconds_since_sweep(home) is None
    heartbeat.beat(home)
    with clock.held_at(noon + timedelta(seconds=42)):
        assert heartbeat.seconds_since_sweep(home) == 42
    (home / "last-sweep").write_text("nonsense", encoding="ascii")
    assert heartbeat.seconds_since_sweep(home) is None


def test_a_home_that_cannot_be_written_costs_no_sweep(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="ascii")
    heartbeat.beat(blocked / "home")
    assert heartbeat.seconds_since_sweep(blocked / "home") is None
