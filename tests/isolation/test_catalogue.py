"""What the database itself says of the wall. Nothing here is a list of tables kept by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal_plugin.tables import Base
from portal_plugin.tenants import policy
from portal_plugin.tenants.base import SCHEMA, TENANT_SETTING
from portal_plugin.tenants.policy import (
    POLICY_NAME,
    PROVINCE_POLICY_NAME,
    PROVINCE_ROLE,
    PROVINCE_TABLES,
)

Ask = Callable[..., list[Any]]

OWN = f"(tenant_id = (NULLIF(current_setting('{TENANT_SETTING}'::text, true), ''::text))::uuid)"


def test_every_table_of_the_code_is_in_the_database_and_no_other(
    tables: dict[str, int],
) -> None:
    assert set(tables) == {table.name for table in Base.metadata.sorted_tables} | {
        "alembic_version"
    }


def test_every_tenant_table_enables_and_forces_row_level_security(
    ask: Ask, tenant_tables: dict[str, int]
) -> None:
    rows = ask("select relname, relrowsecurity, relforcerowsecurity from pg_class "
                         "where oid = any(:ids)", ids=list(tenant_tables.values()))  # fmt: skip
    assert {name for name, enabled, forced in rows if enabled and forced} == set(tenant_tables)


def test_every_tenant_table_has_exactly_its_declared_policies(
    ask: Ask, tenant_tables: dict[str, int]
) -> None:
    found = {
        (table, name): rest
        for table, name, *rest in ask(
            f"""select tablename, policyname, permissive, roles, cmd, qual, with_check
                 from pg_policies where schemaname = '{SCHEMA}'""",
        )
    }
    wanted: dict[tuple[str, str], list[object]] = {
        (table, POLICY_NAME): ["PERMISSIVE", ["public"], "ALL", OWN, OWN] for table in tenant_tables
    }
    for table in PROVINCE_TABLES:
        wanted[table, PROVINCE_POLICY_NAME] = [
            "PERMISSIVE", [PROVINCE_ROLE], "SELECT", "true", None
        ]  # fmt: skip
    assert found == wanted


def test_every_primary_key_is_tenant_then_id(ask: Ask, tenant_tables: dict[str, int]) -> None:
    keys = _keyed_columns(ask, tenant_tables, "i.indisprimary")
    assert keys == {(table, f"{table}_pkey"): ["tenant_id", "id"] for table in tenant_tables}


def test_every_unique_index_is_led_by_the_tenant(ask: Ask, tenant_tables: dict[str, int]) -> None:
    keys = _keyed_columns(ask, tenant_tables, "i.indisunique or i.indisexclusion")
    assert len(keys) > len(tenant_tables)
    assert [key for key, columns in keys.items() if columns[0] != "tenant_id"] == []


def _keyed_columns(
    ask: Ask, tables: dict[str, int], condition: str
) -> dict[tuple[str, str], list[str]]:
    rows = ask(
        f"""select t.relname, x.relname,
                   (select array_agg(coalesce(a.attname::text, 'an expression') order by k.nth)
                      from unnest(i.indkey::int[]) with ordinality k(attnum, nth)
                      left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
                       and k.attnum > 0)
              from pg_index i join pg_class t on t.oid = i.indrelid
              join pg_class x on x.oid = i.indexrelid
             where t.oid = any(:ids) and ({condition})""",
        ids=list(tables.values()),
    )
    return {(table, index): columns for table, index, columns in rows}


def test_every_foreign_key_carries_the_tenant_across(
    ask: Ask, tenant_tables: dict[str, int]
) -> None:
    rows = ask(
        f"""select c.conrelid::regclass::text, c.conname, c.confrelid::regclass::text,
                  (select array_agg(a.attname::text order by k.nth) from unnest(c.conkey)
                     with ordinality k(attnum, nth)
                     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum),
                  (select array_agg(a.attname::text order by k.nth) from unnest(c.confkey)
                     with ordinality k(attnum, nth)
                     join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum)
             from pg_constraint c where c.contype = 'f' and c.connamespace = '{SCHEMA}'::regnamespace""",
    )
    assert {table.removeprefix(f"{SCHEMA}.") for table, *_ in rows} == set(tenant_tables)
    for table, name, target, columns, target_columns in rows:
        if target == f"{SCHEMA}.tenant":
            assert (columns, target_columns) == (["tenant_id"], ["id"]), (table, name)
        else:
            assert columns[0] == target_columns[0] == "tenant_id", (table, name)
            assert target_columns[1:] == ["id"], (table, name)


def test_every_tenant_id_defaults_to_the_transactions_tenant(
    ask: Ask, tenant_tables: dict[str, int]
) -> None:
    rows = ask(
        f"""select table_name, is_nullable, column_default from information_schema.columns
            where table_schema = '{SCHEMA}' and column_name = 'tenant_id'""",
    )
    wanted = "NULLIF(current_setting('portal_plugin.tenant'::text, true), ''::text)"
    assert {table: (nullable, default) for table, nullable, default in rows} == dict.fromkeys(
        tenant_tables, ("NO", f"({wanted})::uuid")
    )


def test_the_schema_holds_no_view_no_function_no_trigger_no_rule(ask: Ask) -> None:
    rows = ask(
        f"""select 'view ' || relname from pg_class
            where relnamespace = '{SCHEMA}'::regnamespace and relkind in ('v', 'm')
           union all
           select 'function ' || proname from pg_proc where pronamespace = '{SCHEMA}'::regnamespace
           union all
           select 'trigger ' || tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where c.relnamespace = '{SCHEMA}'::regnamespace and not t.tgisinternal
           union all
           select 'rule ' || rulename from pg_rules where schemaname = '{SCHEMA}'""",
    )
    assert rows == []


def test_the_judges_of_the_product_find_nothing(database: Any) -> None:
    for engine in (database.app, database.province):
        with engine.connect() as connection:
            assert policy.wall_breaches(connection) == []
            assert policy.role_faults(connection) == []
