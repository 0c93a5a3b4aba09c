"""A real PostgreSQL with the migrations applied, reached through the restricted roles.

The embedded server by default; PORTAL_PLUGIN_TEST_DATABASE_URL names another (an administrator's
URL). Each test that asks for a database gets a clone of a migrated template.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Role
from portal_plugin.embedded.cluster import EmbeddedPostgres
from portal_plugin.migrations import runner
from portal_plugin.roles import ROLES, make_roles
from portal_plugin.tables import Base
from portal_plugin.tenants.models import Department, DepartmentKind, Tenant, TenantType
from portal_plugin.tenants.policy import APP_ROLE, INSPECTION_ROLE, OWNER_ROLE, PROVINCE_ROLE
from portal_plugin.tenants.session import TenantSession, tenant_session

OpenSession = Callable[..., AbstractContextManager[TenantSession]]
Found = TypeVar("Found")


@pytest.fixture(scope="session")
def required() -> Callable[[str, Found | None, str], Found]:
    """What a test needs of this machine: `browser = required("browser", found, advice)`.

    Where it was not found the test skips with the advice, or fails with it if
    PORTAL_PLUGIN_TEST_REQUIRE lists the kind (`browser,broker,office,pooler`).
    """
    demanded = os.environ.get("PORTAL_PLUGIN_TEST_REQUIRE", "").split(",")

    def _required(kind: str, found: Found | None, advice: str) -> Found:
        if found is not None:
            return found
        if kind in demanded:
            pytest.fail(advice)
        pytest.skip(advice)

    return _required


@dataclass(frozen=True)
class Server:
    """A server, and how to sign in to it by role."""

    admin_url: sa.URL
    passwords: dict[str, str]
    template: str

    def url(self, role: str, database: str) -> sa.URL:
        return self.admin_url.set(username=role, password=self.passwords[role], database=database)

    def engine(self, role: str, database: str, **options: object) -> sa.Engine:
        return sa.create_engine(self.url(role, database), **options)

    def run(self, statement: str) -> None:
        engine = sa.create_engine(self.admin_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    given = os.environ.get("PORTAL_PLUGIN_TEST_DATABASE_URL")
    if given:
        yield from _prepared(sa.make_url(given).set(drivername="postgresql+psycopg"))
        return
    with EmbeddedPostgres(tmp_path_factory.mktemp("server")).running() as embedded:
        yield from _prepared(sa.make_url(embedded.url()))


def _prepared(admin_url: sa.URL) -> Iterator[Server]:
    passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
    template = f"portal_plugin_template_{uuid4().hex[:12]}"
    server = Server(admin_url, passwords, template)
    server.run(f"CREATE DATABASE {template}")
    admin = sa.create_engine(admin_url.set(database=template))
    make_roles(admin, passwords)
    admin.dispose()
    owner = server.engine(OWNER_ROLE, template)
    with owner.begin() as connection:
        runner.upgrade(connection)
    owner.dispose()
    yield server
    server.run(f"DROP DATABASE IF EXISTS {template} WITH (FORCE)")


@dataclass(frozen=True)
class Database:
    """One test's own database and its engines, by role."""

    server: Server
    name: str
    app: sa.Engine
    province: sa.Engine
    inspection: sa.Engine
    owner: sa.Engine


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    name = f"portal_plugin_test_{uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {server.template}")
    roles = (APP_ROLE, PROVINCE_ROLE, INSPECTION_ROLE, OWNER_ROLE)
    engines = {role: server.engine(role, name) for role in roles}
    yield Database(server, name, *engines.values())
    for engine in engines.values():
        engine.dispose()
    server.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def tenant_ids(database: Database) -> dict[str, UUID]:
    """Three sample municipalities by code: rimnam, saithong, nongbua."""
    rows = {
        "rimnam": (TenantType.TOWN_MUNICIPALITY, "เทศบาลเมืองตัวอย่างริมน้ำ"),
        "saithong": (TenantType.SUBDISTRICT_MUNICIPALITY, "เทศบาลตำบลตัวอย่างทรายทอง"),
        "nongbua": (TenantType.SAO, "องค์การบริหารส่วนตำบลตัวอย่างหนองบัว"),
    }
    ids = {code: uuid4() for code in rows}
    with database.owner.begin() as connection:
        connection.execute(
            sa.insert(Base.metadata.tables[Tenant.__table__.key]),
            [
                {"id": ids[code], "code": code, "type": kind, "name": name, "province": "ตัวอย่างธานี"}
                for code, (kind, name) in rows.items()
            ],
        )
    return ids


@pytest.fixture
def open_session(database: Database, tenant_ids: dict[str, UUID]) -> OpenSession:
    """Open a session of a tenant by code: `with open_session("rimnam") as session:`."""

    def _open(code: str = "rimnam") -> AbstractContextManager[TenantSession]:
        return tenant_session(database.app, tenant_ids[code])

    return _open


@pytest.fixture
def departments(open_session: OpenSession, tenant_ids: dict[str, UUID]) -> dict[str, UUID]:
    """Departments of every sample municipality: ids by "<code>/<short name>"."""
    ids: dict[str, UUID] = {}
    for code in tenant_ids:
        with open_session(code) as session:
            for short, name in (("office", "สำนักปลัด"), ("works", "กองช่าง"), ("money", "กองคลัง")):
                row = Department(id=uuid4(), name=name, kind=DepartmentKind.DIVISION, aliases=[])
                ids[f"{code}/{short}"] = row.id
                session.add(row)
            session.commit()
    return ids


@pytest.fixture
def plan_officer(tenant_ids: dict[str, UUID]) -> Actor:
    return Actor(
        id="officer-1",
        name="สมใจ (ตัวอย่าง)",
        tenant_id=tenant_ids["rimnam"],
        roles=frozenset({Role.PLAN_OFFICER}),
    )


@pytest.fixture(autouse=True)
def _push_request_context() -> Iterator[None]:
    """Instead of pytest-flask's: one context open per test would be shared by all requests, and
    tenants would seem to leak."""
    yield
