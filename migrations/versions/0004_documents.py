"""Papers with their chain, the files made of them, and what is said of OIT items."""

from portal_plugin.migrations.frozen import run_frozen

revision = "0004_documents"
down_revision = "0003_corruption"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_frozen("0004_documents")
