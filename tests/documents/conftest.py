"""A town municipality with something to say in every document, filled once for a whole run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Role
from portal_plugin.clock import BANGKOK
from portal_plugin.complaints.codes import Channel, Half, State
from portal_plugin.complaints.contribution import contribution_of
from portal_plugin.complaints.counters import count_all
from portal_plugin.complaints.models import Complaint
from portal_plugin.demo.samples import budget_of, progress_of
from portal_plugin.documents.models import Letterhead
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.service import import_document
from portal_plugin.measures.budgets import set_budget
from portal_plugin.measures.codes import BudgetMode, Instrument, MeasureKind, RoundCode, Status
from portal_plugin.measures.models import BudgetLine, Measure, Plan, Round
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import open_round
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.statistics import summary
from portal_plugin.tables import Base
from portal_plugin.tenants.models import Tenant, TenantType
from portal_plugin.tenants.policy import APP_ROLE, OWNER_ROLE, PROVINCE_ROLE
from portal_plugin.tenants.session import TenantSession, tenant_session

YEAR = 2566
CODE = "rimnam"


@dataclass(frozen=True)
class Filled:
    """A database of its own with one municipality, "rimnam": the five-year plan 2566-2570 and the
    yearly measures of 2566 as imported, ITA result, risks, targets, letterhead, both rounds of
    2566 open with progress, the plan's half-year report frozen, nine complaints and
    their summaries handed in.

    `open()` gives a session in its space; `empty_id` is a second municipality without anything.
    """

    app: sa.Engine
    province: sa.Engine
    tenant_id: UUID
    empty_id: UUID
    officer: Actor
    year: int = YEAR

    def open(self) -> AbstractContextManager[TenantSession]:
        """A session in the municipality's space."""
        return tenant_session(self.app, self.tenant_id)

    def open_empty(self) -> AbstractContextManager[TenantSession]:
        """A session in the space of the municipality that has nothing."""
        return tenant_session(self.app, self.empty_id)

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What is asked of the database while the block runs, the telling of the tenant left out."""
        asked: list[str] = []

        def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if "set_config" not in statement:
                asked.append(statement)

        sa.event.listen(self.app, "before_cursor_execute", _note)
        try:
            yield asked
        finally:
            sa.event.remove(self.app, "before_cursor_execute", _note)


@dataclass(frozen=True)
class _Stock:
    """The database that every test's own is a copy of."""

    name: str
    tenant_id: UUID
    empty_id: UUID

    @property
    def officer(self) -> Actor:
        roles = frozenset({Role.PLAN_OFFICER, Role.COMPLAINT_OFFICER})
        return Actor("officer-1", "สมใจ (ตัวอย่าง)", self.tenant_id, roles)


@pytest.fixture(scope="session")
def filled_stock(server: Any) -> Iterator[_Stock]:
    stock = _Stock(f"portal_plugin_filled_{uuid4().hex[:12]}", uuid4(), uuid4())
    server.run(f"CREATE DATABASE {stock.name} TEMPLATE {server.template}")
    _settle(server.engine(OWNER_ROLE, stock.name), stock)
    app = server.engine(APP_ROLE, stock.name)
    try:
        for fill in (_import, _letterhead, _report, _complain, _summarise):
            with tenant_session(app, stock.tenant_id) as session:
                fill(session, stock.officer)
                session.commit()
    finally:
        app.dispose()
    yield stock
    server.run(f"DROP DATABASE IF EXISTS {stock.name} WITH (FORCE)")


@pytest.fixture
def filled(server: Any, filled_stock: _Stock) -> Iterator[Filled]:
    """This test's own copy of the filled municipality."""
    with _copy(server, filled_stock) as copy:
        yield copy


@pytest.fixture(scope="module")
def filled_to_read(server: Any, filled_stock: _Stock) -> Iterator[Filled]:
    """One copy for a module whose tests only read; the database itself refuses more."""
    with _copy(server, filled_stock, read_only=True) as copy:
        yield copy


@pytest.fixture(scope="module")
def crowded(server: Any, filled_stock: _Stock) -> Iterator[Filled]:
    """A copy with thirty more measures in each plan, reported on in both rounds; only for reading."""
    with _copy(server, filled_stock) as copy:
        with copy.open() as session:
            _crowd(session, copy.officer)
            session.commit()
        yield copy


@contextmanager
def _copy(server: Any, stock: _Stock, *, read_only: bool = False) -> Iterator[Filled]:
    name = f"portal_plugin_test_{uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {stock.name}")
    if read_only:
        server.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    app, province = server.engine(APP_ROLE, name), server.engine(PROVINCE_ROLE, name)
    try:
        yield Filled(app, province, stock.tenant_id, stock.empty_id, stock.officer)
    finally:
        app.dispose()
        province.dispose()
        server.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _settle(owner: sa.Engine, stock: _Stock) -> None:
    places = (
        (stock.tenant_id, CODE, "เทศบาลเมืองตัวอย่างริมน้ำ"),
        (stock.empty_id, "saithong", "เทศบาลเมืองตัวอย่างทรายทอง"),
    )
    with owner.begin() as connection:
        connection.execute(
            sa.insert(Base.metadata.tables[Tenant.__table__.key]),
            [
                {
                    "id": id_,
                    "code": code,
                    "type": TenantType.TOWN_MUNICIPALITY,
                    "name": name,
                    "province": "ตัวอย่างธานี",
                }
                for id_, code, name in places
            ],
        )
    owner.dispose()


def _import(session: TenantSession, officer: Actor) -> None:
    for name in ("plan-town-2566-2570.txt", "measures-town-2566-6m.txt"):
        data = (files("portal_plugin.imports") / "samples" / name).read_bytes()
        import_document(session, officer, read_document(data, name), filename=name)


def _letterhead(session: TenantSession, officer: Actor) -> None:
    session.add(
        Letterhead(
            id=uuid4(),
            head_name="นายก (ตัวอย่าง)",
            clerk_name="ปลัด (ตัวอย่าง)",
            clerk_acting="รองปลัดเทศบาล รักษาราชการแทน",
            address="1 ถนนตัวอย่าง จังหวัดตัวอย่างธานี 00000",
            telephone="0 0000 0000",
            email="office@example.com",
            memo_unit="สำนักปลัดเทศบาล งานนิติการ",
            memo_prefix="ตท 00001",
            updated_by=officer.name,
        )
    )


def _report(session: TenantSession, officer: Actor) -> None:
    half = open_round(session, officer, YEAR, RoundCode.SIX_MONTHS)
    five_years = _measures(session, Instrument.PLAN_5Y)
    seen: dict[UUID, UUID] = {}
    for measure in five_years:
        _budget(session, officer, measure)
        seen[measure.id] = _progress(session, officer, measure, half)
    freeze_report(session, officer, YEAR, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)
    whole = open_round(session, officer, YEAR, RoundCode.TWELVE_MONTHS)
    for measure in (*five_years, *_measures(session, Instrument.ITA_MEASURES)):
        if progress_of(measure.seq)["status"] is Status.DONE:
            _progress(session, officer, measure, whole, seen.get(measure.id))


def _crowd(session: TenantSession, officer: Actor) -> None:
    whole = open_round(session, officer, YEAR, RoundCode.TWELVE_MONTHS)
    for plan in session.scalars(sa.select(Plan)).all():
        mission = session.scalars(
            sa.select(Measure.mission_id).where(Measure.plan_id == plan.id).limit(1)
        ).one()
        for number in range(101, 131):
            measure = Measure(
                id=uuid4(),
                plan_id=plan.id,
                mission_id=mission,
                seq=number,
                kind=MeasureKind.ACTIVITY,
                title=f"มาตรการที่ {number} (ตัวอย่าง)",
                budget_mode=BudgetMode.NONE,
                all_departments=True,
                created_by=officer.name,
            )
            session.add(measure)
            session.flush()
            _progress(session, officer, measure, whole)


def _measures(session: TenantSession, instrument: Instrument) -> list[Measure]:
    """All but every eighth: some always await their report."""
    query = sa.select(Measure).join(
        Plan, sa.and_(Plan.tenant_id == Measure.tenant_id, Plan.id == Measure.plan_id)
    )
    found = session.scalars(query.where(Plan.instrument == instrument).order_by(Measure.seq))
    return [measure for measure in found if measure.seq % 8]


def _budget(session: TenantSession, officer: Actor, measure: Measure) -> None:
    planned = session.scalar(
        sa.select(BudgetLine.plan_amount).where(
            BudgetLine.measure_id == measure.id, BudgetLine.fiscal_year == YEAR
        )
    )
    if planned:
        set_budget(session, officer, measure.id, YEAR, budget_of(measure.seq, planned))


def _progress(
    session: TenantSession,
    officer: Actor,
    measure: Measure,
    period: Round,
    seen: UUID | None = None,
) -> UUID:
    content = progress_of(measure.seq)
    given = ProgressInput(measure.id, period.id, seen_entry_id=seen, **content)
    return record_progress(session, officer, given).entry_id


def _complain(session: TenantSession, _officer: Actor) -> None:
    """Nine general complaints of the year: answered in time and late, rated, explained, open."""
    for number in range(1, 10):
        received = date(2022, 10, 3) + timedelta(days=35 * number)
        row = Complaint(
            id=uuid4(),
            number=f"{YEAR}-{number:04}",
            code_digest=uuid4().bytes,
            submission_digest=None,
            channel=Channel.WEB if number % 2 else Channel.PHONE,
            received_at=datetime.combine(received, time(12), BANGKOK),
            received_on=received,
            topic=("SERVICE", "PERFORMANCE", "OTHER")[number % 3],
            subject=f"เรื่องที่ {number} (ตัวอย่าง)",
            detail="รายละเอียด (ตัวอย่าง)",
            clock_from=received,
            due_on=received + timedelta(days=15),
            reopenings=0,
            **_outcome(number, received),
        )
        session.add(row)
        session.flush()
        count_all(session, [(None, contribution_of(row))])


def _summarise(session: TenantSession, officer: Actor) -> None:
    """The year's complaint summaries as the executive got them."""
    for half in Half:
        row = summary.draft(session, officer, YEAR, half)
        texts = dict.fromkeys(("problems", "obstacles", "solutions"), "ไม่มี (ตัวอย่าง)")
        summary.write(session, officer, row.id, **texts)
        summary.submit(session, officer, row.id)


def _outcome(number: int, received: date) -> dict[str, Any]:
    if number > 7:
        return {"state": State.RECEIVED}
    late = number == 6
    answered = received + timedelta(days=20 if late else 5 + number)
    return {
        "state": State.DONE,
        "answered_on": answered,
        "explained_on": received + timedelta(days=12) if late else None,
        "promised_on": answered if late else None,
        "result": "แก้ไขแล้ว (ตัวอย่าง)",
        "cause": "อุปกรณ์เก่า (ตัวอย่าง)",
        "problems": "ของในคลังไม่พอ (ตัวอย่าง)",
        "prevention": "ตรวจทุกไตรมาส (ตัวอย่าง)",
        "score": 3 if number == 4 else 5,
        "rated_at": datetime.combine(answered, time(15), BANGKOK),
    }
