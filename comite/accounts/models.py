"""People, their memberships, their sessions and their single-use links."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model, linked
from comite.territories.models import Committee, LocalAuthority

INVITATION_LASTS = timedelta(days=21)


class Role(StrEnum):
    """What a person may do for an authority; each role can do what the ones before it can."""

    AGENT = "agent"
    EDITOR = "editor"
    ANIMATOR = "animator"

    @property
    def rank(self) -> int:
        """Its place in the order."""
        return list(Role).index(self)


class TokenPurpose(StrEnum):
    """What a single-use link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"
    ADDRESS_CHANGE = "address_change"


@dataclass(frozen=True)
class Profile:
    """What a person says of themselves."""

    NAME_MAX = 120
    TITLE_MAX = 120

    name: str
    title: str


class User(Model):
    """A person with an account."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[datetime | None]
    # When the visit before the present one ended: what is newer is new to this person.
    visited_before_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    suspension_reason: Mapped[str | None] = mapped_column(Text)
    erased_at: Mapped[datetime | None]
    mail_refused_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    # How the five questions of a report are asked: one at a time, all at once, or nothing chosen yet.
    asks_one_by_one: Mapped[bool | None]

    memberships: Mapped[list["Membership"]] = linked(back_populates="user", order_by="Membership.id")

    @property
    def is_suspended(self) -> bool:
        """Whether a moderator closed the account for a time."""
        return self.suspended_at is not None

    @property
    def is_erased(self) -> bool:
        """Whether the person had the account deleted; what they published stays, without their name."""
        return self.erased_at is not None


class Membership(Model):
    """A person's place in an authority; a shared secretary has several."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "authority_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    role: Mapped[Role]
    is_elected: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(default=clock.now)
    # The authority's AI lead (« référent IA »), named by its editors; several may share the task.
    ai_lead_since: Mapped[date | None]

    user: Mapped[User] = linked(back_populates="memberships")
    authority: Mapped[LocalAuthority] = linked()


class SignedInSession(Model):
    """One browser where a person is signed in; only the digest of its key is kept."""

    __tablename__ = "signed_in_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(120), default="")
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"))

    user: Mapped["User"] = linked()


class SecondFactor(Model):
    """The secret that a person's telephone shares with us: it gives a code of six digits (RFC 6238).

    A secret that nobody has proved to hold yet waits in `pending_secret`, and protects nothing.
    """

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64), default="")
    pending_secret: Mapped[str] = mapped_column(String(64), default="")
    confirmed_at: Mapped[datetime | None]
    # The half-minute of the last code that served: neither it nor an older one serves again.
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Model):
    """What lets in once, without the telephone; only its digest is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Token(Model):
    """A single-use link sent by mail: one purpose, one owner, an end; only its digest is kept."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[TokenPurpose]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FeedKey(Model):
    """A secret with which a program reads the feeds of its owner, nothing else; only its digest is kept."""

    __tablename__ = "feed_keys"

    NAME_MAX = 80

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]

    @property
    def was_used_lately(self) -> bool:
        """Whether it is written down as used within a day: more often says nothing more to its owner."""
        return self.last_used_at is not None and clock.now() - self.last_used_at < timedelta(days=1)


class Invitation(Model):
    """An address invited to write for an authority; it becomes an account when its link is used."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("email", "authority_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120), default="")
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("local_authorities.id"), index=True)
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committees.id"))
    role: Mapped[Role]
    makes_administrator: Mapped[bool] = mapped_column(default=False)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    authority: Mapped[LocalAuthority | None] = linked()
    committee: Mapped[Committee | None] = linked()
    invited_by: Mapped[User | None] = linked()

    @property
    def is_expired(self) -> bool:
        """Whether its link is too old to be used; it can be sent again."""
        return self.invited_at + INVITATION_LASTS < clock.now()


class SignInAttempt(Model):
    """A sign-in that failed: counted in the database, so that all processes slow the same guesser down."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_tried_at", "tried_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_digest: Mapped[str] = mapped_column(String(64))
    address_digest: Mapped[str] = mapped_column(String(64))
    tried_at: Mapped[datetime]


class ModerationEntry(Model):
    """One act of moderation, never changed: who did what to what, and why."""

    __tablename__ = "moderation_entries"
    __table_args__ = (Index("ix_moderation_entries_subject", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("committees.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    actor: Mapped[User | None] = linked()
