"""Observers and guests on the sign-in sheet."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "listeners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("attendee_name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "left_at IS NULL OR left_at >= arrived_at", name=op.f("ck_listeners_leaves_after_arriving")
        ),
        sa.CheckConstraint(
            "user_id IS NOT NULL OR attendee_name <> ''", name=op.f("ck_listeners_somebody_listens")
        ),
        sa.CheckConstraint(
            "user_id IS NULL OR authority_id IS NOT NULL",
            name=op.f("ck_listeners_observes_for_an_authority"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_listeners_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_listeners_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_listeners_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listeners")),
    )
    with op.batch_alter_table("listeners", schema=None) as batch_op:
        batch_op.create_index("ix_listeners_meeting", ["meeting_id", "arrived_at"], unique=False)
        batch_op.create_index(
            "uq_listeners_there",
            ["meeting_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("left_at IS NULL AND user_id IS NOT NULL"),
        )


def downgrade() -> None:
    """Go back."""
    op.drop_table("listeners")
