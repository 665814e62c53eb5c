"""What moderation takes out of sight in engineering and in meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = (
    "help_requests",
    "help_offers",
    "missions",
    "pooled_projects",
    "shared_models",
    "agenda_items",
    "follow_up_comments",
)


def upgrade() -> None:
    """Go forward."""
    for table in TABLES:
        op.add_column(table, sa.Column("masked_at", sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("masked_reason", sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("masked_reason", server_default=None)


def downgrade() -> None:
    """Go back; what was masked is read again."""
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("masked_reason")
            batch_op.drop_column("masked_at")
