"""Votes of a committee: the question, the roll frozen when it opens, and what seats answer.

A public vote is a row for each answer, and the last one counts. A secret vote leaves two traces that nothing
joins: a signature (this seat has voted), and a paper (somebody answered this). All the papers of a ballot are
written again, sorted, with each new one: what the table holds depends on how many answered what, and on
nothing else. No instant, no number that grows, no order of arrival.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import Audience, AudienceColumns, audience_needs_committee
from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.foundation import clock, markdown
from comite.foundation.database import Model, linked
from comite.foundation.unchanging import guard, write_once
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.seats import Seat
from comite.territories.models import Committee

# Below, who knows the result and who signed knows how each voted.
SECRET_SEATS_MIN = 3


class BallotKind(StrEnum):
    """What is asked: yes or no, or which of several options."""

    MOTION = "motion"
    OPTIONS = "options"


class BallotMethod(StrEnum):
    """How voices are gathered: each from their own screen, or hands that the animator counts."""

    ONLINE = "online"
    HANDS = "hands"


class Choice(StrEnum):
    """What a seat answers; ASIDE does not take part in the vote."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    ASIDE = "aside"
    OPTION = "option"


class Capacity(StrEnum):
    """Why a person may vote for a seat."""

    HOLDER = "holder"
    SUBSTITUTE = "substitute"
    PROXY = "proxy"


@dataclass(frozen=True)
class BallotContent:
    """What is said of a ballot, as the animator submits it."""

    QUESTION_MAX = 240
    SOURCE_MAX = 10_000
    OPTION_MAX = 120
    OPTIONS_MAX = 12

    question: str
    source: str = ""
    kind: BallotKind = BallotKind.MOTION
    method: BallotMethod = BallotMethod.ONLINE
    is_secret: bool = False
    options: tuple[str, ...] = ()
    audience: Audience = Audience.COMMITTEE
    closes_at: datetime | None = None
    participation_percent: int = 50


class Ballot(AudienceColumns, TrashColumns, Model):
    """One question put to the vote, in a meeting or between two."""

    __tablename__ = "ballots"
    __table_args__ = (
        audience_needs_committee(),
        UniqueConstraint("id", "committee_id"),
        ForeignKeyConstraint(["meeting_id", "committee_id"], ["meetings.id", "meetings.committee_id"]),
        ForeignKeyConstraint(["item_id", "meeting_id"], ["agenda_items.id", "agenda_items.meeting_id"]),
        CheckConstraint("audience <> 'authority'", name="is_shared"),
        CheckConstraint("item_id IS NULL OR meeting_id IS NOT NULL", name="item_is_of_a_meeting"),
        CheckConstraint("NOT is_secret OR method <> 'hands'", name="hands_are_seen"),
        CheckConstraint("meeting_id IS NOT NULL OR method = 'online'", name="hands_need_a_meeting"),
        CheckConstraint("meeting_id IS NOT NULL OR closes_at IS NOT NULL", name="remote_has_a_deadline"),
        CheckConstraint("closes_at IS NULL OR opened_at IS NULL OR closes_at > opened_at", name="lasts"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="opened_before_closing"),
        CheckConstraint("closed_at IS NULL OR cancelled_at IS NULL", name="closed_or_cancelled"),
        CheckConstraint("cancelled_at IS NULL OR cancelled_reason <> ''", name="cancelled_with_a_reason"),
        CheckConstraint("participation_percent BETWEEN 0 AND 100", name="participation_is_a_share"),
        CheckConstraint("trashed_at IS NULL OR opened_at IS NULL", name="only_drafts_are_trashed"),
        Index("ix_ballots_committee_opened", "committee_id", "opened_at"),
        Index("ix_ballots_meeting", "meeting_id"),
    )

    REASON_MAX = 1000

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id"))
    audience: Mapped[Audience] = mapped_column(default=Audience.COMMITTEE)
    meeting_id: Mapped[int | None]
    item_id: Mapped[int | None]
    question: Mapped[str] = mapped_column(String(BallotContent.QUESTION_MAX))
    slug: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[Markup] = mapped_column(default=Markup(""))
    plain: Mapped[str] = mapped_column(Text, default="")
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    kind: Mapped[BallotKind] = mapped_column(default=BallotKind.MOTION)
    method: Mapped[BallotMethod] = mapped_column(default=BallotMethod.ONLINE)
    is_secret: Mapped[bool] = mapped_column(default=False)
    participation_percent: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    reminded_at: Mapped[datetime | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    committee: Mapped[Committee] = linked()
    meeting: Mapped[Meeting | None] = linked(
        primaryjoin="Ballot.meeting_id == Meeting.id", foreign_keys="Ballot.meeting_id", viewonly=True
    )
    options: Mapped[list["BallotOption"]] = linked(
        order_by="BallotOption.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_remote(self) -> bool:
        """Whether it takes place between two meetings."""
        return self.meeting_id is None

    @property
    def is_by_hand(self) -> bool:
        """Whether the animator records raised hands."""
        return self.method is BallotMethod.HANDS

    @property
    def is_draft(self) -> bool:
        """Whether it has not opened yet."""
        return self.opened_at is None and self.cancelled_at is None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was stopped without a result."""
        return self.cancelled_at is not None

    @property
    def is_closed(self) -> bool:
        """Whether somebody, or the worker at the deadline, closed it."""
        return self.closed_at is not None

    def takes_votes(self, now: datetime) -> bool:
        """Whether a vote is received at an instant of the database's clock."""
        is_open = self.opened_at is not None and not self.is_closed and not self.is_cancelled
        return is_open and (self.closes_at is None or now < self.closes_at)

    def is_over(self, now: datetime) -> bool:
        """Whether no vote can come any more, even if nobody wrote it down yet: its result can be shown."""
        return self.opened_at is not None and not self.is_cancelled and not self.takes_votes(now)


class BallotOption(Model):
    """One of the answers among which to choose."""

    __tablename__ = "ballot_options"
    __table_args__ = (UniqueConstraint("id", "ballot_id"), UniqueConstraint("ballot_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id", ondelete="CASCADE"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(BallotContent.OPTION_MAX))


class BallotVoter(Model):
    """A seat on the roll of a ballot, as it was when the ballot opened; never changed afterwards."""

    __tablename__ = "ballot_voters"
    __table_args__ = (
        UniqueConstraint("ballot_id", "seat_id"),
        UniqueConstraint("id", "ballot_id"),
        ForeignKeyConstraint(["ballot_id", "committee_id"], ["ballots.id", "ballots.committee_id"]),
        ForeignKeyConstraint(["seat_id", "committee_id"], ["seats.id", "seats.committee_id"]),
        CheckConstraint("weight BETWEEN 0 AND 10000", name="weight_is_positive"),
    )

    NAME_MAX = 300

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int]
    committee_id: Mapped[int]
    seat_id: Mapped[int]
    # The seat as it was called then, for result sheets that must not change with names.
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    weight: Mapped[int] = mapped_column(default=1)
    # The seat that holds its proxy, if it was absent at the opening.
    holder_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"))

    seat: Mapped[Seat] = linked(
        primaryjoin="BallotVoter.seat_id == Seat.id", foreign_keys="BallotVoter.seat_id", viewonly=True
    )
    people: Mapped[list["BallotPerson"]] = linked(order_by="BallotPerson.capacity", viewonly=True)


class BallotPerson(Model):
    """A person who may vote for a seat of the roll."""

    __tablename__ = "ballot_people"
    __table_args__ = (Index("ix_ballot_people_user", "user_id"),)

    voter_id: Mapped[int] = mapped_column(ForeignKey("ballot_voters.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    capacity: Mapped[Capacity]

    user: Mapped[User] = linked()


class Vote(Model):
    """One answer of a seat to a public ballot; a change of mind is a new row, and the last one counts."""

    __tablename__ = "votes"
    __table_args__ = (
        ForeignKeyConstraint(["voter_id", "ballot_id"], ["ballot_voters.id", "ballot_voters.ballot_id"]),
        ForeignKeyConstraint(["option_id", "ballot_id"], ["ballot_options.id", "ballot_options.ballot_id"]),
        CheckConstraint("(choice = 'option') = (option_id IS NOT NULL)", name="option_is_named"),
        CheckConstraint("rank >= 1", name="ranked_from_one"),
        Index("ix_votes_ballot", "ballot_id"),
    )

    voter_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ballot_id: Mapped[int]
    choice: Mapped[Choice]
    option_id: Mapped[int | None]
    cast_at: Mapped[datetime]
    cast_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class BallotSignature(Model):
    """A seat has voted in a secret ballot: neither when, nor by whom, nor what."""

    __tablename__ = "ballot_signatures"
    __table_args__ = (
        ForeignKeyConstraint(["voter_id", "ballot_id"], ["ballot_voters.id", "ballot_voters.ballot_id"]),
        Index("ix_ballot_signatures_ballot", "ballot_id"),
        {"sqlite_with_rowid": False},
    )

    voter_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ballot_id: Mapped[int]


class SecretPaper(Model):
    """A secret answer: its number is its place among the papers once sorted, and tells nothing else."""

    __tablename__ = "secret_papers"
    __table_args__ = (
        ForeignKeyConstraint(["option_id", "ballot_id"], ["ballot_options.id", "ballot_options.ballot_id"]),
        CheckConstraint("(choice = 'option') = (option_id IS NOT NULL)", name="option_is_named"),
        {"sqlite_with_rowid": False},
    )

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballots.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choice: Mapped[Choice]
    option_id: Mapped[int | None]


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


def _only_while_open(model: type[Model], verbs: tuple[str, ...]) -> None:
    """Have the database refuse answers once a ballot is closed, whatever the code does."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - for the type checker
    for verb in verbs:
        row = "OLD" if verb == "DELETE" else "NEW"
        guard(
            table,
            sqlite=(
                f"CREATE TRIGGER {table.name}_open_{verb.lower()} BEFORE {verb} ON {table.name} "  # noqa: S608 - our own names
                f"WHEN EXISTS (SELECT 1 FROM ballots WHERE id = {row}.ballot_id AND "
                "(closed_at IS NOT NULL OR cancelled_at IS NOT NULL OR opened_at IS NULL)) "
                "BEGIN SELECT RAISE(ABORT, 'this ballot takes no votes'); END"
            ),
            postgresql=(
                AFTER_CLOSING,
                (
                    f"CREATE TRIGGER {table.name}_open_{verb.lower()} BEFORE {verb} ON {table.name} "
                    "FOR EACH ROW EXECUTE FUNCTION refuse_after_closing()"
                ),
            ),
        )


for _model in (BallotVoter, BallotPerson, Vote):
    _written_once = _model.__table__
    assert isinstance(_written_once, Table)  # noqa: S101 - for the type checker
    write_once(_written_once)
_only_while_open(Vote, ("INSERT",))
_only_while_open(BallotSignature, ("INSERT", "UPDATE", "DELETE"))
_only_while_open(SecretPaper, ("INSERT", "UPDATE", "DELETE"))
