"""What texts point at: links between things."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "citations",
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target_kind", sa.String(length=40), nullable=False),
        sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "source_kind", "source_id", "target_kind", "target_id", name=op.f("pk_citations")
        ),
    )
    op.create_index("ix_citations_target", "citations", ["target_kind", "target_id"])


def downgrade() -> None:
    """Come back."""
    op.drop_index("ix_citations_target", table_name="citations")
    op.drop_table("citations")
