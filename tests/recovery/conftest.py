"""A province in a home of its own: embedded database and broker, worker, beat, stand-in."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from portal_plugin import nudge, sandbox
from portal_plugin.actor import Actor, Role
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.measures.codes import BudgetMode, Instrument, MeasureKind, RoundCode, Status
from portal_plugin.measures.models import Dimension, Measure, Mission, Plan
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import open_round
from portal_plugin.reports.approve import approve_report
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.reports.models import OutboxItem, Receipt
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.models import TenantType
from portal_plugin.tenants.register import add_tenant
from portal_plugin.tenants.session import tenant_session
from portal_plugin.workplace import Workplace, open_workplace

PACE = {
    "SWEEP_SECONDS": "0.5",
    "NATIONAL_TIMEOUT_SECONDS": "1.4",
    "LEASE_SECONDS": "6",
    "RETRY_BASE_SECONDS": "0.2",
    "RETRY_CAP_SECONDS": "1",
    "PUSH_ATTEMPTS": "500",
}


class Province:
    """Starts and kills its programs, reports, and looks at both ends of the wire."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            **os.environ,
            "PORTAL_PLUGIN_HOME": str(home),
            **{f"PORTAL_PLUGIN_{name}": value for name, value in PACE.items()},
        }
        self._programs: dict[str, subprocess.Popen[bytes]] = {}
        self._stack = ExitStack()
        self.place: Workplace
        self.address = ""

    def open(self) -> None:
        self.start("sandbox", "--port", "0")
        self._address = self.eventually(self._announced)
        self.place = self._stack.enter_context(open_workplace(self.environment, initialise=True))

    def _announced(self) -> str:
        with suppress(OSError):
            return (self.home / "sandbox.address").read_text(encoding="utf-8")
        return ""

    def start(self, name: str, *options: str) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self._programs[name] = subprocess.Popen(
                [sys.executable, "-m", "portal_plugin", name, *options],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """SIGKILL to a program and all that it started."""
        program = self._programs.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait(10)

    def close(self) -> None:
        for name in list(self._programs):
            self.kill(name)
        self._stack.close()

    def eventually(self, look: Callable[[], Any], seconds: float = 20.0) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := look():
                return found
            time.sleep(0.02)
        logs = "\n".join(path.read_text("utf-8")[-2000:] for path in self.home.glob("*.log"))
        raise AssertionError(f"it did not happen in {seconds} seconds\n{logs}")

    def arm(self, *switches: dict[str, Any]) -> None:
        self._control("POST", "faults", json=list(switches))

    def commits(self) -> dict[str, int]:
        return dict(self._control("GET", "effects")["commits"])

    def _control(self, method: str, name: str, **options: Any) -> Any:
        token = sandbox.credentials(self.home).control_token
        reply = httpx.request(
            method,
            f"{self._address}/_control/{name}",
            headers={"X-Control-Token": token},
            trust_env=False,
            **options,
        )
        reply.raise_for_status()
        return reply.json()

    def outbox(self) -> list[tuple[str, str | None, str | None]]:
        """(state, key, receipt) of every delivery of every municipality made here."""
        found = []
        for tenant_id in self.tenants:
            with tenant_session(self.place.engine, tenant_id) as session:
                rows = session.execute(
                    sa.select(
                        OutboxItem.state, OutboxItem.idempotency_key, Receipt.reference
                    ).outerjoin(Receipt, Receipt.outbox_id == OutboxItem.id)
                )
                found += [(row[0].value, row[1], row[2]) for row in rows]
        return found

    def all_acknowledged(self) -> bool:
        with suppress(sa.exc.OperationalError):
            rows = self.outbox()
            return bool(rows) and {state for state, _, _ in rows} == {"acknowledged"}
        return False

    tenants: tuple[UUID, ...] = ()

    def file_report(self, code: str) -> None:
        """A municipality with an approved report, and the worker nudged."""
        tenant = add_tenant(
            self.place.owner_engine,
            code,
            f"เทศบาลเมืองตัวอย่าง{code}",
            TenantType.TOWN_MUNICIPALITY,
            "ตัวอย่างธานี",
        )
        self.tenants = (*self.tenants, tenant.id)
        officer = Actor("plan", "สมใจ (ตัวอย่าง)", tenant.id, frozenset({Role.PLAN_OFFICER}))
        with tenant_session(self.place.engine, tenant.id) as session:
            measure_id = _write_plan(session, officer)
            round_id = open_round(session, officer, 2566, RoundCode.SIX_MONTHS).id
            record_progress(
                session,
                officer,
                ProgressInput(measure_id, round_id, Status.IN_PROGRESS, results=["ประชุม (ตัวอย่าง)"]),
            )
            session.commit()
        with tenant_session(self.place.engine, tenant.id) as session:
            nudge.equip(session, celery_sender(make_celery(self.place.settings)))
            report = freeze_report(session, officer, 2566, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)
            approve_report(session, officer, report.id)
            session.commit()


def _write_plan(session: Any, officer: Actor) -> UUID:
    plan, dimension, mission, measure = new_id(), new_id(), new_id(), new_id()
    session.add(
        Plan(
            id=plan,
            instrument=Instrument.PLAN_5Y,
            title="แผนตัวอย่าง",
            year_from=2566,
            year_to=2570,
            created_by=officer.name,
        )
    )
    session.flush()
    session.add(Dimension(id=dimension, plan_id=plan, number=1, title="มิติตัวอย่าง"))
    session.flush()
    session.add(Mission(id=mission, dimension_id=dimension, number="1.1", title="ภารกิจตัวอย่าง"))
    session.flush()
    session.add(
        Measure(
            id=measure,
            plan_id=plan,
            mission_id=mission,
            seq=1,
            title="มาตรการตัวอย่าง",
            kind=MeasureKind.PROJECT,
            budget_mode=BudgetMode.NONE,
            all_departments=True,
            created_by=officer.name,
        )
    )
    session.flush()
    return measure


@pytest.fixture
def province() -> Iterator[Province]:
    folder = Path(tempfile.mkdtemp(prefix="portal-plugin-test-", dir="/tmp"))
    folder.chmod(0o755)
    home = folder / "home"
    home.mkdir()
    province = Province(home)
    try:
        province.open()
        yield province
    finally:
        province.close()
        shutil.rmtree(folder, ignore_errors=True)
