"""How threads and messages are moderated from the queue; `app` registers these beside others."""

from comite.accounts.readers import Reader
from comite.discussions.models.threads import Message, Thread
from comite.discussions.moderated import Moderated
from comite.discussions.operations import moderation
from comite.discussions.queries.messages import find_any_message
from comite.discussions.queries.moderation import message_cases, thread_cases
from comite.discussions.queries.threads import find_any_thread
from comite.foundation.errors import NotFoundError


def thread_of_case(thread_id: int) -> Thread:
    """A thread whatever its state; raises `NotFoundError`."""
    thread = find_any_thread(thread_id)
    if thread is None:
        raise NotFoundError
    return thread


def _message(message_id: int) -> Message:
    """A message whatever its state; raises `NotFoundError`."""
    message = find_any_message(message_id)
    if message is None:
        raise NotFoundError
    return message


def _hide_thread(actor: Reader, thread_id: int, reason: str) -> None:
    moderation.hide_thread(actor, thread_of_case(thread_id), reason)


def _unhide_thread(actor: Reader, thread_id: int, reason: str) -> None:
    moderation.unhide_thread(actor, thread_of_case(thread_id), reason)


def _hide_message(actor: Reader, message_id: int, reason: str) -> None:
    message = _message(message_id)
    moderation.hide_message(actor, message.thread, message, reason)


def _unhide_message(actor: Reader, message_id: int, reason: str) -> None:
    message = _message(message_id)
    moderation.unhide_message(actor, message.thread, message, reason)


OWN_KINDS = (
    Moderated("thread", _hide_thread, _unhide_thread, thread_cases),
    Moderated("message", _hide_message, _unhide_message, message_cases),
)
