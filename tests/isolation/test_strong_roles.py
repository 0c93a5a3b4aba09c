"""Logins that could take the wall down or step over it are refused before they serve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from portal_plugin.tenants import policy
from portal_plugin.tenants.base import SCHEMA
from portal_plugin.tenants.policy import APP_ROLE, OWNER_ROLE

TABLE = f"{SCHEMA}.department"
Act = Callable[[str], None]


@pytest.mark.parametrize(
    ("attributes", "groups", "fault", "through"),
    [
        ("SUPERUSER", "", "is a superuser", {"read", "plant", "change", "unscoped"}),
        ("BYPASSRLS", "", "has BYPASSRLS", {"read", "plant", "change", "unscoped"}),
        ("CREATEROLE", "", "may create roles", set()),
        ("REPLICATION", "", "may replicate the whole server", set()),
        ("NOSUPERUSER", OWNER_ROLE, "owns tables of portal_plugin", set()),
    ],
)
def test_a_role_that_could_step_over_the_wall_is_refused(
    throwaway_login: Any,
    leaks: Callable[..., set[str]],
    attributes: str,
    groups: str,
    fault: str,
    through: set[str],
) -> None:
    with throwaway_login(attributes, groups) as engine:
        with engine.connect() as connection:
            faults = policy.role_faults(connection)
            assert f"role {engine.url.username} {fault}" in faults
            with pytest.raises(policy.UnsafeDatabaseRole, match="connect as portal_plugin_app"):
                policy.refuse_unsafe_role(connection)
        assert leaks(engine) == through


def test_an_owner_can_take_the_wall_down_and_is_refused_before_that(
    throwaway_login: Any, act: Act, leaks: Callable[..., set[str]]
) -> None:
    with throwaway_login("NOSUPERUSER") as engine:
        act(f"GRANT CREATE ON SCHEMA {SCHEMA} TO {engine.url.username}")
        act(f"ALTER TABLE {TABLE} OWNER TO {engine.url.username}")
        with engine.connect() as connection:
            assert policy.role_faults(connection) == [
                f"role {engine.url.username} owns tables of portal_plugin"
            ]
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
        assert leaks(engine) == {"read", "plant", "change", "unscoped"}


def test_a_member_of_a_role_that_bypasses_is_refused(throwaway_login: Any, act: Act) -> None:
    strong = f"portal_plugin_try_{uuid4().hex[:12]}"
    act(f"CREATE ROLE {strong} BYPASSRLS")
    try:
        with (
            throwaway_login("NOSUPERUSER", strong) as engine,
            engine.connect() as connection,
        ):
            assert policy.role_faults(connection) == [
                f"role {engine.url.username} is a member of a role that bypasses row-level security"
            ]
    finally:
        act(f"DROP ROLE {strong}")


def test_the_applications_own_role_gone_strong_is_refused(database: Any, act: Act) -> None:
    try:
        act(f"ALTER ROLE {APP_ROLE} BYPASSRLS")
        with (
            database.app.connect() as connection,
            pytest.raises(policy.UnsafeDatabaseRole, match="has BYPASSRLS"),
        ):
            policy.refuse_unsafe_role(connection)
    finally:
        act(f"ALTER ROLE {APP_ROLE} NOBYPASSRLS")
