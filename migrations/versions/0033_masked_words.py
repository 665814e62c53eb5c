"""What moderation masks in meetings and decisions; when decisions and actions last changed."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MASKED = ("meetings", "decisions", "minutes_sections", "meeting_notes")
FROZEN = "EXISTS (SELECT 1 FROM meeting_minutes WHERE id = OLD.minutes_id AND frozen_at IS NOT NULL)"
SAID = "id, minutes_id, item_id, position, title, source, html, plain, markup_version, version"
SQLITE = (
    "CREATE TRIGGER minutes_sections_frozen_{name} BEFORE {moment} ON minutes_sections WHEN "
    + FROZEN
    + " BEGIN SELECT RAISE(ABORT, 'frozen minutes are never changed'); END"
)
POSTGRESQL = (
    "CREATE TRIGGER minutes_sections_frozen BEFORE {moment} OR DELETE ON minutes_sections "
    "FOR EACH ROW EXECUTE FUNCTION refuse_frozen_minutes_sections()"
)


def _guard(moment: str) -> None:
    """Have the database refuse such changes of what belongs to frozen minutes, and its removal."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL.format(moment=moment))
        return
    op.execute(SQLITE.format(name="update", moment=moment))
    op.execute(SQLITE.format(name="delete", moment="DELETE"))


def _open() -> None:
    """Take the guards away for the time of a change; a rebuild of the table would drop them on SQLite."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER minutes_sections_frozen ON minutes_sections")
        return
    op.execute("DROP TRIGGER minutes_sections_frozen_update")
    op.execute("DROP TRIGGER minutes_sections_frozen_delete")


def upgrade() -> None:
    """Go forward."""
    _open()
    for table in MASKED:
        op.add_column(table, sa.Column("masked_at", sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("masked_reason", sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("masked_reason", server_default=None)
    _guard(f"UPDATE OF {SAID}")
    for table, since in (("decisions", "recorded_at"), ("follow_ups", "created_at")):
        op.add_column(table, sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
        op.execute(f"UPDATE {table} SET updated_at = {since}")  # noqa: S608 - our own names
    op.execute(
        "UPDATE follow_ups SET updated_at = (SELECT MAX(written_at) FROM follow_up_comments "
        "WHERE follow_up_id = follow_ups.id) "
        "WHERE EXISTS (SELECT 1 FROM follow_up_comments WHERE follow_up_id = follow_ups.id)"
    )
    for table in ("decisions", "follow_ups"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("updated_at", nullable=False)
    # The words of a request stood in what was told of its mission, out of reach of moderation.
    op.execute("UPDATE notifications SET detail = '' WHERE reason = 'evaluation_awaited'")


def downgrade() -> None:
    """Go back; what was masked is read again."""
    for table in ("decisions", "follow_ups"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("updated_at")
    _open()
    for table in MASKED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("masked_reason")
            batch_op.drop_column("masked_at")
    _guard("UPDATE")
