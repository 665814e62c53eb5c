"""Signed links of mails: each lets one person mute one thing, without signing in, and nothing else."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from flask import current_app

from comite.foundation.settings import Settings

SEAL_LENGTH = 43


@dataclass(frozen=True)
class MuteLink:
    """Whom a link speaks for, and what it mutes."""

    user_id: int
    kind: str
    subject_id: int


def mute_path(link: MuteLink) -> str:
    """The address, on this site, of the page that mutes one thing for one person."""
    words = f"{link.user_id}.{link.kind}.{link.subject_id}"
    return f"/notifications/silence/{words}.{_seal(words, _secrets()[0])}"


def read_mute(token: str) -> MuteLink | None:
    """What a link of ours says; nothing when it was not made here."""
    words, _, seal = token.rpartition(".")
    parts = words.split(".")
    good = any(hmac.compare_digest(_seal(words, key).encode(), seal.encode()) for key in _secrets())
    if not good or len(parts) != 3:
        return None
    user_id, kind, subject_id = parts
    return MuteLink(int(user_id), kind, int(subject_id))


def _seal(words: str, key: str) -> str:
    """The proof that a link is ours; its purpose is part of it, so that it opens nothing else."""
    return hmac.new(key.encode(), f"mute:{words}".encode(), sha256).hexdigest()[:SEAL_LENGTH]


def _secrets() -> tuple[str, ...]:
    """The present secret, then those it replaced: links in old mails keep working."""
    settings: Settings = current_app.extensions["settings"]
    return (settings.secret_key, *settings.secret_key_fallbacks)
