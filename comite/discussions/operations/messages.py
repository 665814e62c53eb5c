"""Writing, changing, deleting and keeping messages."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import case, delete, select, update

from comite.accounts import trash
from comite.accounts.readers import Reader
from comite.discussions import permissions
from comite.discussions.errors import (
    EmptyMessageError,
    MessageGoneError,
    ThreadClosedError,
    ThreadLockedError,
    TooManyFilesError,
)
from comite.discussions.models.threads import (
    FILES_MAX,
    Attachment,
    Message,
    MessageContent,
    MessageRevision,
    NewFile,
    ReadMark,
    Thread,
)
from comite.discussions.operations import telling
from comite.discussions.operations.reach import recount
from comite.discussions.queries.mentions import mentions_in
from comite.foundation import citations, clock, markdown, storage
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, StaleVersionError, require
from comite.foundation.jobs import job
from comite.foundation.markdown import Rendered
from comite.notifications.models import Level
from comite.notifications.operations import subscribe
from comite.search.operations import reindex
from comite.uploads.operations import take_upload

KEPT_DELETED = trash.KEPT


@dataclass(frozen=True)
class Written:
    """A message ready to be kept: rendered outside the write transaction."""

    content: MessageContent
    rendered: Rendered


def compose(content: MessageContent) -> Written:
    """Render what somebody wrote; raises `EmptyMessageError`, `TooComplexTextError`."""
    if not content.source.strip():
        raise EmptyMessageError
    return Written(content, markdown.render(content.source, mentions_in(content.source).addresses))


def post_message(actor: Reader, thread: Thread, content: MessageContent) -> Message:
    """Answer in a thread; raises `ThreadClosedError`, `ThreadLockedError`, `TooManyFilesError`."""
    return _post(actor, thread, compose(content))


@operation
def post_under_lock(actor: Reader, thread: Thread, written: Written) -> Message:
    """The same in an operation under way, on the thread as it is now."""
    require(permissions.may_answer(actor, thread))
    current = db.session.get(Thread, thread.id, populate_existing=True, with_for_update=True)
    if current is None:
        raise NotFoundError
    return _post(actor, current, written)


@operation
def _post(actor: Reader, thread: Thread, written: Written) -> Message:
    """All of a new message, or nothing."""
    require(permissions.may_answer(actor, thread))
    _refuse_if_stopped(thread)
    return add(actor, thread, written)


def add(actor: Reader, thread: Thread, written: Written) -> Message:
    """Write the next message of a thread, in the operation under way."""
    content = written.content
    message = Message(
        thread_id=thread.id,
        number=thread.last_number + 1,
        author_id=actor.user_id,
        author_authority_id=actor.voice_id,
        source=content.source,
        html=written.rendered.html,
        plain=written.rendered.plain,
        quoted_id=_quoted_in(thread, content.quoted_id),
        written_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    _attach(actor, message, content.files)
    thread.last_number = thread.last_shown_number = message.number
    thread.message_count += 1
    thread.last_message_at = message.written_at
    thread.audience = thread.allowed_audience()
    db.session.flush()
    # Who asked waits for each answer; who answered reads the rest in their summary.
    subscribe(message.author_id, "thread", thread.id, Level.ALL if message.is_opening else Level.DIGEST)
    mark_up_to(message.author_id, thread.id, message.number)
    _note_links(message)
    telling.tell_about.later(message_id=message.id, is_new=True)
    _reindex(message)
    return message


def _refuse_if_stopped(thread: Thread) -> None:
    """Raise when a thread takes no more messages."""
    if thread.is_locked or thread.is_hidden:
        raise ThreadLockedError
    if thread.is_closed:
        raise ThreadClosedError


def _quoted_in(thread: Thread, quoted_id: int | None) -> int | None:
    """The message answered, if it is one of this thread."""
    if quoted_id is None:
        return None
    return db.session.scalar(
        select(Message.id).where(Message.id == quoted_id, Message.thread_id == thread.id)
    )


def _attach(actor: Reader, message: Message, files: tuple[NewFile, ...]) -> None:
    """Join files, already kept, to a message."""
    if not files:
        return
    here = (Attachment.message_id == message.id, Attachment.trashed_at.is_(None))
    present = db.session.scalars(select(Attachment.id).where(*here)).all()
    if len(present) + len(files) > FILES_MAX:
        raise TooManyFilesError
    for file in files:
        if file.upload_id is not None:
            take_upload(actor, file.upload_id)
        db.session.add(
            Attachment(message_id=message.id, **storage.named(file.kept, file.name, file.media_type))
        )
    db.session.flush()


def edit_message(actor: Reader, message: Message, content: MessageContent, version: int) -> None:
    """Change one's message; what it said before stays readable in its history.

    Raises `StaleVersionError`, `MessageGoneError`, `ThreadLockedError`.
    """
    _edit(actor, message, compose(content), version)


@operation
def _edit(actor: Reader, message: Message, written: Written, version: int) -> None:
    """All of a change, or nothing."""
    require(permissions.may_edit_message(actor, message))
    thread = thread_of(message)
    if thread.is_locked or thread.is_hidden:
        raise ThreadLockedError
    if not message.is_shown:
        raise MessageGoneError
    if message.version != version:
        raise StaleVersionError
    if message.source != written.content.source:
        _keep_revision(message)
        message.source = written.content.source
        message.html, message.plain = written.rendered.html, written.rendered.plain
        message.markup_version = markdown.VERSION
        message.edited_at = clock.now()
    message.version += 1
    _drop_files(actor, message, written.content.dropped_file_ids)
    _attach(actor, message, written.content.files)
    _note_links(message)
    telling.tell_about.later(message_id=message.id, is_new=False)
    _reindex(message)


def _drop_files(actor: Reader, message: Message, ids: tuple[int, ...]) -> None:
    """Put files of a message in the trash, for thirty days."""
    dropped = (Attachment.message_id == message.id, Attachment.id.in_(ids), Attachment.trashed_at.is_(None))
    for file in db.session.scalars(select(Attachment).where(*dropped)):
        trash.throw(actor, file)
    db.session.flush()


@operation
def restore_attachment(actor: Reader, message: Message, file: Attachment) -> None:
    """Join again a file that was taken off one's message; raises `NotThrownError`, `TooManyFilesError`."""
    require(permissions.may_edit_message(actor, message))
    if file.message_id != message.id:
        raise NotFoundError
    if not message.is_shown:
        raise MessageGoneError
    here = (Attachment.message_id == message.id, Attachment.trashed_at.is_(None))
    if len(db.session.scalars(select(Attachment.id).where(*here)).all()) >= FILES_MAX:
        raise TooManyFilesError
    trash.take_back(file)
    _reindex(message)


def _keep_revision(message: Message) -> None:
    """Keep what a message says, before it changes."""
    db.session.add(
        MessageRevision(
            message_id=message.id,
            version=message.version,
            source=message.source,
            written_at=message.edited_at or message.written_at,
        )
    )


@operation
def delete_message(actor: Reader, message: Message) -> None:
    """Take one's message back: its place stays, its words go for good after thirty days."""
    require(permissions.may_delete_message(actor, message))
    thread = thread_of(message)
    if not message.is_shown:
        raise MessageGoneError
    message.deleted_at, message.is_accepted = clock.now(), False
    citations.forget("message", message.id)
    _reindex(message)
    recount(thread)


@operation
def restore_message(actor: Reader, message: Message) -> None:
    """Put one's deleted message back, within thirty days."""
    require(permissions.may_delete_message(actor, message))
    thread = thread_of(message)
    if message.deleted_at is None or message.is_hidden or not message.source:
        raise MessageGoneError
    message.deleted_at = None
    _note_links(message)
    _reindex(message)
    recount(thread)


@operation
def accept_answer(actor: Reader, thread: Thread, message: Message) -> None:
    """Keep a message as the answer to its thread; it takes the place of the one kept before."""
    require(permissions.may_accept(actor, thread))
    if message.thread_id != thread.id:
        raise NotFoundError
    if not message.is_shown or message.is_opening:
        raise MessageGoneError
    _accept_none(thread)
    message.is_accepted = True


@operation
def withdraw_answer(actor: Reader, thread: Thread) -> None:
    """Keep no answer any longer."""
    require(permissions.may_accept(actor, thread))
    _accept_none(thread)


def _accept_none(thread: Thread) -> None:
    """No message of the thread is its answer, before another becomes it."""
    kept = (Message.thread_id == thread.id, Message.is_accepted)
    db.session.execute(update(Message).where(*kept).values(is_accepted=False))
    db.session.flush()


def thread_of(message: Message) -> Thread:
    """The thread of a message, as it is under the write lock."""
    thread = db.session.get(Thread, message.thread_id, populate_existing=True, with_for_update=True)
    if thread is None:
        raise NotFoundError
    return thread


def mark_up_to(user_id: int, thread_id: int, number: int) -> None:
    """Write down that somebody has read a thread as far as this message, in the operation under way."""
    known = (ReadMark.user_id == user_id, ReadMark.thread_id == thread_id)
    further = case((ReadMark.last_number > number, ReadMark.last_number), else_=number)
    moved = db.session.execute(
        update(ReadMark)
        .where(*known)
        .values(last_number=further, read_at=clock.now())
        .returning(ReadMark.thread_id)
        .execution_options(synchronize_session=False)
    )
    if moved.first() is None:
        db.session.add(
            ReadMark(user_id=user_id, thread_id=thread_id, last_number=number, read_at=clock.now())
        )
        db.session.flush()


def _note_links(message: Message) -> None:
    """Keep what a message points at, apart from its own discussion."""
    citations.note("message", message.id, [message.html], part_of=("thread", message.thread_id))


def _reindex(message: Message) -> None:
    """Have search look again at a message; the first one is found as its thread."""
    if message.is_opening:
        reindex.later(kind="thread", subject_id=message.thread_id)
    else:
        reindex.later(kind="message", subject_id=message.id)


@job
def purge_deleted() -> None:
    """Erase the words and files of what was deleted more than thirty days ago; the places stay."""
    old = select(Message.id).where(Message.deleted_at < clock.now() - KEPT_DELETED, Message.source != "")
    ids = list(db.session.scalars(old))
    trash.purge(Attachment)
    for table in (MessageRevision, Attachment):
        db.session.execute(delete(table).where(table.message_id.in_(ids)))
    db.session.execute(
        update(Message).where(Message.id.in_(ids)).values(source="", html=Markup(""), plain="")
    )
