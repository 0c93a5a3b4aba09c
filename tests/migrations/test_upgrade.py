"""The migrations make exactly the schema of the code, once, whoever starts first."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal_plugin.migrations import runner
from portal_plugin.tables import Base
from portal_plugin.tenants.base import SCHEMA

DIGESTS = Path(__file__).parent / "frozen_digests.json"

TABLE_COUNT = f"select count(*) from pg_tables where schemaname = '{SCHEMA}'"


def _compare_default(_context: Any, inspected: Any, _declared: Any, *_defaults: Any) -> bool | None:
    """None: as Alembic does. The tenant's default is proved in tests/isolation/test_catalogue."""
    return False if inspected.name == "tenant_id" else None


def _checks(inspector: sa.Inspector, table: str) -> set[str | None]:
    return {each["name"] for each in inspector.get_check_constraints(table, schema=SCHEMA)}


def test_alembic_finds_no_difference_between_models_and_database(database: Any) -> None:
    def in_our_schema(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "schema" or name == SCHEMA

    with database.owner.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": in_our_schema,
                "version_table_schema": SCHEMA,
                "compare_type": True,
                "compare_server_default": _compare_default,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_models_is_in_the_database_and_no_other(database: Any) -> None:
    inspector = sa.inspect(database.owner)
    for table in Base.metadata.sorted_tables:
        declared = {
            str(each.name) for each in table.constraints if isinstance(each, sa.CheckConstraint)
        }
        assert _checks(inspector, table.name) == {
            name if name.startswith(f"{table.name}_") else f"{table.name}_{name}_check"
            for name in declared
        }, table.name


def test_the_checks_of_code_lists_hold_exactly_the_codes(database: Any) -> None:
    inspector = sa.inspect(database.owner)
    compared = 0
    for table in Base.metadata.sorted_tables:
        texts = [each["sqltext"] for each in inspector.get_check_constraints(table.name, SCHEMA)]
        for column in table.columns:
            if isinstance(column.type, sa.Enum):
                lists = [text for text in texts if text.startswith(f"{column.name}::text = ANY")]
                found = [re.findall(r"'(\w+)'::character varying", text) for text in lists]
                assert found == [column.type.enums], (table.name, column.name)
                compared += 1
    assert compared > 15


def test_a_second_upgrade_does_nothing(bare: sa.Engine) -> None:
    with bare.begin() as connection:
        assert runner.current(connection) is None
        runner.upgrade(connection)
        assert runner.current(connection) == runner.head()
        tables = connection.exec_driver_sql(TABLE_COUNT).scalar()
    with bare.begin() as connection:
        runner.upgrade(connection)
        assert connection.exec_driver_sql(TABLE_COUNT).scalar() == tables


def test_an_upgrade_that_is_given_up_leaves_nothing(bare: sa.Engine) -> None:
    with bare.connect() as connection:
        runner.upgrade(connection)
        connection.rollback()
        assert connection.exec_driver_sql(TABLE_COUNT).scalar() == 0
        assert runner.current(connection) is None


def test_of_starters_at_the_same_moment_one_migrates_and_the_others_wait(bare: sa.Engine) -> None:
    start, faults = threading.Barrier(3), []

    def migrate() -> None:
        try:
            start.wait(10)
            with bare.begin() as connection:
                runner.upgrade(connection)
        except Exception as fault:
            faults.append(fault)

    starters = [threading.Thread(target=migrate) for _ in range(3)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(30)
    assert faults == []
    with bare.connect() as connection:
        assert runner.current(connection) == runner.head()


def test_the_application_cannot_migrate(database: Any) -> None:
    with (
        database.app.connect() as connection,
        pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
    ):
        connection.exec_driver_sql(f"create table {SCHEMA}.mine (id int)")


def test_the_revisions_are_one_line_without_branches() -> None:
    scripts = ScriptDirectory.from_config(runner._config())
    assert scripts.get_heads() == [runner.head()]
    assert len(scripts.get_bases()) == 1


def test_the_sql_of_a_landed_revision_never_changes() -> None:
    """Changed on purpose before a release? Write the digests the failure shows to the file."""
    folder = files("portal_plugin.migrations.versions")
    found = {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in folder.iterdir()
        if each.name.endswith(".sql")
    }
    scripts = ScriptDirectory.from_config(runner._config())
    assert set(found) == {f"{each.revision}.sql" for each in scripts.walk_revisions()}
    assert found == json.loads(DIGESTS.read_text())
