"""Bring a database's schema to the version of this code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal_plugin.tenants.base import SCHEMA

_ONE_AT_A_TIME = sa.text("select pg_advisory_xact_lock(hashtext('portal_plugin.migrations'))")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "portal_plugin.migrations:.")
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """The newest revision this code knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise LookupError("no migration is installed: install the package again")
    return newest


def current(connection: sa.Connection) -> str | None:
    """The revision of the database; None when the schema was never made."""
    context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA})
    return context.get_current_revision()


def upgrade(connection: sa.Connection) -> None:
    """Apply what is missing, in the transaction of `connection`; a second starter waits."""
    connection.execute(_ONE_AT_A_TIME)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
