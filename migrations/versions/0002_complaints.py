"""Complaints of citizens, what is said about them, their counters, and who may post them."""

from portal_plugin.migrations.frozen import run_frozen

revision = "0002_complaints"
down_revision = "0001_foundation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_frozen("0002_complaints")
