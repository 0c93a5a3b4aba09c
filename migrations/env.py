"""Alembic's environment. `migrations.runner` hands the connection over; there is no ini file."""

from __future__ import annotations

from alembic import context

from portal_plugin.tenants.base import SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema=SCHEMA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
