"""The wall tried on a row of every table, whichever tables there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin.tables import Base
from portal_plugin.tenants.base import SCHEMA
from portal_plugin.tenants.policy import (
    SHARED_TABLES,
)

Ask = Callable[..., list[Any]]


def test_without_a_tenant_every_table_is_empty_even_for_its_owner(
    database: Any, world: object, tenant_tables: dict[str, int], ask: Ask
) -> None:
    for table in tenant_tables:
        count = f"select count(*) from {SCHEMA}.{table}"
        assert ask(count) == [(3,)], table
        for engine in (database.app, database.owner):
            with engine.connect() as connection:
                assert connection.exec_driver_sql(count).scalar() == 0, (table, engine.url.username)


def test_each_tenant_sees_its_own_row_of_every_table_and_no_other(
    tenant_ids: dict[str, UUID], open_session: Any, world: Any, tenant_tables: dict[str, int]
) -> None:
    for code, tenant_id in tenant_ids.items():
        with open_session(code) as session:
            for table in tenant_tables:
                rows = session.execute(sa.text(f"select tenant_id, id from {SCHEMA}.{table}")).all()
                assert rows == [(tenant_id, world.id(code, table))], table


def test_no_tenant_can_write_a_row_of_another_in_any_table(
    tenant_ids: dict[str, UUID],
    open_session: Any,
    world: Any,
    make_row: Any,
    rows_of: Any,
) -> None:
    before = rows_of(tenant_ids["saithong"])
    for table in Base.metadata.sorted_tables:
        if table.name in SHARED_TABLES:
            continue
        planted = make_row(table, "rimnam", world.ids["saithong"])
        planted["tenant_id"] = tenant_ids["saithong"]
        with open_session("rimnam") as session, pytest.raises(sa.exc.ProgrammingError) as refused:
            session.execute(sa.insert(table), [planted])
        assert "row-level security" in str(refused.value), table.name
    assert rows_of(tenant_ids["saithong"]) == before


def test_no_tenant_can_point_at_a_row_of_another(
    open_session: Any, world: Any, make_row: Any
) -> None:
    pointing = 0
    for table in Base.metadata.sorted_tables:
        if not any(len(key.column_keys) > 1 for key in table.foreign_key_constraints):
            continue
        row = make_row(table, "a second row", world.ids["saithong"])
        if all(row.get(key.column_keys[-1]) is None for key in table.foreign_key_constraints):
            continue
        with open_session("rimnam") as session, pytest.raises(sa.exc.IntegrityError) as refused:
            session.execute(sa.insert(table), [row])
        assert "foreign key" in str(refused.value), table.name
        pointing += 1
    assert pointing > 12
