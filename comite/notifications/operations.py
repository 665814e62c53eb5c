"""Telling people, and what they decide about it: each function is one whole change."""

from collections.abc import Iterable

from sqlalchemy import delete, select, update

from comite.accounts import queries as accounts
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation import clock, subjects
from comite.foundation.database import db, operation, write
from comite.foundation.errors import NotFoundError, require
from comite.foundation.jobs import job
from comite.foundation.mail import write_mail
from comite.foundation.text import shorten
from comite.notifications import labels, links, permissions, queries
from comite.notifications.links import MuteLink
from comite.notifications.models import Level, Notification, Reason, Subscription


def tell(
    recipients: Iterable[int],
    *,
    reason: Reason,
    kind: str,
    subject_id: int,
    actor: Reader | None = None,
    detail: str = "",
    topic: tuple[str, int] | None = None,
) -> None:
    """Tell people something, in the operation that makes it happen.

    `topic` is the thing by which it is grouped and muted (the thread of a message); the subject itself when
    none is given. Nobody is told what they did themselves, nor of what they muted unless it is their task.
    """
    topic_kind, topic_id = topic or (kind, subject_id)
    actor_id = actor.user_id if actor else None
    with write() as session:
        muted = queries.ids_who_muted(topic_kind, topic_id)
        for recipient in dict.fromkeys(recipients):
            if recipient == actor_id or (recipient in muted and not reason.is_duty):
                continue
            notification = Notification(
                recipient_id=recipient,
                reason=reason,
                kind=kind,
                subject_id=subject_id,
                topic_kind=topic_kind,
                topic_id=topic_id,
                actor_id=actor_id,
                detail=shorten(detail, Notification.DETAIL_MAX),
                at=clock.now(),
            )
            session.add(notification)
            session.flush()
            if reason.is_mailed_at_once and recipient not in muted:
                send_mail.later(notification_id=notification.id)


@job
def send_mail(notification_id: int) -> None:
    """Write the mail of one notification, if it is still worth it: unread, readable, not muted meanwhile."""
    notification = db.session.get(Notification, notification_id)
    if notification is None or notification.is_read or notification.mailed_at is not None:
        return
    reader = accounts.reader_of(notification.recipient_id)
    subject = subjects.find(reader, notification.kind, notification.subject_id)
    topic = (notification.topic_kind, notification.topic_id)
    if subject is None or not reader.is_signed_in or reader.user_id in queries.ids_who_muted(*topic):
        return
    actor = db.session.get(User, notification.actor_id) if notification.actor_id else None
    who = actor.name if actor else None
    notification.mailed_at = clock.now()
    write_mail(
        reader.email,
        reader.name,
        "notification",
        labels.mail_subject(notification.reason, who, subject.title),
        key=f"notification-{notification.id}",
        happened=labels.told(notification.reason, who),
        because=labels.BECAUSE[notification.reason],
        title=subject.title,
        detail=notification.detail,
        path=subject.address,
        mute_path=links.mute_path(MuteLink(notification.recipient_id, *topic)),
    )


def subscribe(user_id: int, kind: str, subject_id: int) -> None:
    """Make somebody follow a thing, unless they chose something about it already."""
    with write() as session:
        known = select(Subscription.id).where(
            Subscription.user_id == user_id, Subscription.kind == kind, Subscription.subject_id == subject_id
        )
        if session.scalar(known) is None:
            session.add(Subscription(user_id=user_id, kind=kind, subject_id=subject_id, level=Level.FOLLOW))
            session.flush()


@operation
def choose_level(actor: Reader, kind: str, subject_id: int, level: Level) -> None:
    """Follow or mute a thing one may read; raises `NotFoundError` for anything else."""
    require(permissions.may_be_told(actor))
    if actor.user_id is None or subjects.find(actor, kind, subject_id) is None:
        raise NotFoundError
    _set_level(actor.user_id, kind, subject_id, level)


@operation
def mute_by_link(link: MuteLink) -> None:
    """Mute what a mail told of: the signed link is the permission."""
    if db.session.get(User, link.user_id) is None:
        raise NotFoundError
    _set_level(link.user_id, link.kind, link.subject_id, Level.MUTE)


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


@operation
def mark_read(actor: Reader, kind: str, subject_id: int) -> None:
    """Mark as read all that the person was told about one thing."""
    require(permissions.may_be_told(actor))
    _mark_read(
        actor,
        ((Notification.topic_kind == kind) & (Notification.topic_id == subject_id))
        | ((Notification.kind == kind) & (Notification.subject_id == subject_id)),
    )


@operation
def mark_all_read(actor: Reader) -> None:
    """Mark as read all that the person was told."""
    require(permissions.may_be_told(actor))
    _mark_read(actor)


def _mark_read(actor: Reader, *conditions: object) -> None:
    """Mark some of the person's own notifications as read."""
    db.session.execute(
        update(Notification)
        .where(Notification.recipient_id == actor.user_id, Notification.read_at.is_(None), *conditions)  # type: ignore[arg-type]
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )


@job
def forget_about(kind: str, subject_id: int) -> None:
    """Drop what was told of a thing that is gone, and the choices about it."""
    for table in (Notification, Subscription):
        db.session.execute(delete(table).where(table.kind == kind, table.subject_id == subject_id))
    db.session.execute(
        delete(Notification).where(Notification.topic_kind == kind, Notification.topic_id == subject_id)
    )
