"""Let lists of reports be counted from their index again, now that readers see nothing of the trash."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INDEX = "ix_experience_reports_listed"
COLUMNS = ["status", "audience", "committee_id", "authority_id", "domain_id", "phase", "outcome"]


def upgrade() -> None:
    """Go forward."""
    op.drop_index(INDEX, table_name="experience_reports")
    op.create_index(INDEX, "experience_reports", [*COLUMNS, "trashed_at"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(INDEX, table_name="experience_reports")
    op.create_index(INDEX, "experience_reports", COLUMNS, unique=False)
