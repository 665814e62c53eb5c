"""First tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "arguments",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_waiting", ["done_at", "run_at"], unique=False)

    op.create_table(
        "local_authorities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "commune",
                "epci",
                "departement",
                "region",
                "syndicat",
                "other",
                name="authoritykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("folded_name", sa.String(length=160), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("insee_code", sa.String(length=5), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("region_code", sa.String(length=3), nullable=True),
        sa.Column("epci_siren", sa.String(length=9), nullable=True),
        sa.Column(
            "postal_codes",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("presentation", sa.Text(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(siren) = 9", name=op.f("ck_local_authorities_siren_has_nine_digits")),
        sa.CheckConstraint(
            "population IS NULL OR population >= 0", name=op.f("ck_local_authorities_population_is_positive")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_authorities")),
        sa.UniqueConstraint("insee_code", name=op.f("uq_local_authorities_insee_code")),
        sa.UniqueConstraint("siren", name=op.f("uq_local_authorities_siren")),
        sa.UniqueConstraint("slug", name=op.f("uq_local_authorities_slug")),
    )
    with op.batch_alter_table("local_authorities", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_local_authorities_departement_code"), ["departement_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_local_authorities_epci_siren"), ["epci_siren"], unique=False)
        batch_op.create_index("ix_local_authorities_folded_name", ["folded_name"], unique=False)
        batch_op.create_index("ix_local_authorities_kind_population", ["kind", "population"], unique=False)

    op.create_table(
        "policy_domains",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_domains")),
        sa.UniqueConstraint("code", name=op.f("uq_policy_domains_code")),
        sa.UniqueConstraint("label", name=op.f("uq_policy_domains_label")),
    )
    op.create_table(
        "search_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_changes")),
    )
    with op.batch_alter_table("search_changes", schema=None) as batch_op:
        batch_op.create_index("ix_search_changes_order", ["attempts", "id"], unique=False)

    op.create_table(
        "search_index_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("schema_version", sa.String(length=40), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_search_index_state_is_the_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_index_state")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_digest", sa.String(length=64), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempts_tried_at", ["tried_at"], unique=False)

    op.create_table(
        "stored_files",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_files_size_is_positive")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_stored_files")),
    )
    op.create_table(
        "submissions",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.String(length=2000), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submissions")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index("ix_submissions_received_at", ["received_at"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspension_reason", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("handle", name=op.f("uq_users_handle")),
    )
    op.create_table(
        "committees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("territory", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "epci",
                "departement",
                "region",
                "free",
                name="committeelevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lead_authority_id", sa.Integer(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_authority_id"], ["local_authorities.id"], name=op.f("fk_committees_lead_authority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
        sa.UniqueConstraint("slug", name=op.f("uq_committees_slug")),
    )
    with op.batch_alter_table("committees", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_committees_lead_authority_id"), ["lead_authority_id"], unique=False
        )

    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "agent",
                "editor",
                "animator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_elected", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_memberships_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("user_id", "authority_id", name=op.f("uq_memberships_user_id_authority_id")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_authority_id"), ["authority_id"], unique=False)

    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "mentioned",
                "replied",
                "started",
                "approval_awaited",
                "changes_requested",
                "published",
                "review_due",
                "replicated",
                "moderated",
                "reported",
                "invited",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("topic_kind", sa.String(length=40), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "read_at IS NULL OR read_at >= at", name=op.f("ck_notifications_is_read_after_it_is_told")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["users.id"], name=op.f("fk_notifications_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["users.id"], name=op.f("fk_notifications_recipient_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index("ix_notifications_recipient", ["recipient_id", "id"], unique=False)
        batch_op.create_index("ix_notifications_unread", ["recipient_id", "read_at"], unique=False)

    op.create_table(
        "read_horizons",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_read_horizons_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_read_horizons")),
    )
    op.create_table(
        "signed_in_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_signed_in_sessions_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_signed_in_sessions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_in_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_signed_in_sessions_digest")),
    )
    with op.batch_alter_table("signed_in_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_in_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "site_pages",
        sa.Column(
            "name",
            sa.Enum(
                "about",
                "accessibility",
                "legal",
                "privacy",
                "ecodesign",
                name="pagename",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["users.id"], name=op.f("fk_site_pages_edited_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_pages")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("follow", "mute", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_subscriptions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint(
            "user_id", "kind", "subject_id", name=op.f("uq_subscriptions_user_id_kind_subject_id")
        ),
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index("ix_subscriptions_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "abuse_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column(
            "grievance",
            sa.Enum(
                "personal_data",
                "offensive",
                "unlawful",
                "advertising",
                "off_topic",
                "other",
                name="grievance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "hidden",
                "locked",
                "dismissed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(handled_at IS NULL) = (outcome IS NULL)", name=op.f("ck_abuse_reports_handled_with_an_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_abuse_reports_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["users.id"], name=op.f("fk_abuse_reports_handled_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["users.id"], name=op.f("fk_abuse_reports_reporter_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abuse_reports")),
    )
    with op.batch_alter_table("abuse_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_abuse_reports_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index("ix_abuse_reports_subject", ["kind", "subject_id"], unique=False)
        batch_op.create_index("ix_abuse_reports_waiting", ["handled_at", "id"], unique=False)
        batch_op.create_index(
            "uq_abuse_reports_waiting",
            ["reporter_id", "kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.create_table(
        "datasets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("acronym", sa.String(length=40), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("general_interest", sa.Text(), nullable=False),
        sa.Column(
            "licence",
            sa.Enum("lov2", "odbl", name="licence", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "frequency",
            sa.Enum(
                "unknown",
                "continuous",
                "daily",
                "weekly",
                "monthly",
                "quarterly",
                "yearly",
                "irregular",
                "never",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("covers_from", sa.Date(), nullable=True),
        sa.Column("covers_until", sa.Date(), nullable=True),
        sa.Column("spatial_code", sa.String(length=14), nullable=False),
        sa.Column("west", sa.Float(), nullable=True),
        sa.Column("south", sa.Float(), nullable=True),
        sa.Column("east", sa.Float(), nullable=True),
        sa.Column("north", sa.Float(), nullable=True),
        sa.Column(
            "theme",
            sa.Enum(
                "AGRI",
                "ECON",
                "EDUC",
                "ENER",
                "ENVI",
                "GOVE",
                "HEAL",
                "INTR",
                "JUST",
                "REGI",
                "SOCI",
                "TECH",
                "TRAN",
                name="theme",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "keywords",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column(
            "schema",
            sa.Enum(
                "deliberations",
                "subventions",
                "equipements",
                "budget",
                "prenoms",
                "catalogue",
                "dae",
                "irve",
                "bal",
                "menus",
                "plats",
                "amenagements-cyclables",
                name="schema",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
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
        sa.Column("restriction_reason", sa.Text(), nullable=False),
        sa.Column("restricted_until", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "proposed",
                "published",
                "archived",
                name="datasetstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changes_requested", sa.Text(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
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
            "(status IN ('draft', 'proposed')) = (published_at IS NULL)",
            name=op.f("ck_datasets_published_has_a_date"),
        ),
        sa.CheckConstraint(
            "audience <> 'committee' OR committee_id IS NOT NULL", name=op.f("ck_datasets_committee_is_named")
        ),
        sa.CheckConstraint(
            "status NOT IN ('draft', 'proposed') OR audience = 'authority'",
            name=op.f("ck_datasets_draft_stays_home"),
        ),
        sa.CheckConstraint(
            "covers_until IS NULL OR covers_from IS NULL OR covers_until >= covers_from",
            name=op.f("ck_datasets_ends_last"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_datasets_authority_id")
        ),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_datasets_committee_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_datasets_created_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
        sa.UniqueConstraint("identifier", name=op.f("uq_datasets_identifier")),
        sa.UniqueConstraint("slug", name=op.f("uq_datasets_slug")),
    )
    with op.batch_alter_table("datasets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_datasets_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_datasets_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index("ix_datasets_list", ["audience", "modified_at", "id"], unique=False)

    op.create_table(
        "experience_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("sort_title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=280), nullable=False),
        sa.Column("domain_id", sa.Integer(), nullable=True),
        sa.Column(
            "phase",
            sa.Enum(
                "idea",
                "experiment",
                "production",
                "stopped",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "positive",
                "mixed",
                "negative",
                "too_early",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "replicability",
            sa.Enum(
                "yes",
                "with_adaptation",
                "no",
                name="replicability",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "proposed",
                "published",
                "archived",
                name="reportstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("changes_requested", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("review_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=True),
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
            "(status IN ('draft', 'proposed')) = (published_at IS NULL)",
            name=op.f("ck_experience_reports_published_has_a_date"),
        ),
        sa.CheckConstraint(
            "audience <> 'committee' OR committee_id IS NOT NULL",
            name=op.f("ck_experience_reports_committee_is_named"),
        ),
        sa.CheckConstraint(
            "audience = 'authority' OR (status IN ('published', 'archived') AND hidden_at IS NULL)",
            name=op.f("ck_experience_reports_unpublished_stays_home"),
        ),
        sa.CheckConstraint("visibility <> 'authority'", name=op.f("ck_experience_reports_wishes_readers")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_experience_reports_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_experience_reports_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["domain_id"], ["policy_domains.id"], name=op.f("fk_experience_reports_domain_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_experience_reports_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["users.id"], name=op.f("fk_experience_reports_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience_reports")),
        sa.UniqueConstraint("slug", name=op.f("uq_experience_reports_slug")),
    )
    with op.batch_alter_table("experience_reports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_experience_reports_authority_id"), ["authority_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_experience_reports_committee_id"), ["committee_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_experience_reports_domain_id"), ["domain_id"], unique=False)
        batch_op.create_index(
            "ix_experience_reports_listed",
            ["status", "audience", "committee_id", "authority_id", "domain_id", "phase", "outcome"],
            unique=False,
        )
        batch_op.create_index("ix_experience_reports_recent", ["status", "listed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_experience_reports_review", ["status", "review_told_at", "confirmed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_experience_reports_started_by_id"), ["started_by_id"], unique=False
        )
        batch_op.create_index("ix_experience_reports_titles", ["status", "sort_title", "id"], unique=False)
        batch_op.create_index("ix_experience_reports_updated", ["status", "updated_at", "id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "agent",
                "editor",
                "animator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("makes_administrator", sa.Boolean(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_invitations_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_invitations_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_invitations_invited_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("email", "authority_id", name=op.f("uq_invitations_email_authority_id")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_authority_id"), ["authority_id"], unique=False)

    op.create_table(
        "moderation_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["users.id"], name=op.f("fk_moderation_entries_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_moderation_entries_committee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_entries")),
    )
    with op.batch_alter_table("moderation_entries", schema=None) as batch_op:
        batch_op.create_index("ix_moderation_entries_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "participations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "member", "observer", name="standing", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "left_on IS NULL OR left_on >= joined_on", name=op.f("ck_participations_leaves_after_joining")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_participations_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"],
            ["committees.id"],
            name=op.f("fk_participations_committee_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participations")),
        sa.UniqueConstraint(
            "committee_id", "authority_id", name=op.f("uq_participations_committee_id_authority_id")
        ),
    )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participations_authority_id"), ["authority_id"], unique=False)

    op.create_table(
        "threads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "question",
                "help",
                "sharing",
                "debate",
                "announcement",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_kind", sa.String(length=40), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
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
        sa.Column(
            "subject_audience",
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
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_authority_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=True),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_shown_number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("message_count", sa.Integer(), nullable=False),
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
            "audience <> 'committee' OR committee_id IS NOT NULL", name=op.f("ck_threads_committee_is_named")
        ),
        sa.CheckConstraint(
            "hidden_at IS NULL OR audience = 'authority'", name=op.f("ck_threads_hidden_stays_inside")
        ),
        sa.CheckConstraint(
            "(about_kind IS NULL) = (about_id IS NULL)", name=op.f("ck_threads_subject_is_whole")
        ),
        sa.CheckConstraint(
            "message_count >= 0 AND last_number >= 0", name=op.f("ck_threads_counts_are_positive")
        ),
        sa.ForeignKeyConstraint(
            ["author_authority_id"], ["local_authorities.id"], name=op.f("fk_threads_author_authority_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_threads_author_id")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_threads_authority_id")
        ),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_threads_committee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.create_index("ix_threads_about", ["about_kind", "about_id"], unique=False)
        batch_op.create_index("ix_threads_author", ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_threads_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_threads_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index("ix_threads_latest", ["last_message_at", "id"], unique=False)

    op.create_table(
        "dataset_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "reading",
                "read",
                "unreadable",
                name="readingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("progress_label", sa.String(length=120), nullable=False),
        sa.Column(
            "facts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "findings",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("column_names", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("table_digest", sa.String(length=64), nullable=True),
        sa.Column("clean_digest", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_dataset_files_added_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["clean_digest"], ["stored_files.digest"], name=op.f("fk_dataset_files_clean_digest")
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_dataset_files_dataset_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["digest"], ["stored_files.digest"], name=op.f("fk_dataset_files_digest")),
        sa.ForeignKeyConstraint(
            ["table_digest"], ["stored_files.digest"], name=op.f("fk_dataset_files_table_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset_files")),
    )
    with op.batch_alter_table("dataset_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dataset_files_dataset_id"), ["dataset_id"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_authority_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("quoted_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_messages_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["author_authority_id"], ["local_authorities.id"], name=op.f("fk_messages_author_authority_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_messages_author_id")),
        sa.ForeignKeyConstraint(
            ["quoted_id"], ["messages.id"], name=op.f("fk_messages_quoted_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name=op.f("fk_messages_thread_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_messages_thread_id_number")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("ix_messages_author", ["author_id"], unique=False)
        batch_op.create_index(
            "uq_messages_accepted",
            ["thread_id"],
            unique=True,
            sqlite_where=sa.text("is_accepted"),
            postgresql_where=sa.text("is_accepted"),
        )

    op.create_table(
        "read_marks",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name=op.f("fk_read_marks_thread_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_read_marks_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "thread_id", name=op.f("pk_read_marks")),
    )
    op.create_table(
        "report_authors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_report_authors_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_authors_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_authors_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_authors")),
        sa.UniqueConstraint(
            "report_id",
            "user_id",
            "authority_id",
            name=op.f("uq_report_authors_report_id_user_id_authority_id"),
        ),
    )
    with op.batch_alter_table("report_authors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_authors_user_id"), ["user_id"], unique=False)

    op.create_table(
        "report_datasets",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_report_datasets_dataset_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_datasets_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", "dataset_id", name=op.f("pk_report_datasets")),
    )
    with op.batch_alter_table("report_datasets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_datasets_dataset_id"), ["dataset_id"], unique=False)

    op.create_table(
        "report_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_by_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attached_by_id"], ["users.id"], name=op.f("fk_report_files_attached_by_id")
        ),
        sa.ForeignKeyConstraint(["digest"], ["stored_files.digest"], name=op.f("fk_report_files_digest")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_files_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_files")),
    )
    with op.batch_alter_table("report_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_files_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_indicators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("before", sa.String(length=60), nullable=False),
        sa.Column("after", sa.String(length=60), nullable=False),
        sa.Column("before_number", sa.Float(), nullable=True),
        sa.Column("after_number", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=120), nullable=False),
        sa.Column("method", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_indicators_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_indicators")),
    )
    with op.batch_alter_table("report_indicators", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_indicators_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_keywords",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ai_type", "tag", name="keywordkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_keywords_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_keywords")),
        sa.UniqueConstraint("report_id", "kind", "word", name=op.f("uq_report_keywords_report_id_kind_word")),
    )
    with op.batch_alter_table("report_keywords", schema=None) as batch_op:
        batch_op.create_index("ix_report_keywords_word", ["kind", "word", "report_id"], unique=False)

    op.create_table(
        "report_replications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how_it_went", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "positive",
                "mixed",
                "negative",
                "too_early",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("own_report_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_report_replications_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["own_report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_replications_own_report_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_replications_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["told_by_id"], ["users.id"], name=op.f("fk_report_replications_told_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_replications")),
        sa.UniqueConstraint(
            "report_id", "authority_id", name=op.f("uq_report_replications_report_id_authority_id")
        ),
    )
    with op.batch_alter_table("report_replications", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_replications_authority_id"), ["authority_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_report_replications_own_report_id"), ["own_report_id"], unique=False
        )

    op.create_table(
        "report_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column(
            "action",
            sa.Enum(
                "started",
                "edited",
                "proposed",
                "changes_requested",
                "withdrawn",
                "published",
                "archived",
                "restored",
                "confirmed",
                "hidden",
                "shown_again",
                name="revisionaction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "snapshot",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_report_revisions_author_id")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_report_revisions_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_revisions_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_revisions")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_revisions_report_id_number")),
    )
    op.create_table(
        "report_sheets",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "texts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("rendered", sa.JSON(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column(
            "sources",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("supplier", sa.String(length=200), nullable=False),
        sa.Column(
            "hosting",
            sa.Enum(
                "eu",
                "non_eu",
                "unknown",
                name="hosting",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("has_personal_data", sa.Boolean(), nullable=True),
        sa.Column("investment_euros", sa.Integer(), nullable=True),
        sa.Column("yearly_euros", sa.Integer(), nullable=True),
        sa.Column("agent_days", sa.Integer(), nullable=True),
        sa.Column("funding", sa.String(length=400), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("usage_volume", sa.String(length=300), nullable=False),
        sa.Column("energy", sa.String(length=300), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("aipd", sa.String(length=300), nullable=False),
        sa.Column(
            "ai_act_class",
            sa.Enum(
                "unacceptable",
                "high",
                "limited",
                "minimal",
                name="aiactclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("mention", sa.String(length=400), nullable=False),
        sa.Column("register", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_sheets_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_sheets")),
    )
    op.create_table(
        "report_unsaved_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column(
            "fields",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["experience_reports.id"],
            name=op.f("fk_report_unsaved_texts_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_report_unsaved_texts_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_unsaved_texts")),
        sa.UniqueConstraint("user_id", "place", name=op.f("uq_report_unsaved_texts_user_id_place")),
    )
    with op.batch_alter_table("report_unsaved_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_unsaved_texts_report_id"), ["report_id"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "invitation",
                "password_reset",
                "address_change",
                name="tokenpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column(
            "details",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_tokens_invitation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tokens_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tokens_user_id"), ["user_id"], unique=False)

    op.create_table(
        "message_attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["stored_files.digest"], name=op.f("fk_message_attachments_digest")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_attachments_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_attachments")),
    )
    with op.batch_alter_table("message_attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_attachments_message_id"), ["message_id"], unique=False)

    op.create_table(
        "message_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_revisions_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_revisions")),
        sa.UniqueConstraint("message_id", "version", name=op.f("uq_message_revisions_message_id_version")),
    )
    op.create_table(
        "privacy_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "none_personal",
                "anonymised",
                "justified",
                name="privacydecision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["users.id"],
            name=op.f("fk_privacy_choices_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["dataset_files.id"], name=op.f("fk_privacy_choices_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_choices")),
    )
    with op.batch_alter_table("privacy_choices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_privacy_choices_file_id"), ["file_id"], unique=False)


def downgrade() -> None:
    """Come back."""
    with op.batch_alter_table("privacy_choices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_privacy_choices_file_id"))

    op.drop_table("privacy_choices")
    op.drop_table("message_revisions")
    with op.batch_alter_table("message_attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_attachments_message_id"))

    op.drop_table("message_attachments")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tokens_user_id"))

    op.drop_table("tokens")
    with op.batch_alter_table("report_unsaved_texts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_unsaved_texts_report_id"))

    op.drop_table("report_unsaved_texts")
    op.drop_table("report_sheets")
    op.drop_table("report_revisions")
    with op.batch_alter_table("report_replications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_replications_own_report_id"))
        batch_op.drop_index(batch_op.f("ix_report_replications_authority_id"))

    op.drop_table("report_replications")
    with op.batch_alter_table("report_keywords", schema=None) as batch_op:
        batch_op.drop_index("ix_report_keywords_word")

    op.drop_table("report_keywords")
    with op.batch_alter_table("report_indicators", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_indicators_report_id"))

    op.drop_table("report_indicators")
    with op.batch_alter_table("report_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_files_report_id"))

    op.drop_table("report_files")
    with op.batch_alter_table("report_datasets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_datasets_dataset_id"))

    op.drop_table("report_datasets")
    with op.batch_alter_table("report_authors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_authors_user_id"))

    op.drop_table("report_authors")
    op.drop_table("read_marks")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_messages_accepted",
            sqlite_where=sa.text("is_accepted"),
            postgresql_where=sa.text("is_accepted"),
        )
        batch_op.drop_index("ix_messages_author")

    op.drop_table("messages")
    with op.batch_alter_table("dataset_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dataset_files_dataset_id"))

    op.drop_table("dataset_files")
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index("ix_threads_latest")
        batch_op.drop_index(batch_op.f("ix_threads_committee_id"))
        batch_op.drop_index(batch_op.f("ix_threads_authority_id"))
        batch_op.drop_index("ix_threads_author")
        batch_op.drop_index("ix_threads_about")

    op.drop_table("threads")
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participations_authority_id"))

    op.drop_table("participations")
    with op.batch_alter_table("moderation_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_moderation_entries_subject")

    op.drop_table("moderation_entries")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_authority_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("experience_reports", schema=None) as batch_op:
        batch_op.drop_index("ix_experience_reports_updated")
        batch_op.drop_index("ix_experience_reports_titles")
        batch_op.drop_index(batch_op.f("ix_experience_reports_started_by_id"))
        batch_op.drop_index("ix_experience_reports_review")
        batch_op.drop_index("ix_experience_reports_recent")
        batch_op.drop_index("ix_experience_reports_listed")
        batch_op.drop_index(batch_op.f("ix_experience_reports_domain_id"))
        batch_op.drop_index(batch_op.f("ix_experience_reports_committee_id"))
        batch_op.drop_index(batch_op.f("ix_experience_reports_authority_id"))

    op.drop_table("experience_reports")
    with op.batch_alter_table("datasets", schema=None) as batch_op:
        batch_op.drop_index("ix_datasets_list")
        batch_op.drop_index(batch_op.f("ix_datasets_committee_id"))
        batch_op.drop_index(batch_op.f("ix_datasets_authority_id"))

    op.drop_table("datasets")
    with op.batch_alter_table("abuse_reports", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_abuse_reports_waiting",
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )
        batch_op.drop_index("ix_abuse_reports_waiting")
        batch_op.drop_index("ix_abuse_reports_subject")
        batch_op.drop_index(batch_op.f("ix_abuse_reports_committee_id"))

    op.drop_table("abuse_reports")
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.drop_index("ix_subscriptions_subject")

    op.drop_table("subscriptions")
    op.drop_table("site_pages")
    with op.batch_alter_table("signed_in_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signed_in_sessions_user_id"))

    op.drop_table("signed_in_sessions")
    op.drop_table("read_horizons")
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.drop_index("ix_notifications_unread")
        batch_op.drop_index("ix_notifications_recipient")

    op.drop_table("notifications")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_authority_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("committees", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_committees_lead_authority_id"))

    op.drop_table("committees")
    op.drop_table("users")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index("ix_submissions_received_at")

    op.drop_table("submissions")
    op.drop_table("stored_files")
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempts_tried_at")

    op.drop_table("sign_in_attempts")
    op.drop_table("search_index_state")
    with op.batch_alter_table("search_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_search_changes_order")

    op.drop_table("search_changes")
    op.drop_table("policy_domains")
    with op.batch_alter_table("local_authorities", schema=None) as batch_op:
        batch_op.drop_index("ix_local_authorities_kind_population")
        batch_op.drop_index("ix_local_authorities_folded_name")
        batch_op.drop_index(batch_op.f("ix_local_authorities_epci_siren"))
        batch_op.drop_index(batch_op.f("ix_local_authorities_departement_code"))

    op.drop_table("local_authorities")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_waiting")

    op.drop_table("jobs")
