"""What became of a text, word by word."""

import re
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|[^\s]+")
# Beyond this many words a comparison word by word takes too long: lines are compared instead.
WORDS_MAX = 3_000


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """The pieces of two texts: kept, removed, added; neighbours of the same kind are one piece."""
    one, other = _PIECES.findall(before), _PIECES.findall(after)
    if len(one) > WORDS_MAX or len(other) > WORDS_MAX:
        one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[tuple[str, str]] = []
    for what, low, high, start, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(("same", "".join(one[low:high])))
            continue
        if high > low:
            pieces.append(("removed", "".join(one[low:high])))
        if end > start:
            pieces.append(("added", "".join(other[start:end])))
    return pieces
