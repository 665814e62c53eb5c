"""Telling people what was written: those it names, those who follow, those whose work it is about."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts import audiences
from comite.accounts import queries as accounts
from comite.accounts.models import Role
from comite.discussions.models.threads import Message, Thread
from comite.discussions.queries.mentions import mentions_in
from comite.foundation.database import db, write
from comite.foundation.jobs import long_job
from comite.notifications import queries as notifications
from comite.notifications.models import Level, Reason
from comite.notifications.operations import announce, subscribe, tell


@long_job
def tell_about(message_id: int, *, is_new: bool) -> None:
    """Tell of a message, once each: those it mentions and, when it is new, who follows its thread.

    Reading who may read takes its time: it is done before the write transaction.
    """
    message = db.session.scalar(
        select(Message).where(Message.id == message_id).options(joinedload(Message.thread))
    )
    if message is None or not message.is_shown or message.thread.is_hidden:
        return
    thread = message.thread
    told = notifications.ids_told("message", message_id)
    mentions = mentions_in(message.source)
    named = _who_read(thread, [each for each in mentions.user_ids if each not in told])
    editors = [each for key in mentions.authority_ids for each in accounts.ids_with_role(Role.EDITOR, key)]
    mentioned = named + _who_read(thread, [each for each in editors if each not in {*told, *named}])
    others = _who_read(thread, _interested(thread, message) if is_new else [])
    actor = accounts.reader_of(message.author_id)
    with write():
        for user_id in named:
            if user_id != message.author_id:
                subscribe(user_id, "thread", thread.id, Level.ALL)
        for recipients, reason in (
            (mentioned, Reason.MENTIONED),
            (
                [each for each in others if each not in {*told, *mentioned}],
                Reason.STARTED if message.is_opening else Reason.REPLIED,
            ),
        ):
            tell(
                recipients,
                reason=reason,
                kind="message",
                subject_id=message.id,
                actor=actor,
                detail=message.plain,
                topic=("thread", thread.id),
                about=(thread.about_kind, thread.about_id) if thread.about_kind and thread.about_id else None,
            )
        if is_new and message.is_opening:
            announce.later(kind="thread", subject_id=thread.id, actor_id=message.author_id)


def _who_read(thread: Thread, user_ids: Iterable[int]) -> list[int]:
    """Those of these people who may read a thread today, each once."""
    readers = accounts.readers_of(user_ids)
    return [user_id for user_id, reader in readers.items() if audiences.may_read(reader, thread)]


def _interested(thread: Thread, message: Message) -> list[int]:
    """Who follows the thread; for a new one, who follows its subject or publishes for its authority."""
    if not message.is_opening:
        return notifications.ids_of_followers("thread", thread.id)
    if thread.about_kind is None or thread.about_id is None:
        return []
    followers = notifications.ids_of_followers(thread.about_kind, thread.about_id)
    return [*followers, *accounts.ids_with_role(Role.EDITOR, thread.authority_id)]
