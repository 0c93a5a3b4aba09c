"""A world in which every tenant has one row in every table, made from the tables themselves."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal_plugin.complaints.models import ComplaintSummary
from portal_plugin.corruption import models as _channel_models  # noqa: F401
from portal_plugin.corruption.base import InspectionBase
from portal_plugin.measures.codes import RoundCode
from portal_plugin.measures.loading import report_rows
from portal_plugin.reports.compile import CompiledReport, compile_report
from portal_plugin.reports.models import Report
from portal_plugin.statistics.body import statistics_body
from portal_plugin.statistics.period import Part, Period
from portal_plugin.tables import Base
from portal_plugin.tenants import policy
from portal_plugin.tenants.base import SCHEMA
from portal_plugin.tenants.policy import APP_ROLE, SHARED_TABLES
from portal_plugin.tenants.session import tenant_session

PAPER_BODY = orjson.dumps(
    {
        "product": "targets",
        "title": "ค่าเป้าหมายของแผน",
        "municipality": {"code": "sample", "name": "เทศบาลตัวอย่าง"},
        "plan": {"title": "แผนตัวอย่าง", "year_from": 2566, "year_to": 2570},
        "targets": [],
        "fiscal_year": 2566,
        "round": None,
        "layout": None,
        "made_on": "2023-04-01",
        "texts": {},
    }
)

SPECIAL: dict[str, Any] = {
    "account.roles": ["plan_officer"],
    "account.totp_secret": None,
    "complaint.answered_on": None,
    "complaint_summary.state": "PUBLISHED",
    "complaint_office.extra_holidays": [date(2023, 4, 7)],
    "evidence.sha256": "0" * 64,
    "import_run.findings": [],
    "endorsement.decided_at": None,
    "endorsement.decision": None,
    "mission.number": "1.1",
    "oit_entry.href": "https://example.org/",
    "oit_entry.number": "O20",
    "outbox.lease_token": None,
    "outbox.lease_until": None,
    "outbox.state": "acknowledged",
    "paper_version.approved_at": datetime(2023, 4, 1, tzinfo=UTC),
    "paper_version.body": PAPER_BODY,
    "paper_version.published_at": datetime(2023, 4, 2, tzinfo=UTC),
    "paper_version.state": "PUBLISHED",
    "paper.layout": None,
    "paper.product": "targets",
    "paper.round": None,
    "rendering.done": 0,
    "rendering.failed": 0,
    "rendering.lease_until": None,
    "rendering.state": "DONE",
    "receipt.rejected_lines": [],
    "rendition.format": "json",
    "rendition.product": "targets",
    "report.body": b"{}",
    "step.path": "1.1",
}
"""Values that a column's type alone does not tell."""

YEARS = {"fiscal_year", "year_from", "base_year", "year"}
YEAR_OF = {"rimnam": 2566, "saithong": 2576, "nongbua": 2586}


def year_of(code: str) -> int:
    """A Buddhist fiscal year of which only this tenant has a round, a budget and a report."""
    return YEAR_OF.get(code, 2596)


def mark_of(code: str) -> str:
    """Text that stands in every row of a tenant and nowhere else."""
    return f"only-{code}-may-read-this"


@dataclass(frozen=True)
class World:
    """Ids of the one row of each table, by tenant's code."""

    ids: dict[str, dict[str, UUID]]

    def id(self, code: str, table: str) -> UUID:
        return self.ids[code][table]


def _value(column: sa.Column[Any], code: str) -> Any:
    name = f"{column.table.name}.{column.name}"
    if name == "plan.year_to":
        return year_of(code) + 4
    if name in SPECIAL:
        return SPECIAL[name]
    if column.name in YEARS:
        return year_of(code)
    kind = column.type
    text = f"{mark_of(code)} {name}"
    if isinstance(kind, sa.Enum):
        return kind.enums[0] if kind.enum_class is None else next(iter(kind.enum_class))
    by_type: tuple[tuple[type, Callable[[], Any]], ...] = (
        (sa.Uuid, uuid4),
        (JSONB, dict),
        (sa.LargeBinary, text.encode),
        (sa.ARRAY, lambda: [1 if isinstance(kind.item_type, sa.Integer) else text]),  # type: ignore[attr-defined]
        (sa.Boolean, lambda: True),
        (sa.Integer, lambda: 1),
        (sa.Float, lambda: 1.0),
        (sa.Numeric, lambda: Decimal(1)),
        (sa.DateTime, lambda: datetime(2023, 4, 1, tzinfo=UTC)),
        (sa.Date, lambda: date(2023, 4, 1)),
        (sa.Text, lambda: text),
        (sa.String, lambda: text),
    )
    for known, make in by_type:
        if isinstance(kind, known):
            return make()
    raise NotImplementedError(f"no sample for {name}: add one to SPECIAL")


def _sample_row(table: sa.Table, code: str, made: dict[str, UUID]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "tenant_id":
            continue
        targets = {key.column.table.name for key in column.foreign_keys}
        if not targets:
            row[column.name] = _value(column, code)
        elif targets != {table.name}:
            row[column.name] = made[targets.pop()]
    return row


@pytest.fixture
def make_row() -> Callable[[sa.Table, str, dict[str, UUID]], dict[str, Any]]:
    """A row for a table: (table, tenant's code, ids made so far by table) -> values."""
    return _sample_row


@pytest.fixture
def world(database: Any, admin: sa.Engine, tenant_ids: dict[str, UUID]) -> World:
    """One row in every tenant table for every sample municipality, written as the application."""
    ids: dict[str, dict[str, UUID]] = {}
    bodies: dict[UUID, CompiledReport] = {}
    for code, tenant_id in tenant_ids.items():
        made = ids.setdefault(code, {})
        with tenant_session(database.app, tenant_id) as session:
            for table in Base.metadata.sorted_tables:
                if table.name in SHARED_TABLES:
                    continue
                row = _sample_row(table, code, made)
                session.execute(sa.insert(table), [row])
                made[table.name] = row["id"]
            figures = statistics_body(session, Period(year_of(code), Part.YEAR))
            session.execute(sa.update(ComplaintSummary).values(figures=figures))
            session.commit()
            body = report_rows(session, made["plan"], year_of(code), RoundCode.SIX_MONTHS)
            bodies[tenant_id] = compile_report(body)
    with admin.connect() as connection:  # no other role may change a frozen report
        for tenant_id, compiled in bodies.items():
            connection.execute(
                sa.update(Report)
                .where(Report.tenant_id == tenant_id)
                .values(body=compiled.data, digest=compiled.digest)
            )
    return World(ids)


@pytest.fixture
def channel_world(database: Any, tenant_ids: dict[str, UUID]) -> World:
    """One row in every table of the corruption channel for every sample municipality."""
    ids: dict[str, dict[str, UUID]] = {}
    for code, tenant_id in tenant_ids.items():
        made = ids.setdefault(code, {})
        with tenant_session(database.inspection, tenant_id) as session:
            for table in InspectionBase.metadata.sorted_tables:
                row = _sample_row(table, code, made)
                session.execute(sa.insert(table), [row])
                made[table.name] = row["id"]
            session.commit()
    return World(ids)


@pytest.fixture
def admin(database: Any) -> Iterator[sa.Engine]:
    """The superuser in the test's database, each statement committed at once."""
    engine = sa.create_engine(
        database.server.admin_url.set(database=database.name), isolation_level="AUTOCOMMIT"
    )
    yield engine
    engine.dispose()


@pytest.fixture
def rows_of(database: Any, admin: sa.Engine) -> Callable[[UUID], dict[str, list[str]]]:
    """Everything the database holds of a tenant, by table: to compare before and after."""

    def _read(tenant_id: UUID) -> dict[str, list[str]]:
        with admin.connect() as connection:
            return {
                table.name: list(
                    connection.exec_driver_sql(
                        f"select row_to_json(t)::text from {table} t"
                        f" where tenant_id = '{tenant_id}' order by id"
                    ).scalars()
                )
                for table in Base.metadata.sorted_tables
                if table.name not in SHARED_TABLES
            }

    return _read


@pytest.fixture
def ask(admin: sa.Engine) -> Callable[..., list[Any]]:
    """Ask the test's database as its superuser: ask(statement, **values) -> rows."""

    def _ask(statement: str, **values: Any) -> list[Any]:
        with admin.connect() as connection:
            return list(connection.execute(sa.text(statement), values))

    return _ask


@pytest.fixture
def tables(ask: Callable[..., list[Any]]) -> dict[str, int]:
    """Every table of the schema by name, with its number in the catalogue."""
    return dict(
        ask(
            f"""select relname, oid from pg_class
                 where relnamespace = '{SCHEMA}'::regnamespace and relkind in ('r', 'p', 'f')"""
        )
    )


@pytest.fixture
def tenant_tables(tables: dict[str, int]) -> dict[str, int]:
    """The tables whose rows have an owner."""
    found = {name: number for name, number in tables.items() if name not in SHARED_TABLES}
    assert len(found) > 20
    return found


@pytest.fixture
def act(admin: sa.Engine) -> Callable[[str], None]:
    """Run a statement as the superuser in the test's own database."""

    def _act(statement: str) -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(statement)

    return _act


@pytest.fixture
def breaches(database: Any) -> Callable[[], list[str]]:
    """What the product's judge says of the schema."""

    def _read() -> list[str]:
        with database.app.connect() as connection:
            return policy.wall_breaches(connection)

    return _read


@pytest.fixture
def leaks(database: Any, tenant_ids: Any, world: Any) -> Callable[..., set[str]]:
    """Try to get across as a role: which of read, plant, change, unscoped succeed."""
    statements = {
        "read": f"select 1 from {SCHEMA}.department where id = '{world.id('saithong', 'department')}'",
        "plant": f"insert into {SCHEMA}.department (tenant_id, id, name, kind) values"
        f" ('{tenant_ids['saithong']}', '{uuid4()}', 'planted', 'UNIT') returning 1",
        "change": f"update {SCHEMA}.department set head_name = 'x' where tenant_id ="
        f" '{tenant_ids['saithong']}' returning 1",
    }

    def _gets_through(engine: sa.Engine, statement: str) -> bool:
        with tenant_session(engine, tenant_ids["rimnam"]) as session:
            try:
                return session.execute(sa.text(statement)).first() is not None
            except sa.exc.ProgrammingError as refused:
                assert "row-level security" in str(refused)
                return False

    def _try(engine: sa.Engine | None = None) -> set[str]:
        as_role = engine or database.app
        through = {name for name, text in statements.items() if _gets_through(as_role, text)}
        with as_role.connect() as connection:
            if connection.exec_driver_sql(f"select 1 from {SCHEMA}.department").first() is not None:
                through.add("unscoped")
        return through

    return _try


@pytest.fixture
def throwaway_login(
    database: Any, act: Callable[[str], None]
) -> Callable[..., AbstractContextManager[sa.Engine]]:
    """A login with the application's rights and more: (attributes, memberships) -> its engine.

    Roles belong to the whole server, so it is removed again.
    """

    @contextmanager
    def _login(attributes: str, memberships: str = "") -> Iterator[sa.Engine]:
        name, password = f"portal_plugin_try_{uuid4().hex[:12]}", secrets.token_urlsafe(16)
        act(f"CREATE ROLE {name} LOGIN PASSWORD '{password}' {attributes}")
        engine = sa.create_engine(
            database.server.admin_url.set(username=name, password=password, database=database.name)
        )
        try:
            for group in (APP_ROLE, *memberships.split()):
                act(f"GRANT {group} TO {name}")
            yield engine
        finally:
            engine.dispose()
            act(f"REASSIGN OWNED BY {name} TO CURRENT_USER")
            act(f"DROP OWNED BY {name}")
            act(f"DROP ROLE {name}")

    return _login
