"""Starting, changing, closing, pinning threads."""

from comite.accounts import audiences
from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.discussions import permissions
from comite.discussions.errors import NoCommitteeError, ThreadLockedError, TooWideError
from comite.discussions.models.threads import MessageContent, Place, Thread, ThreadContent
from comite.discussions.operations import messages
from comite.discussions.operations.messages import Written
from comite.discussions.operations.reach import reindex_thread
from comite.foundation import clock, subjects
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, StaleVersionError, require
from comite.foundation.text import slugify


def start_thread(actor: Reader, place: Place, content: ThreadContent, message: MessageContent) -> Thread:
    """Open a discussion with its first message.

    Raises `TooWideError`, `NoCommitteeError`, and `NotFoundError` for a subject the actor does not read.
    """
    return _start(actor, place, content, messages.compose(message))


@operation
def _start(actor: Reader, place: Place, content: ThreadContent, written: Written) -> Thread:
    """All of a new thread, or nothing."""
    require(permissions.may_start(actor, place))
    thread = _placed(actor, place)
    thread.title, thread.category = content.title, content.category
    thread.slug = slugify(content.title)
    thread.author_id = actor.user_id or 0
    thread.author_authority_id = actor.voice_id
    thread.started_at = clock.now()
    db.session.add(thread)
    db.session.flush()
    messages.add(actor, thread, written)
    return thread


def _placed(actor: Reader, place: Place) -> Thread:
    """A new thread where it was asked to stand; who starts it must be able to read it."""
    thread = Thread(visibility=place.visibility, message_count=0, last_number=0, last_shown_number=0)
    if place.about_kind is None or place.about_id is None:
        _stand_alone(actor, place, thread)
    else:
        subject = subjects.find(actor, place.about_kind, place.about_id)
        if subject is None or subject.authority_id is None:
            raise NotFoundError
        thread.about_kind, thread.about_id = subject.kind, subject.id
        thread.subject_audience = Audience(subject.audience)
        thread.authority_id, thread.committee_id = subject.authority_id, subject.committee_id
        thread.is_for_lead = subject.is_for_lead
    thread.audience = audiences.narrowest(thread.visibility, thread.subject_audience)
    if thread.audience is Audience.COMMITTEE and thread.committee_id is None:
        raise NoCommitteeError
    if thread.audience is not thread.visibility or not audiences.may_read(actor, thread):
        raise TooWideError
    return thread


def _stand_alone(actor: Reader, place: Place, thread: Thread) -> None:
    """A thread about nothing belongs to the authority its author speaks for."""
    if place.visibility is Audience.AUTHORITY or actor.speaking_for is None:
        raise TooWideError
    thread.subject_audience = Audience.PUBLIC
    thread.authority_id = actor.speaking_for.authority_id
    thread.committee_id = place.committee_id


@operation
def edit_thread(actor: Reader, thread: Thread, content: ThreadContent, version: int) -> None:
    """Change the title or the category; the address stays. Raises `StaleVersionError`."""
    require(permissions.may_edit_thread(actor, thread))
    if thread.version != version:
        raise StaleVersionError
    thread.title, thread.category = content.title, content.category
    thread.version += 1
    reindex_thread.later(thread_id=thread.id)


@operation
def close_thread(actor: Reader, thread: Thread) -> None:
    """End the discussion: it stays readable, nobody adds to it."""
    require(permissions.may_close(actor, thread))
    thread.closed_at = thread.closed_at or clock.now()


@operation
def reopen_thread(actor: Reader, thread: Thread) -> None:
    """Let the discussion go on; raises `ThreadLockedError` when moderation stopped it."""
    require(permissions.may_close(actor, thread))
    if thread.is_locked:
        raise ThreadLockedError
    thread.closed_at = None


@operation
def pin_thread(actor: Reader, thread: Thread) -> None:
    """Keep the thread at the head of the lists."""
    require(permissions.may_pin(actor, thread))
    thread.pinned_at = thread.pinned_at or clock.now()


@operation
def unpin_thread(actor: Reader, thread: Thread) -> None:
    """Let the thread take its place by date again."""
    require(permissions.may_pin(actor, thread))
    thread.pinned_at = None
