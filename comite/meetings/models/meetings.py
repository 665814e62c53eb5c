"""Meetings of a committee, and their agenda."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import uuid4

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
from comite.accounts.trash import TrashColumns
from comite.foundation import clock, markdown
from comite.foundation.database import Model, linked
from comite.foundation.storage import FileColumns, Kept
from comite.territories.models import Committee

DOCUMENTS_MAX = 10
DOCUMENT_BYTES_MAX = 20 * 1024 * 1024
ITEMS_MAX = 60


class PlaceKind(StrEnum):
    """How one takes part in a meeting."""

    IN_PERSON = "in_person"
    REMOTE = "remote"
    HYBRID = "hybrid"


class MeetingStatus(StrEnum):
    """Where a meeting stands in its life."""

    PREPARING = "preparing"
    CONVENED = "convened"
    OPEN = "open"
    CLOSED = "closed"
    MINUTED = "minuted"
    CANCELLED = "cancelled"


class ItemKind(StrEnum):
    """What is expected of the committee on a point."""

    INFORMATION = "information"
    DISCUSSION = "discussion"
    OPINION = "opinion"
    VOTE = "vote"


class ItemStatus(StrEnum):
    """What became of a proposed point."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class MeetingContent:
    """What is said of a meeting, as a person submits it."""

    TITLE_MAX = 160
    PLACE_MAX = 200
    LINK_MAX = 500
    SOURCE_MAX = 10_000

    title: str
    starts_at: datetime
    ends_at: datetime
    place_kind: PlaceKind = PlaceKind.IN_PERSON
    place: str = ""
    link: str = ""
    source: str = ""
    audience: Audience = Audience.COMMITTEE
    proposals_until: datetime | None = None


@dataclass(frozen=True)
class ItemContent:
    """What is said of a point of an agenda, as a person submits it."""

    TITLE_MAX = 160
    NAME_MAX = 120
    SOURCE_MAX = 10_000
    MINUTES_MAX = 480

    title: str
    kind: ItemKind = ItemKind.DISCUSSION
    source: str = ""
    planned_minutes: int = 10
    rapporteur_id: int | None = None
    rapporteur_name: str = ""
    born_kind: str | None = None
    born_id: int | None = None


@dataclass(frozen=True)
class NewDocument:
    """A file already kept, to read before a point is discussed."""

    kept: Kept
    name: str
    media_type: str


class Meeting(MaskedColumns, AudienceColumns, Model):
    """One meeting of a committee; its authority is the one that leads the committee.

    Moderation masks what introduces it, and leaves its place in the calendar.
    """

    keeps_its_place = True

    __tablename__ = "meetings"
    __table_args__ = (
        audience_needs_committee(),
        # What belongs to a meeting carries its committee too, so that no voice comes from another one.
        UniqueConstraint("id", "committee_id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_starting"),
        CheckConstraint("audience <> 'authority'", name="is_shared"),
        CheckConstraint(
            "(status IN ('open', 'closed', 'minuted')) = (opened_at IS NOT NULL)",
            name="opened_at_a_time",
        ),
        CheckConstraint(
            "(status IN ('closed', 'minuted')) = (closed_at IS NOT NULL)", name="closed_at_a_time"
        ),
        CheckConstraint(
            "status IN ('preparing', 'cancelled') OR convened_at IS NOT NULL", name="convened_at_a_time"
        ),
        CheckConstraint("status <> 'preparing' OR convened_at IS NULL", name="prepared_before_convening"),
        CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closes_after_opening"),
        CheckConstraint("sequence >= 0", name="sequence_is_positive"),
        Index("ix_meetings_calendar", "committee_id", "starts_at"),
        Index("ix_meetings_starts_at", "starts_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What calendar programs know it by, for ever; each change they must learn raises the sequence.
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: uuid4().hex)
    sequence: Mapped[int] = mapped_column(default=0)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id"))
    audience: Mapped[Audience] = mapped_column(default=Audience.COMMITTEE)
    title: Mapped[str] = mapped_column(String(MeetingContent.TITLE_MAX))
    slug: Mapped[str] = mapped_column(String(80))
    place_kind: Mapped[PlaceKind] = mapped_column(default=PlaceKind.IN_PERSON)
    place: Mapped[str] = mapped_column(String(MeetingContent.PLACE_MAX), default="")
    link: Mapped[str] = mapped_column(String(MeetingContent.LINK_MAX), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[MeetingStatus] = mapped_column(default=MeetingStatus.PREPARING)
    proposals_until: Mapped[datetime]
    convened_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[Markup] = mapped_column(default=Markup(""))
    plain: Mapped[str] = mapped_column(Text, default="")
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    committee: Mapped[Committee] = linked()
    created_by: Mapped[User] = linked()
    # The agenda itself; proposals and those declined are asked for apart.
    items: Mapped[list["AgendaItem"]] = linked(
        primaryjoin="and_(AgendaItem.meeting_id == Meeting.id, AgendaItem.status == 'accepted', "
        "AgendaItem.masked_at.is_(None), AgendaItem.trashed_at.is_(None))",
        foreign_keys="AgendaItem.meeting_id",
        order_by="AgendaItem.position, AgendaItem.id",
        viewonly=True,
    )

    @property
    def is_preparing(self) -> bool:
        """Whether nobody has been convened yet."""
        return self.status is MeetingStatus.PREPARING

    @property
    def is_convened(self) -> bool:
        """Whether people are convened and it has not begun."""
        return self.status is MeetingStatus.CONVENED

    @property
    def is_open(self) -> bool:
        """Whether it is going on."""
        return self.status is MeetingStatus.OPEN

    @property
    def is_over(self) -> bool:
        """Whether it has taken place."""
        return self.status in (MeetingStatus.CLOSED, MeetingStatus.MINUTED)

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.status is MeetingStatus.CANCELLED

    @property
    def can_come_back(self) -> bool:
        """Whether it was cancelled, and its hour has not come."""
        return self.is_cancelled and self.starts_at > clock.now()

    @property
    def is_coming(self) -> bool:
        """Whether it is still to take place."""
        return self.status in (MeetingStatus.PREPARING, MeetingStatus.CONVENED)

    @property
    def takes_proposals(self) -> bool:
        """Whether members may still propose points."""
        return self.is_coming and clock.now() <= self.proposals_until

    @property
    def held_on(self) -> date:
        """The day of the meeting in Paris: seats and mandates count as they are on that day."""
        return clock.in_paris(self.starts_at).date()


class AgendaItem(MaskedColumns, TrashColumns, Model):
    """A point of a meeting's agenda; members propose, the animator accepts or answers why not."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("id", "committee_id"),
        UniqueConstraint("id", "meeting_id"),
        ForeignKeyConstraint(
            ["meeting_id", "committee_id"], ["meetings.id", "meetings.committee_id"], ondelete="CASCADE"
        ),
        CheckConstraint("planned_minutes BETWEEN 0 AND 480", name="minutes_are_of_a_day"),
        CheckConstraint("(born_kind IS NULL) = (born_id IS NULL)", name="birth_is_whole"),
        CheckConstraint("status <> 'proposed' OR proposed_by_id IS NOT NULL", name="proposed_by_somebody"),
        CheckConstraint("status <> 'declined' OR declined_reason <> ''", name="declined_with_a_reason"),
        Index("ix_agenda_items_meeting", "meeting_id", "position"),
        Index("ix_agenda_items_born", "born_kind", "born_id"),
    )

    REASON_MAX = 1000

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int]
    committee_id: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(ItemContent.TITLE_MAX))
    kind: Mapped[ItemKind] = mapped_column(default=ItemKind.DISCUSSION)
    rapporteur_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    rapporteur_name: Mapped[str] = mapped_column(String(ItemContent.NAME_MAX), default="")
    planned_minutes: Mapped[int] = mapped_column(default=10)
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[Markup] = mapped_column(default=Markup(""))
    plain: Mapped[str] = mapped_column(Text, default="")
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    status: Mapped[ItemStatus] = mapped_column(default=ItemStatus.ACCEPTED)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    proposed_for_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    declined_reason: Mapped[str] = mapped_column(Text, default="")
    born_kind: Mapped[str | None] = mapped_column(String(40))
    born_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = linked(
        primaryjoin="AgendaItem.meeting_id == Meeting.id", foreign_keys="AgendaItem.meeting_id", viewonly=True
    )
    rapporteur: Mapped[User | None] = linked(foreign_keys=[rapporteur_id])
    proposed_by: Mapped[User | None] = linked(foreign_keys=[proposed_by_id])
    documents: Mapped[list["AgendaDocument"]] = linked(
        back_populates="item",
        order_by="AgendaDocument.id",
        primaryjoin="and_(AgendaDocument.item_id == AgendaItem.id, AgendaDocument.trashed_at.is_(None))",
    )

    @property
    def is_accepted(self) -> bool:
        """Whether it is on the agenda."""
        return self.status is ItemStatus.ACCEPTED

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for the animator's answer."""
        return self.status is ItemStatus.PROPOSED

    @property
    def is_declined(self) -> bool:
        """Whether the animator answered no, with a reason."""
        return self.status is ItemStatus.DECLINED


class AgendaDocument(FileColumns, TrashColumns, Model):
    """A document to read before a point is discussed."""

    __tablename__ = "agenda_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id", ondelete="CASCADE"), index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    item: Mapped[AgendaItem] = linked(back_populates="documents")
