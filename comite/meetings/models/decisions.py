"""What a committee decided, in a numbered register, and what is to be done about it."""

from datetime import date, datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import Audience, AudienceColumns, MaskedColumns, audience_needs_committee
from comite.accounts.models import User
from comite.foundation import clock, markdown
from comite.foundation.database import Model, linked
from comite.foundation.storage import FileColumns
from comite.meetings.models.meetings import Meeting
from comite.territories.models import Committee, LocalAuthority

LINKS_MAX = 12
PROOFS_MAX = 10
PROOF_BYTES_MAX = 20 * 1024 * 1024


class DecisionKind(StrEnum):
    """What a decision is worth: the committee advises, each council votes its own deliberation."""

    OPINION = "opinion"
    ORIENTATION = "orientation"
    COMMITMENT = "commitment"


class FollowUpStatus(StrEnum):
    """Where an action stands."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is awaited."""
        return self in (FollowUpStatus.DONE, FollowUpStatus.DROPPED)


class Decision(MaskedColumns, AudienceColumns, Model):
    """One decision of a committee; its authority is the one that leads it.

    What moderation masks keeps its number: what may be shown of its words is said by `shown`.
    """

    keeps_its_place = True

    __tablename__ = "decisions"
    __table_args__ = (
        audience_needs_committee(),
        UniqueConstraint("committee_id", "year", "rank"),
        UniqueConstraint("id", "committee_id"),
        ForeignKeyConstraint(["meeting_id", "committee_id"], ["meetings.id", "meetings.committee_id"]),
        ForeignKeyConstraint(["item_id", "meeting_id"], ["agenda_items.id", "agenda_items.meeting_id"]),
        CheckConstraint("audience <> 'authority'", name="is_shared"),
        CheckConstraint("rank > 0", name="rank_is_positive"),
        CheckConstraint("item_id IS NULL OR meeting_id IS NOT NULL", name="item_is_of_a_meeting"),
        Index("ix_decisions_register", "committee_id", "decided_on", "id"),
    )

    TITLE_MAX = 200
    SOURCE_MAX = 20_000
    VOTE_MAX = 400

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id"))
    audience: Mapped[Audience] = mapped_column(default=Audience.COMMITTEE)
    year: Mapped[int]
    rank: Mapped[int]
    kind: Mapped[DecisionKind]
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[Markup]
    plain: Mapped[str] = mapped_column(Text)
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    # How it was voted, in words: « 12 pour, 1 contre, 2 abstentions ».
    vote: Mapped[str] = mapped_column(String(VOTE_MAX), default="")
    meeting_id: Mapped[int | None]
    item_id: Mapped[int | None]
    decided_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    committee: Mapped[Committee] = linked()
    recorded_by: Mapped[User] = linked()
    meeting: Mapped[Meeting | None] = linked(
        primaryjoin="Decision.meeting_id == Meeting.id", foreign_keys="Decision.meeting_id", viewonly=True
    )
    links: Mapped[list["DecisionLink"]] = linked(
        order_by="DecisionLink.id", cascade="all, delete-orphan", passive_deletes=True
    )
    follow_ups: Mapped[list["FollowUp"]] = linked(
        primaryjoin="Decision.id == FollowUp.decision_id",
        foreign_keys="FollowUp.decision_id",
        order_by="FollowUp.due_on, FollowUp.id",
        viewonly=True,
    )

    @property
    def number(self) -> str:
        """Its number in the register: « 2026-03 »."""
        return f"{self.year}-{self.rank:02}"


class DecisionLink(Model):
    """Something that a decision is about: a report, a dataset, a project, a discussion."""

    __tablename__ = "decision_links"
    __table_args__ = (
        UniqueConstraint("decision_id", "kind", "subject_id"),
        Index("ix_decision_links_subject", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]


class FollowUp(Model):
    """One action: who does it, for when, and the proof that it was done."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        ForeignKeyConstraint(["decision_id", "committee_id"], ["decisions.id", "decisions.committee_id"]),
        CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name="done_has_a_date"),
        Index("ix_follow_ups_waiting", "committee_id", "status", "due_on"),
        Index("ix_follow_ups_owner", "owner_authority_id", "status"),
        Index("ix_follow_ups_decision", "decision_id"),
    )

    TITLE_MAX = 240
    LINK_MAX = 500

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id"))
    decision_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    owner_authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    due_on: Mapped[date]
    status: Mapped[FollowUpStatus] = mapped_column(default=FollowUpStatus.OPEN)
    done_on: Mapped[date | None]
    proof_url: Mapped[str] = mapped_column(String(LINK_MAX), default="")
    reminded_at: Mapped[datetime | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    decision: Mapped[Decision] = linked(
        primaryjoin="Decision.id == FollowUp.decision_id", foreign_keys="FollowUp.decision_id", viewonly=True
    )
    owner_authority: Mapped[LocalAuthority] = linked()
    owner: Mapped[User | None] = linked(foreign_keys=[owner_id])
    comments: Mapped[list["FollowUpComment"]] = linked(order_by="FollowUpComment.id")
    proofs: Mapped[list["FollowUpProof"]] = linked(order_by="FollowUpProof.id")

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is awaited."""
        return self.status.is_settled

    @property
    def is_late(self) -> bool:
        """Whether its day is past and it is not settled."""
        return not self.is_settled and self.due_on < clock.today()


class FollowUpComment(MaskedColumns, Model):
    """A word on an action, or what became of it."""

    __tablename__ = "follow_up_comments"

    TEXT_MAX = 2000

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[FollowUpStatus | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    author: Mapped[User] = linked()
    follow_up: Mapped["FollowUp"] = linked(viewonly=True)


class FollowUpProof(FileColumns, Model):
    """A file that proves what was done."""

    __tablename__ = "follow_up_proofs"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id", ondelete="CASCADE"), index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
