"""The discussions of the committee, however long: messages are read and written a hundred at a time."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.discussions.labels import CATEGORIES
from comite.discussions.models.threads import Message, Thread
from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of, files_of, named_files
from comite.foundation.archive import folder_name
from comite.foundation.database import db
from comite.foundation.records import json_stream
from comite.foundation.rendering import instant

FOLDER = "discussions"
AT_ONCE = 100


def _shared(desk: Desk) -> list[ColumnElement[bool]]:
    """Those of the committee that the reader may read."""
    return [
        Thread.committee_id == desk.committee.id,
        Thread.hidden_at.is_(None),
        readable_by(desk.reader, Thread),
    ]


def _ids(desk: Desk) -> Sequence[int]:
    """Which ones."""
    return db.session.scalars(select(Thread.id).where(*_shared(desk)).order_by(Thread.id)).all()


def _pieces(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """The words and the files of each."""
    threads = db.session.scalars(
        select(Thread)
        .where(Thread.id.in_(ids), *_shared(desk))
        .order_by(Thread.id)
        .options(joinedload(Thread.author), joinedload(Thread.author_authority))
    ).all()
    for thread in threads:
        folder = f"{FOLDER}/{folder_name(thread.id, thread.title)}"
        head = facts_of(thread, author=thread.author.name)
        yield Piece(
            f"{folder}/discussion.json",
            json_stream(head, "messages", (_facts(each) for each in _messages(thread.id))),
        )
        yield Piece(f"{folder}/discussion.md", _told(thread))
        for message in _messages(thread.id):
            yield from files_of(folder, message.attachments)


def _messages(thread_id: int) -> Iterator[Message]:
    """The messages that can be read, in order, without holding them all."""
    last = 0
    while True:
        found = db.session.scalars(
            select(Message)
            .where(
                Message.thread_id == thread_id,
                Message.number > last,
                Message.deleted_at.is_(None),
                Message.hidden_at.is_(None),
            )
            .order_by(Message.number)
            .limit(AT_ONCE)
            .options(
                joinedload(Message.author),
                joinedload(Message.author_authority),
                selectinload(Message.attachments),
            )
        ).all()
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1].number
        for each in found:
            db.session.expunge(each)


def _facts(message: Message) -> dict[str, object]:
    """All that its columns say."""
    return facts_of(
        message,
        author=message.author.name,
        author_authority=message.author_authority.name if message.author_authority else None,
        files=named_files(message.attachments),
    )


def _told(thread: Thread) -> Iterator[bytes]:
    """The discussion, for people."""
    yield f"# {thread.title}\n\n{CATEGORIES[thread.category]}\n".encode()
    for message in _messages(thread.id):
        place = f", {message.author_authority.name}" if message.author_authority else ""
        head = f"## {message.number}. {message.author.name}{place}, le {instant(message.written_at)}"
        yield f"\n{head}\n\n{message.source}\n".encode()


CHAPTER = Chapter(
    FOLDER, "Discussions", "Un dossier par discussion : ses messages, ses pièces jointes.", _ids, _pieces
)
