"""What people are told of meetings."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED = (
    "convened",
    "meeting_changed",
    "meeting_cancelled",
    "meeting_near",
    "item_proposed",
    "item_accepted",
    "item_declined",
)


def upgrade() -> None:
    """Go forward."""
    _allow([*_allowed(), *ADDED])


def downgrade() -> None:
    """Come back."""
    listed = ", ".join(f"'{value}'" for value in ADDED)
    op.execute(f"DELETE FROM notifications WHERE reason IN ({listed})")  # noqa: S608 - our own constants
    _allow([value for value in _allowed() if value not in ADDED])


def _allowed() -> list[str]:
    """The reasons the database takes at this point of its history, whatever came before."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("notifications")
    written = next(each["sqltext"] for each in checks if each["name"] == "ck_notifications_reason")
    return list(dict.fromkeys(re.findall(r"'(\w+)'", written)))


def _allow(values: list[str]) -> None:
    """Change the words the column may hold."""
    name = op.f("ck_notifications_reason")
    with op.batch_alter_table("notifications") as batch_op:
        batch_op.drop_constraint(name, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("notifications") as batch_op:
        batch_op.create_check_constraint(name, f"reason IN ({listed})")
