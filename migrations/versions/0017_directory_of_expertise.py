"""The directory of expertise: skills, and what people and authorities can help with."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "skills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
        sa.UniqueConstraint("code", name=op.f("uq_skills_code")),
        sa.UniqueConstraint("label", name=op.f("uq_skills_label")),
    )
    op.create_table(
        "expertise_profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("quarter_days_a_year", sa.Integer(), nullable=True),
        sa.Column("languages", sa.String(length=120), nullable=False),
        sa.Column("kilometres", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kilometres IS NULL OR kilometres BETWEEN 0 AND 1000",
            name=op.f("ck_expertise_profiles_within_reach"),
        ),
        sa.CheckConstraint(
            "quarter_days_a_year IS NULL OR quarter_days_a_year BETWEEN 0 AND 1464",
            name=op.f("ck_expertise_profiles_days_of_one_year"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_expertise_profiles_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_expertise_profiles_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expertise_profiles")),
        sa.UniqueConstraint(
            "authority_id", "user_id", name=op.f("uq_expertise_profiles_authority_id_user_id")
        ),
    )
    with op.batch_alter_table("expertise_profiles", schema=None) as batch_op:
        batch_op.create_index("ix_expertise_profiles_user", ["user_id"], unique=False)
        batch_op.create_index(
            "uq_expertise_profiles_authority_alone",
            ["authority_id"],
            unique=True,
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )

    op.create_table(
        "profile_skills",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["expertise_profiles.id"],
            name=op.f("fk_profile_skills_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_profile_skills_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", "skill_id", name=op.f("pk_profile_skills")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("profile_skills")
    with op.batch_alter_table("expertise_profiles", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_expertise_profiles_authority_alone",
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )
        batch_op.drop_index("ix_expertise_profiles_user")

    op.drop_table("expertise_profiles")
    op.drop_table("skills")
