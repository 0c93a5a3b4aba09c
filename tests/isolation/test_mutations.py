"""Each way to break the wall, done on purpose: the product's own judges and a try at another
tenant's rows must both notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.tenants import policy
from portal_plugin.tenants.base import OWN_TENANT_SQL, SCHEMA
from portal_plugin.tenants.policy import APP_ROLE

TABLE = f"{SCHEMA}.department"
OWN_POLICY = f"CREATE POLICY own_tenant ON {TABLE} USING (%s) WITH CHECK (%s)"
OWN_ROWS = f"tenant_id = {OWN_TENANT_SQL}"
A_TABLE = f"CREATE TABLE {SCHEMA}.forgotten (tenant_id uuid, id uuid, PRIMARY KEY (tenant_id, id))"

Act = Callable[[str], None]


def test_an_unbroken_wall_lets_nothing_through(
    breaches: Callable[[], list[str]], leaks: Callable[..., set[str]]
) -> None:
    assert breaches() == []
    assert leaks() == set()


@pytest.mark.parametrize(
    ("break_it", "verdict", "through"),
    [
        pytest.param(
            [f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY"],
            "table department has no row-level security",
            {"read", "plant", "change", "unscoped"},
            id="row-level-security-off",
        ),
        pytest.param(
            [f"DROP POLICY own_tenant ON {TABLE}", OWN_POLICY % ("true", OWN_ROWS)],
            "policy own_tenant of table department is not the tenant's policy",
            {"read", "unscoped"},
            id="policy-shows-all",
        ),
        pytest.param(
            [f"DROP POLICY own_tenant ON {TABLE}", OWN_POLICY % (OWN_ROWS, "true")],
            "policy own_tenant of table department is not the tenant's policy",
            {"plant"},
            id="policy-takes-all",
        ),
        pytest.param(
            [f"CREATE POLICY friendly ON {TABLE} USING (true)"],
            "table department has a policy nobody declared: friendly",
            {"read", "plant", "change", "unscoped"},
            id="second-permissive-policy",
        ),
        pytest.param(
            [
                f"CREATE POLICY province_reads ON {TABLE} FOR SELECT TO portal_plugin_app"
                " USING (true)"
            ],
            "table department has a policy nobody declared: province_reads",
            {"read", "unscoped"},
            id="borrowed-policy-name",
        ),
    ],
)
def test_a_broken_policy_is_noticed_and_does_leak(
    act: Act,
    breaches: Callable[[], list[str]],
    leaks: Callable[..., set[str]],
    break_it: list[str],
    verdict: str,
    through: set[str],
) -> None:
    for statement in break_it:
        act(statement)
    assert breaches() == [verdict]
    assert leaks() == through


def test_a_table_that_is_not_forced_is_noticed_and_leaks_to_its_owner(
    database: Any, act: Act, breaches: Callable[[], list[str]], leaks: Callable[..., set[str]]
) -> None:
    assert leaks(database.owner) == set()
    act(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
    assert breaches() == ["table department does not force row-level security on its owner"]
    assert leaks(database.owner) == {"read", "plant", "change", "unscoped"}


def test_a_missing_policy_is_noticed_and_shuts_everybody_out(
    act: Act, breaches: Callable[[], list[str]], open_session: Any, world: Any
) -> None:
    act(f"DROP POLICY own_tenant ON {TABLE}")
    assert breaches() == ["table department has no policy own_tenant"]
    with open_session() as session:
        assert session.execute(sa.text(f"select 1 from {TABLE}")).all() == []


@pytest.mark.parametrize("kind", ["TABLE", "PARTITIONED"])
def test_a_new_table_is_a_breach_until_it_is_walled(
    act: Act, breaches: Callable[[], list[str]], kind: str
) -> None:
    act(A_TABLE + (" PARTITION BY HASH (tenant_id)" if kind == "PARTITIONED" else ""))
    assert breaches() == [
        "table forgotten has no row-level security",
        "table forgotten does not force row-level security on its owner",
        "table forgotten has no policy own_tenant",
    ]
    for statement in policy.policy_sql("forgotten").split(";\n"):
        if statement:
            act(statement)
    assert breaches() == []


@pytest.mark.parametrize(
    ("loophole", "select", "verdict"),
    [
        (
            f"CREATE VIEW {SCHEMA}.everyone AS SELECT * FROM {TABLE}",
            f"select 1 from {SCHEMA}.everyone",
            "view portal_plugin.everyone runs with its owner's rights",
        ),
        (
            f"CREATE VIEW public.everyone AS SELECT * FROM {TABLE}",
            "select 1 from public.everyone",
            "view public.everyone runs with its owner's rights",
        ),
        (
            f"CREATE MATERIALIZED VIEW {SCHEMA}.everyone AS SELECT * FROM {TABLE}",
            f"select 1 from {SCHEMA}.everyone",
            "view portal_plugin.everyone runs with its owner's rights",
        ),
        (
            f"CREATE FUNCTION {SCHEMA}.everyone() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
            f" AS 'select 1::bigint from {TABLE}'",
            f"select 1 where {SCHEMA}.everyone() is not null",
            "function portal_plugin.everyone runs with its owner's rights",
        ),
    ],
    ids=["view", "view-elsewhere", "materialized-view", "security-definer"],
)
def test_what_runs_with_its_owners_rights_is_noticed_and_does_leak(
    database: Any,
    world: object,
    act: Act,
    breaches: Callable[[], list[str]],
    loophole: str,
    select: str,
    verdict: str,
) -> None:
    act(loophole)
    if "FUNCTION" not in loophole:
        act(f"GRANT SELECT ON {select.rsplit(' ', 1)[1]} TO {APP_ROLE}")
    assert breaches() == [verdict]
    with database.app.connect() as connection:
        assert connection.exec_driver_sql(select).first() is not None


def test_a_view_with_its_callers_rights_is_no_breach_and_shows_nothing(
    database: Any, world: object, act: Act, breaches: Callable[[], list[str]]
) -> None:
    act(f"CREATE VIEW {SCHEMA}.own WITH (security_invoker=true) AS SELECT * FROM {TABLE}")
    act(f"GRANT SELECT ON {SCHEMA}.own TO {APP_ROLE}")
    assert breaches() == []
    with database.app.connect() as connection:
        assert connection.exec_driver_sql(f"select 1 from {SCHEMA}.own").first() is None
