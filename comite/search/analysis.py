"""French words as the index knows them: cut, folded, stemmed; the same for texts and for questions."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from comite.foundation.text import fold

# Part of the index's schema version: to be raised whenever the same text would give other words.
ANALYSIS_VERSION = 1

WORD_MAX = 48
_SINGLE_DIGIT_GROUPS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)"
_DOTTED_ACRONYM = r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"
_TOKEN = re.compile(rf"{_SINGLE_DIGIT_GROUPS}|{_DOTTED_ACRONYM}|[^\W_]+")
_INNER = re.compile(r"[ .\u00a0\u202f]")
_HYPHENS = frozenset("-\u2010\u2011")
_STOP_WORDS_FILE = Path(__file__).with_name("stop_words.txt")


@dataclass(frozen=True, slots=True)
class Term:
    """One word in its three shapes: as written in lower case, without accents, and its stem."""

    shown: str
    folded: str
    stem: str
    is_common: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A word at its place in a text."""

    term: Term
    start: int
    end: int
    position: int


def read_words(path: Path) -> frozenset[str]:
    """The folded words of a list where lines beginning with # are remarks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


STOP_WORDS = read_words(_STOP_WORDS_FILE)


class _Stemmers(threading.local):
    """One stemmer a thread: it writes down where it stands in its word."""

    @cached_property
    def french(self) -> Any:
        """Made at the first word: the library brings 38 languages, 3 MB that few processes need at once."""
        import snowballstemmer  # noqa: PLC0415 - see above

        return snowballstemmer.stemmer("french")


_stemmers = _Stemmers()


def normalise(text: str) -> str:
    """The composed form every offset refers to."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=20_000)
def term(written: str) -> Term:
    """The shapes of one written word: accents go before the stem, so that both spellings share it."""
    shown = _INNER.sub("", written).lower()[:WORD_MAX]
    folded = fold(shown)
    return Term(shown, folded, str(_stemmers.french.stemWord(folded)), folded in STOP_WORDS)


def tokens(text: str) -> Iterator[Token]:
    """Every word of a normalised text, common ones included, in order."""
    for position, found in enumerate(_TOKEN.finditer(text)):
        yield Token(term(found.group()), found.start(), found.end(), position)


def joined(text: str, left: Token, right: Token) -> Term | None:
    """The single word that two words tied by a hyphen also are: co-voiturage, covoiturage."""
    if right.start != left.end + 1 or text[left.end] not in _HYPHENS:
        return None
    if left.term.is_common or right.term.is_common:
        return None
    both = left.term.shown + right.term.shown
    return term(both) if both.isalpha() else None
