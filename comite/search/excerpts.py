"""Where the words of a question are in a text: pieces to highlight, never HTML."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from comite.search.analysis import Token, normalise, tokens

Piece = tuple[str, bool]

# Spaces that do not break are kept: French typography wants them before « : » and « ? ».
_BREAKS = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")

EXCERPT_LENGTH = 260
# Most texts fit in one look; a long one is read on only while nothing was found.
LOOK_LENGTH = 12_000
READ_MAX = 60_000


@dataclass(frozen=True)
class Marker:
    """The stems to highlight, alone or as a sequence (the words of a synonym)."""

    stems: frozenset[str] = frozenset()
    sequences: tuple[tuple[str, ...], ...] = ()

    def mark(self, text: str) -> tuple[Piece, ...]:
        """The whole text in pieces, those that were asked for marked."""
        whole = normalise(text)
        return _pieces(whole, 0, len(whole), self._found(whole, 0, len(whole)))

    def excerpt(self, text: str, length: int = EXCERPT_LENGTH) -> tuple[Piece, ...]:
        """The passage that holds most of the words asked for, or the beginning."""
        whole = _BREAKS.sub(" ", normalise(text[:READ_MAX])).strip(" ")
        for start in range(0, max(len(whole), 1), LOOK_LENGTH):
            found = self._found(whole, start, min(start + LOOK_LENGTH, len(whole)))
            if found:
                return _passage(whole, found, length)
        return _passage(whole, [], length)

    def _found(self, text: str, start: int, end: int) -> list[Token]:
        """The words to mark between two places."""
        seen = [_moved(token, start) for token in tokens(text[start:end])]
        marked = [token for token in seen if token.term.stem in self.stems and not token.term.is_common]
        if not self.sequences:
            return marked
        in_sequences = [token for sequence in self.sequences for token in _sequence(seen, sequence)]
        return sorted({token.start: token for token in marked + in_sequences}.values(), key=_start)


def _start(token: Token) -> int:
    """Where a word begins."""
    return token.start


def _moved(token: Token, by: int) -> Token:
    """The word at its place in the whole text."""
    return Token(token.term, token.start + by, token.end + by, token.position) if by else token


def _sequence(seen: Sequence[Token], stems: tuple[str, ...]) -> list[Token]:
    """The words of every place where these stems follow one another, common words aside."""
    telling = [token for token in seen if not token.term.is_common]
    found: list[Token] = []
    for index in range(len(telling) - len(stems) + 1):
        run = telling[index : index + len(stems)]
        if all(token.term.stem == stem for token, stem in zip(run, stems, strict=True)):
            found += run
    return found


def _passage(text: str, found: Sequence[Token], length: int) -> tuple[Piece, ...]:
    """The best window of the text, cut between words."""
    start, end = _window(text, found, length)
    pieces = list(_pieces(text, start, end, [token for token in found if start <= token.start < end]))
    if start > 0:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return tuple(pieces)


def _window(text: str, found: Sequence[Token], length: int) -> tuple[int, int]:
    """The bounds of the window with most different words, then most words, then the earliest."""
    best, best_start = (0, 0), 0
    inside: Counter[str] = Counter()
    left = 0
    for token in found:
        inside[token.term.stem] += 1
        while token.end - found[left].start > length:
            inside[found[left].term.stem] -= 1
            left += 1
        score = (sum(1 for count in inside.values() if count), sum(inside.values()))
        if score > best:
            best, best_start = score, max(0, found[left].start - length // 5)
    start = best_start if best_start == 0 else text.rfind(" ", 0, best_start + 1) + 1
    return start, _cut(text, start, length)


def _cut(text: str, start: int, length: int) -> int:
    """The end of the last word that fits; a word longer than the window is cut."""
    end = start + length
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start, end + 1)
    return space if space > start else end


def _pieces(text: str, start: int, end: int, found: Sequence[Token]) -> tuple[Piece, ...]:
    """The text between two places, in marked and plain pieces."""
    pieces: list[Piece] = []
    here = start
    for token in found:
        until = min(token.end, end)
        if token.start < here or until <= token.start:
            continue
        if token.start > here:
            pieces.append((text[here : token.start], False))
        pieces.append((text[token.start : until], True))
        here = until
    if here < end:
        pieces.append((text[here:end], False))
    return tuple(pieces)
