"""Any feature may have reasons of its own to tell people: their list is no longer written in the table."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KNOWN = (
    "mentioned", "replied", "started", "approval_awaited", "changes_requested", "published", "review_due",
    "replicated", "moderated", "reported", "invited", "news",
)  # fmt: skip


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("notifications") as batch_op:
        batch_op.drop_constraint(op.f("ck_notifications_reason"), type_="check")


def downgrade() -> None:
    """Go back: what was told for other reasons is forgotten."""
    listed = ", ".join(f"'{reason}'" for reason in KNOWN)
    op.execute(f"DELETE FROM notifications WHERE reason NOT IN ({listed})")  # noqa: S608 - our own words
    with op.batch_alter_table("notifications") as batch_op:
        batch_op.create_check_constraint(op.f("ck_notifications_reason"), f"reason IN ({listed})")
