"""Signed links of mails: each lets one person vote in one ballot, for their seats, and nothing else.

The link is all the permission there is, as with a postal ballot: the page says so, names the seat, and asks
not to forward the mail. Opening it never votes (programs open links of mails before people do); it ends with
the ballot.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from flask import current_app

from comite.foundation.settings import Settings

SEAL_LENGTH = 43


@dataclass(frozen=True)
class VoteLink:
    """In which ballot, and who votes."""

    ballot_id: int
    user_id: int


def vote_path(link: VoteLink) -> str:
    """The address, on this site, of the page where the person votes."""
    return f"/votes/voter/{key_of(link)}"


def key_of(link: VoteLink) -> str:
    """The last part of that address."""
    words = f"{link.ballot_id}.{link.user_id}"
    return f"{words}.{_seal(words, _secrets()[0])}"


def read_vote(key: str) -> VoteLink | None:
    """What a link of ours says; nothing when it was not made here."""
    words, _, seal = key.rpartition(".")
    parts = words.split(".")
    good = any(hmac.compare_digest(_seal(words, each).encode(), seal.encode()) for each in _secrets())
    if not good or len(parts) != 2:
        return None
    return VoteLink(int(parts[0]), int(parts[1]))


def _seal(words: str, key: str) -> str:
    """The proof that a link is ours; its purpose is part of it, so that it opens nothing else."""
    return hmac.new(key.encode(), f"vote:{words}".encode(), sha256).hexdigest()[:SEAL_LENGTH]


def _secrets() -> tuple[str, ...]:
    """The present secret, then those it replaced: links in old mails keep working."""
    settings: Settings = current_app.extensions["settings"]
    return (settings.secret_key, *settings.secret_key_fallbacks)
