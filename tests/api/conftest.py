"""The stand-alone host with one municipality that reports, and people who talk JSON to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.hosts.standalone import passwords
from portal_plugin.hosts.standalone.accounts import create_account
from portal_plugin.hosts.standalone.app import create_app
from portal_plugin.measures.codes import (
    BudgetMode,
    EvidenceType,
    Instrument,
    MeasureKind,
    RoundCode,
    Status,
    Visibility,
)
from portal_plugin.measures.evidence import EvidenceInput, add_evidence
from portal_plugin.measures.measure_editing import MeasureText, add_measure
from portal_plugin.measures.plans import PlanText, add_mission, create_plan
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import open_round
from portal_plugin.reports.approve import approve_report, publish_report
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.reports.models import Report
from portal_plugin.tenants.session import TenantSession

PASSWORD = "แม่น้ำไหลผ่านเมือง 12"
OpenSession = Callable[..., AbstractContextManager[TenantSession]]


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", cheap)


@pytest.fixture
def make_app(
    database: Any, tenant_ids: dict[str, UUID], tmp_path: Any
) -> Iterator[Callable[..., Flask]]:
    """The host, with other settings if given: `make_app(url_prefix="/portal")`."""
    made: list[Flask] = []

    def _make(**changes: Any) -> Flask:
        settings = Settings(
            home=tmp_path,
            database_url=database.app.url.render_as_string(hide_password=False),
            secret_key="a secret of the tests, 32 characters or more",
            secure_cookies=False,
        )
        app = create_app(replace(settings, **changes), TESTING=True, PROPAGATE_EXCEPTIONS=False)
        made.append(app)
        return app

    yield _make
    for app in made:
        with app.app_context():
            for engine in app.extensions["sqlalchemy"].engines.values():
                engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@dataclass(frozen=True)
class Town:
    """Ids of a plan of 2566-2570 with five measures, the last one of กองช่าง, the others of all
    departments. The first is reported on, with one public and one internal proof; `report` is the
    half-year report.
    """

    plan: UUID
    measures: tuple[UUID, ...]
    round: UUID
    entry: UUID
    report: UUID


@pytest.fixture
def make_town(open_session: OpenSession, departments: dict[str, UUID]) -> Callable[..., Town]:
    """Write it into a municipality: `make_town("saithong")`."""

    def _make(code: str = "rimnam") -> Town:
        with open_session(code) as session:
            officer = Actor("o", "สมใจ (ตัวอย่าง)", session.tenant_id, frozenset({Role.PLAN_OFFICER}))
            town = _write(session, officer, departments[f"{code}/works"])
            session.commit()
        return town

    return _make


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town()


def _write(session: TenantSession, officer: Actor, works: UUID) -> Town:
    plan = create_plan(session, officer, Instrument.PLAN_5Y, (2566, 2570), PlanText("แผนตัวอย่าง"))
    mission = add_mission(session, officer, plan.id, 1, number="1.1", title="ภารกิจตัวอย่าง")
    text = MeasureText(
        "มาตรการตัวอย่าง",
        kind=MeasureKind.ACTIVITY,
        mission_id=mission.id,
        budget_mode=BudgetMode.NONE,
    )

    def add(number: int, *owners: UUID) -> UUID:
        named = replace(text, title=f"{text.title} {number}", all_departments=not owners)
        return add_measure(session, officer, plan.id, named, owners).id

    measures = (add(1), add(2), add(3), add(4), add(5, works))
    period = open_round(session, officer, 2566, RoundCode.SIX_MONTHS)
    given = ProgressInput(measures[0], period.id, Status.DONE, results=["จัดแล้ว (ตัวอย่าง)"])
    entry = record_progress(session, officer, given).entry_id
    for visibility in Visibility:
        proof = EvidenceInput(
            EvidenceType.ORDER, f"คำสั่ง {visibility}", number="1/2566", visibility=visibility
        )
        add_evidence(session, officer, entry, proof)
    report = freeze_report(session, officer, 2566, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)
    return Town(plan.id, measures, period.id, entry, report.id)


@pytest.fixture
def publish(town: Town, open_session: OpenSession) -> Callable[[], Report]:
    """Approve and publish the town's report."""

    def _publish() -> Report:
        with open_session() as session:
            boss = Actor("e", "สมปอง (ตัวอย่าง)", session.tenant_id, frozenset({Role.EXECUTIVE}))
            approve_report(session, boss, town.report)
            report = publish_report(session, boss, town.report)
            session.commit()
            session.expunge_all()
        return report

    return _publish


@dataclass
class Caller:
    """A program that speaks JSON, with the session of a browser."""

    client: FlaskClient
    base: str = "/api/v1/rimnam"
    token: str = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(self.base + path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        given = options.pop("headers", {})
        content = {} if body is None else {"json": body}
        headers = {"X-CSRFToken": self.token, **given}
        return self.client.post(self.base + path, headers=headers, **content, **options)


@pytest.fixture
def anybody(app: Flask) -> Caller:
    return Caller(app.test_client())


@pytest.fixture
def call(app: Flask, open_session: OpenSession) -> Callable[..., Caller]:
    """`call(Role.PLAN_OFFICER)`: somebody with that role, signed in at the log-in page."""

    def _call(*roles: Role, code: str = "rimnam", department: str | None = None) -> Caller:
        with open_session(code) as session:
            name = f"caller{session.scalar(sa.text('select count(*) from portal_plugin.account'))}"
            create_account(
                session,
                username=name,
                password=PASSWORD,
                display_name="สมใจ (ตัวอย่าง)",
                roles=list(roles),
                department=department,
            )
            session.commit()
        caller = Caller(app.test_client(), f"/api/v1/{code}")
        page = caller.client.get(f"/{code}/login").get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        fields = {"csrf_token": found.group(1), "username": name, "password": PASSWORD}
        assert caller.client.post(f"/{code}/login", data=fields).status_code == 303
        caller.token = caller.get("/session").get_json()["csrf_token"]
        return caller

    return _call


@pytest.fixture
def officer(town: Town, call: Callable[..., Caller]) -> Caller:
    return call(Role.PLAN_OFFICER)


@pytest.fixture
def statements(app: Flask) -> Callable[[Callable[[], object]], int]:
    """How many statements the database is asked while something is done."""

    def _count(act: Callable[[], object]) -> int:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            seen.append(statement)

        with app.app_context():
            engine = app.extensions["portal_plugin"].engine
        sa.event.listen(engine, "before_cursor_execute", note)
        act()
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    return _count
