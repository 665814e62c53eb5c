"""Threads and messages for the tests: every argument but the cast is optional."""

from typing import Any

from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.discussions.models.threads import Category, Message, MessageContent, Place, Thread, ThreadContent
from comite.discussions.operations.messages import post_message
from comite.discussions.operations.threads import start_thread
from comite.discussions.queries.messages import get_message
from comite.discussions.queries.threads import find_any_thread
from comite.foundation.database import db
from tests.cast import Cast


def make_thread(
    cast: Cast,
    *,
    by: Reader | None = None,
    title: str = "Qui a essayé la transcription des conseils\u202f?",
    text: str = "Nous cherchons un retour avant de nous décider.",
    visibility: Audience = Audience.PUBLIC,
    category: Category = Category.QUESTION,
    **place: Any,
) -> Thread:
    """A thread; Amina's, public and about nothing, unless said otherwise."""
    author = by or cast.amina
    if "about_kind" not in place:
        place.setdefault("committee_id", min(author.committee_ids, default=None))
    thread = start_thread(
        author, Place(visibility, **place), ThreadContent(title, category), MessageContent(text)
    )
    found = find_any_thread(thread.id)
    assert found is not None
    return found


def make_message(
    cast: Cast, thread: Thread, *, by: Reader | None = None, text: str = "Oui, nous."
) -> Message:
    """An answer in a thread; Bruno's unless said otherwise."""
    author = by or cast.bruno
    message = post_message(author, thread, MessageContent(text))
    return get_message(author, message.id)


def first_message(cast: Cast, thread: Thread) -> Message:
    """The message that opened a thread."""
    message_id = db.session.scalar(
        db.select(Message.id).where(Message.thread_id == thread.id, Message.number == 1)
    )
    assert message_id is not None
    return get_message(cast.amina, message_id)
