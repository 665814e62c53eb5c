"""Reading what awaits moderation, and what it decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import joinedload
from sqlalchemy.sql import ColumnElement

from comite.accounts.models import ModerationEntry
from comite.accounts.readers import Reader
from comite.discussions import moderated
from comite.discussions.addresses import message_address, thread_address
from comite.discussions.models.reports import AbuseReport
from comite.discussions.models.threads import Message, Thread
from comite.discussions.moderated import Case
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged

T = TypeVar("T")
QUEUE_SIZE = 50


@dataclass(frozen=True)
class Reported:
    """A thing with the reports that await a decision."""

    case: Case
    reports: Sequence[AbuseReport]


@dataclass(frozen=True)
class Act:
    """One line of the journal, with the thing when the reader may still look at it."""

    entry: ModerationEntry
    case: Case | None


def list_queue(reader: Reader, cursor: str | None) -> Page[Reported]:
    """What awaits the decision of this moderator, the oldest report first."""
    waiting = _waiting(select(AbuseReport), reader).options(joinedload(AbuseReport.reporter))
    page = paged(waiting, [Order(AbuseReport.id)], cursor, QUEUE_SIZE)
    by_thing: dict[tuple[str, int], list[AbuseReport]] = {}
    for each in page.items:
        by_thing.setdefault((each.kind, each.subject_id), []).append(each)
    found = moderated.cases(reader, list(by_thing))
    items = [Reported(found[key], reports) for key, reports in by_thing.items() if key in found]
    return Page(items, page.next_cursor, page.previous_cursor)


def count_waiting(reader: Reader) -> int:
    """How many reports await this moderator."""
    return db.session.scalar(_waiting(select(func.count(AbuseReport.id)), reader)) or 0


def _waiting(statement: Select[T], reader: Reader) -> Select[T]:
    """The reports nobody has looked at, in what this reader moderates."""
    return statement.where(is_waiting_for(reader))


def is_waiting_for(reader: Reader) -> ColumnElement[bool]:
    """A report that nobody has looked at, in what this reader moderates."""
    return AbuseReport.handled_at.is_(None) & _is_ours(reader, AbuseReport)


def get_case(reader: Reader, kind: str, subject_id: int) -> Case:
    """One thing as its moderator sees it, hidden or not; raises `NotFoundError`."""
    found = moderated.cases(reader, [(kind, subject_id)]).get((kind, subject_id))
    if found is None:
        raise NotFoundError
    return found


def list_reports(reader: Reader, case: Case) -> Sequence[AbuseReport]:
    """All that readers said of a thing, latest first."""
    return db.session.scalars(
        select(AbuseReport)
        .where(
            AbuseReport.kind == case.kind, AbuseReport.subject_id == case.id, _is_ours(reader, AbuseReport)
        )
        .order_by(AbuseReport.id.desc())
        .limit(QUEUE_SIZE)
        .options(joinedload(AbuseReport.reporter))
    ).all()


def list_acts(reader: Reader, cursor: str | None) -> Page[Act]:
    """The journal of moderation, latest first."""
    own = select(ModerationEntry).where(_is_ours(reader, ModerationEntry))
    page = paged(
        own.options(joinedload(ModerationEntry.actor)), [Order(ModerationEntry.id, descending=True)], cursor
    )
    found = moderated.cases(reader, [(each.kind, each.subject_id) for each in page.items])
    acts = [Act(each, found.get((each.kind, each.subject_id))) for each in page.items]
    return Page(acts, page.next_cursor, page.previous_cursor)


def list_acts_on(reader: Reader, case: Case) -> Sequence[ModerationEntry]:
    """What moderation decided about one thing, latest first."""
    return db.session.scalars(
        select(ModerationEntry)
        .where(
            ModerationEntry.kind == case.kind,
            ModerationEntry.subject_id == case.id,
            _is_ours(reader, ModerationEntry),
        )
        .order_by(ModerationEntry.id.desc())
        .limit(QUEUE_SIZE)
        .options(joinedload(ModerationEntry.actor))
    ).all()


def _is_ours(reader: Reader, table: type[AbuseReport | ModerationEntry]) -> ColumnElement[bool]:
    """The rows of the committees that this reader moderates; all of them for an administrator."""
    return true() if reader.is_administrator else table.committee_id.in_(sorted(reader.led_committee_ids))


def thread_cases(ids: Sequence[int]) -> Mapping[int, Case]:
    """Threads as moderators see them."""
    rows = db.session.execute(
        select(Thread, Message.plain)
        .join(Message, (Message.thread_id == Thread.id) & (Message.number == 1))
        .where(Thread.id.in_(ids))
        .options(joinedload(Thread.author), joinedload(Thread.author_authority))
    )
    return {
        thread.id: Case(
            kind="thread",
            id=thread.id,
            title=thread.title,
            address=thread_address(thread),
            text=plain,
            author_name=thread.author.name,
            authority_name=thread.author_authority.name if thread.author_authority else "",
            committee_id=thread.committee_id,
            is_hidden=thread.is_hidden,
            is_locked=thread.is_locked,
        )
        for thread, plain in rows
    }


def message_cases(ids: Sequence[int]) -> Mapping[int, Case]:
    """Messages as moderators see them."""
    messages = db.session.scalars(
        select(Message)
        .where(Message.id.in_(ids))
        .options(joinedload(Message.thread), joinedload(Message.author), joinedload(Message.author_authority))
    )
    return {
        message.id: Case(
            kind="message",
            id=message.id,
            title=message.thread.title,
            address=message_address(message),
            text=message.plain,
            author_name=message.author.name,
            authority_name=message.author_authority.name if message.author_authority else "",
            committee_id=message.thread.committee_id,
            is_hidden=message.is_hidden,
        )
        for message in messages
    }
