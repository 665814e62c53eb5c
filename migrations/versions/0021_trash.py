"""What people throw away and can take back."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = ("experience_reports", "report_files", "datasets", "dataset_files", "message_attachments")
CHECKS = {
    "experience_reports": "trashed_at IS NULL OR status = 'draft'",
    "datasets": "trashed_at IS NULL OR status IN ('draft', 'proposed')",
}


def upgrade() -> None:
    """Go forward."""
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("trashed_by_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_{table}_trashed_by_id"), "users", ["trashed_by_id"], ["id"], ondelete="SET NULL"
            )
            if table in CHECKS:
                batch_op.create_check_constraint(op.f(f"ck_{table}_only_drafts_are_trashed"), CHECKS[table])


def downgrade() -> None:
    """Go back; what was in the trash comes back with it."""
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table in CHECKS:
                batch_op.drop_constraint(op.f(f"ck_{table}_only_drafts_are_trashed"), type_="check")
            batch_op.drop_constraint(op.f(f"fk_{table}_trashed_by_id"), type_="foreignkey")
            batch_op.drop_column("trashed_by_id")
            batch_op.drop_column("trashed_at")
