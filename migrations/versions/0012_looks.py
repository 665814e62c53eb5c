"""The looks that administrators give to an installation."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "appearances",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("owner_name", sa.String(length=120), nullable=False),
        sa.Column("logo_digest", sa.String(length=64), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_appearances_only_one")),
        sa.CheckConstraint(
            "accent = '' OR length(accent) = 7", name=op.f("ck_appearances_accent_is_hexadecimal")
        ),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["users.id"], name=op.f("fk_appearances_edited_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["logo_digest"], ["stored_files.digest"], name=op.f("fk_appearances_logo_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearances")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("appearances")
