"""The address to which people write about the site."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "appearances", sa.Column("contact", sa.String(length=254), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("appearances", "contact")
