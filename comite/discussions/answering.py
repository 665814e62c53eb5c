"""Answering a thread by mail, under the same rules as on its page."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comite.accounts.readers import Reader
from comite.discussions.addresses import thread_address
from comite.discussions.errors import TooLongMessageError
from comite.discussions.models.threads import FILE_BYTES_MAX, FILES_MAX, MessageContent, NewFile
from comite.discussions.operations.messages import Written, compose, post_under_lock
from comite.discussions.queries.threads import get_thread
from comite.foundation import storage
from comite.foundation.incoming.parsing import Joined
from comite.foundation.text import clean_text
from comite.notifications.answering import Prepared


@dataclass(frozen=True)
class ThreadAnswered:
    """Threads: a mail becomes their next message."""

    kind: str = "thread"
    code: str = "t"

    def title(self, reader: Reader, subject_id: int) -> str:
        """The title of the thread; raises `NotFoundError`."""
        return get_thread(reader, subject_id).title

    def prepare(self, reader: Reader, subject_id: int, text: str, joined: Sequence[Joined]) -> Prepared:
        """The message, rendered, and its files, kept; the thread is looked at again when it is posted."""
        thread = get_thread(reader, subject_id)
        source = clean_text(text)
        if len(source) > MessageContent.SOURCE_MAX:
            raise TooLongMessageError
        fitting = list(_fitting(joined))
        written = compose(MessageContent(source, tuple(map(_kept, fitting))))
        left_out = tuple(storage.clean_name(each.name) for each in joined if each not in fitting)
        return Prepared(
            thread.title, thread_address(thread), lambda: _post(reader, subject_id, written), left_out
        )


def _fitting(joined: Sequence[Joined]) -> Iterator[Joined]:
    """The files that a message may carry, as many as it may; not what only Outlook reads."""
    small = [each for each in joined if len(each.content) <= FILE_BYTES_MAX and not each.is_closed]
    yield from small[:FILES_MAX]


def _kept(file: Joined) -> NewFile:
    """A file, safely kept."""
    kept = storage.current().put(io.BytesIO(file.content), FILE_BYTES_MAX)
    return NewFile(kept, file.name, file.media_type)


def _post(reader: Reader, thread_id: int, written: Written) -> None:
    """Post the message, if the thread can still be read and answered."""
    post_under_lock(reader, get_thread(reader, thread_id), written)
