"""Under which Markdown each rendered text was written; those before this revision are rendered anew."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLES = (
    "datasets",
    "model_versions",
    "pooled_projects",
    "report_replications",
    "report_sheets",
    "site_pages",
)


def upgrade() -> None:
    """Go forward."""
    for table in TABLES:
        op.add_column(table, sa.Column("markup_version", sa.Integer(), nullable=False, server_default="0"))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("markup_version", server_default=None)


def downgrade() -> None:
    """Go back."""
    for table in reversed(TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("markup_version")
