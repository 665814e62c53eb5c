"""Whom a thread reaches: as narrow as its subject, and only while it has something to read."""

from sqlalchemy import func, select

from comite.accounts.audiences import Audience
from comite.discussions.models.threads import Message, Thread
from comite.foundation.database import db, write
from comite.foundation.jobs import job
from comite.search.operations import reindex


def narrow(
    kind: str,
    subject_id: int,
    audience: Audience,
    authority_id: int,
    committee_id: int | None,
    *,
    for_lead: bool = False,
) -> None:
    """Give the threads about a thing what its new audience allows, in the operation that changes it."""
    with write() as session:
        about = select(Thread).where(Thread.about_kind == kind, Thread.about_id == subject_id)
        for thread in session.scalars(about.with_for_update()):
            thread.subject_audience = audience
            thread.authority_id = authority_id
            thread.committee_id = committee_id or thread.committee_id
            thread.is_for_lead = for_lead
            settle(thread)


def settle(thread: Thread) -> None:
    """Give a thread the audience it is allowed now; what search knows of it follows."""
    allowed = thread.allowed_audience()
    if allowed is Audience.COMMITTEE and thread.committee_id is None:
        allowed = Audience.AUTHORITY
    thread.audience = allowed
    db.session.flush()
    reindex_thread.later(thread_id=thread.id)


def recount(thread: Thread) -> None:
    """Say again how many messages can be read, and which is the latest."""
    db.session.flush()
    shown = (Message.thread_id == thread.id, Message.deleted_at.is_(None), Message.hidden_at.is_(None))
    count, number, latest = db.session.execute(
        select(func.count(), func.max(Message.number), func.max(Message.written_at)).where(*shown)
    ).one()
    thread.message_count = count
    thread.last_shown_number = number or 0
    thread.last_message_at = latest if count else thread.started_at
    settle(thread)


@job
def reindex_thread(thread_id: int) -> None:
    """Have search look again at a thread and at each of its messages."""
    reindex.later(kind="thread", subject_id=thread_id)
    answers = select(Message.id).where(Message.thread_id == thread_id, Message.number > 1)
    reindex.all_later(kind="message", subject_ids=db.session.scalars(answers.order_by(Message.id)).all())
