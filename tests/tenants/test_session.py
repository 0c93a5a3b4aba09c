"""A session works for one tenant, tells the database so for one transaction, and leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.measures.models import ItaAssessment
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.errors import ScopeSwitched
from portal_plugin.tenants.models import Department, DepartmentKind
from portal_plugin.tenants.session import TenantSession, tenant_session

SCOPE = "select nullif(current_setting('portal_plugin.tenant', true), '')"


@pytest.fixture
def one_connection(database: Any) -> Iterator[sa.Engine]:
    """The application's engine with a single connection, as behind PgBouncer."""
    engine = database.server.engine(
        "portal_plugin_app", database.name, pool_size=1, max_overflow=0, pool_timeout=5
    )
    yield engine
    engine.dispose()


def _department(**values: Any) -> Department:
    return Department(
        **({"name": f"กองตัวอย่าง {uuid4()}", "kind": DepartmentKind.DIVISION} | values)
    )


def _scope(session: TenantSession) -> str | None:
    return session.execute(sa.text(SCOPE)).scalar()


def test_each_transaction_of_a_session_is_told_its_tenant(
    open_session: Callable[..., Any], tenant_ids: dict[str, UUID]
) -> None:
    with open_session("saithong") as session:
        for end in (session.commit, session.rollback, session.commit):
            assert _scope(session) == str(tenant_ids["saithong"])
            end()


@pytest.mark.parametrize("end", ["commit", "rollback", "close", "error"])
def test_the_connection_is_handed_on_without_a_tenant(
    one_connection: sa.Engine, tenant_ids: dict[str, UUID], end: str
) -> None:
    session = TenantSession(one_connection, tenant_ids["rimnam"])
    assert _scope(session) == str(tenant_ids["rimnam"])
    process = session.execute(sa.text("select pg_backend_pid()")).scalar()
    if end == "error":
        with pytest.raises(sa.exc.DBAPIError):
            session.execute(sa.text("select 1/0"))
        session.close()
    else:
        getattr(session, end)()
    with one_connection.connect() as connection:
        assert connection.exec_driver_sql("select pg_backend_pid()").scalar() == process
        assert connection.exec_driver_sql(SCOPE).scalar() is None


def test_two_tenants_take_turns_on_one_connection(
    one_connection: sa.Engine, tenant_ids: dict[str, UUID]
) -> None:
    for _ in range(3):
        for tenant_id in tenant_ids.values():
            with tenant_session(one_connection, tenant_id) as session:
                session.add(_department())
                session.commit()
    for tenant_id in tenant_ids.values():
        with tenant_session(one_connection, tenant_id) as session:
            owners = session.scalars(sa.select(Department.tenant_id)).all()
            assert owners == [tenant_id] * 3


def test_what_is_not_committed_is_gone(open_session: Callable[..., Any]) -> None:
    with open_session() as session:
        session.add(_department())
        session.flush()
    with open_session() as session:
        assert session.scalars(sa.select(Department)).all() == []


def test_a_new_row_belongs_to_the_sessions_tenant(
    open_session: Callable[..., Any], tenant_ids: dict[str, UUID]
) -> None:
    with open_session() as session:
        row = _department()
        session.add(row)
        session.commit()
        assert row.tenant_id == tenant_ids["rimnam"]


def test_a_row_of_another_tenant_is_refused_before_the_database_sees_it(
    open_session: Callable[..., Any], tenant_ids: dict[str, UUID]
) -> None:
    with open_session() as session:
        session.add(_department(tenant_id=tenant_ids["nongbua"]))
        with pytest.raises(ScopeSwitched, match="a Department of another tenant"):
            session.flush()


def test_a_row_cannot_be_given_away(
    open_session: Callable[..., Any], tenant_ids: dict[str, UUID]
) -> None:
    with open_session() as session:
        row = _department()
        session.add(row)
        session.commit()
        row.tenant_id = tenant_ids["nongbua"]
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            session.flush()


def test_a_session_cannot_change_its_tenant(
    open_session: Callable[..., Any], tenant_ids: dict[str, UUID]
) -> None:
    with open_session() as session:
        with pytest.raises(AttributeError):
            session.tenant_id = tenant_ids["nongbua"]
        assert session.tenant_id == tenant_ids["rimnam"]


@pytest.mark.parametrize(
    "statement",
    [
        "SET portal_plugin.tenant = 'x'",
        '  set\tlocal "portal_plugin".tenant to default',
        "SET SESSION portal_plugin . tenant = 'x'",
        "RESET portal_plugin.tenant",
        "with scope as (select set_config('portal_plugin.tenant', 'x', false)) table scope",
    ],
)
def test_no_statement_may_set_the_tenant(open_session: Callable[..., Any], statement: str) -> None:
    with open_session() as session:
        before = _scope(session)
        with pytest.raises(ScopeSwitched, match="open a session of that tenant"):
            session.execute(sa.text(statement))
        assert _scope(session) == before


def test_the_function_that_sets_a_setting_is_refused_too(
    open_session: Callable[..., Any], tenant_ids: dict[str, UUID]
) -> None:
    other = str(tenant_ids["nongbua"])
    with open_session() as session, pytest.raises(ScopeSwitched):
        session.execute(sa.select(sa.func.set_config("portal_plugin.tenant", other, True)))


@pytest.mark.parametrize(
    "statement",
    [
        "select count(*) from portal_plugin.tenant",
        "set local statement_timeout = 1000",
        "update portal_plugin.department set head_name ="
        " (select name from portal_plugin.tenant limit 1)",
    ],
)
def test_other_statements_pass(open_session: Callable[..., Any], statement: str) -> None:
    with open_session() as session:
        session.execute(sa.text(statement))


def test_without_a_tenant_no_row_can_be_written(database: Any, tenant_ids: object) -> None:
    row = {"id": new_id(), "fiscal_year": 2566, "recorded_by": "(ตัวอย่าง)"}
    with (
        database.app.connect() as connection,
        pytest.raises(sa.exc.DBAPIError, match=r"row-level security|null value"),
    ):
        connection.execute(sa.insert(ItaAssessment.__table__), [row])


def test_a_call_for_after_the_commit_waits_for_it(open_session: Callable[..., Any]) -> None:
    heard: list[str] = []
    with open_session() as session:
        session.add(_department())
        session.after_commit(lambda: heard.append("first"))
        session.after_commit(lambda: heard.append("second"))
        session.flush()
        assert heard == []
        session.commit()
        assert heard == ["first", "second"]
        session.commit()
        assert heard == ["first", "second"]


def test_a_call_for_after_the_commit_finds_the_row_and_a_free_connection(
    one_connection: sa.Engine, tenant_ids: dict[str, UUID]
) -> None:
    found: list[int] = []

    def look() -> None:
        with tenant_session(one_connection, tenant_ids["rimnam"]) as other:
            found.append(len(other.scalars(sa.select(Department)).all()))

    with tenant_session(one_connection, tenant_ids["rimnam"]) as session:
        session.add(_department())
        session.after_commit(look)
        session.commit()
    assert found == [1]


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_what_is_given_up_calls_nobody(open_session: Callable[..., Any], end: str) -> None:
    heard: list[str] = []
    with open_session() as session:
        session.after_commit(lambda: heard.append("too early"))
        getattr(session, end)()
        session.commit()
    assert heard == []


def test_a_commit_that_fails_calls_nobody(open_session: Callable[..., Any]) -> None:
    heard: list[str] = []
    with open_session() as session:
        session.after_commit(lambda: heard.append("too early"))
        session.add(_department(parent_id=new_id()))
        with pytest.raises(sa.exc.IntegrityError):
            session.commit()
        session.rollback()
        session.commit()
    assert heard == []
