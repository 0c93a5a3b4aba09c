"""Which role may do what, read from the grants themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.tenants.base import SCHEMA
from portal_plugin.tenants.policy import (
    APP_ROLE,
    INSPECTION_ROLE,
    OWNER_ROLE,
    PROVINCE_ROLE,
    PROVINCE_TABLES,
    SHARED_TABLES,
)

Ask = Callable[..., list[Any]]

APPEND_ONLY = {
    "audit_event",
    "complaint_event",
    "consent_text",
    "delivery_attempt",
    "evidence",
    "import_run",
    "progress_entry",
    "receipt",
    "reopening",
}
NEVER_DELETED = {
    "account", "complaint", "complaint_office", "complaint_series", "complaint_summary",
    "department", "endorsement", "letterhead", "open311_client", "outbox", "paper", "paper_version",
    "plan", "report", "round",
}  # fmt: skip
NEVER_CHANGED = {"rendition"}
COLUMNS_THAT_CHANGE = {
    "report": {"approved_at", "approved_by", "published_at"},
    "paper": {"texts", "layout"},
    "paper_version": {"state", "approved_at", "published_at", "published_by"},
    "endorsement": {"decision", "comment", "decided_at"},
    "rendering": {
        "state", "total", "done", "failed", "attempts", "message", "lease_until", "finished_at",
    },
}  # fmt: skip
"""What is frozen stays so: the database lets nobody change more of these."""
PROVINCE_READS = {
    "tenant": None,
    "alembic_version": None,
    "outbox": {
        "tenant_id", "id", "instrument", "fiscal_year", "round", "revision", "state", "attempts",
        "next_attempt_at", "lease_until", "updated_at",
    },
    "rendering": {"tenant_id", "id", "state", "lease_until", "asked_at"},
    "round": {
        "tenant_id", "id", "fiscal_year", "code", "starts", "ends", "internal_due",
        "national_due", "state", "opened_at",
    },
    "complaint_count": {
        "tenant_id", "month", "topic", "channel", "received", "done", "in_time", "explained",
        "late", "reopened", "merged", "rated", "satisfied",
    },
}  # fmt: skip
"""Columns the province's role reads; None: the whole table."""


def _grants(ask: Ask, role: str) -> dict[str, dict[str, set[str] | None]]:
    """What `role` (or "" for PUBLIC) was granted: table → privilege → columns (None: all)."""
    rows = ask(
        f"""select c.relname::text, g.privilege_type, null, g.grantee
             from pg_class c, aclexplode(c.relacl) g where c.relnamespace = '{SCHEMA}'::regnamespace
           union all
           select c.relname::text, g.privilege_type, a.attname::text, g.grantee
             from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) g
            where c.relnamespace = '{SCHEMA}'::regnamespace""",
    )
    wanted = 0 if role == "" else ask(f"select '{role}'::regrole::oid::bigint")[0][0]
    grants: dict[str, dict[str, set[str] | None]] = {}
    for table, privilege, column, grantee in rows:
        if grantee == wanted:
            columns = grants.setdefault(table, {}).setdefault(privilege, set())
            if column is None:
                grants[table][privilege] = None
            elif columns is not None:
                columns.add(column)
    return grants


def test_the_application_may_do_what_each_table_allows_and_nothing_else(
    ask: Ask, tenant_tables: dict[str, int]
) -> None:
    wanted: dict[str, dict[str, set[str] | None]] = {
        table: {"SELECT": None} for table in SHARED_TABLES
    }
    for table in tenant_tables:
        privileges: dict[str, set[str] | None] = {"SELECT": None, "INSERT": None}
        if table not in APPEND_ONLY | NEVER_CHANGED:
            privileges["UPDATE"] = COLUMNS_THAT_CHANGE.get(table)
        if table not in APPEND_ONLY | NEVER_DELETED:
            privileges["DELETE"] = None
        wanted[table] = privileges
    assert _grants(ask, APP_ROLE) == wanted


def test_the_province_reads_the_declared_columns_and_writes_nothing(ask: Ask) -> None:
    assert _grants(ask, PROVINCE_ROLE) == {
        table: {"SELECT": columns} for table, columns in PROVINCE_READS.items()
    }
    assert {table for table, columns in PROVINCE_READS.items() if columns} == PROVINCE_TABLES


def test_the_inspection_role_and_the_public_have_nothing(ask: Ask) -> None:
    assert _grants(ask, INSPECTION_ROLE) == {}
    assert _grants(ask, "") == {}
    for role in (INSPECTION_ROLE, "public"):
        rows = ask(
            f"select has_schema_privilege(:role, '{SCHEMA}', 'USAGE')"
            f" or has_schema_privilege(:role, '{SCHEMA}', 'CREATE')",
            role=role,
        )
        assert rows == [(False,)], role


def test_only_the_owner_may_make_things_in_the_schema(ask: Ask) -> None:
    rows = ask(
        f"""select r.rolname from pg_roles r where not r.rolsuper
            and has_schema_privilege(r.oid, '{SCHEMA}', 'CREATE')""",
    )
    assert [name for (name,) in rows if name.startswith("portal_plugin")] == [OWNER_ROLE]


@pytest.mark.parametrize("role", [OWNER_ROLE, APP_ROLE, PROVINCE_ROLE, INSPECTION_ROLE])
def test_no_role_can_step_over_the_wall(ask: Ask, role: str) -> None:
    rows = ask(
        """select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
                  (select count(*) from pg_roles other
                    where other.oid <> r.oid and pg_has_role(r.oid, other.oid, 'member'))
             from pg_roles r where rolname = :role""",
        role=role,
    )
    assert rows == [(False, False, False, False, False, 0)]


def test_the_owner_alone_owns_every_table(ask: Ask) -> None:
    rows = ask(
        f"""select distinct relowner::regrole::text from pg_class
            where relnamespace = '{SCHEMA}'::regnamespace""",
    )
    assert rows == [(OWNER_ROLE,)]


def test_the_province_counts_deliveries_across_tenants_and_reads_no_content(
    database: Any, world: object
) -> None:
    with database.province.connect() as connection:
        assert connection.exec_driver_sql(f"select count(id) from {SCHEMA}.outbox").scalar() == 3
    for forbidden in ("outbox.last_error", "round.opened_by", "report.digest", "plan.title"):
        table, column = forbidden.split(".")
        with (
            database.province.connect() as connection,
            pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
        ):
            connection.exec_driver_sql(f"select {column} from {SCHEMA}.{table}")
