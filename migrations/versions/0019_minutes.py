"""Notes, minutes, amendments, decisions and actions."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FROZEN = "EXISTS (SELECT 1 FROM meeting_minutes WHERE id = OLD.{column} AND frozen_at IS NOT NULL)"
SQLITE = (
    "CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb_of_sql} ON {table} WHEN {frozen} "
    "BEGIN SELECT RAISE(ABORT, 'frozen minutes are never changed'); END"
)
FUNCTION = """CREATE OR REPLACE FUNCTION refuse_frozen_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {frozen} THEN
    RAISE EXCEPTION 'frozen minutes are never changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$"""
TRIGGER = (
    "CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_frozen_{table}()"
)
GUARDED = (("meeting_minutes", "id"), ("minutes_sections", "minutes_id"))


def _guard(table: str, column: str) -> None:
    """Have the database refuse to change or remove what belongs to frozen minutes."""
    frozen = FROZEN.format(column=column)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION.format(table=table, frozen=frozen))
        op.execute(TRIGGER.format(table=table))
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(SQLITE.format(table=table, verb=verb.lower(), verb_of_sql=verb, frozen=frozen))


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "meeting_minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "circulated",
                "frozen",
                name="minutesstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("amendments_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("audit_head", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'draft') = (circulated_at IS NULL)",
            name=op.f("ck_meeting_minutes_circulated_has_a_date"),
        ),
        sa.CheckConstraint(
            "(status = 'frozen') = (frozen_at IS NOT NULL)", name=op.f("ck_meeting_minutes_frozen_has_a_date")
        ),
        sa.CheckConstraint(
            "(circulated_at IS NULL) = (amendments_until IS NULL)",
            name=op.f("ck_meeting_minutes_amended_until_a_date"),
        ),
        sa.CheckConstraint(
            "(frozen_at IS NULL) = (digest IS NULL)", name=op.f("ck_meeting_minutes_frozen_has_a_digest")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["users.id"], name=op.f("fk_meeting_minutes_drafted_by_id")
        ),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["users.id"], name=op.f("fk_meeting_minutes_frozen_by_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_meeting_minutes_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_minutes")),
        sa.UniqueConstraint("id", "committee_id", name=op.f("uq_meeting_minutes_id_committee_id")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_meeting_minutes_meeting_id")),
    )
    with op.batch_alter_table("meeting_minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_minutes_drafted_by_id"), ["drafted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_minutes_frozen_by_id"), ["frozen_by_id"], unique=False)

    op.create_table(
        "minutes_reminders",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_reminders_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "days", name=op.f("pk_minutes_reminders")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
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
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opinion",
                "orientation",
                "commitment",
                name="decisionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("vote", sa.String(length=400), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("audience <> 'authority'", name=op.f("ck_decisions_is_shared")),
        sa.CheckConstraint(
            "audience <> 'committee' OR committee_id IS NOT NULL",
            name=op.f("ck_decisions_committee_is_named"),
        ),
        sa.CheckConstraint(
            "item_id IS NULL OR meeting_id IS NOT NULL", name=op.f("ck_decisions_item_is_of_a_meeting")
        ),
        sa.CheckConstraint("rank > 0", name=op.f("ck_decisions_rank_is_positive")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_decisions_authority_id")
        ),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_decisions_committee_id")),
        sa.ForeignKeyConstraint(
            ["item_id", "meeting_id"],
            ["agenda_items.id", "agenda_items.meeting_id"],
            name=op.f("fk_decisions_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_decisions_meeting_id"),
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_decisions_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("committee_id", "year", "rank", name=op.f("uq_decisions_committee_id_year_rank")),
        sa.UniqueConstraint("id", "committee_id", name=op.f("uq_decisions_id_committee_id")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_recorded_by_id"), ["recorded_by_id"], unique=False)
        batch_op.create_index("ix_decisions_register", ["committee_id", "decided_on", "id"], unique=False)

    op.create_table(
        "meeting_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_meeting_notes_version_is_positive")),
        sa.ForeignKeyConstraint(
            ["item_id", "meeting_id"],
            ["agenda_items.id", "agenda_items.meeting_id"],
            name=op.f("fk_meeting_notes_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_meeting_notes_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["users.id"], name=op.f("fk_meeting_notes_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_notes")),
        sa.UniqueConstraint("item_id", "version", name=op.f("uq_meeting_notes_item_id_version")),
    )
    with op.batch_alter_table("meeting_notes", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_notes_meeting", ["meeting_id", "item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_notes_written_by_id"), ["written_by_id"], unique=False)

    op.create_table(
        "minutes_sections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_minutes_sections_position_is_positive")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_minutes_sections_item_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["meeting_minutes.id"],
            name=op.f("fk_minutes_sections_minutes_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_sections")),
        sa.UniqueConstraint("id", "minutes_id", name=op.f("uq_minutes_sections_id_minutes_id")),
        sa.UniqueConstraint("minutes_id", "position", name=op.f("uq_minutes_sections_minutes_id_position")),
    )
    with op.batch_alter_table("minutes_sections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_sections_item_id"), ["item_id"], unique=False)

    op.create_table(
        "amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "accepted",
                "declined",
                name="amendmentstatus",
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
            "(status = 'pending') = (answered_at IS NULL)", name=op.f("ck_amendments_answered_has_a_date")
        ),
        sa.CheckConstraint(
            "status <> 'declined' OR answer <> ''", name=op.f("ck_amendments_declined_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name=op.f("fk_amendments_answered_by_id")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_amendments_authority_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_amendments_proposed_by_id")),
        sa.ForeignKeyConstraint(
            ["section_id", "minutes_id"],
            ["minutes_sections.id", "minutes_sections.minutes_id"],
            name=op.f("fk_amendments_section_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
    )
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendments_answered_by_id"), ["answered_by_id"], unique=False)
        batch_op.create_index("ix_amendments_minutes", ["minutes_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_amendments_proposed_by_id"), ["proposed_by_id"], unique=False)

    op.create_table(
        "decision_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_links_decision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_links")),
        sa.UniqueConstraint(
            "decision_id", "kind", "subject_id", name=op.f("uq_decision_links_decision_id_kind_subject_id")
        ),
    )
    with op.batch_alter_table("decision_links", schema=None) as batch_op:
        batch_op.create_index("ix_decision_links_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=240), nullable=False),
        sa.Column("owner_authority_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "started",
                "done",
                "dropped",
                name="followupstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("proof_url", sa.String(length=500), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'done') = (done_on IS NOT NULL)", name=op.f("ck_follow_ups_done_has_a_date")
        ),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_follow_ups_committee_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_follow_ups_created_by_id")),
        sa.ForeignKeyConstraint(
            ["decision_id", "committee_id"],
            ["decisions.id", "decisions.committee_id"],
            name=op.f("fk_follow_ups_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_authority_id"], ["local_authorities.id"], name=op.f("fk_follow_ups_owner_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_follow_ups_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_ups_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index("ix_follow_ups_decision", ["decision_id"], unique=False)
        batch_op.create_index("ix_follow_ups_owner", ["owner_authority_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_ups_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_follow_ups_waiting", ["committee_id", "status", "due_on"], unique=False)

    op.create_table(
        "follow_up_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "started",
                "done",
                "dropped",
                name="followupstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_follow_up_comments_author_id")),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_ups.id"],
            name=op.f("fk_follow_up_comments_follow_up_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_comments")),
    )
    with op.batch_alter_table("follow_up_comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_comments_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_follow_up_comments_follow_up_id"), ["follow_up_id"], unique=False
        )

    op.create_table(
        "follow_up_proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_follow_up_proofs_added_by_id")),
        sa.ForeignKeyConstraint(["digest"], ["stored_files.digest"], name=op.f("fk_follow_up_proofs_digest")),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_ups.id"],
            name=op.f("fk_follow_up_proofs_follow_up_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_proofs")),
    )
    with op.batch_alter_table("follow_up_proofs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_proofs_added_by_id"), ["added_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_proofs_follow_up_id"), ["follow_up_id"], unique=False)

    for table, column in GUARDED:
        _guard(table, column)


def downgrade() -> None:
    """Come back."""
    with op.batch_alter_table("follow_up_proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_proofs_follow_up_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_proofs_added_by_id"))

    op.drop_table("follow_up_proofs")
    with op.batch_alter_table("follow_up_comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_comments_follow_up_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_comments_author_id"))

    op.drop_table("follow_up_comments")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_ups_waiting")
        batch_op.drop_index(batch_op.f("ix_follow_ups_owner_id"))
        batch_op.drop_index("ix_follow_ups_owner")
        batch_op.drop_index("ix_follow_ups_decision")
        batch_op.drop_index(batch_op.f("ix_follow_ups_created_by_id"))

    op.drop_table("follow_ups")
    with op.batch_alter_table("decision_links", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_links_subject")

    op.drop_table("decision_links")
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendments_proposed_by_id"))
        batch_op.drop_index("ix_amendments_minutes")
        batch_op.drop_index(batch_op.f("ix_amendments_answered_by_id"))

    op.drop_table("amendments")
    with op.batch_alter_table("minutes_sections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_sections_item_id"))

    op.drop_table("minutes_sections")
    with op.batch_alter_table("meeting_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_notes_written_by_id"))
        batch_op.drop_index("ix_meeting_notes_meeting")

    op.drop_table("meeting_notes")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index("ix_decisions_register")
        batch_op.drop_index(batch_op.f("ix_decisions_recorded_by_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_authority_id"))

    op.drop_table("decisions")
    op.drop_table("minutes_reminders")
    with op.batch_alter_table("meeting_minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_minutes_frozen_by_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_minutes_drafted_by_id"))

    op.drop_table("meeting_minutes")
    if op.get_bind().dialect.name == "postgresql":
        for table, _ in GUARDED:
            op.execute(f"DROP FUNCTION refuse_frozen_{table}()")
