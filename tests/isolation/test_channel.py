"""The corruption channel's wall, read from the catalogue and tried on a row of every table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.celery import Ground
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.base import InspectionBase
from portal_plugin.tenants import policy
from portal_plugin.tenants.base import INSPECTION_SCHEMA, SCHEMA
from portal_plugin.tenants.policy import (
    APP_ROLE,
    INSPECTION_ROLE,
    OWNER_ROLE,
    POLICY_NAME,
    PROVINCE_ROLE,
)
from portal_plugin.tenants.session import tenant_session

Ask = Callable[..., list[Any]]
Act = Callable[[str], None]

OWN = "(tenant_id = (NULLIF(current_setting('portal_plugin.tenant'::text, true), ''::text))::uuid)"
TABLES = {table.name for table in InspectionBase.metadata.sorted_tables}
APPENDED = {"ledger_entry"}
REPLACED = {"inspector_post", "opened_key"}
DISPOSED = {"message", "reader_key", "report_file"}
REPORT = f"{INSPECTION_SCHEMA}.report"


def _denied(engine: sa.Engine, tenant_id: UUID, statement: str) -> bool:
    with tenant_session(engine, tenant_id) as session:
        try:
            session.execute(sa.text(statement))
        except sa.exc.ProgrammingError as refused:
            return "permission denied" in str(refused)
    return False


def _privileges(table: str) -> set[str]:
    if table in APPENDED:
        return {"SELECT", "INSERT"}
    if table in REPLACED:
        return {"SELECT", "INSERT", "DELETE"}
    whole = {"SELECT", "INSERT", "UPDATE"}
    return whole | {"DELETE"} if table in DISPOSED else whole


# What the catalogue says


def test_the_schema_holds_the_tables_of_the_code_and_no_other(ask: Ask) -> None:
    rows = ask(f"""select relname from pg_class where relkind in ('r', 'p', 'f', 'v', 'm', 'S')
                    and relnamespace = '{INSPECTION_SCHEMA}'::regnamespace""")
    assert {name for (name,) in rows} == TABLES


def test_every_table_forces_row_level_security_with_one_policy(ask: Ask) -> None:
    forced = ask(f"""select relname from pg_class where relrowsecurity and relforcerowsecurity
                      and relnamespace = '{INSPECTION_SCHEMA}'::regnamespace""")
    assert {name for (name,) in forced} == TABLES
    found = ask(f"""select tablename, policyname, permissive, roles, cmd, qual, with_check
                     from pg_policies where schemaname = '{INSPECTION_SCHEMA}'""")
    assert {table: rest for table, *rest in found} == {
        table: [POLICY_NAME, "PERMISSIVE", ["public"], "ALL", OWN, OWN] for table in TABLES
    }
    assert len(found) == len(TABLES)


def test_every_key_is_led_by_the_tenant(ask: Ask) -> None:
    rows = ask(
        f"""select t.relname, i.indisprimary, (select array_agg(a.attname::text order by k.nth)
               from unnest(i.indkey::int[]) with ordinality k(attnum, nth)
               join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum)
             from pg_index i join pg_class t on t.oid = i.indrelid
            where i.indisunique and t.relnamespace = '{INSPECTION_SCHEMA}'::regnamespace"""
    )
    assert {table for table, *_ in rows} == TABLES
    for table, primary, columns in rows:
        assert columns[0] == "tenant_id", table
        assert not primary or columns == ["tenant_id", "id"], table


def test_foreign_keys_carry_the_tenant_and_stay_in_the_schema(ask: Ask) -> None:
    rows = ask(
        f"""select c.conrelid::regclass::text, t.relnamespace::regnamespace::text,
               (select array_agg(a.attname::text order by k.nth) from unnest(c.conkey)
                  with ordinality k(attnum, nth)
                  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum)
             from pg_constraint c join pg_class t on t.oid = c.confrelid
            where c.contype = 'f' and c.connamespace = '{INSPECTION_SCHEMA}'::regnamespace"""
    )
    assert len(rows) > 5
    for table, schema, columns in rows:
        assert (schema, columns[0], len(columns)) == (INSPECTION_SCHEMA, "tenant_id", 2), table


def test_there_is_one_function_and_no_trigger_and_no_rule(ask: Ask) -> None:
    rows = ask(
        f"""select 'function ' || p.oid::regprocedure::text from pg_proc p
             where pronamespace = '{INSPECTION_SCHEMA}'::regnamespace
           union all
           select 'trigger ' || tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where c.relnamespace = '{INSPECTION_SCHEMA}'::regnamespace and not t.tgisinternal
           union all
           select 'rule ' || rulename from pg_rules where schemaname = '{INSPECTION_SCHEMA}'"""
    )
    assert rows == [(f"function {policy.COUNTING_FUNCTION.replace(', ', ',')}",)]


# Who may do what


def test_each_table_grants_its_own_role_what_it_needs_and_nobody_else_anything(ask: Ask) -> None:
    rows = ask(
        f"""select c.relname, coalesce(r.rolname, 'public'), array_agg(g.privilege_type::text)
             from pg_class c cross join aclexplode(c.relacl) g
             left join pg_roles r on r.oid = g.grantee
            where c.relnamespace = '{INSPECTION_SCHEMA}'::regnamespace and c.relkind = 'r'
              and coalesce(r.rolname, '') <> '{OWNER_ROLE}' group by 1, 2"""
    )
    found = {(table, role): set(privileges) for table, role, privileges in rows}
    assert found == {(table, INSPECTION_ROLE): _privileges(table) for table in TABLES}
    assert ask(f"""select attname from pg_attribute a join pg_class c on c.oid = a.attrelid
                    where attacl is not null
                      and c.relnamespace = '{INSPECTION_SCHEMA}'::regnamespace""") == []  # fmt: skip


def test_the_schema_lets_in_its_own_role_and_the_caller_of_the_counting_function(ask: Ask) -> None:
    rows = ask(
        f"""select coalesce(r.rolname, 'public'), g.privilege_type
             from pg_namespace n cross join aclexplode(n.nspacl) g
             left join pg_roles r on r.oid = g.grantee
            where n.nspname = '{INSPECTION_SCHEMA}' and coalesce(r.rolname, '') <> '{OWNER_ROLE}'"""
    )
    assert set(rows) == {(APP_ROLE, "USAGE"), (INSPECTION_ROLE, "USAGE")}


@pytest.mark.parametrize("role", [APP_ROLE, PROVINCE_ROLE, "public"])
def test_nobody_else_holds_a_privilege_on_a_table(ask: Ask, role: str) -> None:
    for table in TABLES:
        everything = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
        held = ask(
            "select has_table_privilege(:role, :table, :all)"
            " or has_any_column_privilege(:role, :table, 'SELECT, INSERT, UPDATE, REFERENCES')",
            role=role,
            table=f"{INSPECTION_SCHEMA}.{table}",
            all=everything,
        )
        assert held == [(False,)], table


# Tried on rows


def test_each_tenant_sees_its_own_row_of_every_table_and_without_one_nobody_sees_any(
    database: Any, tenant_ids: dict[str, UUID], channel_world: Any, ask: Ask
) -> None:
    for table in TABLES:
        select = f"select tenant_id, id from {INSPECTION_SCHEMA}.{table}"
        assert len(ask(select)) == len(tenant_ids)
        for code, tenant_id in tenant_ids.items():
            with tenant_session(database.inspection, tenant_id) as session:
                rows = session.execute(sa.text(select)).all()
                assert rows == [(tenant_id, channel_world.id(code, table))], table
        for engine in (database.inspection, database.owner):
            with engine.connect() as connection:
                assert connection.exec_driver_sql(select).all() == [], table


def test_no_tenant_can_write_a_row_of_another(
    database: Any, tenant_ids: dict[str, UUID], channel_world: Any, make_row: Any
) -> None:
    for table in InspectionBase.metadata.sorted_tables:
        planted = make_row(table, "rimnam", channel_world.ids["saithong"])
        planted["tenant_id"] = tenant_ids["saithong"]
        with (
            tenant_session(database.inspection, tenant_ids["rimnam"]) as session,
            pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
        ):
            session.execute(sa.insert(table), [planted])


def test_the_ledger_can_be_appended_to_and_never_changed(
    database: Any, tenant_ids: dict[str, UUID], channel_world: Any
) -> None:
    entry = f"{INSPECTION_SCHEMA}.ledger_entry"
    for statement in (
        f"update {entry} set actor = 'x'",
        f"delete from {entry}",
        f"truncate {entry}",
    ):
        assert _denied(database.inspection, tenant_ids["rimnam"], statement), statement


def test_a_report_is_never_deleted_only_disposed_of(
    database: Any, tenant_ids: dict[str, UUID], channel_world: Any
) -> None:
    assert _denied(database.inspection, tenant_ids["rimnam"], f"delete from {REPORT}")


def test_the_workers_engines_cannot_read_or_write_one_row_of_the_channel(
    database: Any, tenant_ids: dict[str, UUID], channel_world: Any
) -> None:
    def url(role: str) -> str:
        return database.server.url(role, database.name).render_as_string(hide_password=False)

    ground = Ground(
        Settings(
            database_url=url(APP_ROLE),
            province_database_url=url(PROVINCE_ROLE),
            inspection_database_url=url(INSPECTION_ROLE),
        )
    )
    try:
        for engine in (ground.app_engine, ground.province_engine):
            for table in sorted(TABLES):
                name, mine = f"{INSPECTION_SCHEMA}.{table}", tenant_ids["rimnam"]
                for statement in (
                    f"select count(*) from {name}",
                    f"select tenant_id from {name}",
                    f"insert into {name} (tenant_id, id) values ('{mine}', '{uuid4()}')",
                    f"update {name} set tenant_id = tenant_id",
                    f"delete from {name}",
                    f"truncate {name}",
                    f"lock table {name}",
                ):
                    assert _denied(engine, mine, statement), statement
            for statement in (f"set role {INSPECTION_ROLE}", f"set role {OWNER_ROLE}"):
                assert _denied(engine, mine, statement), statement
    finally:
        ground.app_engine.dispose()
        ground.province_engine.dispose()


def test_the_channels_role_reads_nothing_of_the_portal(
    database: Any, tenant_ids: dict[str, UUID], world: Any, tables: dict[str, int]
) -> None:
    for table in tables:
        statement = f"select 1 from {SCHEMA}.{table}"
        assert _denied(database.inspection, tenant_ids["rimnam"], statement), table


# Broken on purpose

DEFINER = (
    f"CREATE FUNCTION {INSPECTION_SCHEMA}.%s(integer, text) RETURNS bigint LANGUAGE sql"
    f" SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'select count(*) from {REPORT}'"
)
COUNTING = policy.COUNTING_FUNCTION
ACROSS = "across the wall of the corruption channel"
RUNS = "runs with its owner's rights"


@pytest.mark.parametrize(
    ("break_it", "verdict"),
    [
        (f"DROP POLICY own_tenant ON {REPORT}", f"table {REPORT} has no policy own_tenant"),
        (f"ALTER TABLE {REPORT} NO FORCE ROW LEVEL SECURITY",
         f"table {REPORT} does not force row-level security on its owner"),
        (f"CREATE POLICY friendly ON {REPORT} USING (true)",
         f"table {REPORT} has a policy nobody declared: friendly"),
        (f"GRANT SELECT ON {REPORT} TO {APP_ROLE}", f"{APP_ROLE} may SELECT {REPORT}, {ACROSS}"),
        (f"GRANT SELECT (number) ON {REPORT} TO {PROVINCE_ROLE}",
         f"{PROVINCE_ROLE} may SELECT {REPORT}, {ACROSS}"),
        (f"GRANT INSERT ON {REPORT} TO PUBLIC", f"public may INSERT {REPORT}, {ACROSS}"),
        (f"GRANT SELECT ON {SCHEMA}.department TO {INSPECTION_ROLE}",
         f"{INSPECTION_ROLE} may SELECT {SCHEMA}.department, {ACROSS}"),
        (DEFINER % "more_figures", f"function {INSPECTION_SCHEMA}.more_figures {RUNS}"),
        (DEFINER % "published_figures", f"function {INSPECTION_SCHEMA}.published_figures {RUNS}"),
        (f"ALTER FUNCTION {COUNTING} SET search_path = public",
         f"function {INSPECTION_SCHEMA}.published_figures {RUNS}"),
        (f"ALTER FUNCTION {COUNTING} RESET search_path",
         f"function {INSPECTION_SCHEMA}.published_figures {RUNS}"),
        (f"ALTER FUNCTION {COUNTING} OWNER TO CURRENT_USER",
         f"function {INSPECTION_SCHEMA}.published_figures {RUNS}"),
        (f"GRANT EXECUTE ON FUNCTION {COUNTING} TO PUBLIC",
         f"function {INSPECTION_SCHEMA}.published_figures {RUNS}"),
        (f"GRANT EXECUTE ON FUNCTION {COUNTING} TO {PROVINCE_ROLE}",
         f"function {INSPECTION_SCHEMA}.published_figures {RUNS}"),
        (f"CREATE VIEW public.peep AS SELECT * FROM {REPORT}", f"view public.peep {RUNS}"),
    ],
)  # fmt: skip
def test_each_way_to_break_the_wall_is_noticed(
    act: Act, breaches: Callable[[], list[str]], break_it: str, verdict: str
) -> None:
    assert breaches() == []
    act(break_it)
    assert breaches() == [verdict]


def test_a_login_on_both_sides_of_the_wall_is_refused(throwaway_login: Any) -> None:
    with throwaway_login("NOSUPERUSER", INSPECTION_ROLE) as engine, engine.connect() as connection:
        assert policy.role_faults(connection) == [
            f"role {engine.url.username} stands on both sides of the corruption channel's wall"
        ]


def test_the_applications_own_role_let_into_the_channel_is_refused(database: Any, act: Act) -> None:
    try:
        act(f"GRANT {INSPECTION_ROLE} TO {APP_ROLE}")
        with (
            database.app.connect() as connection,
            pytest.raises(policy.UnsafeDatabaseRole, match="both sides"),
        ):
            policy.refuse_unsafe_role(connection)
    finally:
        act(f"REVOKE {INSPECTION_ROLE} FROM {APP_ROLE}")


def test_the_channels_own_role_is_sound(database: Any) -> None:
    with database.inspection.connect() as connection:
        assert policy.wall_breaches(connection) == []
        assert policy.role_faults(connection) == []
