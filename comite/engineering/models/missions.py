"""Missions: the days one authority gives to another, their log, and what was made of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import (
    AudienceColumns,
    LeadColumns,
    MaskedColumns,
    audience_needs_committee,
    lead_needs_committee,
)
from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.engineering.models.offers import Offer
from comite.engineering.models.requests import HelpRequest
from comite.experiences.models import ExperienceReport
from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.territories.models import Committee, LocalAuthority


class Usefulness(StrEnum):
    """What the authority that was helped makes of it."""

    DECISIVE = "decisive"
    USEFUL = "useful"
    PARTIAL = "partial"
    USELESS = "useless"


class Mission(MaskedColumns, LeadColumns, AudienceColumns, Model):
    """An accepted offer: `authority` is helped by `helper`; those who read the request read it."""

    __tablename__ = "missions"
    __table_args__ = (
        audience_needs_committee(),
        lead_needs_committee(),
        UniqueConstraint("offer_id", "request_id"),
        CheckConstraint("is_for_lead AND audience IN ('authority', 'committee')", name="lead_reads_it"),
        CheckConstraint("authority_id <> helper_id", name="helps_another"),
        CheckConstraint("quarter_days_booked BETWEEN 1 AND 20000", name="books_some_time"),
        CheckConstraint("(closed_at IS NULL) = (usefulness IS NULL)", name="closed_with_an_evaluation"),
        Index("ix_missions_recent", "started_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(280))
    request_id: Mapped[int] = mapped_column(ForeignKey("help_requests.id"), index=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("help_offers.id"))
    helper_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    quarter_days_booked: Mapped[int]
    started_on: Mapped[date]
    asked_to_evaluate_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    usefulness: Mapped[Usefulness | None]
    evaluation: Mapped[str] = mapped_column(Text, default="")
    learnt: Mapped[str] = mapped_column(Text, default="")
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("experience_reports.id", ondelete="SET NULL"), index=True
    )
    version: Mapped[int] = mapped_column(default=1)

    authority: Mapped[LocalAuthority] = linked(foreign_keys="Mission.authority_id")
    helper: Mapped[LocalAuthority] = linked(foreign_keys=[helper_id])
    committee: Mapped[Committee] = linked()
    request: Mapped[HelpRequest] = linked()
    offer: Mapped[Offer] = linked()
    report: Mapped[ExperienceReport | None] = linked()
    log: Mapped[list["WorkLogEntry"]] = linked(
        order_by="WorkLogEntry.done_on, WorkLogEntry.id",
        back_populates="mission",
        primaryjoin="and_(WorkLogEntry.mission_id == Mission.id, WorkLogEntry.trashed_at.is_(None))",
    )

    @property
    def is_closed(self) -> bool:
        """Whether the authority that was helped evaluated it."""
        return self.closed_at is not None

    @property
    def quarter_days_spent(self) -> int:
        """The time of its log, which must be loaded."""
        return sum(each.quarter_days for each in self.log)


class WorkLogEntry(TrashColumns, Model):
    """One line of a mission's log: who worked, when, how long, on what."""

    __tablename__ = "work_log_entries"
    __table_args__ = (
        CheckConstraint("quarter_days BETWEEN 1 AND 400", name="some_time_was_spent"),
        Index("ix_work_log_entries_mission", "mission_id", "done_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    done_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    quarter_days: Mapped[int]
    done: Mapped[str] = mapped_column(String(280))
    logged_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    logged_at: Mapped[datetime] = mapped_column(default=clock.now)

    mission: Mapped[Mission] = linked(back_populates="log")
    person: Mapped[User] = linked(foreign_keys=[person_id])


class TimeValue(Model):
    """What a committee counts a day of engineering for, in whole euros, chosen by those who animate it."""

    __tablename__ = "time_values"
    __table_args__ = (CheckConstraint("euros_a_day BETWEEN 1 AND 10000", name="a_day_is_worth_something"),)

    committee_id: Mapped[int] = mapped_column(
        ForeignKey("committees.id", ondelete="CASCADE"), primary_key=True
    )
    euros_a_day: Mapped[int]
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    chosen_at: Mapped[datetime] = mapped_column(default=clock.now)
