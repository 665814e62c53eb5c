"""What people decide about what they are told: each function is one whole change."""

from sqlalchemy import select

from comite.accounts.readers import Reader
from comite.foundation import clock, subjects
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.notifications import permissions, queries
from comite.notifications.links import Link, Purpose
from comite.notifications.models import Level, Subscription
from comite.notifications.operations.mailboxes import mailbox_of
from comite.notifications.rhythm import Frequency, Rhythm


@operation
def choose_level(actor: Reader, kind: str, subject_id: int, level: Level) -> None:
    """Choose how much of a thing one may read; raises `NotFoundError` for anything else."""
    require(permissions.may_be_told(actor))
    if actor.user_id is None or subjects.find(actor, kind, subject_id) is None:
        raise NotFoundError
    _set_level(actor.user_id, kind, subject_id, level)


@operation
def mute_by_link(link: Link) -> None:
    """Mute what a mail told of: the signed link is the permission."""
    _check(link, Purpose.MUTE)
    _set_level(link.user_id, link.kind, link.subject_id, Level.MUTE)


@operation
def choose_rhythm(actor: Reader, rhythm: Rhythm) -> None:
    """Choose when one's summary comes, or that it never does."""
    require(permissions.may_be_told(actor))
    _set_rhythm(actor.user_id or 0, rhythm)


@operation
def choose_rhythm_by_link(link: Link, rhythm: Rhythm) -> None:
    """The same, from a mail: the signed link is the permission."""
    _check(link, Purpose.SETTINGS)
    _set_rhythm(link.user_id, rhythm)


@operation
def stop_by_link(link: Link) -> None:
    """Send no more summaries: the signed link is the permission."""
    _check(link, Purpose.STOP)
    mailbox_of(link.user_id).frequency = Frequency.NEVER


def _check(link: Link, purpose: Purpose) -> None:
    """A link opens what it was made for, and for somebody who is still here."""
    if link.purpose is not purpose or not queries.is_here(link.user_id):
        raise NotFoundError


def _set_rhythm(user_id: int, rhythm: Rhythm) -> None:
    """Write down when somebody wants their summary."""
    mailbox = mailbox_of(user_id)
    mailbox.frequency, mailbox.hour, mailbox.weekday = rhythm.frequency, rhythm.hour, rhythm.weekday


def _set_level(user_id: int, kind: str, subject_id: int, level: Level) -> None:
    """Write a person's choice down."""
    found = db.session.scalar(
        select(Subscription).where(
            Subscription.user_id == user_id, Subscription.kind == kind, Subscription.subject_id == subject_id
        )
    )
    if found is None:
        db.session.add(Subscription(user_id=user_id, kind=kind, subject_id=subject_id, level=level))
    else:
        found.level, found.since = level, clock.now()


@operation
def forget_choice(actor: Reader, subscription: Subscription) -> None:
    """Neither follow nor mute a thing any longer."""
    require(permissions.may_forget(actor, subscription))
    db.session.delete(subscription)
