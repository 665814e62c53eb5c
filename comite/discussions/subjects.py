"""How threads and messages present themselves to search and notifications.

One document per thread, with its title and its first message, and one per answer: a hit leads to the message.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from comite.accounts.audiences import keys_for
from comite.accounts.readers import Reader
from comite.discussions.addresses import address_of, message_address, thread_address
from comite.discussions.models.threads import Message, Thread, page_of
from comite.discussions.queries.threads import ids_pointed_at, visible_to
from comite.foundation.database import db
from comite.foundation.subjects import Bundle, Linking, Subject

SHOWN = (Message.deleted_at.is_(None), Message.hidden_at.is_(None))


class ThreadLoader:
    """Threads, with their first message."""

    kind = "thread"
    label = "Discussion"
    # By its own address, or by the lasting one of a message of it.
    linking = Linking(
        re.compile(r"/discussions/(?P<key>\d{1,9}(?=-)|messages/\d{1,9}$)(?:-[a-z0-9-]*)?"),
        ids_pointed_at,
        is_offered=True,
    )

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """Threads that have their place in the index."""
        yield from _thread_subjects(Thread.id.in_(ids), Thread.hidden_at.is_(None))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these threads that a reader may read now."""
        return {each.id: each for each in _thread_subjects(Thread.id.in_(ids), visible_to(reader))}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        return select(Thread.id, Thread.title, Thread.slug, literal(0)).where(visible_to(reader))

    def address(self, subject_id: int, key: str, _rank: int) -> str:
        """The page of the thread."""
        return address_of(subject_id, key)

    def each_id(self) -> Iterator[int]:
        """Every thread that moderation leaves in sight."""
        yield from db.session.scalars(select(Thread.id).where(Thread.hidden_at.is_(None)).order_by(Thread.id))

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """The threads whose title bears one of these words, latest first."""
        wanted = or_(*(Thread.title.icontains(word, autoescape=True) for word in words))
        return list(_thread_subjects(visible_to(reader), wanted, limit=limit))


class MessageLoader:
    """Messages; the first one of a thread is found as its thread."""

    kind = "message"
    label = "Message"
    linking = Linking(cites=True)

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """Answers that have their place in the index."""
        found = _messages(Message.id.in_(ids), Message.number > 1, Thread.hidden_at.is_(None))
        yield from map(_message_subject, db.session.scalars(found))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these messages, first ones included, that a reader may read now."""
        found = db.session.scalars(_messages(Message.id.in_(ids), visible_to(reader)))
        return {each.id: _message_subject(each) for each in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """Those that a reader may read, first ones included, under the titles of their threads."""
        thread = cast(Thread.id, String) + "-" + Thread.slug
        return (
            select(Message.id, Thread.title, thread, Message.number)
            .join(Thread, Thread.id == Message.thread_id)
            .where(*SHOWN, visible_to(reader))
        )

    def address(self, subject_id: int, key: str, rank: int) -> str:
        """The place of the message in its thread."""
        thread_id, _, slug = key.partition("-")
        return f"{address_of(int(thread_id), slug, page_of(rank))}#message-{subject_id}"

    def each_id(self) -> Iterator[int]:
        """Every answer that can be read."""
        yield from db.session.scalars(
            select(Message.id)
            .join(Thread, Thread.id == Message.thread_id)
            .where(*SHOWN, Message.number > 1, Thread.hidden_at.is_(None))
            .order_by(Message.id)
        )

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """The answers that bear one of these words, latest first."""
        wanted = or_(*(Message.plain.icontains(word, autoescape=True) for word in words))
        found = _messages(visible_to(reader), Message.number > 1, wanted)
        latest = found.order_by(Message.written_at.desc(), Message.id.desc()).limit(limit)
        return [_message_subject(each) for each in db.session.scalars(latest)]


def _thread_subjects(*conditions: ColumnElement[bool], limit: int | None = None) -> Iterator[Subject]:
    """Threads with the words of their first message, if these can be read; latest first."""
    rows = db.session.execute(
        select(Thread, Message.plain)
        .outerjoin(Message, (Message.thread_id == Thread.id) & (Message.number == 1) & SHOWN[0] & SHOWN[1])
        .where(*conditions)
        .order_by(Thread.last_message_at.desc(), Thread.id.desc())
        .limit(limit)
        .options(joinedload(Thread.author_authority))
    )
    for thread, plain in rows:
        yield Subject(
            kind="thread",
            id=thread.id,
            title=thread.title,
            address=thread_address(thread),
            audience=thread.audience.value,
            authority_id=thread.authority_id,
            committee_id=thread.committee_id,
            text=plain or "",
            happened_at=thread.started_at,
            authority_name=thread.author_authority.name if thread.author_authority else "",
            keys=keys_for(
                thread.audience, thread.authority_id, thread.committee_id, for_lead=thread.is_for_lead
            ),
            is_for_lead=thread.is_for_lead,
            within=_about(thread),
            bundle=_bundle(thread),
        )


def _messages(*conditions: ColumnElement[bool]) -> Select[Message]:
    """Messages whose words can be read, with their threads."""
    return (
        select(Message)
        .join(Thread, Thread.id == Message.thread_id)
        .where(*SHOWN, *conditions)
        .options(contains_eager(Message.thread), joinedload(Message.author_authority))
    )


def _message_subject(message: Message) -> Subject:
    """A message as others present it: under the title of its thread."""
    thread = message.thread
    return Subject(
        kind="message",
        id=message.id,
        title=thread.title,
        address=message_address(message),
        audience=thread.audience.value,
        authority_id=thread.authority_id,
        committee_id=thread.committee_id,
        text=message.plain,
        happened_at=message.written_at,
        authority_name=message.author_authority.name if message.author_authority else "",
        keys=keys_for(thread.audience, thread.authority_id, thread.committee_id, for_lead=thread.is_for_lead),
        is_for_lead=thread.is_for_lead,
        within=(("thread", thread.id), *_about(thread)),
        bundle=_bundle(thread),
    )


def _bundle(thread: Thread) -> Bundle:
    """A thread and its messages are one result."""
    return Bundle(
        f"thread:{thread.id}", "autre message de cette discussion", "autres messages de cette discussion"
    )


def _about(thread: Thread) -> tuple[tuple[str, int], ...]:
    """What a thread speaks of, if it is about something."""
    return ((thread.about_kind, thread.about_id),) if thread.about_kind and thread.about_id else ()
