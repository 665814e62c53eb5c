"""Files to import, and what became of each of their lines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def _words(name: str, *words: str) -> sa.Enum:
    """A closed list, held by a check."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("importkind", "reports", "members", "datasets"), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            _words("batchstate", "reading", "unreadable", "checked", "running", "stopped", "done"),
            nullable=False,
        ),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("unknown_headings", JSON, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(authority_id IS NOT NULL AND committee_id IS NULL)"
            " OR (authority_id IS NULL AND committee_id IS NOT NULL AND kind = 'members')",
            name=op.f("ck_import_batches_is_for_one_place"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_import_batches_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_import_batches_committee_id")
        ),
        sa.ForeignKeyConstraint(["digest"], ["stored_files.digest"], name=op.f("fk_import_batches_digest")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_import_batches_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.create_index("ix_import_batches_owner", ["owner_id", "asked_at"], unique=False)
    op.create_table(
        "import_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("written", JSON, nullable=False),
        sa.Column("faults", JSON, nullable=False),
        sa.Column("state", _words("linestate", "ready", "refused", "done", "failed"), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_import_lines_done_has_a_date")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_import_lines_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_lines")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_import_lines_batch_id_number")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("import_lines")
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.drop_index("ix_import_batches_owner")
    op.drop_table("import_batches")
