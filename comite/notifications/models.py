"""What a person was told, and what they chose to follow or to mute."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.models import User
from comite.foundation import clock
from comite.foundation.database import Model, linked, open_words
from comite.notifications.rhythm import Frequency, Rhythm


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
    UNREACHABLE = "unreachable"
    INVITED = "invited"
    HELP_ASKED = "help_asked"
    HELP_OFFERED = "help_offered"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    WORK_LOGGED = "work_logged"
    EVALUATION_AWAITED = "evaluation_awaited"
    MISSION_CLOSED = "mission_closed"
    MODEL_USED = "model_used"
    CHANGE_SUGGESTED = "change_suggested"
    SUGGESTION_ANSWERED = "suggestion_answered"
    PROJECT_PROPOSED = "project_proposed"
    PROJECT_ANSWERED = "project_answered"
    PROJECT_MOVED = "project_moved"
    NEWS = "news"
    CONVENED = "convened"
    MEETING_CHANGED = "meeting_changed"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_NEAR = "meeting_near"
    ITEM_PROPOSED = "item_proposed"
    ITEM_ACCEPTED = "item_accepted"
    ITEM_DECLINED = "item_declined"
    MINUTES_SENT = "minutes_sent"
    MINUTES_FROZEN = "minutes_frozen"
    MINUTES_DUE = "minutes_due"
    AMENDMENT_PROPOSED = "amendment_proposed"
    AMENDMENT_ANSWERED = "amendment_answered"
    ACTION_ASSIGNED = "action_assigned"
    ACTION_MOVED = "action_moved"
    ACTION_LATE = "action_late"
    VOTE_OPENED = "vote_opened"
    VOTE_ENDING = "vote_ending"
    VOTE_OVER = "vote_over"
    VOTE_CANCELLED = "vote_cancelled"

    @property
    def is_ambient(self) -> bool:
        """Whether it is news, which nobody wrote to this person: never counted as unread."""
        return self is Reason.NEWS

    @property
    def is_mailed_at_once(self) -> bool:
        """Whether somebody waits for an answer: the others are read in the page."""
        return self in _MAILED

    @property
    def is_duty(self) -> bool:
        """Whether it is shown in the page even to who muted its subject: their own things, or their task."""
        return self in _DUTIES

    @property
    def is_personal(self) -> bool:
        """Whether its words were written for this person alone, whatever became of the subject."""
        return self is Reason.MODERATED


_MAILED = frozenset(
    {
        Reason.MENTIONED,
        Reason.APPROVAL_AWAITED,
        Reason.CHANGES_REQUESTED,
        Reason.HELP_ASKED,
        Reason.HELP_OFFERED,
        Reason.OFFER_ACCEPTED,
        Reason.EVALUATION_AWAITED,
        Reason.MINUTES_SENT,
        Reason.MINUTES_DUE,
        Reason.ACTION_ASSIGNED,
        Reason.ACTION_LATE,
    }
)
_DUTIES = frozenset(
    {
        Reason.APPROVAL_AWAITED,
        Reason.CHANGES_REQUESTED,
        Reason.MODERATED,
        Reason.REPORTED,
        Reason.UNREACHABLE,
        Reason.INVITED,
        Reason.CONVENED,
        Reason.MEETING_CHANGED,
        Reason.MEETING_CANCELLED,
        Reason.ITEM_PROPOSED,
        Reason.ITEM_DECLINED,
        Reason.HELP_ASKED,
        Reason.HELP_OFFERED,
        Reason.EVALUATION_AWAITED,
        Reason.MINUTES_DUE,
        Reason.AMENDMENT_PROPOSED,
        Reason.ACTION_ASSIGNED,
        Reason.ACTION_LATE,
        Reason.VOTE_OPENED,
        Reason.VOTE_ENDING,
        Reason.VOTE_CANCELLED,
    }
)


class Level(StrEnum):
    """How much of a thing a person wants to be told: each event by mail, their summary, or nothing."""

    ALL = "all"
    DIGEST = "digest"
    MUTE = "mute"


# What neither its reader nor a mail has shown: few rows of many, looked for every five minutes.
WAITING = "read_at IS NULL AND mailed_at IS NULL"


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
        Index("ix_notifications_topic", "topic_kind", "topic_id"),
        Index(
            "ix_notifications_waiting",
            "recipient_id",
            "at",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    DETAIL_MAX = 280

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[Reason] = mapped_column(open_words(Reason))
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


class DigestChoice(Model):
    """When a person wants their summary, on the clocks of Paris, and what was last sent to them.

    `sent_for` is the hour of the last summary, `last_sent_at` the instant of the last mail of any kind.
    Nobody needs a row: `Rhythm()` is what is assumed of those who chose nothing.
    """

    __tablename__ = "digest_choices"
    __table_args__ = (
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_a_day"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="day_of_a_week"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    frequency: Mapped[Frequency]
    hour: Mapped[int]
    weekday: Mapped[int]
    sent_for: Mapped[datetime | None]
    first_sent_at: Mapped[datetime | None]
    last_sent_at: Mapped[datetime | None]

    @property
    def rhythm(self) -> Rhythm:
        """The frequency, hour and day chosen."""
        return Rhythm(self.frequency, self.hour, self.weekday)


class Subscription(Model):
    """What a person chose about one thing: each event, the summary, or nothing more."""

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


class MailOutcome(StrEnum):
    """What became of a mail that arrived."""

    WAITING = "waiting"
    POSTED = "posted"
    REFUSED = "refused"
    RETURNED = "returned"
    REPEATED = "repeated"
    IGNORED = "ignored"


class ReceivedMail(Model):
    """A mail that arrived: kept whole until it is read, then only what became of it.

    `mark` tells a mail apart for one address of ours, so that it posts once however often it is delivered.
    """

    __tablename__ = "received_mails"
    __table_args__ = (
        CheckConstraint("(outcome = 'waiting') = (digest IS NOT NULL)", name="kept_until_it_is_read"),
        Index("ix_received_mails_from", "user_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    digest: Mapped[str | None] = mapped_column(ForeignKey("stored_files.digest"))
    is_whole: Mapped[bool] = mapped_column(default=True)
    outcome: Mapped[MailOutcome] = mapped_column(default=MailOutcome.WAITING)
    mark: Mapped[str | None] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    refused_for: Mapped[str | None] = mapped_column(String(80))
