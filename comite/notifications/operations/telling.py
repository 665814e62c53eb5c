"""Telling people: what awaits them at once, the rest in their summary."""

from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select

from comite.accounts import queries as accounts
from comite.accounts.audiences import Audience, keys_of
from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation import clock, subjects
from comite.foundation.database import db, write
from comite.foundation.incoming import quoting
from comite.foundation.jobs import formerly, job, long_job
from comite.foundation.mail import write_mail
from comite.foundation.subjects import Subject
from comite.foundation.text import shorten
from comite.notifications import labels, queries
from comite.notifications.answering import address_to_answer
from comite.notifications.models import Level, Notification, Reason, Subscription
from comite.notifications.operations.mailboxes import mailbox_of, may_have_mail_at_once
from comite.notifications.way_out import way_out

Place = tuple[str, int]


def tell(
    recipients: Iterable[int],
    *,
    reason: Reason,
    kind: str,
    subject_id: int,
    actor: Reader | None = None,
    detail: str = "",
    topic: Place | None = None,
    about: Place | None = None,
) -> None:
    """Tell people something that is written to them, in the operation that makes it happen.

    `topic` is the thing by which it is grouped and muted (the thread of a message); the subject itself when
    none is given; `about` is what the topic speaks of, where a less precise choice may have been made. Nobody
    is told what they did themselves, nor of what they muted unless it is their task.
    """
    place = topic or (kind, subject_id)
    places = [place, about] if about else [place]
    with write():
        chosen = queries.chosen_on(places)
        levels = {
            recipient: found[0] if (found := queries.decide(chosen.get(recipient, {}), places)) else None
            for recipient in recipients
            if actor is None or recipient != actor.user_id
        }
        _keep(
            levels,
            reason=reason,
            kind=kind,
            subject_id=subject_id,
            topic_kind=place[0],
            topic_id=place[1],
            actor_id=actor.user_id if actor else None,
            detail=shorten(detail, Notification.DETAIL_MAX),
        )


def _keep(levels: Mapping[int, Level | None], *, reason: Reason, **facts: object) -> None:
    """Write down what people are told, and have it mailed to whom it cannot wait for the summary.

    A few statements for five hundred people: the write lock is held by all who write.
    """
    now = clock.now()
    rows = [
        {"recipient_id": recipient, "reason": reason, "at": now, **facts}
        for recipient, level in levels.items()
        if level is not Level.MUTE or reason.is_duty
    ]
    if not rows:
        return
    kept = db.session.execute(
        insert(Notification).returning(Notification.id, Notification.recipient_id), rows
    ).all()
    send_mail.each_later(
        {"notification_id": row.id}
        for row in sorted(kept, key=lambda row: row.id)
        if _is_mailed_at_once(reason, levels[row.recipient_id])
    )


def _is_mailed_at_once(reason: Reason, level: Level | None) -> bool:
    """What is asked of a person, and all about what they want to know all about; never what they muted."""
    return level is Level.ALL or (reason.is_mailed_at_once and level is not Level.MUTE)


@long_job
def announce(kind: str, subject_id: int, actor_id: int) -> None:
    """Tell the people of its committees, and those who follow it, that something was published, once each.

    The most precise choice decides; the summary otherwise. Reading who may read takes its time: it is done
    before the write transaction.
    """
    loader = subjects.registry().get(kind)
    subject = next(iter(loader.load([subject_id])), None) if loader else None
    if subject is None or subject.audience == Audience.AUTHORITY:
        return
    levels = _wanted(subject, queries.ids_told_on(kind, subject_id) | {actor_id})
    with write():
        told = queries.ids_told_on(kind, subject_id)
        _keep(
            {recipient: level for recipient, level in levels.items() if recipient not in told},
            reason=Reason.NEWS,
            kind=kind,
            subject_id=subject_id,
            topic_kind=kind,
            topic_id=subject_id,
            actor_id=actor_id or None,
            detail=shorten(subject.text, Notification.DETAIL_MAX),
        )


def _wanted(subject: Subject, told: set[int]) -> dict[int, Level]:
    """Those who may read a thing, whom it concerns and who did not mute it, with the level that decides."""
    places = queries.places_of(subject)
    chosen = queries.chosen_on(places)
    seated = accounts.ids_seated_with(subject.authority_id, subject.committee_id)
    levels: dict[int, Level] = {}
    for user_id, reader in accounts.readers_of({*seated, *chosen} - told).items():
        found = queries.decide(chosen.get(user_id, {}), places)
        level = found[0] if found else Level.DIGEST
        if level is not Level.MUTE and keys_of(reader) & set(subject.keys):
            levels[user_id] = level
    return levels


@formerly("comite.notifications.operations.send_mail")
@job
def send_mail(notification_id: int) -> None:
    """Write the mail of one notification, if it is still worth it: unread, readable, not muted meanwhile.

    What cannot be mailed now to somebody who stays away waits for their summary.
    """
    notification = db.session.get(Notification, notification_id)
    if notification is None or notification.is_read or notification.mailed_at is not None:
        return
    reader = accounts.reader_of(notification.recipient_id)
    subject = subjects.find(reader, notification.kind, notification.subject_id)
    if subject is None or not reader.is_signed_in:
        return
    topic = (notification.topic_kind, notification.topic_id)
    places = queries.places_of_told(notification, subject)
    found = queries.decide(queries.chosen_by(notification.recipient_id), places)
    mailbox = mailbox_of(notification.recipient_id)
    if (found and found[0] is Level.MUTE) or not may_have_mail_at_once(mailbox):
        return
    reply_to = address_to_answer(notification.recipient_id, *topic)
    out = way_out(notification.recipient_id, *topic, reply_to=reply_to)
    notification.mailed_at = mailbox.last_sent_at = clock.now()
    actor = db.session.get(User, notification.actor_id) if notification.actor_id else None
    who = actor.name if actor else None
    write_mail(
        reader.email,
        reader.name,
        "notification",
        labels.mail_subject(notification.reason, who, subject.title),
        key=f"notification-{notification.id}",
        happened=labels.told(notification.reason, who, notification.kind),
        because=labels.because(notification.reason, _followed(reader, found, topic)),
        title=subject.title,
        detail=notification.detail,
        path=subject.address,
        place=[notification.kind, notification.subject_id],
        reply_mark=quoting.MARK if reply_to else "",
        way=out.way,
        **out.paths,
    )


def _followed(reader: Reader, decision: tuple[Level, Place] | None, topic: Place) -> str | None:
    """What a person follows because of which they are told of something else; None for the thing itself."""
    if decision is None or decision[1] == topic:
        return None
    name = subjects.name_many(reader, [decision[1]]).get(decision[1])
    return name.title if name else None


def subscribe(user_id: int, kind: str, subject_id: int, level: Level = Level.DIGEST) -> None:
    """Make somebody follow a thing, unless they chose something about it already."""
    with write() as session:
        known = select(Subscription.id).where(
            Subscription.user_id == user_id, Subscription.kind == kind, Subscription.subject_id == subject_id
        )
        if session.scalar(known) is None:
            session.add(Subscription(user_id=user_id, kind=kind, subject_id=subject_id, level=level))
            session.flush()
