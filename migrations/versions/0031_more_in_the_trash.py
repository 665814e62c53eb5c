"""More of what people take away can be taken back: in agendas, seats, questions, projects, logs, reports."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLES = (
    "agenda_documents",
    "agenda_items",
    "ballots",
    "budget_lines",
    "colleges",
    "expertise_profiles",
    "mandates",
    "project_files",
    "project_steps",
    "report_replications",
    "seats",
    "work_log_entries",
)


def _let_triggers_wait(answer: str) -> None:
    """Have SQLite rebuild tables that triggers of others name, without asking after them meanwhile."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA legacy_alter_table={answer}")


def upgrade() -> None:
    """Go forward."""
    _let_triggers_wait("ON")
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("trashed_by_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_{table}_trashed_by_id"), "users", ["trashed_by_id"], ["id"], ondelete="SET NULL"
            )
            if table == "ballots":
                batch_op.create_check_constraint(
                    op.f("ck_ballots_only_drafts_are_trashed"), "trashed_at IS NULL OR opened_at IS NULL"
                )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.add_column(sa.Column("would_end_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("is_void", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(
            op.f("ck_mandates_void_is_in_the_trash"), "NOT is_void OR trashed_at IS NOT NULL"
        )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.alter_column("is_void", server_default=None)
    _let_triggers_wait("OFF")


def downgrade() -> None:
    """Go back; what was in the trash comes back with it, but for mandates that never began."""
    op.execute("DELETE FROM mandates WHERE is_void")
    _let_triggers_wait("ON")
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_mandates_void_is_in_the_trash"), type_="check")
        batch_op.drop_column("is_void")
        batch_op.drop_column("would_end_on")
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table == "ballots":
                batch_op.drop_constraint(op.f("ck_ballots_only_drafts_are_trashed"), type_="check")
            batch_op.drop_constraint(op.f(f"fk_{table}_trashed_by_id"), type_="foreignkey")
            batch_op.drop_column("trashed_by_id")
            batch_op.drop_column("trashed_at")
    _let_triggers_wait("OFF")
