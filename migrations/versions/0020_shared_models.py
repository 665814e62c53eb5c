"""The library of shared models."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "shared_models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("shipped_code", sa.String(length=60), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "specifications",
                "environment_clause",
                "reversibility_clause",
                "data_clause",
                "charter",
                "deliberation",
                "agreement",
                "impact_assessment",
                "notice",
                "prompt",
                "other",
                name="modelkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=280), nullable=False),
        sa.Column("origin", sa.String(length=280), nullable=False),
        sa.Column("law_checked_on", sa.Date(), nullable=True),
        sa.Column(
            "visibility",
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
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
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
            "(published_at IS NULL) = (audience = 'authority')",
            name=op.f("ck_shared_models_draft_stays_home"),
        ),
        sa.CheckConstraint(
            "audience <> 'committee' OR committee_id IS NOT NULL",
            name=op.f("ck_shared_models_committee_is_named"),
        ),
        sa.CheckConstraint("visibility <> 'authority'", name=op.f("ck_shared_models_wishes_readers")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_shared_models_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_shared_models_committee_id")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_shared_models_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_models")),
        sa.UniqueConstraint("slug", name=op.f("uq_shared_models_slug")),
    )
    with op.batch_alter_table("shared_models", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_models_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shared_models_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shared_models_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index("ix_shared_models_list", ["kind", "audience", "updated_at", "id"], unique=False)

    op.create_table(
        "model_suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("about_number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("suggested_by_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "accepted",
                "declined",
                name="suggestionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.String(length=600), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'pending') = (answered_at IS NULL)",
            name=op.f("ck_model_suggestions_answered_has_a_date"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_model_suggestions_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_model_suggestions_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["shared_models.id"], name=op.f("fk_model_suggestions_model_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["suggested_by_id"], ["users.id"], name=op.f("fk_model_suggestions_suggested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_suggestions")),
    )
    with op.batch_alter_table("model_suggestions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_model_suggestions_answered_by_id"), ["answered_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_model_suggestions_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index("ix_model_suggestions_model", ["model_id", "status"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_model_suggestions_suggested_by_id"), ["suggested_by_id"], unique=False
        )

    op.create_table(
        "model_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "as_is",
                "adapted",
                "set_aside",
                name="useoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("word", sa.String(length=600), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_model_uses_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["shared_models.id"], name=op.f("fk_model_uses_model_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_model_uses_report_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["told_by_id"], ["users.id"], name=op.f("fk_model_uses_told_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_uses")),
        sa.UniqueConstraint("model_id", "authority_id", name=op.f("uq_model_uses_model_id_authority_id")),
    )
    with op.batch_alter_table("model_uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_uses_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_uses_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_uses_told_by_id"), ["told_by_id"], unique=False)

    op.create_table(
        "model_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("change", sa.String(length=280), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_model_versions_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["model_id"], ["shared_models.id"], name=op.f("fk_model_versions_model_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["users.id"], name=op.f("fk_model_versions_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_versions")),
        sa.UniqueConstraint("model_id", "number", name=op.f("uq_model_versions_model_id_number")),
    )
    with op.batch_alter_table("model_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_versions_written_by_id"), ["written_by_id"], unique=False)


def downgrade() -> None:
    """Come back."""
    with op.batch_alter_table("model_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_versions_written_by_id"))

    op.drop_table("model_versions")
    with op.batch_alter_table("model_uses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_uses_told_by_id"))
        batch_op.drop_index(batch_op.f("ix_model_uses_report_id"))
        batch_op.drop_index(batch_op.f("ix_model_uses_authority_id"))

    op.drop_table("model_uses")
    with op.batch_alter_table("model_suggestions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_suggestions_suggested_by_id"))
        batch_op.drop_index("ix_model_suggestions_model")
        batch_op.drop_index(batch_op.f("ix_model_suggestions_authority_id"))
        batch_op.drop_index(batch_op.f("ix_model_suggestions_answered_by_id"))

    op.drop_table("model_suggestions")
    with op.batch_alter_table("shared_models", schema=None) as batch_op:
        batch_op.drop_index("ix_shared_models_list")
        batch_op.drop_index(batch_op.f("ix_shared_models_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_shared_models_committee_id"))
        batch_op.drop_index(batch_op.f("ix_shared_models_authority_id"))

    op.drop_table("shared_models")
