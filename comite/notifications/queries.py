"""Reading what a person was told; what they may no longer read is neither shown nor counted."""

from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from comite.accounts.readers import Reader
from comite.foundation import subjects
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged
from comite.foundation.subjects import Name
from comite.notifications.models import Level, Notification, Subscription

PAGE_SIZE = 40
COUNTED_MAX = 100


@dataclass(frozen=True)
class Told:
    """One notification with what it is about, as its reader may see it now."""

    notification: Notification
    subject: Name | None


@dataclass(frozen=True)
class Topic:
    """What was told about one thing, latest first."""

    kind: str
    id: int
    subject: Name | None
    told: list[Told] = field(default_factory=list)

    @property
    def is_read(self) -> bool:
        """Whether all of it was seen."""
        return all(each.notification.is_read for each in self.told)


@dataclass(frozen=True)
class Choice:
    """What the person follows or mutes."""

    subscription: Subscription
    subject: Name


def count_unread(reader: Reader) -> int:
    """How many unread notifications the person can still read, up to a hundred."""
    if not reader.is_signed_in:
        return 0
    rows = db.session.execute(
        select(Notification.kind, Notification.subject_id, Notification.reason)
        .where(Notification.recipient_id == reader.user_id, Notification.read_at.is_(None))
        .order_by(Notification.id.desc())
        .limit(COUNTED_MAX)
    ).all()
    readable = subjects.ids_readable(reader, [(row.kind, row.subject_id) for row in rows])
    return sum(row.reason.is_personal or (row.kind, row.subject_id) in readable for row in rows)


def list_topics(reader: Reader, cursor: str | None, *, unread_only: bool = False) -> Page[Topic]:
    """What the person was told, grouped by thing, the thing heard of last first."""
    page = paged(_own(reader, unread_only), [Order(Notification.id, descending=True)], cursor, PAGE_SIZE)
    wanted = [(each.kind, each.subject_id) for each in page.items]
    wanted += [(each.topic_kind, each.topic_id) for each in page.items]
    readable = subjects.name_many(reader, wanted)
    topics: dict[tuple[str, int], Topic] = {}
    for each in page.items:
        subject = readable.get((each.kind, each.subject_id))
        if subject is None and not each.reason.is_personal:
            continue
        key = (each.topic_kind, each.topic_id)
        topic = topics.setdefault(key, Topic(*key, readable.get(key) or subject))
        topic.told.append(Told(each, subject))
    return Page(list(topics.values()), page.next_cursor, page.previous_cursor)


def _own(reader: Reader, unread_only: bool) -> Select[Notification]:
    """The notifications of a person."""
    own = select(Notification).where(Notification.recipient_id == reader.user_id)
    if unread_only:
        own = own.where(Notification.read_at.is_(None))
    return own.options(joinedload(Notification.actor))


def list_latest(reader: Reader, limit: int = 5) -> list[Told]:
    """The latest unread notifications, for the dashboard."""
    rows = db.session.scalars(
        _own(reader, unread_only=True).order_by(Notification.id.desc()).limit(limit * 3)
    ).all()
    readable = subjects.name_many(reader, [(each.kind, each.subject_id) for each in rows])
    told = [Told(each, readable.get((each.kind, each.subject_id))) for each in rows]
    return [each for each in told if each.subject or each.notification.reason.is_personal][:limit]


def level_of(reader: Reader, kind: str, subject_id: int) -> Level | None:
    """What the person chose about a thing; None when they chose nothing."""
    if not reader.is_signed_in:
        return None
    return db.session.scalar(
        select(Subscription.level).where(
            Subscription.user_id == reader.user_id,
            Subscription.kind == kind,
            Subscription.subject_id == subject_id,
        )
    )


def ids_of_followers(kind: str, subject_id: int) -> list[int]:
    """Who follows a thing."""
    return list(
        db.session.scalars(
            select(Subscription.user_id)
            .where(
                Subscription.kind == kind,
                Subscription.subject_id == subject_id,
                Subscription.level == Level.FOLLOW,
            )
            .order_by(Subscription.id)
        )
    )


def ids_who_muted(kind: str, subject_id: int) -> set[int]:
    """Who wants to hear no more of a thing."""
    return set(
        db.session.scalars(
            select(Subscription.user_id).where(
                Subscription.kind == kind,
                Subscription.subject_id == subject_id,
                Subscription.level == Level.MUTE,
            )
        )
    )


def list_choices(reader: Reader, cursor: str | None) -> Page[Choice]:
    """What the person follows and mutes, latest first; what they can no longer read is left out."""
    own = select(Subscription).where(Subscription.user_id == reader.user_id)
    page = paged(own, [Order(Subscription.id, descending=True)], cursor)
    readable = subjects.name_many(reader, [(each.kind, each.subject_id) for each in page.items])
    choices = [(each, readable.get((each.kind, each.subject_id))) for each in page.items]
    kept = [Choice(each, subject) for each, subject in choices if subject is not None]
    return Page(kept, page.next_cursor, page.previous_cursor)


def get_subscription(reader: Reader, subscription_id: int) -> Subscription:
    """One of the person's own choices; raises `NotFoundError` for anything else."""
    found = db.session.scalar(
        select(Subscription).where(Subscription.id == subscription_id, Subscription.user_id == reader.user_id)
    )
    if found is None:
        raise NotFoundError
    return found


def ids_told(kind: str, subject_id: int) -> set[int]:
    """Who was told something of a thing already."""
    return set(
        db.session.scalars(
            select(Notification.recipient_id).where(
                Notification.kind == kind, Notification.subject_id == subject_id
            )
        )
    )


def has_unread(reader: Reader, kind: str, subject_id: int) -> bool:
    """Whether the person has unread notifications about a thing."""
    if not reader.is_signed_in:
        return False
    found = select(Notification.id).where(
        Notification.recipient_id == reader.user_id,
        Notification.read_at.is_(None),
        Notification.topic_kind == kind,
        Notification.topic_id == subject_id,
    )
    return db.session.scalar(found.limit(1)) is not None
