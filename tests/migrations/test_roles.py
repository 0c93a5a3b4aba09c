"""`init` by a login that may create roles and is no superuser: once, and again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin import roles
from portal_plugin.migrations import runner
from portal_plugin.roles import NotAnAdministrator, make_roles
from portal_plugin.tenants import policy
from portal_plugin.tenants.policy import APP_ROLE, OWNER_ROLE


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch, server: Any) -> Iterator[dict[str, str]]:
    """Roles belong to the whole server and exist already, so these go by names of their own."""
    suffix = uuid4().hex[:8]
    names = {role: f"{role}_{suffix}" for role in roles.ROLES}
    monkeypatch.setattr(roles, "ROLES", tuple(names.values()))
    for constant in ("OWNER_ROLE", "APP_ROLE", "PROVINCE_ROLE"):
        monkeypatch.setattr(roles, constant, names[getattr(roles, constant)])
    yield names
    for name in names.values():
        server.run(f"DROP ROLE IF EXISTS {name}")


@pytest.fixture
def passwords(renamed: dict[str, str]) -> dict[str, str]:
    return {name: secrets.token_urlsafe(16) for name in renamed.values()}


def _login(server: Any, database: str, attributes: str) -> Iterator[sa.Engine]:
    name, password = f"portal_plugin_admin_{uuid4().hex[:8]}", secrets.token_urlsafe(16)
    server.run(f"CREATE ROLE {name} LOGIN NOSUPERUSER {attributes} PASSWORD '{password}'")
    server.run(f"GRANT CREATE ON DATABASE {database} TO {name}")
    engine = sa.create_engine(
        server.admin_url.set(username=name, password=password, database=database)
    )
    yield engine
    engine.dispose()
    server.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    server.run(f"DROP OWNED BY {name}")
    server.run(f"DROP ROLE {name}")


@pytest.fixture
def administrator(renamed: object, server: Any, bare_name: str) -> Iterator[sa.Engine]:
    """A login with CREATEROLE alone, and the right to make schemas in one database."""
    yield from _login(server, bare_name, "CREATEROLE")


@pytest.fixture
def nobody(server: Any, bare_name: str) -> Iterator[sa.Engine]:
    yield from _login(server, bare_name, "NOCREATEROLE")


def _signed_in(server: Any, database: str, name: str, password: str) -> sa.Engine:
    return sa.create_engine(
        server.admin_url.set(username=name, password=password, database=database)
    )


def test_an_administrator_without_superuser_prepares_a_database(
    administrator: sa.Engine,
    renamed: dict[str, str],
    passwords: dict[str, str],
    server: Any,
    bare_name: str,
) -> None:
    make_roles(administrator, passwords)
    for role, name in renamed.items():
        engine = _signed_in(server, bare_name, name, passwords[name])
        with engine.connect() as connection:
            assert policy.role_faults(connection) == [], role
            owns = connection.exec_driver_sql(
                "select nspowner::regrole = current_user::regrole from pg_namespace"
                " where nspname = 'portal_plugin'"
            ).scalar_one()
            assert owns == (role == OWNER_ROLE)
        engine.dispose()


def test_the_same_administrator_may_run_init_again_with_new_passwords(
    administrator: sa.Engine,
    renamed: dict[str, str],
    passwords: dict[str, str],
    server: Any,
    bare_name: str,
) -> None:
    make_roles(administrator, passwords)
    changed = {name: secrets.token_urlsafe(16) for name in passwords}
    make_roles(administrator, changed)
    name = renamed[APP_ROLE]
    engine = _signed_in(server, bare_name, name, changed[name])
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select current_user").scalar_one() == name
    engine.dispose()


def test_no_statement_and_so_no_log_holds_a_password(
    administrator: sa.Engine, passwords: dict[str, str]
) -> None:
    said: list[str] = []
    sa.event.listen(
        administrator, "before_cursor_execute", lambda *given: said.append(f"{given[2]} {given[3]}")
    )
    make_roles(administrator, passwords)
    assert said
    assert not [each for each in said if any(secret in each for secret in passwords.values())]


def test_a_role_that_another_administrator_made_is_not_his_to_change(
    administrator: sa.Engine, renamed: dict[str, str], passwords: dict[str, str], server: Any
) -> None:
    server.run(f"CREATE ROLE {renamed[APP_ROLE]}")
    version = _server_version(administrator)
    if version < 160000:
        pytest.skip("before PostgreSQL 16 whoever may create roles may change every weak one")
    with pytest.raises(NotAnAdministrator, match=f"may not change the role {renamed[APP_ROLE]}"):
        make_roles(administrator, passwords)


def _server_version(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("show server_version_num").scalar_one())


def test_a_role_that_has_grown_strong_is_made_weak_again_by_a_superuser(
    renamed: dict[str, str], passwords: dict[str, str], server: Any, bare_name: str
) -> None:
    superuser = sa.create_engine(server.admin_url.set(database=bare_name))
    make_roles(superuser, passwords)
    server.run(f"ALTER ROLE {renamed[APP_ROLE]} BYPASSRLS CREATEROLE")
    make_roles(superuser, passwords)
    with superuser.connect() as connection:
        assert connection.exec_driver_sql(
            "select rolbypassrls, rolcreaterole from pg_roles"
            f" where rolname = '{renamed[APP_ROLE]}'"
        ).one() == (False, False)
    superuser.dispose()
    server.run(f"DROP DATABASE {bare_name} WITH (FORCE)")


def test_a_role_that_has_grown_strong_stops_an_administrator_who_cannot_weaken_it(
    administrator: sa.Engine, renamed: dict[str, str], passwords: dict[str, str], server: Any
) -> None:
    make_roles(administrator, passwords)
    server.run(f"ALTER ROLE {renamed[APP_ROLE]} BYPASSRLS")
    with pytest.raises(NotAnAdministrator, match=f"{renamed[APP_ROLE]}.*superuser"):
        make_roles(administrator, passwords)


def test_a_login_that_may_not_create_roles_is_told_so(
    nobody: sa.Engine, passwords: dict[str, str]
) -> None:
    with pytest.raises(NotAnAdministrator, match="PORTAL_PLUGIN_ADMIN_DATABASE_URL"):
        make_roles(nobody, passwords)


def test_the_migrations_run_as_the_owner_that_an_administrator_made(
    bare: sa.Engine, server: Any, bare_name: str
) -> None:
    with bare.begin() as connection:
        runner.upgrade(connection)
    app = server.engine(APP_ROLE, bare_name)
    with app.connect() as connection:
        assert policy.wall_breaches(connection) == []
        assert policy.role_faults(connection) == []
    app.dispose()
