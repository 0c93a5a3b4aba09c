"""A worker's Celery application without a broker, and one report that waits to be sent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from celery import Celery

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.celery import make_celery
from portal_plugin.config.names import Task
from portal_plugin.config.settings import Settings
from portal_plugin.measures.codes import BudgetMode, Instrument, MeasureKind, RoundCode
from portal_plugin.measures.models import Dimension, Measure, Mission, Plan
from portal_plugin.measures.rounds import open_round
from portal_plugin.national.recording import RecordingEndpoint
from portal_plugin.reports.approve import approve_report
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.reports.models import OutboxItem
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession


@dataclass
class Message:
    """What would have gone over the broker."""

    task: str
    args: tuple[Any, ...]
    queue: str
    countdown: float | None
    expires: float | None


class Worker:
    """Runs tasks by name in this process, with arguments that have been JSON; catches sends."""

    def __init__(self, app: Celery, endpoint: RecordingEndpoint) -> None:
        self.app = app
        self.endpoint = endpoint
        self.sent: list[Message] = []

    def send_task(self, name: str, args: Any = (), **options: Any) -> None:
        assert options["ignore_result"] is True
        arguments = tuple(orjson.loads(orjson.dumps(args)))
        self.sent.append(
            Message(name, arguments, options["queue"], options["countdown"], options["expires"])
        )

    def run(self, task: Task, *arguments: Any) -> None:
        self.app.tasks[task.value].apply(args=orjson.loads(orjson.dumps(arguments)), throw=True)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", broker_url="amqp://guest@127.0.0.1:1//")


@pytest.fixture
def worker(database: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Worker:
    endpoint = RecordingEndpoint()
    app = make_celery(
        settings, app_engine=database.app, province_engine=database.province, endpoint=endpoint
    )
    app.loader.import_default_modules()
    worker = Worker(app, endpoint)
    monkeypatch.setattr(app, "send_task", worker.send_task)
    return worker


@pytest.fixture
def planned(
    open_session: Callable[..., AbstractContextManager[TenantSession]], plan_officer: Actor
) -> None:
    """Rimnam has a plan of one measure and a round that is long over."""
    with open_session() as session:
        plan, dimension, mission = new_id(), new_id(), new_id()
        session.add(
            Plan(
                id=plan,
                instrument=Instrument.PLAN_5Y,
                title="แผนตัวอย่าง",
                year_from=2566,
                year_to=2570,
                created_by=plan_officer.name,
            )
        )
        session.flush()
        session.add(Dimension(id=dimension, plan_id=plan, number=1, title="มิติตัวอย่าง"))
        session.flush()
        session.add(Mission(id=mission, dimension_id=dimension, number="1.1", title="ภารกิจตัวอย่าง"))
        session.flush()
        session.add(
            Measure(
                plan_id=plan,
                mission_id=mission,
                seq=1,
                title="มาตรการตัวอย่าง",
                kind=MeasureKind.PROJECT,
                budget_mode=BudgetMode.NONE,
                all_departments=True,
                created_by=plan_officer.name,
            )
        )
        with clock.held_at(datetime(2023, 3, 1, tzinfo=UTC)):
            open_round(session, plan_officer, 2566, RoundCode.SIX_MONTHS)
        session.commit()


@pytest.fixture
def due(
    planned: None,
    open_session: Callable[..., AbstractContextManager[TenantSession]],
    plan_officer: Actor,
) -> tuple[UUID, UUID]:
    """Tenant and outbox id of an approved report."""
    with open_session() as session:
        report = freeze_report(
            session, plan_officer, 2566, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y
        )
        approve_report(session, plan_officer, report.id)
        session.commit()
        outbox_id = session.query(OutboxItem.id).scalar()
        return session.tenant_id, outbox_id
