"""Votes: ballots, their frozen roll, public votes, secret papers apart from their signatures."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("ballot_voters", "ballot_people", "votes")
WHILE_OPEN = (
    ("votes", "INSERT"),
    ("ballot_signatures", "INSERT"),
    ("ballot_signatures", "UPDATE"),
    ("ballot_signatures", "DELETE"),
    ("secret_papers", "INSERT"),
    ("secret_papers", "UPDATE"),
    ("secret_papers", "DELETE"),
)
AFTER_CLOSING = """CREATE OR REPLACE FUNCTION refuse_after_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked integer;
BEGIN
  asked := CASE WHEN TG_OP = 'DELETE' THEN OLD.ballot_id ELSE NEW.ballot_id END;
  IF EXISTS (SELECT 1 FROM ballots WHERE id = asked
    AND (closed_at IS NOT NULL OR cancelled_at IS NOT NULL OR opened_at IS NULL)) THEN
    RAISE EXCEPTION 'this ballot takes no votes' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "ballots",
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
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(length=240), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "motion", "options", name="ballotkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "online", "hands", name="ballotmethod", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("participation_percent", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT is_secret OR method <> 'hands'", name=op.f("ck_ballots_hands_are_seen")),
        sa.CheckConstraint("audience <> 'authority'", name=op.f("ck_ballots_is_shared")),
        sa.CheckConstraint(
            "audience <> 'committee' OR committee_id IS NOT NULL", name=op.f("ck_ballots_committee_is_named")
        ),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR cancelled_reason <> ''", name=op.f("ck_ballots_cancelled_with_a_reason")
        ),
        sa.CheckConstraint(
            "meeting_id IS NOT NULL OR method = 'online'", name=op.f("ck_ballots_hands_need_a_meeting")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_ballots_closed_or_cancelled")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_ballots_opened_before_closing")
        ),
        sa.CheckConstraint(
            "closes_at IS NULL OR opened_at IS NULL OR closes_at > opened_at", name=op.f("ck_ballots_lasts")
        ),
        sa.CheckConstraint(
            "item_id IS NULL OR meeting_id IS NOT NULL", name=op.f("ck_ballots_item_is_of_a_meeting")
        ),
        sa.CheckConstraint(
            "meeting_id IS NOT NULL OR closes_at IS NOT NULL", name=op.f("ck_ballots_remote_has_a_deadline")
        ),
        sa.CheckConstraint(
            "participation_percent BETWEEN 0 AND 100", name=op.f("ck_ballots_participation_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["local_authorities.id"], name=op.f("fk_ballots_authority_id")
        ),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_ballots_committee_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_ballots_created_by_id")),
        sa.ForeignKeyConstraint(
            ["item_id", "meeting_id"],
            ["agenda_items.id", "agenda_items.meeting_id"],
            name=op.f("fk_ballots_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "committee_id"],
            ["meetings.id", "meetings.committee_id"],
            name=op.f("fk_ballots_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.UniqueConstraint("id", "committee_id", name=op.f("uq_ballots_id_committee_id")),
    )
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballots_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index("ix_ballots_committee_opened", ["committee_id", "opened_at"], unique=False)
        batch_op.create_index("ix_ballots_meeting", ["meeting_id"], unique=False)

    op.create_table(
        "ballot_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballots.id"], name=op.f("fk_ballot_options_ballot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_options")),
        sa.UniqueConstraint("ballot_id", "position", name=op.f("uq_ballot_options_ballot_id_position")),
        sa.UniqueConstraint("id", "ballot_id", name=op.f("uq_ballot_options_id_ballot_id")),
    )
    op.create_table(
        "ballot_voters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("holder_seat_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("weight BETWEEN 0 AND 10000", name=op.f("ck_ballot_voters_weight_is_positive")),
        sa.ForeignKeyConstraint(
            ["ballot_id", "committee_id"],
            ["ballots.id", "ballots.committee_id"],
            name=op.f("fk_ballot_voters_ballot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["holder_seat_id"], ["seats.id"], name=op.f("fk_ballot_voters_holder_seat_id")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id", "committee_id"],
            ["seats.id", "seats.committee_id"],
            name=op.f("fk_ballot_voters_seat_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_voters")),
        sa.UniqueConstraint("ballot_id", "seat_id", name=op.f("uq_ballot_voters_ballot_id_seat_id")),
        sa.UniqueConstraint("id", "ballot_id", name=op.f("uq_ballot_voters_id_ballot_id")),
    )
    op.create_table(
        "ballot_people",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "holder",
                "substitute",
                "proxy",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ballot_people_user_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["ballot_voters.id"], name=op.f("fk_ballot_people_voter_id")),
        sa.PrimaryKeyConstraint("voter_id", "user_id", name=op.f("pk_ballot_people")),
    )
    with op.batch_alter_table("ballot_people", schema=None) as batch_op:
        batch_op.create_index("ix_ballot_people_user", ["user_id"], unique=False)

    op.create_table(
        "ballot_signatures",
        sa.Column("voter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voter_id", "ballot_id"],
            ["ballot_voters.id", "ballot_voters.ballot_id"],
            name=op.f("fk_ballot_signatures_voter_id"),
        ),
        sa.PrimaryKeyConstraint("voter_id", name=op.f("pk_ballot_signatures")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot_signatures", schema=None) as batch_op:
        batch_op.create_index("ix_ballot_signatures_ballot", ["ballot_id"], unique=False)

    op.create_table(
        "secret_papers",
        sa.Column("ballot_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "for",
                "against",
                "abstain",
                "aside",
                "option",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(choice = 'option') = (option_id IS NOT NULL)", name=op.f("ck_secret_papers_option_is_named")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], name=op.f("fk_secret_papers_ballot_id")),
        sa.ForeignKeyConstraint(
            ["option_id", "ballot_id"],
            ["ballot_options.id", "ballot_options.ballot_id"],
            name=op.f("fk_secret_papers_option_id"),
        ),
        sa.PrimaryKeyConstraint("ballot_id", "number", name=op.f("pk_secret_papers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "votes",
        sa.Column("voter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "for",
                "against",
                "abstain",
                "aside",
                "option",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cast_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(choice = 'option') = (option_id IS NOT NULL)", name=op.f("ck_votes_option_is_named")
        ),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_votes_ranked_from_one")),
        sa.ForeignKeyConstraint(["cast_by_id"], ["users.id"], name=op.f("fk_votes_cast_by_id")),
        sa.ForeignKeyConstraint(
            ["option_id", "ballot_id"],
            ["ballot_options.id", "ballot_options.ballot_id"],
            name=op.f("fk_votes_option_id"),
        ),
        sa.ForeignKeyConstraint(
            ["voter_id", "ballot_id"],
            ["ballot_voters.id", "ballot_voters.ballot_id"],
            name=op.f("fk_votes_voter_id"),
        ),
        sa.PrimaryKeyConstraint("voter_id", "rank", name=op.f("pk_votes")),
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index("ix_votes_ballot", ["ballot_id"], unique=False)

    # Whoever rebuilds these tables on SQLite must make these triggers again: a rebuild drops them.
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    """What SQLite refuses by itself."""
    for table in WRITTEN_ONCE:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a row of this table is never changed'); END"
            )
    for table, verb in WHILE_OPEN:
        row = "OLD" if verb == "DELETE" else "NEW"
        op.execute(
            f"CREATE TRIGGER {table}_open_{verb.lower()} BEFORE {verb} ON {table} "  # noqa: S608 - our own names
            f"WHEN EXISTS (SELECT 1 FROM ballots WHERE id = {row}.ballot_id AND "
            "(closed_at IS NOT NULL OR cancelled_at IS NOT NULL OR opened_at IS NULL)) "
            "BEGIN SELECT RAISE(ABORT, 'this ballot takes no votes'); END"
        )


def _guard_on_postgresql() -> None:
    """What PostgreSQL refuses by itself."""
    for table in WRITTEN_ONCE:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(AFTER_CLOSING)
    for table, verb in WHILE_OPEN:
        op.execute(
            f"CREATE TRIGGER {table}_open_{verb.lower()} BEFORE {verb} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_after_closing()"
        )


def downgrade() -> None:
    """Go back."""
    for table in ("votes", "secret_papers", "ballot_signatures", "ballot_people"):
        op.drop_table(table)
    for table in ("ballot_voters", "ballot_options", "ballots"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_after_closing()")
