"""The corruption channel: a schema that the ordinary role holds no privilege on."""

from portal_plugin.migrations.frozen import run_frozen

revision = "0003_corruption"
down_revision = "0002_complaints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_frozen("0003_corruption")
