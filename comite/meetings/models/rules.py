"""How a committee has decided to meet and to vote."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model


class QuorumBasis(StrEnum):
    """What is counted to know whether enough are present."""

    SEATS = "seats"
    AUTHORITIES = "authorities"
    COLLEGES = "colleges"


class Weighting(StrEnum):
    """How much each seat's voice weighs."""

    ONE_PER_SEAT = "one_per_seat"
    WEIGHTED = "weighted"


@dataclass(frozen=True)
class Rules:
    """The rules of a committee; these defaults suit eight to sixty authorities."""

    FREQUENCY_MAX = 160

    quorum_basis: QuorumBasis = QuorumBasis.SEATS
    quorum_percent: int = 50
    are_proxies_in_quorum: bool = False
    proxies_per_holder: int = 1
    weighting: Weighting = Weighting.ONE_PER_SEAT
    is_secret_allowed: bool = True
    proposal_days: int = 15
    notice_days: int = 10
    reminder_days: int = 3
    amendment_days: int = 15
    frequency: str = ""

    def proposals_until(self, starts_at: datetime) -> datetime:
        """Until when members propose points for a meeting: the end of a day, in Paris."""
        return end_of_day(clock.in_paris(starts_at).date() - timedelta(days=self.proposal_days))

    def convene_before(self, starts_at: datetime) -> datetime:
        """The last moment to convene a meeting in time."""
        return end_of_day(clock.in_paris(starts_at).date() - timedelta(days=self.notice_days))


def end_of_day(day: date) -> datetime:
    """The last minute of a day, in Paris."""
    return datetime(day.year, day.month, day.day, 23, 59, tzinfo=clock.PARIS)


class CommitteeRules(Model):
    """The rules that a committee chose; one without a row follows the defaults."""

    __tablename__ = "committee_rules"
    __table_args__ = (
        CheckConstraint("quorum_percent BETWEEN 1 AND 100", name="quorum_is_a_share"),
        CheckConstraint("proxies_per_holder BETWEEN 0 AND 9", name="proxies_are_few"),
        CheckConstraint(
            "proposal_days BETWEEN 0 AND 90 AND notice_days BETWEEN 0 AND 90 "
            "AND reminder_days BETWEEN 0 AND 30 AND amendment_days BETWEEN 0 AND 90",
            name="days_are_near",
        ),
    )

    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id"), primary_key=True)
    quorum_basis: Mapped[QuorumBasis]
    quorum_percent: Mapped[int]
    are_proxies_in_quorum: Mapped[bool]
    proxies_per_holder: Mapped[int]
    weighting: Mapped[Weighting]
    is_secret_allowed: Mapped[bool]
    proposal_days: Mapped[int]
    notice_days: Mapped[int]
    reminder_days: Mapped[int]
    amendment_days: Mapped[int]
    frequency: Mapped[str] = mapped_column(String(Rules.FREQUENCY_MAX), default="")
    version: Mapped[int] = mapped_column(default=1)

    def as_rules(self) -> Rules:
        """The same, as plain frozen facts."""
        return Rules(**{name: getattr(self, name) for name in Rules.__dataclass_fields__})

    def take(self, rules: Rules) -> Self:
        """Copy the facts of a choice into the row."""
        for name in Rules.__dataclass_fields__:
            setattr(self, name, getattr(rules, name))
        return self
