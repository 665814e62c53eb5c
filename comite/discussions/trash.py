"""One's own messages, and the files taken off them, that can be taken back."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts.readers import Reader
from comite.accounts.trash import LISTED, Thrown, TrashKind, oldest
from comite.discussions import permissions
from comite.discussions.addresses import message_address
from comite.discussions.models.threads import Attachment, Message, Thread
from comite.discussions.operations import messages as operations
from comite.discussions.queries import messages as queries
from comite.discussions.queries.threads import visible_to
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.text import shorten

MESSAGE, FILE = "message", "piece-jointe"
SHOWN = 80


def thrown_messages(reader: Reader) -> Sequence[Thrown]:
    """The messages that a person took back, in the threads they still read."""
    rows = db.session.execute(
        select(Message, Thread.title)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Message.author_id == reader.user_id,
            Message.deleted_at >= oldest(),
            Message.hidden_at.is_(None),
            Message.source != "",
            visible_to(reader),
        )
        .order_by(Message.deleted_at.desc())
        .limit(LISTED)
    )
    return [
        Thrown(
            MESSAGE,
            each.id,
            "Message",
            shorten(" ".join(each.plain.split()), SHOWN) or "Message sans mots",
            each.deleted_at,
            reader.name,
            title,
        )
        for each, title in rows
        if each.deleted_at is not None
    ]


def restore_message(reader: Reader, message_id: int) -> str:
    """Put one's message back."""
    message = queries.get_message(reader, message_id)
    if not permissions.may_delete_message(reader, message):
        raise NotFoundError
    operations.restore_message(reader, message)
    return message_address(message)


def thrown_files(reader: Reader) -> Sequence[Thrown]:
    """The files that a person took off their messages."""
    rows = db.session.scalars(
        select(Attachment)
        .join(Message, Message.id == Attachment.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Attachment.trashed_at >= oldest(),
            Message.author_id == reader.user_id,
            Message.deleted_at.is_(None),
            Message.hidden_at.is_(None),
            visible_to(reader),
        )
        .order_by(Attachment.trashed_at.desc())
        .limit(LISTED)
        .options(joinedload(Attachment.message).joinedload(Message.thread))
    )
    return [
        Thrown(
            FILE,
            each.id,
            "Pièce jointe",
            each.file_name,
            each.trashed_at,
            reader.name,
            each.message.thread.title,
        )
        for each in rows
        if each.trashed_at is not None
    ]


def restore_file(reader: Reader, file_id: int) -> str:
    """Join a file to one's message again."""
    file = db.session.get(Attachment, file_id)
    if file is None:
        raise NotFoundError
    message = queries.get_message(reader, file.message_id)
    if not permissions.may_edit_message(reader, message):
        raise NotFoundError
    operations.restore_attachment(reader, message, file)
    return message_address(message)


TRASH = (
    TrashKind(MESSAGE, Message, thrown_messages, restore_message),
    TrashKind(FILE, Attachment, thrown_files, restore_file),
)
