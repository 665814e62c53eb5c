"""Who has a voice in a committee: seats, the people who hold them, and the colleges they form."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.territories.models import Committee, LocalAuthority

SUBSTITUTES_MAX = 5


@dataclass(frozen=True)
class SeatFacts:
    """What is said of a seat."""

    name: str = ""
    weight: int = 1
    college_id: int | None = None


@dataclass(frozen=True)
class MandateFacts:
    """Who sits, as what, and from when until when."""

    user_id: int
    is_holder: bool
    starts_on: date
    ends_on: date | None = None


class College(TrashColumns, Model):
    """A group of seats of a committee: communes, intercommunal bodies, partners."""

    __tablename__ = "colleges"
    __table_args__ = (
        UniqueConstraint("committee_id", "name"),
        # Seats point at a college of their own committee.
        UniqueConstraint("id", "committee_id"),
    )

    NAME_MAX = 120

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id"))
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    position: Mapped[int] = mapped_column(default=0)


class Seat(TrashColumns, Model):
    """One voice of a member authority in a committee, from a day until another; observers have none.

    One that was ended keeps its row: what it voted stays. The trash says who ended it, and gives it back.
    """

    __tablename__ = "seats"
    __table_args__ = (
        # Everything that counts a voice points at a seat of its own committee.
        UniqueConstraint("id", "committee_id"),
        ForeignKeyConstraint(
            ["committee_id", "authority_id"],
            ["participations.committee_id", "participations.authority_id"],
        ),
        ForeignKeyConstraint(["college_id", "committee_id"], ["colleges.id", "colleges.committee_id"]),
        CheckConstraint("weight BETWEEN 0 AND 10000", name="weight_is_positive"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_starting"),
        Index("ix_seats_committee", "committee_id", "authority_id"),
    )

    NAME_MAX = 120
    WEIGHT_MAX = 10_000

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int]
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"))
    college_id: Mapped[int | None]
    weight: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(NAME_MAX), default="")
    starts_on: Mapped[date] = mapped_column(default=clock.today)
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    authority: Mapped[LocalAuthority] = linked(foreign_keys=[authority_id])
    committee: Mapped[Committee] = linked(
        primaryjoin="Seat.committee_id == Committee.id", foreign_keys="Seat.committee_id", viewonly=True
    )
    college: Mapped[College | None] = linked(
        primaryjoin="Seat.college_id == College.id", foreign_keys="Seat.college_id", viewonly=True
    )
    mandates: Mapped[list["Mandate"]] = linked(
        back_populates="seat",
        order_by="Mandate.rank, Mandate.id",
        passive_deletes=True,
        primaryjoin="and_(Mandate.seat_id == Seat.id, Mandate.is_void.is_(False))",
    )

    def exists_on(self, day: date) -> bool:
        """Whether the seat counts on a day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)

    def mandates_on(self, day: date) -> list["Mandate"]:
        """Who may sit there on a day: the holder, then the substitutes in their order."""
        return [each for each in self.mandates if each.runs_on(day)]

    def holder_on(self, day: date) -> User | None:
        """The person who holds the seat on a day."""
        return next((each.user for each in self.mandates_on(day) if each.is_holder), None)

    def substitutes_on(self, day: date) -> list[User]:
        """Those who replace the holder on a day, in their order."""
        return [each.user for each in self.mandates_on(day) if not each.is_holder]


class Mandate(TrashColumns, Model):
    """A person's right to sit, from a day until another: rank 0 holds the seat, the others replace.

    One that was ended keeps its row, and the day it would have ended otherwise; one that was taken back
    before it began is void, as if it had not been.
    """

    __tablename__ = "mandates"
    __table_args__ = (
        UniqueConstraint("seat_id", "user_id", "starts_on"),
        CheckConstraint("rank >= 0", name="rank_is_positive"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_starting"),
        CheckConstraint("NOT is_void OR trashed_at IS NOT NULL", name="void_is_in_the_trash"),
        Index("ix_mandates_user", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    rank: Mapped[int] = mapped_column(default=0)
    starts_on: Mapped[date] = mapped_column(default=clock.today)
    ends_on: Mapped[date | None]
    would_end_on: Mapped[date | None]
    is_void: Mapped[bool] = mapped_column(default=False)

    seat: Mapped[Seat] = linked(back_populates="mandates")
    user: Mapped[User] = linked(foreign_keys=[user_id])

    @property
    def is_holder(self) -> bool:
        """Whether the person holds the seat, rather than replacing its holder."""
        return self.rank == 0

    def runs_on(self, day: date) -> bool:
        """Whether the mandate is alive on a day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
