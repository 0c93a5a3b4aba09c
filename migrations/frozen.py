"""Runs the frozen SQL of a revision."""

from __future__ import annotations

from importlib.resources import files

from alembic import op


def run_frozen(revision: str) -> None:
    """Execute `versions/<revision>.sql` in the migration's transaction."""
    sql = (files("portal_plugin.migrations.versions") / f"{revision}.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(sql)
