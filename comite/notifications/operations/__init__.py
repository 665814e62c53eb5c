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
from comite.notifications.operations.leaving import digest_leaving, notification_leaving
from comite.notifications.operations.reading import forget_about, mark_all_read, mark_read
from comite.notifications.operations.receiving import fetch_mails, forget_received, read_mail
from comite.notifications.operations.telling import announce, send_mail, subscribe, tell
from comite.notifications.operations.unreachable import follow_address

__all__ = [
    "announce",
    "choose_level",
    "choose_rhythm",
    "choose_rhythm_by_link",
    "digest_leaving",
    "fetch_mails",
    "follow_address",
    "forget_about",
    "forget_choice",
    "forget_received",
    "mark_all_read",
    "mark_read",
    "mute_by_link",
    "notification_leaving",
    "read_mail",
    "send_digests",
    "send_mail",
    "stop_by_link",
    "subscribe",
    "tell",
    "write_digest",
]
