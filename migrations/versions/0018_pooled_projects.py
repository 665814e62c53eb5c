"""Pooled projects: their parties, steps, budget, documents and datasets."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "pooled_projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("objective_html", sa.Text(), nullable=False),
        sa.Column("objective_plain", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "intention",
                "preparing",
                "running",
                "done",
                "abandoned",
                name="projectstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("respond_by", sa.Date(), nullable=True),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "cost_basis",
            sa.Enum(
                "population",
                "flat",
                "usage",
                "mixed",
                name="costbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("population_percent", sa.Integer(), nullable=False),
        sa.Column("flat_percent", sa.Integer(), nullable=False),
        sa.Column("usage_percent", sa.Integer(), nullable=False),
        sa.Column("usage_unit", sa.String(length=60), nullable=False),
        sa.Column("closing_word", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "authority",
                "committee",
                "network",
                "public",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('done', 'abandoned')) = (ended_at IS NOT NULL)",
            name=op.f("ck_pooled_projects_ended_has_a_date"),
        ),
        sa.CheckConstraint("audience <> 'authority'", name=op.f("ck_pooled_projects_is_shared")),
        sa.CheckConstraint(
            "audience <> 'committee' OR committee_id IS NOT NULL",
            name=op.f("ck_pooled_projects_committee_is_named"),
        ),
        sa.CheckConstraint(
            "cost_basis <> 'mixed' OR (population_percent >= 0 AND flat_percent >= 0 AND usage_percent >= 0 "
            "AND population_percent + flat_percent + usage_percent = 100)",
            name=op.f("ck_pooled_projects_mixed_key_is_whole"),
        ),
        sa.CheckConstraint(
            "committee_id IS NOT NULL", name=op.f("ck_pooled_projects_belongs_to_a_committee")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_pooled_projects_ends_last"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_pooled_projects_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_pooled_projects_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_pooled_projects_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pooled_projects")),
        sa.UniqueConstraint("slug", name=op.f("uq_pooled_projects_slug")),
    )
    with op.batch_alter_table("pooled_projects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pooled_projects_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pooled_projects_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pooled_projects_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index("ix_pooled_projects_recent", ["status", "updated_at", "id"], unique=False)

    op.create_table(
        "budget_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "investment",
                "running",
                name="spendingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount_cents BETWEEN 0 AND 10000000000000", name=op.f("ck_budget_lines_amount_is_plausible")
        ),
        sa.CheckConstraint(
            "year IS NULL OR year BETWEEN 2000 AND 2100", name=op.f("ck_budget_lines_year_is_plausible")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["pooled_projects.id"],
            name=op.f("fk_budget_lines_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
    )
    with op.batch_alter_table("budget_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_lines_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_datasets",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_project_datasets_dataset_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["pooled_projects.id"],
            name=op.f("fk_project_datasets_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "dataset_id", name=op.f("pk_project_datasets")),
    )
    with op.batch_alter_table("project_datasets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_datasets_dataset_id"), ["dataset_id"], unique=False)

    op.create_table(
        "project_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_project_files_added_by_id")),
        sa.ForeignKeyConstraint(["digest"], ["stored_files.digest"], name=op.f("fk_project_files_digest")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["pooled_projects.id"],
            name=op.f("fk_project_files_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_files")),
    )
    with op.batch_alter_table("project_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_files_added_by_id"), ["added_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_files_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "interested",
                "accepted",
                "declined",
                name="partystanding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("deliberated_on", sa.Date(), nullable=True),
        sa.Column("deliberation_reference", sa.String(length=120), nullable=False),
        sa.Column("usage", sa.Integer(), nullable=True),
        sa.Column("word", sa.String(length=280), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(standing = 'accepted') = (deliberated_on IS NOT NULL)",
            name=op.f("ck_project_parties_accepts_by_deliberation"),
        ),
        sa.CheckConstraint(
            "usage IS NULL OR usage BETWEEN 0 AND 1000000000",
            name=op.f("ck_project_parties_usage_is_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_project_parties_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_project_parties_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["pooled_projects.id"],
            name=op.f("fk_project_parties_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_parties")),
        sa.UniqueConstraint(
            "project_id", "authority_id", name=op.f("uq_project_parties_project_id_authority_id")
        ),
    )
    with op.batch_alter_table("project_parties", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_parties_answered_by_id"), ["answered_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_project_parties_authority_id"), ["authority_id"], unique=False)

    op.create_table(
        "project_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["pooled_projects.id"],
            name=op.f("fk_project_steps_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_steps")),
    )
    with op.batch_alter_table("project_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_steps_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    """Come back."""
    with op.batch_alter_table("project_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_steps_project_id"))

    op.drop_table("project_steps")
    with op.batch_alter_table("project_parties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_parties_authority_id"))
        batch_op.drop_index(batch_op.f("ix_project_parties_answered_by_id"))

    op.drop_table("project_parties")
    with op.batch_alter_table("project_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_files_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_files_added_by_id"))

    op.drop_table("project_files")
    with op.batch_alter_table("project_datasets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_datasets_dataset_id"))

    op.drop_table("project_datasets")
    with op.batch_alter_table("budget_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_lines_project_id"))

    op.drop_table("budget_lines")
    with op.batch_alter_table("pooled_projects", schema=None) as batch_op:
        batch_op.drop_index("ix_pooled_projects_recent")
        batch_op.drop_index(batch_op.f("ix_pooled_projects_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_pooled_projects_committee_id"))
        batch_op.drop_index(batch_op.f("ix_pooled_projects_authority_id"))

    op.drop_table("pooled_projects")
