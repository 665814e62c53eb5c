"""Reading threads: lists, one thread, what is unread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from comite.accounts.audiences import readable_by
from comite.accounts.models import User
from comite.accounts.permissions import may_see_people
from comite.accounts.readers import Reader
from comite.discussions import labels
from comite.discussions.models.threads import Category, Message, ReadHorizon, ReadMark, Thread
from comite.foundation import subjects
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged
from comite.foundation.subjects import Name
from comite.notifications.models import Level, Subscription
from comite.territories.models import Committee, LocalAuthority

T = TypeVar("T")
PINNED_MAX = 5
ABOUT_MAX = 10
LATEST_FIRST = (Order(Thread.last_message_at, descending=True), Order(Thread.id, descending=True))


@dataclass(frozen=True)
class Filters:
    """What narrows a list of threads."""

    category: Category | None = None
    committee_id: int | None = None
    about: tuple[str, int] | None = None
    authority_id: int | None = None
    unread_only: bool = False
    mine_only: bool = False
    followed_only: bool = False


@dataclass(frozen=True)
class Row:
    """A thread as a list shows it."""

    thread: Thread
    subject: Name | None
    is_unread: bool
    said_by: str


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The threads a reader may read; what moderation hid is read through its own pages only."""
    return readable_by(reader, Thread) & Thread.hidden_at.is_(None)


def get_thread(reader: Reader, thread_id: int) -> Thread:
    """A thread the reader may read, with what its page shows; raises `NotFoundError`."""
    found = db.session.scalar(_of_id(reader), {"thread_id": thread_id})
    if found is None:
        raise NotFoundError
    return found


@lru_cache(maxsize=64)
def _of_id(reader: Reader) -> Select[Thread]:
    """The thread `thread_id`, for a reader."""
    return _shown(select(Thread).where(Thread.id == bindparam("thread_id"), visible_to(reader)))


def find_any_thread(thread_id: int) -> Thread | None:
    """A thread whatever its state, for those who moderate it."""
    return db.session.scalar(_shown(select(Thread).where(Thread.id == thread_id)))


def ids_pointed_at(keys: Sequence[str]) -> Mapping[str, int]:
    """The threads that addresses name, by their own numbers or by those of their messages."""
    numbers = {key: int(key) for key in keys if key.isdigit()}
    messages = {key: int(key.removeprefix("messages/")) for key in keys if not key.isdigit()}
    own = set(db.session.scalars(select(Thread.id).where(Thread.id.in_(numbers.values()))))
    found = select(Message.id, Message.thread_id).where(Message.id.in_(messages.values()))
    by_message = {row.id: row.thread_id for row in db.session.execute(found)}
    return {key: each for key, each in numbers.items() if each in own} | {
        key: by_message[each] for key, each in messages.items() if each in by_message
    }


def list_threads(reader: Reader, filters: Filters, cursor: str | None, size: int = 20) -> Page[Row]:
    """Threads the reader may read, the one written in last first, counted."""
    count = db.session.scalar(_count(reader, filters)) or 0
    page = paged(_listed(reader, filters), LATEST_FIRST, cursor, size, count)
    return Page(as_rows(reader, page.items), page.next_cursor, page.previous_cursor, page.count)


# What a reader asks, they ask again: the next page, the same list after a visit to one thread.
@lru_cache(maxsize=64)
def _listed(reader: Reader, filters: Filters) -> Select[Thread]:
    """The threads a reader may read under these filters, with what lists show."""
    return _shown(_narrowed(select(Thread), reader, filters))


@lru_cache(maxsize=64)
def _count(reader: Reader, filters: Filters) -> Select[int]:
    """How many they are."""
    return _narrowed(select(func.count(Thread.id)), reader, filters)


def list_latest(reader: Reader, limit: int) -> list[Row]:
    """The threads written in last."""
    statement = _narrowed(select(Thread), reader, Filters())
    latest = statement.order_by(Thread.last_message_at.desc(), Thread.id.desc()).limit(limit)
    return as_rows(reader, db.session.scalars(_shown(latest)).all())


def list_pinned(reader: Reader, filters: Filters) -> list[Row]:
    """The threads that animators keep in sight, latest first."""
    return as_rows(reader, db.session.scalars(_pinned(reader, filters)).all())


@lru_cache(maxsize=64)
def _pinned(reader: Reader, filters: Filters) -> Select[Thread]:
    """Those kept in sight under these filters."""
    pinned = _listed(reader, filters).where(Thread.pinned_at.is_not(None))
    return pinned.order_by(Thread.pinned_at.desc()).limit(PINNED_MAX)


def list_about(reader: Reader, kind: str, subject_id: int, limit: int = ABOUT_MAX) -> list[Row]:
    """The threads about a thing, for the page of that thing."""
    statement = _narrowed(select(Thread), reader, Filters(about=(kind, subject_id)))
    latest = statement.order_by(Thread.last_message_at.desc(), Thread.id.desc()).limit(limit)
    threads = db.session.scalars(_shown(latest)).all()
    unread = unread_ids(reader, threads)
    return [Row(each, None, each.id in unread, _said_by(reader, each)) for each in threads]


def count_about(reader: Reader, kind: str, subject_id: int) -> int:
    """How many threads about a thing the reader may read."""
    filters = Filters(about=(kind, subject_id))
    return db.session.scalar(_narrowed(select(func.count(Thread.id)), reader, filters)) or 0


def as_rows(reader: Reader, threads: Sequence[Thread]) -> list[Row]:
    """Threads with their subjects and unread marks, in as many queries for one as for twenty."""
    about = [(each.about_kind, each.about_id) for each in threads if each.about_kind and each.about_id]
    found = subjects.name_many(reader, about)
    unread = unread_ids(reader, threads)
    return [
        Row(
            each,
            found.get((each.about_kind or "", each.about_id or 0)),
            each.id in unread,
            _said_by(reader, each),
        )
        for each in threads
    ]


def _said_by(reader: Reader, thread: Thread) -> str:
    """Who began a thread, as this reader may know it."""
    person = thread.author.name if may_see_people(reader) else ""
    authority = thread.author_authority.name if thread.author_authority else ""
    return ", ".join(part for part in (person, authority) if part) or labels.SOMEBODY


def unread_ids(reader: Reader, threads: Sequence[Thread]) -> set[int]:
    """Those of these threads where the person has something to read."""
    if not reader.is_signed_in or not threads:
        return set()
    is_marked = (ReadMark.user_id == User.id) & ReadMark.thread_id.in_([each.id for each in threads])
    rows = db.session.execute(
        select(ReadHorizon.at, ReadMark.thread_id, ReadMark.last_number)
        .select_from(User)
        .outerjoin(ReadHorizon, ReadHorizon.user_id == User.id)
        .outerjoin(ReadMark, is_marked)
        .where(User.id == reader.user_id)
    ).all()
    horizon = rows[0].at if rows else None
    marks = {row.thread_id: row.last_number for row in rows}
    return {
        each.id
        for each in threads
        if marks.get(each.id, 0) < each.last_shown_number
        and (horizon is None or each.last_message_at > horizon)
    }


def last_read_number(reader: Reader, thread: Thread) -> int:
    """How far the person has read a thread; all of it when it is older than what they count as read."""
    if not reader.is_signed_in:
        return thread.last_number
    asked = {"user_id": reader.user_id, "thread_id": thread.id}
    number, before = db.session.execute(_mark_and_horizon(), asked).one()
    if before is not None and thread.last_message_at <= before:
        return thread.last_number
    return number or 0


@cache
def _mark_and_horizon() -> Select[int | None, datetime | None]:
    """How far the person `user_id` has read the thread `thread_id`, and what they count as read."""
    user_id = bindparam("user_id", type_=Integer())
    mark = select(ReadMark.last_number).where(
        ReadMark.user_id == user_id, ReadMark.thread_id == bindparam("thread_id")
    )
    horizon = select(ReadHorizon.at).where(ReadHorizon.user_id == user_id)
    return select(mark.scalar_subquery(), horizon.scalar_subquery())


def _shown(statement: Select[Thread]) -> Select[Thread]:
    """With what lists and pages show of a thread."""
    return statement.options(*_names_beside())


@cache
def _names_beside() -> tuple[ExecutableOption, ...]:
    """Who wrote a thread and where, by name: a list spends most of its time making rows."""
    return (
        joinedload(Thread.author).load_only(User.name),
        joinedload(Thread.author_authority).load_only(LocalAuthority.name),
        joinedload(Thread.committee).load_only(Committee.name),
    )


def _narrowed(statement: Select[T], reader: Reader, filters: Filters) -> Select[T]:
    """Only what the reader may read, and asked for."""
    return statement.where(visible_to(reader), *_conditions(reader, filters))


def _conditions(reader: Reader, filters: Filters) -> list[ColumnElement[bool]]:
    """The filters, as conditions."""
    conditions: list[ColumnElement[bool]] = []
    if filters.category is not None:
        conditions.append(Thread.category == filters.category)
    if filters.committee_id is not None:
        conditions.append(Thread.committee_id == filters.committee_id)
    if filters.authority_id is not None:
        conditions.append(Thread.authority_id == filters.authority_id)
    if filters.about is not None:
        conditions += [Thread.about_kind == filters.about[0], Thread.about_id == filters.about[1]]
    if filters.mine_only:
        conditions.append(Thread.author_id == reader.user_id)
    if filters.followed_only:
        conditions.append(_is_followed_by(reader))
    if filters.unread_only:
        conditions.append(is_unread_by(reader))
    return conditions


def _is_followed_by(reader: Reader) -> ColumnElement[bool]:
    """The person follows the thread."""
    return exists().where(
        Subscription.user_id == reader.user_id,
        Subscription.kind == "thread",
        Subscription.subject_id == Thread.id,
        Subscription.level != Level.MUTE,
    )


def is_unread_by(reader: Reader) -> ColumnElement[bool]:
    """The same rule as `unread_ids`, in SQL."""
    seen = exists().where(
        ReadMark.user_id == reader.user_id,
        ReadMark.thread_id == Thread.id,
        ReadMark.last_number >= Thread.last_shown_number,
    )
    before = exists().where(ReadHorizon.user_id == reader.user_id, ReadHorizon.at >= Thread.last_message_at)
    return and_(~seen, ~before, Thread.last_shown_number > 0)
