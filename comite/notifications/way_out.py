"""The way out of a mail about one thing: muted in one click, choices without signing in, one conversation.

Notifications use it, and so do the features that write mails of their own (a convocation, a vote).
"""

from dataclasses import dataclass
from typing import Any

from comite.foundation.mail import Way
from comite.notifications import links, queries
from comite.notifications.links import Link, Purpose
from comite.notifications.models import Level


@dataclass(frozen=True)
class WayOut:
    """What a mail about a thing says in its last lines, and what it tells mailboxes."""

    way: Way
    paths: dict[str, Any]


def way_out(user_id: int, kind: str, subject_id: int, *, reply_to: str = "") -> WayOut:
    """How one person leaves what concerns one thing; the templates of mails show it with `mail_way_out`."""
    link = Link(Purpose.MUTE, user_id, kind, subject_id)
    return WayOut(
        Way(
            conversation=f"{kind}-{subject_id}-{user_id}",
            unsubscribe_path=links.one_click_path(link),
            reply_to=reply_to,
        ),
        {"mute_path": links.path_of(link), "settings_path": links.settings_path(user_id)},
    )


def ids_muted(kind: str, subject_id: int) -> set[int]:
    """Who wants no mail about a thing any more."""
    place = (kind, subject_id)
    chosen = queries.chosen_on([place])
    return {user_id for user_id, levels in chosen.items() if levels[place] is Level.MUTE}
