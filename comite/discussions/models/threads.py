"""Threads, their messages, and what each person has read of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from comite.accounts.audiences import (
    Audience,
    AudienceColumns,
    LeadColumns,
    audience_needs_committee,
    lead_needs_committee,
    narrowest,
)
from comite.accounts.models import User
from comite.accounts.trash import TrashColumns
from comite.foundation import clock, markdown
from comite.foundation.database import Model, linked
from comite.foundation.storage import FileColumns, Kept
from comite.territories.models import Committee, LocalAuthority

PAGE_SIZE = 30
FILES_MAX = 5
FILE_BYTES_MAX = 20 * 1024 * 1024


class Category(StrEnum):
    """What a thread is for."""

    QUESTION = "question"
    HELP = "help"
    SHARING = "sharing"
    DEBATE = "debate"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True)
class ThreadContent:
    """The words of a thread's head, as a person submits them."""

    TITLE_MAX = 160

    title: str
    category: Category


@dataclass(frozen=True)
class NewFile:
    """A file already kept, that a message is going to carry, and the upload it came by, if it came so."""

    kept: Kept
    name: str
    media_type: str
    upload_id: int | None = None


@dataclass(frozen=True)
class MessageContent:
    """What a person writes: Markdown, files, and the message it answers."""

    SOURCE_MAX = 20_000

    source: str
    files: tuple[NewFile, ...] = ()
    quoted_id: int | None = None
    dropped_file_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a new thread stands: who may read it, and what it is about."""

    visibility: Audience
    committee_id: int | None = None
    about_kind: str | None = None
    about_id: int | None = None


class Thread(LeadColumns, AudienceColumns, Model):
    """A discussion: a title, a category, messages; about a thing, or alone.

    `visibility` is what its author wished, `subject_audience` what its subject allows; the effective
    `audience` is the narrowest of both, and its authority's alone while moderation hides it. A subject
    addressed to a lead authority is discussed with it (`is_for_lead`).
    """

    __tablename__ = "threads"
    __table_args__ = (
        audience_needs_committee(),
        lead_needs_committee(),
        CheckConstraint("(about_kind IS NULL) = (about_id IS NULL)", name="subject_is_whole"),
        CheckConstraint("message_count >= 0 AND last_number >= 0", name="counts_are_positive"),
        CheckConstraint("hidden_at IS NULL OR audience = 'authority'", name="hidden_stays_inside"),
        Index("ix_threads_latest", "last_message_at", "id"),
        Index("ix_threads_about", "about_kind", "about_id"),
        Index("ix_threads_author", "author_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(ThreadContent.TITLE_MAX))
    category: Mapped[Category]
    about_kind: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None]
    visibility: Mapped[Audience]
    subject_audience: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    author_authority_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"))
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    pinned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None] = mapped_column(Text)
    last_message_at: Mapped[datetime] = mapped_column(default=clock.now)
    # Numbers are given once: that of the latest message that can be read, and that of the latest written.
    last_shown_number: Mapped[int] = mapped_column(default=0)
    last_number: Mapped[int] = mapped_column(default=0)
    message_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[User] = linked()
    author_authority: Mapped[LocalAuthority | None] = linked(foreign_keys=[author_authority_id])
    committee: Mapped[Committee | None] = linked(foreign_keys="Thread.committee_id")

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return not (self.is_closed or self.is_locked or self.is_hidden)

    @property
    def is_closed(self) -> bool:
        """Whether its author or its animator ended it."""
        return self.closed_at is not None

    @property
    def is_locked(self) -> bool:
        """Whether moderation stopped it."""
        return self.locked_at is not None

    @property
    def is_hidden(self) -> bool:
        """Whether moderation took it out of sight."""
        return self.hidden_at is not None

    @property
    def is_pinned(self) -> bool:
        """Whether its animator keeps it at the head of the lists."""
        return self.pinned_at is not None

    @property
    def page_count(self) -> int:
        """On how many pages its messages stand."""
        return page_of(max(self.last_number, 1))

    @property
    def reply_count(self) -> int:
        """How many messages answer the first one."""
        return max(self.message_count - 1, 0)

    def allowed_audience(self) -> Audience:
        """What its author's wish and its subject leave it; its authority alone while it is empty."""
        if self.is_hidden or self.message_count == 0:
            return Audience.AUTHORITY
        return narrowest(self.visibility, self.subject_audience)


class Message(Model):
    """One message of a thread; its number never changes, even when others are hidden or deleted."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        CheckConstraint("number > 0", name="number_is_positive"),
        # One answer kept per thread.
        Index(
            "uq_messages_accepted",
            "thread_id",
            unique=True,
            sqlite_where=text("is_accepted"),
            postgresql_where=text("is_accepted"),
        ),
        Index("ix_messages_author", "author_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    author_authority_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[Markup]
    plain: Mapped[str] = mapped_column(Text)
    markup_version: Mapped[int] = mapped_column(default=markdown.VERSION)
    is_accepted: Mapped[bool] = mapped_column(default=False)
    quoted_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    thread: Mapped[Thread] = linked()
    author: Mapped[User] = linked()
    author_authority: Mapped[LocalAuthority | None] = linked()
    quoted: Mapped["Message | None"] = linked(remote_side="Message.id")
    attachments: Mapped[list["Attachment"]] = linked(
        back_populates="message",
        order_by="Attachment.id",
        primaryjoin="and_(Attachment.message_id == Message.id, Attachment.trashed_at.is_(None))",
    )

    @property
    def is_shown(self) -> bool:
        """Whether its words can be read."""
        return self.deleted_at is None and self.hidden_at is None

    @property
    def is_deleted(self) -> bool:
        """Whether its author took it back."""
        return self.deleted_at is not None

    @property
    def is_hidden(self) -> bool:
        """Whether moderation took it out of sight."""
        return self.hidden_at is not None

    @property
    def is_opening(self) -> bool:
        """Whether it is the one that started the thread."""
        return self.number == 1

    @property
    def page_number(self) -> int:
        """The page of the thread where it stands."""
        return page_of(self.number)


class MessageRevision(Model):
    """What a message said before one of its changes."""

    __tablename__ = "message_revisions"
    __table_args__ = (UniqueConstraint("message_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class Attachment(FileColumns, TrashColumns, Model):
    """A file joined to a message."""

    __tablename__ = "message_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)

    message: Mapped[Message] = linked(back_populates="attachments")


class ReadMark(Model):
    """How far a person has read a thread."""

    __tablename__ = "read_marks"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True)
    last_number: Mapped[int]
    read_at: Mapped[datetime] = mapped_column(default=clock.now)


class ReadHorizon(Model):
    """The instant before which a person counts everything as read."""

    __tablename__ = "read_horizons"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]


def page_of(number: int) -> int:
    """The page of a thread where the message of this number stands."""
    return (number - 1) // PAGE_SIZE + 1
