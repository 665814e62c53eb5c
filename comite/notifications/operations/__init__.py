"""Changes about what people are told."""

from comite.notifications.operations.choices import (
    choose_level,
    choose_rhythm,
    choose_rhythm_by_link,
    forget_choice,
    mute_by_link,
    stop_by_link,
)
from comite.notifications.operations.digests import send_digests, write_digest
from comite.notifications.operations.reading import forget_about, mark_all_read, mark_read
from comite.notifications.operations.telling import announce, send_mail, subscribe, tell

__all__ = [
    "announce",
    "choose_level",
    "choose_rhythm",
    "choose_rhythm_by_link",
    "forget_about",
    "forget_choice",
    "mark_all_read",
    "mark_read",
    "mute_by_link",
    "send_digests",
    "send_mail",
    "stop_by_link",
    "subscribe",
    "tell",
    "write_digest",
]
