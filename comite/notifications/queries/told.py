"""Reading what a person was told, for the page and its count."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from comite.accounts.readers import Reader
from comite.foundation import subjects
from comite.foundation.database import db
from comite.foundation.paging import Order, Page, paged
from comite.foundation.subjects import Name
from comite.notifications.awaited import is_awaited
from comite.notifications.models import Level, Notification, Reason
from comite.notifications.queries.choices import chosen_by

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
    is_muted: bool = False
    told: list[Told] = field(default_factory=list)

    @property
    def is_read(self) -> bool:
        """Whether all of it was seen."""
        return all(each.notification.is_read for each in self.told)


def count_unread(reader: Reader) -> int:
    """How many unread notifications the person can still read, up to a hundred; news of committees apart."""
    if not reader.is_signed_in:
        return 0
    rows = db.session.execute(_unread(), {"recipient_id": reader.user_id}).all()
    ambient = [(row.kind, row.subject_id) for row in rows if not row.reason.is_personal]
    readable = subjects.ids_readable(reader, ambient)
    return len(rows) - sum(thing not in readable for thing in ambient)


@cache
def _unread() -> Select[str, int, Reason]:
    """The latest unread notifications of the person `recipient_id`; made once, for every page asks it."""
    return (
        select(Notification.kind, Notification.subject_id, Notification.reason)
        .where(
            Notification.recipient_id == bindparam("recipient_id"),
            Notification.read_at.is_(None),
            Notification.reason != Reason.NEWS,
        )
        .order_by(Notification.id.desc())
        .limit(COUNTED_MAX)
    )


def list_topics(
    reader: Reader,
    cursor: str | None,
    *,
    unread_only: bool = False,
    awaited_only: bool = False,
    reasons: Collection[Reason] = (),
) -> Page[Topic]:
    """What the person was told, for some reasons if any is named, grouped by thing, the latest first.

    `awaited_only` keeps what is still to do: a vote that one cast, a mission that is closed are gone from it.
    A thing one muted is there only for a task of one's own; it says so.
    """
    own = _own(reader, unread_only)
    if reasons:
        own = own.where(Notification.reason.in_(reasons))
    if awaited_only:
        own = own.where(is_awaited(reader))
    page = paged(own, [Order(Notification.id, descending=True)], cursor, PAGE_SIZE)
    wanted = [(each.kind, each.subject_id) for each in page.items]
    wanted += [(each.topic_kind, each.topic_id) for each in page.items]
    readable = subjects.name_many(reader, wanted)
    chosen = chosen_by(reader.user_id or 0)
    topics: dict[tuple[str, int], Topic] = {}
    for each in page.items:
        subject = readable.get((each.kind, each.subject_id))
        if subject is None and not each.reason.is_personal:
            continue
        key = (each.topic_kind, each.topic_id)
        is_muted = chosen.get(key) is Level.MUTE
        topic = topics.setdefault(key, Topic(*key, readable.get(key) or subject, is_muted))
        topic.told.append(Told(each, subject))
    return Page(list(topics.values()), page.next_cursor, page.previous_cursor)


def _own(reader: Reader, unread_only: bool) -> Select[Notification]:
    """The notifications of a person; news of committees never count as unread."""
    own = select(Notification).where(Notification.recipient_id == reader.user_id)
    if unread_only:
        own = own.where(Notification.read_at.is_(None), Notification.reason != Reason.NEWS)
    return own.options(joinedload(Notification.actor))


def list_latest(reader: Reader, limit: int = 5) -> list[Told]:
    """The latest unread notifications, for the dashboard."""
    rows = db.session.scalars(
        _own(reader, unread_only=True).order_by(Notification.id.desc()).limit(limit * 3)
    ).all()
    readable = subjects.name_many(reader, [(each.kind, each.subject_id) for each in rows])
    told = [Told(each, readable.get((each.kind, each.subject_id))) for each in rows]
    return [each for each in told if each.subject or each.notification.reason.is_personal][:limit]


def has_unread(reader: Reader, kind: str, subject_id: int) -> bool:
    """Whether the person has unread notifications about a thing."""
    if not reader.is_signed_in:
        return False
    asked = {"recipient_id": reader.user_id, "kind": kind, "subject_id": subject_id}
    return db.session.scalar(_unread_about(), asked) is not None


@cache
def _unread_about() -> Select[int]:
    """One unread notification of the person `recipient_id` about a thing, if there is any."""
    return (
        select(Notification.id)
        .where(
            Notification.recipient_id == bindparam("recipient_id"),
            Notification.read_at.is_(None),
            Notification.topic_kind == bindparam("kind"),
            Notification.topic_id == bindparam("subject_id"),
        )
        .limit(1)
    )


def ids_told(kind: str, subject_id: int) -> set[int]:
    """Who was told of one event already."""
    return set(
        db.session.scalars(
            select(Notification.recipient_id).where(
                Notification.kind == kind, Notification.subject_id == subject_id
            )
        )
    )


def ids_told_on(kind: str, subject_id: int) -> set[int]:
    """Who was told anything of a thing, or of what belongs to it, already."""
    return set(
        db.session.scalars(
            select(Notification.recipient_id).where(
                Notification.topic_kind == kind, Notification.topic_id == subject_id
            )
        )
    )
