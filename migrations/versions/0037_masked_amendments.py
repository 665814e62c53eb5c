"""Amendments that moderation masks."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("amendments", sa.Column("masked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("amendments", sa.Column("masked_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.alter_column("masked_reason", server_default=None)


def downgrade() -> None:
    """Go back; what was masked is read again."""
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.drop_column("masked_reason")
        batch_op.drop_column("masked_at")
