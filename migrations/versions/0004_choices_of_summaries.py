"""When each person wants their summary; « follow » becomes a choice between each event and the summary.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REASONS = (
    "mentioned",
    "replied",
    "started",
    "approval_awaited",
    "changes_requested",
    "published",
    "review_due",
    "replicated",
    "moderated",
    "reported",
    "invited",
)
TO_DIGEST = "UPDATE subscriptions SET level = 'digest' WHERE level = 'follow'"
TO_FOLLOW = "UPDATE subscriptions SET level = 'follow' WHERE level IN ('all', 'digest')"
WAITING = sa.text("read_at IS NULL AND mailed_at IS NULL")


def upgrade():
    op.create_table(
        "digest_choices",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "daily",
                "weekly",
                "never",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("sent_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_digest_choices_hour_of_a_day")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_digest_choices_day_of_a_week")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_digest_choices_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_digest_choices")),
    )
    _allow("subscriptions", "level", ("all", "digest", "mute"), TO_DIGEST)
    _allow("notifications", "reason", (*REASONS, "news"))
    op.create_index("ix_notifications_topic", "notifications", ["topic_kind", "topic_id"])
    op.create_index(
        "ix_notifications_waiting",
        "notifications",
        ["recipient_id", "at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade():
    op.drop_index("ix_notifications_waiting", "notifications", sqlite_where=WAITING, postgresql_where=WAITING)
    op.drop_index("ix_notifications_topic", "notifications")
    op.execute("DELETE FROM notifications WHERE reason = 'news'")
    _allow("notifications", "reason", REASONS)
    _allow("subscriptions", "level", ("follow", "mute"), TO_FOLLOW)
    op.drop_table("digest_choices")


def _allow(table, column, values, rename=""):
    """Change the words a column may hold, and those it holds."""
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_="check")
    if rename:
        op.execute(rename)
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")
