"""Reading messages: a page of a thread, one message, its history."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.discussions.models.threads import PAGE_SIZE, Attachment, Message, MessageRevision, Thread
from comite.discussions.queries.threads import visible_to
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.territories.models import LocalAuthority

_WORDS = re.compile(r"\s+|\S+\s*")


@dataclass(frozen=True)
class Change:
    """What one edition of a message changed: pieces `same`, `added` or `removed`."""

    at: datetime
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread: its messages in order, and the answer kept, wherever it stands."""

    messages: Sequence[Message]
    accepted: Message | None


def read_page(thread: Thread, page: int) -> ThreadPage:
    """A page of a thread already read."""
    first = (page - 1) * PAGE_SIZE
    on_page = and_(Message.number > first, Message.number <= first + PAGE_SIZE)
    found = db.session.scalars(
        select(Message)
        .where(Message.thread_id == thread.id, or_(on_page, Message.is_accepted))
        .order_by(Message.number)
        .options(*_shown())
    ).all()
    accepted = next((each for each in found if each.is_accepted and each.is_shown), None)
    return ThreadPage([each for each in found if first < each.number <= first + PAGE_SIZE], accepted)


@cache
def _shown() -> tuple[ExecutableOption, ...]:
    """What a page of a thread shows of each message, and no more."""
    quoted = joinedload(Message.quoted).load_only(Message.id)
    return (
        joinedload(Message.author).load_only(User.name),
        joinedload(Message.author_authority).load_only(LocalAuthority.name),
        quoted.joinedload(Message.author).load_only(User.name),
        selectinload(Message.attachments),
    )


def get_message(reader: Reader, message_id: int) -> Message:
    """A message of a thread the reader may read, whatever its state; raises `NotFoundError`.

    A hidden or deleted message keeps its place; its words are shown by nobody who looks at `is_shown`.
    """
    found = db.session.scalar(
        select(Message)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.id == message_id, visible_to(reader))
        .options(
            contains_eager(Message.thread),
            joinedload(Message.author),
            joinedload(Message.author_authority),
            selectinload(Message.attachments),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def get_shown_message(reader: Reader, message_id: int) -> Message:
    """A message whose words the reader may read; raises `NotFoundError`."""
    found = get_message(reader, message_id)
    if not found.is_shown:
        raise NotFoundError
    return found


def find_any_message(message_id: int) -> Message | None:
    """A message whatever its state, with its thread, for those who moderate it."""
    return db.session.scalar(
        select(Message)
        .where(Message.id == message_id)
        .options(joinedload(Message.thread), joinedload(Message.author))
    )


def get_attachment(reader: Reader, attachment_id: int) -> Attachment:
    """A file of a message whose words the reader may read; raises `NotFoundError`."""
    found = db.session.scalar(
        select(Attachment)
        .join(Message, Message.id == Attachment.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Attachment.id == attachment_id,
            Attachment.trashed_at.is_(None),
            Message.deleted_at.is_(None),
            Message.hidden_at.is_(None),
            visible_to(reader),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def list_changes(message: Message) -> list[Change]:
    """What each edition of a message changed, latest first."""
    revisions = db.session.scalars(
        select(MessageRevision)
        .where(MessageRevision.message_id == message.id)
        .order_by(MessageRevision.version)
    ).all()
    texts = [(each.written_at, each.source) for each in revisions]
    texts.append((message.edited_at or message.written_at, message.source))
    changes = [Change(after[0], difference(before[1], after[1])) for before, after in pairwise(texts)]
    return changes[::-1]


def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What became of a text, word by word.

    The library leaves frequent words out of its comparison of long texts, without which it is quadratic.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(("removed", "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(("added", "".join(new[j1:j2])))
    return tuple(pieces)
