"""Who comes to a meeting: announced answers, proxies, and those who really sit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.meetings.models.seats import Seat
from comite.territories.models import LocalAuthority


class Answer(StrEnum):
    """What a seat answers to a convocation."""

    PRESENT = "present"
    EXCUSED = "excused"
    SUBSTITUTE = "substitute"
    PROXY = "proxy"


# Who has no voice comes or does not: nobody votes in their place.
LISTENER_ANSWERS = (Answer.PRESENT, Answer.EXCUSED)


def of_the_meeting() -> ForeignKeyConstraint:
    """The meeting, with its committee."""
    return ForeignKeyConstraint(
        ["meeting_id", "committee_id"], ["meetings.id", "meetings.committee_id"], ondelete="CASCADE"
    )


def of_the_committee(seat: str) -> ForeignKeyConstraint:
    """A seat of the same committee as the meeting."""
    return ForeignKeyConstraint([seat, "committee_id"], ["seats.id", "seats.committee_id"])


@dataclass(frozen=True)
class ReplyFacts:
    """What is answered, and with whom."""

    answer: Answer
    substitute_id: int | None = None
    holder_seat_id: int | None = None


class Reply(Model):
    """What a seat answered to the convocation; the last answer counts."""

    __tablename__ = "meeting_replies"
    __table_args__ = (
        UniqueConstraint("meeting_id", "seat_id"),
        of_the_meeting(),
        of_the_committee("seat_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int]
    committee_id: Mapped[int]
    seat_id: Mapped[int]
    answer: Mapped[Answer]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # The one who comes instead of the holder, when that is the answer.
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)

    seat: Mapped[Seat] = linked(
        primaryjoin="Reply.seat_id == Seat.id", foreign_keys="Reply.seat_id", viewonly=True
    )
    user: Mapped[User | None] = linked(foreign_keys=[user_id])
    substitute: Mapped[User | None] = linked(foreign_keys=[substitute_id])


class Proxy(Model):
    """A seat's voice entrusted to another for one meeting; it counts while its giver is absent."""

    __tablename__ = "proxies"
    __table_args__ = (
        UniqueConstraint("meeting_id", "giver_seat_id"),
        CheckConstraint("giver_seat_id <> holder_seat_id", name="given_to_another"),
        of_the_meeting(),
        of_the_committee("giver_seat_id"),
        of_the_committee("holder_seat_id"),
        Index("ix_proxies_holder", "meeting_id", "holder_seat_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int]
    committee_id: Mapped[int]
    giver_seat_id: Mapped[int]
    holder_seat_id: Mapped[int]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    given_at: Mapped[datetime] = mapped_column(default=clock.now)

    giver: Mapped[Seat] = linked(
        primaryjoin="Proxy.giver_seat_id == Seat.id", foreign_keys="Proxy.giver_seat_id", viewonly=True
    )
    holder: Mapped[Seat] = linked(
        primaryjoin="Proxy.holder_seat_id == Seat.id", foreign_keys="Proxy.holder_seat_id", viewonly=True
    )


class Presence(Model):
    """The time a seat was occupied: from an arrival until a departure; who came back has two."""

    __tablename__ = "presences"
    __table_args__ = (
        of_the_meeting(),
        of_the_committee("seat_id"),
        CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name="leaves_after_arriving"),
        CheckConstraint("user_id IS NOT NULL OR attendee_name <> ''", name="somebody_sits"),
        # One person at a time on a seat, whatever two tablets send at once.
        Index(
            "uq_presences_seated",
            "meeting_id",
            "seat_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        Index("ix_presences_meeting", "meeting_id", "arrived_at"),
    )

    NAME_MAX = 120

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int]
    committee_id: Mapped[int]
    seat_id: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    attendee_name: Mapped[str] = mapped_column(String(NAME_MAX), default="")
    arrived_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]

    seat: Mapped[Seat] = linked(
        primaryjoin="Presence.seat_id == Seat.id", foreign_keys="Presence.seat_id", viewonly=True
    )
    user: Mapped[User | None] = linked()

    def covers(self, instant: datetime) -> bool:
        """Whether the seat was occupied at an instant."""
        return self.arrived_at <= instant and (self.left_at is None or self.left_at > instant)


@dataclass(frozen=True)
class ListenerFacts:
    """Somebody who comes without a voice: a person of an observer, or a guest by name."""

    user_id: int | None = None
    authority_id: int | None = None
    attendee_name: str = ""
    organisation: str = ""


class ListenerReply(Model):
    """What a person of an observing authority answered to the convocation; the last answer counts.

    No quorum, roll or proxy ever reads this table.
    """

    __tablename__ = "listener_replies"
    __table_args__ = (
        UniqueConstraint("meeting_id", "user_id"),
        of_the_meeting(),
        CheckConstraint("answer IN ('present', 'excused')", name="comes_or_not"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int]
    committee_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"))
    answer: Mapped[Answer]
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = linked()
    authority: Mapped[LocalAuthority] = linked()

    @property
    def is_excused(self) -> bool:
        """Whether they said that they would not come."""
        return self.answer is Answer.EXCUSED


class Listener(Model):
    """Somebody who attends a meeting without a voice: an observer, or a guest who has no authority here.

    No quorum, roll or proxy ever reads this table.
    """

    __tablename__ = "listeners"
    __table_args__ = (
        of_the_meeting(),
        CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name="leaves_after_arriving"),
        CheckConstraint("user_id IS NOT NULL OR attendee_name <> ''", name="somebody_listens"),
        CheckConstraint("user_id IS NULL OR authority_id IS NOT NULL", name="observes_for_an_authority"),
        # Once at a time, whatever two tablets send at once.
        Index(
            "uq_listeners_there",
            "meeting_id",
            "user_id",
            unique=True,
            sqlite_where=text("left_at IS NULL AND user_id IS NOT NULL"),
            postgresql_where=text("left_at IS NULL AND user_id IS NOT NULL"),
        ),
        Index("ix_listeners_meeting", "meeting_id", "arrived_at"),
    )

    NAME_MAX = 120

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int]
    committee_id: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"))
    attendee_name: Mapped[str] = mapped_column(String(NAME_MAX), default="")
    # For whom a guest comes, in their words.
    organisation: Mapped[str] = mapped_column(String(NAME_MAX), default="")
    arrived_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]

    user: Mapped[User | None] = linked()
    authority: Mapped[LocalAuthority | None] = linked()

    @property
    def is_observer(self) -> bool:
        """Whether they came for an authority that observes the committee; others are guests."""
        return self.authority_id is not None

    @property
    def is_there(self) -> bool:
        """Whether their departure was not noted."""
        return self.left_at is None

    @property
    def name(self) -> str:
        """Their name, as the sheet and the minutes say it."""
        return self.attendee_name or (self.user.name if self.user else "")

    @property
    def place(self) -> str:
        """For whom they came, or nothing."""
        return self.authority.name if self.authority else self.organisation
