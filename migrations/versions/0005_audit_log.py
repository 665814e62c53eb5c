"""The audit log, which the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQLITE = (
    (
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'a row of this table is never changed'); END"
    ),
    (
        "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'a row of this table is never changed'); END"
    ),
    (
        "CREATE TRIGGER audit_entries_chained BEFORE INSERT ON audit_entries "
        "WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM audit_entries) "
        "OR NEW.previous_hash IS NOT coalesce("
        "(SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1), "
        "'0000000000000000000000000000000000000000000000000000000000000000') "
        "BEGIN SELECT RAISE(ABORT, 'an audit entry follows the last one'); END"
    ),
)
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a row of this table is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    (
        "CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    ),
    """CREATE OR REPLACE FUNCTION follow_the_last_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id IS DISTINCT FROM (SELECT coalesce(max(id), 0) + 1 FROM audit_entries)
    OR NEW.previous_hash IS DISTINCT FROM
      coalesce((SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1), repeat('0', 64)) THEN
    RAISE EXCEPTION 'an audit entry follows the last one' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$""",
    (
        "CREATE TRIGGER audit_entries_chained BEFORE INSERT ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION follow_the_last_entry()"
    ),
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor_key", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "length(hash) = 64 AND length(previous_hash) = 64", name=op.f("ck_audit_entries_hashes_are_whole")
        ),
        sa.CheckConstraint("id >= 1", name=op.f("ck_audit_entries_numbered_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entries_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_entries_previous_hash")),
    )
    op.create_index("ix_audit_entries_subject", "audit_entries", ["kind", "subject_id"])
    op.create_index("ix_audit_entries_scope", "audit_entries", ["scope"])
    # Whoever rebuilds this table on SQLite must make these triggers again: a rebuild drops them.
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION follow_the_last_entry()")
        op.execute("DROP FUNCTION refuse_change()")
