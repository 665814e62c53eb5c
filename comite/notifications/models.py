"""What a person was told, and what they chose to follow or to mute."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.foundation import clock
from comite.foundation.database import Model, linked


class Reason(StrEnum):
    """Why somebody is told."""

    MENTIONED = "mentioned"
    REPLIED = "replied"
    STARTED = "started"
    APPROVAL_AWAITED = "approval_awaited"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    REVIEW_DUE = "review_due"
    REPLICATED = "replicated"
    MODERATED = "moderated"
    REPORTED = "reported"
    INVITED = "invited"

    @property
    def is_mailed_at_once(self) -> bool:
        """Whether somebody waits for an answer: the others are read in the page."""
        return self in (Reason.MENTIONED, Reason.APPROVAL_AWAITED, Reason.CHANGES_REQUESTED)

    @property
    def is_duty(self) -> bool:
        """Whether it is shown in the page even to who muted its subject: their own things, or their task."""
        return self in _DUTIES

    @property
    def is_personal(self) -> bool:
        """Whether its words were written for this person alone, whatever became of the subject."""
        return self is Reason.MODERATED


_DUTIES = frozenset(
    {Reason.APPROVAL_AWAITED, Reason.CHANGES_REQUESTED, Reason.MODERATED, Reason.REPORTED, Reason.INVITED}
)


class Level(StrEnum):
    """How much of a thing a person wants to be told."""

    FOLLOW = "follow"
    MUTE = "mute"


class Notification(Model):
    """One thing told to one person.

    The subject is what happened (a message); the topic is what it belongs to (its thread), by which
    notifications are grouped and muted.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint("read_at IS NULL OR read_at >= at", name="is_read_after_it_is_told"),
        Index("ix_notifications_recipient", "recipient_id", "id"),
        Index("ix_notifications_unread", "recipient_id", "read_at"),
    )

    DETAIL_MAX = 280

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[Reason]
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    topic_kind: Mapped[str] = mapped_column(String(40))
    topic_id: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    detail: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]

    actor: Mapped[User | None] = linked(foreign_keys=[actor_id])

    @property
    def is_read(self) -> bool:
        """Whether the person has seen it."""
        return self.read_at is not None


class Subscription(Model):
    """What a person chose about one thing: follow it, or hear no more of it."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "subject_id"),
        Index("ix_subscriptions_subject", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    level: Mapped[Level]
    since: Mapped[datetime] = mapped_column(default=clock.now)
