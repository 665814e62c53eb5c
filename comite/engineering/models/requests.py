"""Requests for help, and the groups of those that ask for the same."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import (
    AudienceColumns,
    LeadColumns,
    MaskedColumns,
    audience_needs_committee,
    lead_needs_committee,
)
from comite.accounts.models import User
from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.territories.models import Committee, LocalAuthority


class RequestStatus(StrEnum):
    """Where a request stands in its life."""

    OPEN = "open"
    OFFERED = "offered"
    IN_MISSION = "in_mission"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is awaited."""
        return self in (RequestStatus.CLOSED, RequestStatus.WITHDRAWN)


class BudgetBand(StrEnum):
    """How much the authority could spend, roughly: nobody knows more at this stage."""

    NONE = "none"
    UNDER_5000 = "under_5000"
    UNDER_25000 = "under_25000"
    UNDER_90000 = "under_90000"
    MORE = "more"
    UNKNOWN = "unknown"


class RequestGroup(Model):
    """Requests of a committee that ask for the same: they share the offers they receive."""

    __tablename__ = "request_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class HelpRequest(MaskedColumns, LeadColumns, AudienceColumns, Model):
    """What an authority asks the others: the lead authority always reads it, its peers if it wishes."""

    __tablename__ = "help_requests"
    __table_args__ = (
        audience_needs_committee(),
        lead_needs_committee(),
        CheckConstraint("is_for_lead AND audience IN ('authority', 'committee')", name="lead_reads_it"),
        CheckConstraint(
            "(status IN ('closed', 'withdrawn')) = (settled_at IS NOT NULL)", name="settled_has_a_date"
        ),
        CheckConstraint("group_id IS NULL OR audience = 'committee'", name="grouped_among_peers"),
        Index("ix_help_requests_recent", "status", "asked_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    sentence: Mapped[str] = mapped_column(String(280))
    need: Mapped[str] = mapped_column(Text, default="")
    tried: Mapped[str] = mapped_column(Text, default="")
    data_held: Mapped[str] = mapped_column(Text, default="")
    deadline_on: Mapped[date | None]
    budget: Mapped[BudgetBand | None]
    status: Mapped[RequestStatus] = mapped_column(default=RequestStatus.OPEN)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    settled_word: Mapped[str] = mapped_column(String(280), default="")
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("request_groups.id", ondelete="SET NULL"), index=True
    )
    version: Mapped[int] = mapped_column(default=1)

    authority: Mapped[LocalAuthority] = linked()
    committee: Mapped[Committee] = linked()
    asked_by: Mapped[User] = linked()

    @property
    def may_be_asked_again(self) -> bool:
        """Whether it was withdrawn, or closed by a word of those who asked, and not by its missions."""
        is_closed_by_word = self.status is RequestStatus.CLOSED and bool(self.settled_word)
        return self.status is RequestStatus.WITHDRAWN or is_closed_by_word

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is awaited."""
        return self.status.is_settled
