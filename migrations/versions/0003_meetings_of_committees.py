"""Meetings of committees: rules, seats, agenda, attendance."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "colleges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_colleges_committee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleges")),
        sa.UniqueConstraint("committee_id", "name", name=op.f("uq_colleges_committee_id_name")),
        sa.UniqueConstraint("id", "committee_id", name=op.f("uq_colleges_id_committee_id")),
    )
    op.create_table(
        "committee_rules",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column(
            "quorum_basis",
            sa.Enum(
                "seats",
                "authorities",
                "colleges",
                name="quorumbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quorum_percent", sa.Integer(), nullable=False),
        sa.Column("are_proxies_in_quorum", sa.Boolean(), nullable=False),
        sa.Column("proxies_per_holder", sa.Integer(), nullable=False),
        sa.Column(
            "weighting",
            sa.Enum(
                "one_per_seat",
                "weighted",
                name="weighting",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_secret_allowed", sa.Boolean(), nullable=False),
        sa.Column("proposal_days", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("reminder_days", sa.Integer(), nullable=False),
        sa.Column("amendment_days", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.String(length=160), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "proposal_days BETWEEN 0 AND 90 AND notice_days BETWEEN 0 AND 90 "
            "AND reminder_days BETWEEN 0 AND 30 AND amendment_days BETWEEN 0 AND 90",
            name=op.f("ck_committee_rules_days_are_near"),
        ),
        sa.CheckConstraint(
            "proxies_per_holder BETWEEN 0 AND 9", name=op.f("ck_committee_rules_proxies_are_few")
        ),
        sa.CheckConstraint(
            "quorum_percent BETWEEN 1 AND 100", name=op.f("ck_committee_rules_quorum_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_committee_rules_committee_id")
        ),
        sa.PrimaryKeyConstraint("committee_id", name=op.f("pk_committee_rules")),
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
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
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column(
            "place_kind",
            sa.Enum(
                "in_person",
                "remote",
                "hybrid",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "preparing",
                "convened",
                "open",
                "closed",
                "minuted",
                "cancelled",
                name="meetingstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposals_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('closed', 'minuted')) = (closed_at IS NOT NULL)",
            name=op.f("ck_meetings_closed_at_a_time"),
        ),
        sa.CheckConstraint(
            "(status IN ('open', 'closed', 'minuted')) = (opened_at IS NOT NULL)",
            name=op.f("ck_meetings_opened_at_a_time"),
        ),
        sa.CheckConstraint("audience <> 'authority'", name=op.f("ck_meetings_is_shared")),
        sa.CheckConstraint(
            "audience <> 'committee' OR committee_id IS NOT NULL", name=op.f("ck_meetings_committee_is_named")
        ),
        sa.CheckConstraint(
            "status <> 'preparing' OR convened_at IS NULL", name=op.f("ck_meetings_prepared_before_convening")
        ),
        sa.CheckConstraint(
            "status IN ('preparing', 'cancelled') OR convened_at IS NOT NULL",
            name=op.f("ck_meetings_convened_at_a_time"),
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= opened_at", name=op.f("ck_meetings_closes_after_opening")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meetings_ends_after_starting")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_meetings_sequence_is_positive")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_meetings_authority_id")
        ),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_meetings_committee_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_meetings_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("id", "committee_id", name=op.f("uq_meetings_id_committee_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_meetings_uid")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index("ix_meetings_calendar", ["committee_id", "starts_at"], unique=False)
        batch_op.create_index("ix_meetings_starts_at", ["starts_at", "id"], unique=False)

    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "information",
                "discussion",
                "opinion",
                "vote",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rapporteur_id", sa.Integer(), nullable=True),
        sa.Column("rapporteur_name", sa.String(length=120), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "accepted",
                "declined",
                name="itemstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_for_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_reason", sa.Text(), nullable=False),
        sa.Column("born_kind", sa.String(length=40), nullable=True),
        sa.Column("born_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'declined' OR declined_reason <> ''",
            name=op.f("ck_agenda_items_declined_with_a_reason"),
        ),
        sa.CheckConstraint(
            "status <> 'proposed' OR proposed_by_id IS NOT NULL",
            name=op.f("ck_agenda_items_proposed_by_somebody"),
        ),
        sa.CheckConstraint(
            "(born_kind IS NULL) = (born_id IS NULL)", name=op.f("ck_agenda_items_birth_is_whole")
        ),
        sa.CheckConstraint(
            "planned_minutes BETWEEN 0 AND 480", name=op.f("ck_agenda_items_minutes_are_of_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_agenda_items_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_agenda_items_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_for_id"], ["local_authorities.id"], name=op.f("fk_agenda_items_proposed_for_id")
        ),
        sa.ForeignKeyConstraint(
            ["rapporteur_id"], ["users.id"], name=op.f("fk_agenda_items_rapporteur_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint("id", "committee_id", name=op.f("uq_agenda_items_id_committee_id")),
        sa.UniqueConstraint("id", "meeting_id", name=op.f("uq_agenda_items_id_meeting_id")),
    )
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.create_index("ix_agenda_items_born", ["born_kind", "born_id"], unique=False)
        batch_op.create_index("ix_agenda_items_meeting", ["meeting_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_items_proposed_by_id"), ["proposed_by_id"], unique=False)

    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_seats_ends_after_starting")
        ),
        sa.CheckConstraint("weight BETWEEN 0 AND 10000", name=op.f("ck_seats_weight_is_positive")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_seats_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "committee_id"],
            ["colleges.id", "colleges.committee_id"],
            name=op.f("fk_seats_college_id"),
        ),
        sa.ForeignKeyConstraint(
            ["committee_id", "authority_id"],
            ["participations.committee_id", "participations.authority_id"],
            name=op.f("fk_seats_committee_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("id", "committee_id", name=op.f("uq_seats_id_committee_id")),
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index("ix_seats_committee", ["committee_id", "authority_id"], unique=False)

    op.create_table(
        "agenda_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_agenda_documents_added_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["digest"], ["stored_files.digest"], name=op.f("fk_agenda_documents_digest")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_agenda_documents_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_documents")),
    )
    with op.batch_alter_table("agenda_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_documents_item_id"), ["item_id"], unique=False)

    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_mandates_ends_after_starting")
        ),
        sa.CheckConstraint("rank >= 0", name=op.f("ck_mandates_rank_is_positive")),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seats.id"], name=op.f("fk_mandates_seat_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mandates_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
        sa.UniqueConstraint(
            "seat_id", "user_id", "starts_on", name=op.f("uq_mandates_seat_id_user_id_starts_on")
        ),
    )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.create_index("ix_mandates_user", ["user_id"], unique=False)

    op.create_table(
        "meeting_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "present",
                "excused",
                "substitute",
                "proxy",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_meeting_replies_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["seat_id", "committee_id"],
            ["seats.id", "seats.committee_id"],
            name=op.f("fk_meeting_replies_seat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"],
            ["users.id"],
            name=op.f("fk_meeting_replies_substitute_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_meeting_replies_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_replies")),
        sa.UniqueConstraint("meeting_id", "seat_id", name=op.f("uq_meeting_replies_meeting_id_seat_id")),
    )
    op.create_table(
        "presences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("attendee_name", sa.String(length=120), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "user_id IS NOT NULL OR attendee_name <> ''", name=op.f("ck_presences_somebody_sits")
        ),
        sa.CheckConstraint(
            "left_at IS NULL OR left_at >= arrived_at", name=op.f("ck_presences_leaves_after_arriving")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_presences_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["seat_id", "committee_id"], ["seats.id", "seats.committee_id"], name=op.f("fk_presences_seat_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presences_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
    )
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.create_index("ix_presences_meeting", ["meeting_id", "arrived_at"], unique=False)
        batch_op.create_index(
            "uq_presences_seated",
            ["meeting_id", "seat_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "proxies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("giver_seat_id", sa.Integer(), nullable=False),
        sa.Column("holder_seat_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("giver_seat_id <> holder_seat_id", name=op.f("ck_proxies_given_to_another")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["users.id"], name=op.f("fk_proxies_given_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["giver_seat_id", "committee_id"],
            ["seats.id", "seats.committee_id"],
            name=op.f("fk_proxies_giver_seat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["holder_seat_id", "committee_id"],
            ["seats.id", "seats.committee_id"],
            name=op.f("fk_proxies_holder_seat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_proxies_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxies")),
        sa.UniqueConstraint("meeting_id", "giver_seat_id", name=op.f("uq_proxies_meeting_id_giver_seat_id")),
    )
    with op.batch_alter_table("proxies", schema=None) as batch_op:
        batch_op.create_index("ix_proxies_holder", ["meeting_id", "holder_seat_id"], unique=False)


def downgrade() -> None:
    """Come back."""
    with op.batch_alter_table("proxies", schema=None) as batch_op:
        batch_op.drop_index("ix_proxies_holder")

    op.drop_table("proxies")
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_presences_seated",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index("ix_presences_meeting")

    op.drop_table("presences")
    op.drop_table("meeting_replies")
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.drop_index("ix_mandates_user")

    op.drop_table("mandates")
    with op.batch_alter_table("agenda_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_documents_item_id"))

    op.drop_table("agenda_documents")
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index("ix_seats_committee")

    op.drop_table("seats")
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_items_proposed_by_id"))
        batch_op.drop_index("ix_agenda_items_meeting")
        batch_op.drop_index("ix_agenda_items_born")

    op.drop_table("agenda_items")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index("ix_meetings_starts_at")
        batch_op.drop_index("ix_meetings_calendar")
        batch_op.drop_index(batch_op.f("ix_meetings_authority_id"))

    op.drop_table("meetings")
    op.drop_table("committee_rules")
    op.drop_table("colleges")
