"""Places in authorities that ended, kept thirty days to be given back."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "former_memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "agent",
                "editor",
                "animator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_elected", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ai_lead_since", sa.Date(), nullable=True),
        sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trashed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_former_memberships_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["trashed_by_id"],
            ["users.id"],
            name=op.f("fk_former_memberships_trashed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_former_memberships_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_memberships")),
        sa.UniqueConstraint(
            "user_id", "authority_id", name=op.f("uq_former_memberships_user_id_authority_id")
        ),
    )
    with op.batch_alter_table("former_memberships", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_former_memberships_authority_id"), ["authority_id"], unique=False
        )


def downgrade() -> None:
    """Go back; what waited there cannot be given back any more."""
    op.drop_table("former_memberships")
