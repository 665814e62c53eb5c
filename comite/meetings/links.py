"""Signed links of convocations: each lets one person answer for one seat in one meeting, and nothing else."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from flask import current_app

from comite.foundation.settings import Settings

SEAL_LENGTH = 43


@dataclass(frozen=True)
class ReplyLink:
    """For which meeting, which seat, and who answers."""

    meeting_id: int
    seat_id: int
    user_id: int


def reply_path(link: ReplyLink) -> str:
    """The address, on this site, of the page that answers a convocation."""
    words = f"{link.meeting_id}.{link.seat_id}.{link.user_id}"
    return f"/seances/repondre/{words}.{_seal(words, _secrets()[0])}"


def read_reply(token: str) -> ReplyLink | None:
    """What a link of ours says; nothing when it was not made here."""
    words, _, seal = token.rpartition(".")
    parts = words.split(".")
    good = any(hmac.compare_digest(_seal(words, key).encode(), seal.encode()) for key in _secrets())
    if not good or len(parts) != 3:
        return None
    return ReplyLink(*(int(part) for part in parts))


def _seal(words: str, key: str) -> str:
    """The proof that a link is ours; its purpose is part of it, so that it opens nothing else."""
    return hmac.new(key.encode(), f"meeting-reply:{words}".encode(), sha256).hexdigest()[:SEAL_LENGTH]


def _secrets() -> tuple[str, ...]:
    """The present secret, then those it replaced: links in old mails keep working."""
    settings: Settings = current_app.extensions["settings"]
    return (settings.secret_key, *settings.secret_key_fallbacks)
