"""A municipality with a plan, a round and progress, ready to be compiled and sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin import clock, nudge
from portal_plugin.actor import Actor, Role
from portal_plugin.measures.codes import (
    BudgetMode,
    Instrument,
    MeasureKind,
    RoundCode,
    Status,
)
from portal_plugin.measures.models import BudgetLine, Dimension, Measure, Mission, Plan
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import open_round
from portal_plugin.national.recording import RecordingEndpoint
from portal_plugin.reports.approve import approve_report
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.reports.models import OutboxItem, Report
from portal_plugin.reports.patience import Patience
from portal_plugin.reports.push import push_one
from portal_plugin.reports.settlement import Settled
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession

NOON = datetime(2023, 4, 20, 5, tzinfo=UTC)


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The clock stands at noon of 20 April 2566 in Thailand; tests move it with `clock.held_at`."""
    with clock.held_at(NOON):
        yield NOON


@pytest.fixture
def executive(tenant_ids: dict[str, UUID]) -> Actor:
    return Actor("executive-1", "สมปอง (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({Role.EXECUTIVE}))


@pytest.fixture
def patience() -> Patience:
    return Patience(lease=60, attempts=3, base=4, cap=100)


@dataclass
class Town:
    """One municipality: short verbs for what its people do."""

    engine: sa.Engine
    tenant_id: UUID
    officer: Actor
    executive: Actor
    patience: Patience
    open_session: Callable[[], AbstractContextManager[TenantSession]]
    sent: list[tuple[Any, ...]]
    measures: tuple[UUID, ...] = ()
    round_id: UUID | None = None

    @contextmanager
    def session(self) -> Iterator[TenantSession]:
        with self.open_session() as session:
            nudge.equip(session, self._remember)
            yield session
            session.commit()

    def _remember(self, task: Any, *arguments: Any, **options: Any) -> None:
        self.sent.append((task, *arguments))

    def freeze(self, instrument: Instrument = Instrument.PLAN_5Y, correction: str = "") -> Report:
        with self.session() as session:
            return freeze_report(
                session, self.officer, 2566, RoundCode.SIX_MONTHS, instrument, correction=correction
            )

    def approve(self, report: Report) -> Report:
        with self.session() as session:
            return approve_report(session, self.executive, report.id)

    def report_progress(
        self, number: int, result: str, status: Status = Status.IN_PROGRESS
    ) -> None:
        assert self.round_id is not None
        with self.session() as session:
            from portal_plugin.measures.models import ProgressEntry

            seen = session.scalars(
                sa.select(ProgressEntry.id)
                .where(ProgressEntry.measure_id == self.measures[number - 1])
                .order_by(ProgressEntry.entered_at.desc())
            ).first()
            record_progress(
                session,
                self.officer,
                ProgressInput(
                    measure_id=self.measures[number - 1],
                    round_id=self.round_id,
                    status=status,
                    results=[result],
                    seen_entry_id=seen,
                ),
            )

    @staticmethod
    def rows(session: TenantSession, table: Any) -> list[Any]:
        """All rows of a table by their making, still readable when the session is closed."""
        found = list(session.scalars(sa.select(table).order_by(table.id)))
        session.expunge_all()
        return found

    def outbox(self) -> list[OutboxItem]:
        with self.open_session() as session:
            return self.rows(session, OutboxItem)

    def push(self, endpoint: Any, outbox_id: UUID | None = None) -> Settled | None:
        chosen = outbox_id or self.outbox()[-1].id
        return push_one(self.engine, self.patience, endpoint, self.tenant_id, chosen)

    def at(self, seconds: float) -> AbstractContextManager[None]:
        """The clock, so many seconds after noon."""
        return clock.held_at(NOON + timedelta(seconds=seconds))


def write_plan(
    session: TenantSession, actor: Actor, instrument: Instrument, measures: int = 3
) -> tuple[UUID, ...]:
    plan, dimension, mission = new_id(), new_id(), new_id()
    years = (2566, 2570) if instrument is Instrument.PLAN_5Y else (2566, 2566)
    session.add(
        Plan(
            id=plan,
            instrument=instrument,
            title="แผนตัวอย่าง",
            year_from=years[0],
            year_to=years[1],
            created_by=actor.name,
        )
    )
    session.flush()
    session.add(Dimension(id=dimension, plan_id=plan, number=1, title="มิติตัวอย่าง"))
    session.flush()
    session.add(Mission(id=mission, dimension_id=dimension, number="1.1", title="ภารกิจตัวอย่าง"))
    session.flush()
    ids = tuple(new_id() for _ in range(measures))
    for seq, measure_id in enumerate(ids, start=1):
        session.add(
            Measure(
                id=measure_id,
                plan_id=plan,
                mission_id=mission,
                seq=seq,
                title=f"มาตรการตัวอย่าง {seq}",
                kind=MeasureKind.PROJECT,
                budget_mode=BudgetMode.AMOUNT,
                all_departments=True,
                created_by=actor.name,
            )
        )
    session.flush()
    for measure_id in ids:
        session.add(
            BudgetLine(
                measure_id=measure_id,
                fiscal_year=2566,
                plan_amount=50_000,
                ordinance_amount=40_000,
                paid_amount=10_000,
                in_ordinance=True,
                updated_by=actor.name,
            )
        )
    session.flush()
    return ids


@pytest.fixture
def town(
    database: Any,
    tenant_ids: dict[str, UUID],
    open_session: Callable[..., AbstractContextManager[TenantSession]],
    plan_officer: Actor,
    executive: Actor,
    patience: Patience,
    noon: datetime,
) -> Town:
    """Rimnam, with a five-year plan of three measures; the first one has progress."""
    town = Town(
        database.app, tenant_ids["rimnam"], plan_officer, executive, patience, open_session, []
    )
    with town.session() as session:
        town.measures = write_plan(session, plan_officer, Instrument.PLAN_5Y)
        with clock.held_at(NOON - timedelta(days=60)):
            town.round_id = open_round(session, plan_officer, 2566, RoundCode.SIX_MONTHS).id
    town.report_progress(1, "จัดอบรมแล้ว (ตัวอย่าง)", Status.DONE)
    return town


@pytest.fixture
def ita_town(town: Town) -> Town:
    """The same, with yearly ITA measures beside the plan."""
    with town.session() as session:
        write_plan(session, town.officer, Instrument.ITA_MEASURES)
    return town


@pytest.fixture
def endpoint() -> RecordingEndpoint:
    return RecordingEndpoint()
