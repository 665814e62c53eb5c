"""Words one or two slips away from a word that nobody wrote: a dropped, added, changed or swapped letter."""

import string
from bisect import bisect_left
from collections.abc import Iterator, Sequence

SHORTEST = 4
SHORTEST_FOR_TWO = 8
_LETTERS = string.ascii_lowercase
_KEPT = 3


def one_slip(word: str) -> Iterator[str]:
    """Every word that differs from this one by a single slip; some come twice."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in _LETTERS:
            yield before + letter + after
        if after:
            yield before + after[1:]
            for letter in _LETTERS:
                yield before + letter + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def may_be_misspelt(word: str) -> bool:
    """Short words and codes are taken as they are: too many others lie one slip away."""
    return len(word) >= SHORTEST and word.isalpha()


def two_slips(word: str, ordered: Sequence[str], reversed_ordered: Sequence[str]) -> set[str]:
    """Known words two slips away that begin or end alike; both lists are sorted, the second mirrored."""
    if len(word) < SHORTEST_FOR_TWO:
        return set()
    mirrored = word[::-1]
    near = set(beginning_with(word[:_KEPT], ordered))
    near.update(known[::-1] for known in beginning_with(mirrored[:_KEPT], reversed_ordered))
    return {known for known in near if abs(len(known) - len(word)) <= 2 and distance(word, known, 2) <= 2}


def beginning_with(prefix: str, ordered: Sequence[str]) -> Sequence[str]:
    """The words of a sorted list that begin so."""
    return ordered[bisect_left(ordered, prefix) : bisect_left(ordered, prefix + "\U0010ffff")]


def distance(left: str, right: str, most: int) -> int:
    """How many slips separate two words, swaps counting for one; more than `most` is said as `most + 1`."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
