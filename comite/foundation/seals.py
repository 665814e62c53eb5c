"""Words that we wrote on a link and that come back: sealed with the secret of the installation, not kept."""

import hmac
from hashlib import sha256

from comite.foundation import settings
from comite.foundation.text import whole

SEAL_LENGTH = 43


def sealed(purpose: str, *parts: int | str) -> str:
    """Some words and their seal; the purpose is part of it, so that one link opens nothing else."""
    words = ".".join(map(str, parts))
    return f"{words}.{_seal(purpose, words, settings.current().secrets[0])}"


def opened(purpose: str, token: str, count: int) -> list[str] | None:
    """The words that we sealed for this purpose, so many of them; None for what was not made here.

    Replaced secrets still open: links in old mails keep working.
    """
    words, _, seal = token.rpartition(".")
    keys = settings.current().secrets
    is_ours = any(hmac.compare_digest(_seal(purpose, words, key).encode(), seal.encode()) for key in keys)
    parts = words.split(".")
    return parts if is_ours and len(parts) == count else None


def opened_numbers(purpose: str, token: str, count: int) -> list[int] | None:
    """The same, for words that are all numbers."""
    numbers = [whole(each) for each in opened(purpose, token, count) or ()]
    known = [each for each in numbers if each is not None]
    return known if len(known) == count else None


def _seal(purpose: str, words: str, key: str) -> str:
    """The proof that words are ours."""
    return hmac.new(key.encode(), f"{purpose}:{words}".encode(), sha256).hexdigest()[:SEAL_LENGTH]
