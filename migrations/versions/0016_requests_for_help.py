"""Requests for help, offers, missions and their log; what is addressed to a lead authority."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "request_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_request_groups_committee_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_request_groups_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_groups")),
    )
    with op.batch_alter_table("request_groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_groups_committee_id"), ["committee_id"], unique=False)

    op.create_table(
        "time_values",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("euros_a_day", sa.Integer(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "euros_a_day BETWEEN 1 AND 10000", name=op.f("ck_time_values_a_day_is_worth_something")
        ),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["users.id"], name=op.f("fk_time_values_chosen_by_id")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_time_values_committee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("committee_id", name=op.f("pk_time_values")),
    )
    op.create_table(
        "help_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("sentence", sa.String(length=280), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("data_held", sa.Text(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column(
            "budget",
            sa.Enum(
                "none",
                "under_5000",
                "under_25000",
                "under_90000",
                "more",
                "unknown",
                name="budgetband",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "offered",
                "in_mission",
                "closed",
                "withdrawn",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_word", sa.String(length=280), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_for_lead", sa.Boolean(), nullable=False),
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
            "(status IN ('closed', 'withdrawn')) = (settled_at IS NOT NULL)",
            name=op.f("ck_help_requests_settled_has_a_date"),
        ),
        sa.CheckConstraint(
            "audience <> 'committee' OR committee_id IS NOT NULL",
            name=op.f("ck_help_requests_committee_is_named"),
        ),
        sa.CheckConstraint(
            "group_id IS NULL OR audience = 'committee'", name=op.f("ck_help_requests_grouped_among_peers")
        ),
        sa.CheckConstraint(
            "is_for_lead AND audience IN ('authority', 'committee')",
            name=op.f("ck_help_requests_lead_reads_it"),
        ),
        sa.CheckConstraint(
            "NOT is_for_lead OR committee_id IS NOT NULL", name=op.f("ck_help_requests_lead_is_named")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_help_requests_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_help_requests_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_help_requests_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["request_groups.id"], name=op.f("fk_help_requests_group_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_requests")),
        sa.UniqueConstraint("slug", name=op.f("uq_help_requests_slug")),
    )
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_requests_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_requests_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_requests_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_requests_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_help_requests_recent", ["status", "asked_at", "id"], unique=False)

    op.create_table(
        "help_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("quarter_days", sa.Integer(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quarter_days BETWEEN 1 AND 20000", name=op.f("ck_help_offers_offers_some_time")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_help_offers_authority_id")
        ),
        sa.ForeignKeyConstraint(["offered_by_id"], ["users.id"], name=op.f("fk_help_offers_offered_by_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_requests.id"], name=op.f("fk_help_offers_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_offers")),
    )
    with op.batch_alter_table("help_offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_offers_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_offers_offered_by_id"), ["offered_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_offers_request_id"), ["request_id"], unique=False)

    op.create_table(
        "missions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=280), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("quarter_days_booked", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("asked_to_evaluate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "usefulness",
            sa.Enum(
                "decisive",
                "useful",
                "partial",
                "useless",
                name="usefulness",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("evaluation", sa.Text(), nullable=False),
        sa.Column("learnt", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_for_lead", sa.Boolean(), nullable=False),
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
            "audience <> 'committee' OR committee_id IS NOT NULL", name=op.f("ck_missions_committee_is_named")
        ),
        sa.CheckConstraint(
            "is_for_lead AND audience IN ('authority', 'committee')", name=op.f("ck_missions_lead_reads_it")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (usefulness IS NULL)", name=op.f("ck_missions_closed_with_an_evaluation")
        ),
        sa.CheckConstraint(
            "NOT is_for_lead OR committee_id IS NOT NULL", name=op.f("ck_missions_lead_is_named")
        ),
        sa.CheckConstraint("authority_id <> helper_id", name=op.f("ck_missions_helps_another")),
        sa.CheckConstraint(
            "quarter_days_booked BETWEEN 1 AND 20000", name=op.f("ck_missions_books_some_time")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_missions_authority_id")
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_missions_closed_by_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_missions_committee_id")),
        sa.ForeignKeyConstraint(["helper_id"], ["local_authorities.id"], name=op.f("fk_missions_helper_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["help_offers.id"], name=op.f("fk_missions_offer_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["experience_reports.id"], name=op.f("fk_missions_report_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["request_id"], ["help_requests.id"], name=op.f("fk_missions_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missions")),
        sa.UniqueConstraint("offer_id", "request_id", name=op.f("uq_missions_offer_id_request_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_missions_slug")),
    )
    with op.batch_alter_table("missions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_missions_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_missions_closed_by_id"), ["closed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_missions_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_missions_helper_id"), ["helper_id"], unique=False)
        batch_op.create_index("ix_missions_recent", ["started_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_missions_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_missions_request_id"), ["request_id"], unique=False)

    op.create_table(
        "offer_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("word", sa.String(length=280), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_offer_answers_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["help_offers.id"], name=op.f("fk_offer_answers_offer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_requests.id"], name=op.f("fk_offer_answers_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_answers")),
        sa.UniqueConstraint("offer_id", "request_id", name=op.f("uq_offer_answers_offer_id_request_id")),
    )
    with op.batch_alter_table("offer_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_answers_answered_by_id"), ["answered_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_answers_request_id"), ["request_id"], unique=False)

    op.create_table(
        "work_log_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mission_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quarter_days", sa.Integer(), nullable=False),
        sa.Column("done", sa.String(length=280), nullable=False),
        sa.Column("logged_by_id", sa.Integer(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quarter_days BETWEEN 1 AND 400", name=op.f("ck_work_log_entries_some_time_was_spent")
        ),
        sa.ForeignKeyConstraint(
            ["logged_by_id"], ["users.id"], name=op.f("fk_work_log_entries_logged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_work_log_entries_mission_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_work_log_entries_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_log_entries")),
    )
    with op.batch_alter_table("work_log_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_log_entries_logged_by_id"), ["logged_by_id"], unique=False)
        batch_op.create_index("ix_work_log_entries_mission", ["mission_id", "done_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_log_entries_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ai_lead_since", sa.Date(), nullable=True))

    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_for_lead", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(
            batch_op.f("ck_threads_lead_is_named"), "NOT is_for_lead OR committee_id IS NOT NULL"
        )


def downgrade() -> None:
    """Go back."""

    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_threads_lead_is_named"), type_="check")
        batch_op.drop_column("is_for_lead")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_column("ai_lead_since")

    with op.batch_alter_table("work_log_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_log_entries_person_id"))
        batch_op.drop_index("ix_work_log_entries_mission")
        batch_op.drop_index(batch_op.f("ix_work_log_entries_logged_by_id"))

    op.drop_table("work_log_entries")
    with op.batch_alter_table("offer_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_answers_request_id"))
        batch_op.drop_index(batch_op.f("ix_offer_answers_answered_by_id"))

    op.drop_table("offer_answers")
    with op.batch_alter_table("missions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_missions_request_id"))
        batch_op.drop_index(batch_op.f("ix_missions_report_id"))
        batch_op.drop_index("ix_missions_recent")
        batch_op.drop_index(batch_op.f("ix_missions_helper_id"))
        batch_op.drop_index(batch_op.f("ix_missions_committee_id"))
        batch_op.drop_index(batch_op.f("ix_missions_closed_by_id"))
        batch_op.drop_index(batch_op.f("ix_missions_authority_id"))

    op.drop_table("missions")
    with op.batch_alter_table("help_offers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_offers_request_id"))
        batch_op.drop_index(batch_op.f("ix_help_offers_offered_by_id"))
        batch_op.drop_index(batch_op.f("ix_help_offers_authority_id"))

    op.drop_table("help_offers")
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.drop_index("ix_help_requests_recent")
        batch_op.drop_index(batch_op.f("ix_help_requests_group_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_committee_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_authority_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_asked_by_id"))

    op.drop_table("help_requests")
    op.drop_table("time_values")
    with op.batch_alter_table("request_groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_groups_committee_id"))

    op.drop_table("request_groups")
