"""The discussions as feed readers take them."""

from flask.typing import ResponseReturnValue

from comite.accounts import current
from comite.discussions import labels
from comite.discussions.queries import threads as queries
from comite.discussions.views.listing import read_filters
from comite.discussions.views.threads import discussions
from comite.foundation import feeds, subjects
from comite.foundation.feeds import Feed
from comite.foundation.security import everyone

__all__ = ["discussions"]


@discussions.get("/flux.atom")
@everyone
def feed() -> ResponseReturnValue:
    """The list, narrowed as its page is, the one written in last first."""
    reader = current.feed_reader()
    rows = queries.list_threads(reader, read_filters(reader), None).items
    found = subjects.find_many(reader, [("thread", row.thread.id) for row in rows])
    entries = [
        feeds.entry_of(
            found["thread", row.thread.id],
            category=labels.CATEGORIES[row.thread.category],
            updated_at=row.thread.last_message_at,
        )
        for row in rows
        if ("thread", row.thread.id) in found
    ]
    told = Feed("Discussions", feeds.same_list(".index"), entries)
    return feeds.atom(told, is_private=reader.is_signed_in)
