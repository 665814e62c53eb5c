"""What people type, read in one pass: words, "exact phrases", -exclusions; nothing else means anything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from comite.search.analysis import Term, joined, normalise, tokens

TERMS_MAX = 32
_PARTS = re.compile(
    r"(?P<minus>(?<!\S)-(?=[\"«“\w]))?(?:[\"«“](?P<phrase>[^\"«»“”]*)[\"»”]|(?P<words>[^\s\"«»“”]+))"
)


@dataclass(frozen=True)
class Phrase:
    """Words that must follow one another; each with its distance from the first."""

    terms: tuple[tuple[Term, int], ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems in order."""
        return tuple(term.stem for term, _ in self.terms)


@dataclass(frozen=True)
class Asked:
    """One word asked for, where it stands in the question, and the words it would be if written in one."""

    term: Term
    start: int
    end: int
    joined: Term | None = None


@dataclass(frozen=True)
class Question:
    """A question, understood."""

    text: str
    asked: tuple[Asked, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    had_words: bool = field(default=False)

    @property
    def is_empty(self) -> bool:
        """Whether no word of it can be looked for."""
        return not self.asked


def parse(written: str, longest: int) -> Question:
    """Understand any text; what is beyond the limits is left out."""
    text = normalise(written[:longest])
    asked: dict[str, Asked] = {}
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []
    had_words = False
    for part in _PARTS.finditer(text):
        name = "words" if part["words"] is not None else "phrase"
        phrase = phrase_of(part[name])
        if part["minus"]:
            excluded += [phrase] if phrase.terms else []
            continue
        had_words = had_words or any(True for _ in tokens(part[name]))
        if name == "phrase" and phrase.terms:
            phrases.append(phrase)
        for word in _asked(text, part.start(name), part.end(name)):
            asked.setdefault(word.term.folded, word)
    kept = tuple(asked.values())[:TERMS_MAX]
    return Question(text, kept, tuple(phrases), tuple(excluded), had_words)


def phrase_of(text: str) -> Phrase:
    """The telling words of a text at their distances: common words leave a gap that must be there too."""
    telling = [token for token in tokens(normalise(text)) if not token.term.is_common]
    return Phrase(tuple((token.term, token.position - telling[0].position) for token in telling[:TERMS_MAX]))


def _asked(text: str, start: int, end: int) -> Iterator[Asked]:
    """The telling words between two places of the question."""
    part = text[start:end]
    seen = list(tokens(part))
    for token, following in zip(seen, [*seen, None][1:], strict=True):
        if not token.term.is_common:
            one = joined(part, token, following) if following else None
            yield Asked(token.term, start + token.start, start + token.end, one)
