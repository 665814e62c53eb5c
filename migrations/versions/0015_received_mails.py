"""Mails that arrive, and addresses that refuse ours."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "undelivered_addresses",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("refused_count", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_undelivered_addresses_email_in_lower_case")),
        sa.CheckConstraint("refused_count > 0", name=op.f("ck_undelivered_addresses_was_refused")),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_undelivered_addresses")),
    )
    op.create_table(
        "received_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "waiting",
                "posted",
                "refused",
                "returned",
                "repeated",
                "ignored",
                name="mailoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mark", sa.String(length=64), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("refused_for", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'waiting') = (digest IS NOT NULL)",
            name=op.f("ck_received_mails_kept_until_it_is_read"),
        ),
        sa.ForeignKeyConstraint(["digest"], ["stored_files.digest"], name=op.f("fk_received_mails_digest")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_received_mails_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mails")),
        sa.UniqueConstraint("mark", name=op.f("uq_received_mails_mark")),
    )
    op.create_index("ix_received_mails_from", "received_mails", ["user_id", "received_at"])
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("mail_refused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("mail_refused_at")
    op.drop_index("ix_received_mails_from", "received_mails")
    op.drop_table("received_mails")
    op.drop_table("undelivered_addresses")
