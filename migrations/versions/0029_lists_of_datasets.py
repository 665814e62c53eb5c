"""Let lists of datasets be read in their order and counted from an index, whoever reads."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_index("ix_datasets_list", table_name="datasets")
    op.create_index("ix_datasets_recent", "datasets", ["trashed_at", "modified_at", "id"], unique=False)
    op.create_index(
        "ix_datasets_counted",
        "datasets",
        ["trashed_at", "audience", "authority_id", "committee_id", "theme"],
        unique=False,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_datasets_counted", table_name="datasets")
    op.drop_index("ix_datasets_recent", table_name="datasets")
    op.create_index("ix_datasets_list", "datasets", ["audience", "modified_at", "id"], unique=False)
