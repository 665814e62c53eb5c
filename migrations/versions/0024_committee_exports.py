"""The archives that animators ask for of all that their committee owns."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "committee_exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "done",
                "failed",
                name="exportstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("piece_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (digest IS NOT NULL)",
            name=op.f("ck_committee_exports_done_names_its_content"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_committee_exports_ended_has_a_date")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_committee_exports_asked_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"],
            ["committees.id"],
            name=op.f("fk_committee_exports_committee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["stored_files.digest"], name=op.f("fk_committee_exports_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_exports")),
    )
    op.create_index("ix_committee_exports_asked", "committee_exports", ["committee_id", "asked_by_id"])
    op.create_index(op.f("ix_committee_exports_asked_by_id"), "committee_exports", ["asked_by_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("committee_exports")
