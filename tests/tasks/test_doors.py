"""Tasks: each enters a space, calls one service and leaves; run twice, it acts once."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin import nudge
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.config.names import Queue, Task
from portal_plugin.config.settings import Settings, SettingsError
from portal_plugin.national.endpoint import TryAgain
from portal_plugin.reports import heartbeat
from portal_plugin.reports.models import OutboxItem, Receipt, Report
from portal_plugin.reports.states import Delivery


def _rows(open_session: Any, table: Any) -> list[Any]:
    with open_session() as session:
        found = list(session.scalars(sa.select(table)))
        session.expunge_all()
    return found


def test_a_push_that_runs_twice_sends_once(
    worker: Any, due: tuple[UUID, UUID], open_session: Any
) -> None:
    for _ in range(2):
        worker.run(Task.PUSH_REPORT, str(due[0]), str(due[1]))
    assert [name for name, _ in worker.endpoint.calls].count("put_report") == 1
    assert len(_rows(open_session, Receipt)) == 1


def test_a_failed_push_is_asked_for_again_on_the_retry_queue(
    worker: Any, due: tuple[UUID, UUID]
) -> None:
    worker.endpoint.answers.append(TryAgain("away"))
    worker.run(Task.PUSH_REPORT, str(due[0]), str(due[1]))
    (message,) = worker.sent
    assert (message.task, message.queue) == (Task.PUSH_REPORT.value, Queue.RETRY.value)
    assert message.args == (str(due[0]), str(due[1]))
    assert message.countdown is not None and 0 < message.countdown <= 5


def test_a_long_pause_is_left_to_the_sweep(worker: Any, due: tuple[UUID, UUID]) -> None:
    worker.endpoint.answers.append(TryAgain("busy", retry_after_seconds=3600))
    worker.run(Task.PUSH_REPORT, str(due[0]), str(due[1]))
    assert worker.sent == []


def test_a_sweep_has_the_report_compiled_and_beats(
    worker: Any, planned: None, open_session: Any, settings: Settings
) -> None:
    worker.run(Task.SWEEP)
    (message,) = worker.sent
    assert (message.task, message.queue) == (Task.COMPILE_REPORT.value, Queue.REPORTS.value)
    assert message.expires == settings.sweep_seconds
    for _ in range(2):
        worker.run(Task.COMPILE_REPORT, *message.args)
    assert len(_rows(open_session, Report)) == 1
    assert [item.state for item in _rows(open_session, OutboxItem)] == [Delivery.FROZEN]
    assert heartbeat.seconds_since_sweep(settings.home) is not None


def test_a_push_for_another_municipality_finds_nothing(
    worker: Any, due: tuple[UUID, UUID], tenant_ids: dict[str, UUID]
) -> None:
    worker.run(Task.PUSH_REPORT, str(tenant_ids["saithong"]), str(due[1]))
    assert worker.endpoint.calls == []


@pytest.mark.parametrize("hostile", ["'; drop table report; --", "", "1" * 10_000])
def test_an_argument_that_is_no_id_reaches_no_database(worker: Any, hostile: str) -> None:
    with pytest.raises(ValueError, match="UUID"):
        worker.run(Task.PUSH_REPORT, hostile, hostile)


def test_a_sweep_without_the_provinces_role_says_what_to_set(settings: Settings) -> None:
    app = make_celery(settings)
    app.loader.import_default_modules()
    with pytest.raises(SettingsError, match="PORTAL_PLUGIN_PROVINCE_DATABASE_URL is not set"):
        app.tasks[Task.SWEEP.value].apply(throw=True)


@pytest.mark.parametrize("url", ["amqp://guest@127.0.0.1:1//", "redis://127.0.0.1:1/0"])
def test_a_broker_that_is_away_neither_breaks_nor_delays_the_work(
    url: str, open_session: Any
) -> None:
    sender = celery_sender(make_celery(Settings(broker_url=url)))
    started = time.monotonic()
    with open_session() as session:
        nudge.equip(session, sender)
        nudge.ask(session, Task.SWEEP)
        session.execute(sa.text("select 1"))
        session.commit()
    assert nudge.send(sender, Task.SWEEP) is False
    assert time.monotonic() - started < 5
