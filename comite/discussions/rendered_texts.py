"""The rendered texts of discussions."""

from collections.abc import Mapping

from comite.discussions.models.threads import Message
from comite.discussions.queries.mentions import mentions_in
from comite.foundation.renewal import RenderedText


def addresses_in(source: str) -> Mapping[str, str]:
    """Those of the people and authorities that a text mentions."""
    return mentions_in(source).addresses


def _subject(message: Message) -> tuple[str, int]:
    """A discussion is found by its first message."""
    return ("thread", message.thread_id) if message.is_opening else ("message", message.id)


RENDERED_MESSAGES = (RenderedText(Message, addresses=addresses_in, subject=_subject),)
