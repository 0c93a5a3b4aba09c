"""Tenants, plans, measures, progress, reports and the outbox, with the wall between tenants."""

from portal_plugin.migrations.frozen import run_frozen

revision = "0001_foundation"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_frozen("0001_foundation")
