"""What became of a text, word by word, however long it is; what was moved is said to be."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

SAME, REMOVED, ADDED = "same", "removed", "added"
# What was carried elsewhere in the text: where it was, and where it is.
MOVED_AWAY, MOVED_HERE = "moved_away", "moved_here"
# What stayed, far from any change: there for who wants to read it all.
FAR = "far"
_WORDS = re.compile(r"\s*\S+|\s+\Z")
_LETTERS = re.compile(r"\s+|\S+")
_SENTENCES = re.compile(r"[^\n.!?…]*(?:[.!?…]+(?=\s|\Z)\s*|[.!?…]+|\n\s*|\Z)")
# Beyond as many pairs of equal words a comparison takes too long: sentences are compared first.
PAIRS_MAX = 500_000
# Shorter, the same words may well stand in two places.
MOVED_MIN = 30
# Letters of what stayed that are shown beside a change, and beyond how many the rest is far.
BESIDE, FAR_MIN = 200, 600

Piece = tuple[str, str]


def difference(before: str, after: str) -> list[Piece]:
    """The pieces of two texts: kept, removed, added, moved, or kept and far from any change."""
    return _with_far(_with_moves(_by_lines(_together(_compared(before, after)))))


def _compared(before: str, after: str) -> Iterator[Piece]:
    """The pieces, as they are found."""
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    yield SAME, "".join(other[:start])
    one, kept, other = one[start : len(one) - end], other[len(other) - end :], other[start : len(other) - end]
    if _pairs(one, other) <= PAIRS_MAX:
        yield from _by_parts(one, other)
    else:
        yield from _by_sentences("".join(one), "".join(other))
    yield SAME, "".join(kept)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((rank for rank, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _pairs(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pairs of equal parts two texts make, which is what a comparison costs."""
    counted = Counter(other)
    return sum(count * counted[part] for part, count in Counter(one).items())


def _by_sentences(before: str, after: str) -> Iterator[Piece]:
    """Sentence by sentence, then word by word where sentences changed."""
    one, other = (list(filter(None, _SENTENCES.findall(text))) for text in (before, after))
    if _pairs(one, other) > PAIRS_MAX:
        yield REMOVED, before
        yield ADDED, after
        return
    left = PAIRS_MAX
    for old, new, is_kept in _aligned(one, other):
        words = [_WORDS.findall("".join(part)) for part in (old, new)]
        cost = _pairs(*words)
        if is_kept:
            yield SAME, "".join(new)
        elif cost <= left:
            left -= cost
            yield from _by_parts(*words)
        else:
            yield REMOVED, "".join(old)
            yield ADDED, "".join(new)


def _by_parts(one: Sequence[str], other: Sequence[str]) -> Iterator[Piece]:
    """The pieces of two lists of words."""
    for old, new, is_kept in _aligned(one, other):
        yield SAME if is_kept else REMOVED, "".join(old)
        if not is_kept:
            yield ADDED, "".join(new)


def _aligned(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
    """What stands at the same place in two lists, and whether it is the same."""
    for what, low, high, start, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield one[low:high], other[start:end], what == "equal"


def _together(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of the same kind as one; words removed and added side by side are told once each."""
    told: list[Piece] = []
    old = new = ""
    for kind, text in [*pieces, (SAME, "")]:
        if kind == REMOVED:
            old += text
        elif kind == ADDED:
            new += text
        elif text or old or new:
            told += [*_changed(old, new), (kind, text)]
            old = new = ""
    grouped = groupby((piece for piece in told if piece[1]), key=lambda piece: piece[0])
    return [(kind, "".join(text for _, text in group)) for kind, group in grouped]


def _changed(old: str, new: str) -> Iterator[Piece]:
    """What was removed, then what was added; what both begin or end with was not changed."""
    one, other = _LETTERS.findall(old), _LETTERS.findall(new)
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    yield SAME, "".join(one[:start])
    yield REMOVED, "".join(one[start : len(one) - end])
    yield ADDED, "".join(other[start : len(other) - end])
    yield SAME, "".join(one[len(one) - end :])


def _by_lines(pieces: list[Piece]) -> list[Piece]:
    """The same, where a change that could as well begin with a line does.

    Between « Le… » and « Le… », a whole paragraph goes, not all of it but its first word and the next one's.
    """
    texts = [text for _, text in pieces]
    for rank, (kind, _) in enumerate(pieces):
        beside = [each for each, _ in pieces[max(rank - 1, 0) : rank + 2 : 2]]
        if kind == SAME or beside != [SAME, SAME] or not rank:
            continue
        before, after = texts[rank - 1], texts[rank + 1]
        moved = _back(before, texts[rank]) or -_on(texts[rank], after)
        whole = before + texts[rank] + after
        start = len(before) - moved
        end = start + len(texts[rank])
        texts[rank - 1], texts[rank], texts[rank + 1] = whole[:start], whole[start:end], whole[end:]
    return [(kind, text) for (kind, _), text in zip(pieces, texts, strict=True) if text]


def _back(before: str, change: str) -> int:
    """How many letters a change must go back to begin with its line, if it ends with the same ones."""
    line = before[before.rfind("\n") + 1 :]
    return len(line) if change.endswith(line) and "\n" in change else 0


def _on(change: str, after: str) -> int:
    """How many letters a change must go on to begin with a line, if the same ones follow it."""
    end = change.rfind("\n") + 1
    return end if after.startswith(change[:end]) else 0


def _with_moves(pieces: list[Piece]) -> list[Piece]:
    """The same, where what was removed in one place and added in another is said to be moved."""
    seen = {kind: Counter(text.strip() for each, text in pieces if each == kind) for kind in (REMOVED, ADDED)}
    moved = {
        text
        for text, count in seen[REMOVED].items()
        if len(text) >= MOVED_MIN and count == 1 and seen[ADDED][text] == 1
    }
    names = {REMOVED: MOVED_AWAY, ADDED: MOVED_HERE}
    return [(names.get(kind, kind) if text.strip() in moved else kind, text) for kind, text in pieces]


def _with_far(pieces: list[Piece]) -> list[Piece]:
    """The same, where long passages that stayed are cut into what is beside a change and what is far."""
    if len(pieces) < 2:
        return pieces
    cut: list[Piece] = []
    for rank, (kind, text) in enumerate(pieces):
        start = _space_after(text, BESIDE) if rank else 0
        end = _space_before(text, len(text) - BESIDE) if rank < len(pieces) - 1 else len(text)
        if kind == SAME and end - start > FAR_MIN:
            cut += [(SAME, text[:start]), (FAR, text[start:end]), (SAME, text[end:])]
        else:
            cut.append((kind, text))
    return [piece for piece in cut if piece[1]]


def _space_after(text: str, place: int) -> int:
    """Where the word at a place ends."""
    found = [rank for sign in " \n" if (rank := text.find(sign, place)) >= 0]
    return min(found, default=len(text))


def _space_before(text: str, place: int) -> int:
    """Where the word at a place begins."""
    return max(text.rfind(sign, 0, max(place, 0)) for sign in " \n") + 1
