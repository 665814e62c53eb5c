"""Signed links of mails: each lets one person do one thing, without signing in, and nothing else."""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from flask import current_app

from comite.foundation import clock
from comite.foundation.settings import Settings

SEAL_LENGTH = 43
# Muting and stopping work for ever; a link that shows somebody's choices does not.
SETTINGS_DAYS = 60
DAY = 86_400


class Purpose(StrEnum):
    """What a link does; it is part of the seal, so that a link opens nothing else."""

    MUTE = "mute"
    SETTINGS = "settings"
    STOP = "stop"


PLACES = {
    Purpose.MUTE: "/notifications/silence/",
    Purpose.SETTINGS: "/notifications/rythme/",
    Purpose.STOP: "/notifications/arret/",
}


@dataclass(frozen=True)
class Link:
    """Whom a link speaks for, for what, about what (a link to choices: until which day)."""

    purpose: Purpose
    user_id: int
    kind: str = "-"
    subject_id: int = 0


def path_of(link: Link) -> str:
    """The page, on this site, where the person is asked to confirm."""
    return f"{PLACES[link.purpose]}{_token(link)}"


def one_click_path(link: Link) -> str:
    """The address that mailboxes call by themselves when one unsubscribes (RFC 8058)."""
    return f"/notifications/desabonnement/{link.purpose.value}/{_token(link)}"


def settings_path(user_id: int) -> str:
    """The page where a person chooses the hour of their summary, good for two months."""
    last_day = int(clock.now().timestamp()) // DAY + SETTINGS_DAYS
    return path_of(Link(Purpose.SETTINGS, user_id, subject_id=last_day))


def read(purpose: Purpose, token: str) -> Link | None:
    """What a link of ours says; nothing when it was not made here for this, or is too old."""
    words, _, seal = token.rpartition(".")
    parts = words.split(".")
    good = any(hmac.compare_digest(_seal(purpose, words, key).encode(), seal.encode()) for key in _secrets())
    if not good or len(parts) != 3:
        return None
    link = Link(purpose, int(parts[0]), parts[1], int(parts[2]))
    is_over = purpose is Purpose.SETTINGS and link.subject_id < int(clock.now().timestamp()) // DAY
    return None if is_over else link


def _token(link: Link) -> str:
    """The words of a link, and their seal."""
    words = f"{link.user_id}.{link.kind}.{link.subject_id}"
    return f"{words}.{_seal(link.purpose, words, _secrets()[0])}"


def _seal(purpose: Purpose, words: str, key: str) -> str:
    """The proof that a link is ours."""
    return hmac.new(key.encode(), f"{purpose.value}:{words}".encode(), sha256).hexdigest()[:SEAL_LENGTH]


def _secrets() -> tuple[str, ...]:
    """The present secret, then those it replaced: links in old mails keep working."""
    settings: Settings = current_app.extensions["settings"]
    return (settings.secret_key, *settings.secret_key_fallbacks)
