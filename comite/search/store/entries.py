"""A document as the index keeps it: words already cut, facts in one column."""

import json
import zlib
from array import array
from typing import Any

from comite.foundation import clock
from comite.search.analysis import Token, joined, normalise, tokens
from comite.search.documents import IndexedDocument
from comite.search.store.layout import key_of

TEXT_MAX = 200_000
POSITION_MAX = 65_535
GAP = 10


def fields_of(document: IndexedDocument) -> dict[str, Any]:
    """A document as Whoosh takes it: words already cut, facts in one column."""
    title = normalise(document.title)
    text = normalise(document.text[:TEXT_MAX])
    stems, words, length = _words_of((title, text, normalise(document.extra[:TEXT_MAX])))
    dated_at = document.dated_at
    facts = (
        document.kind,
        document.subject_id,
        sorted(set(document.keys)),
        document.committee_id,
        document.authority_id,
        document.domain,
        int(dated_at.timestamp()) if dated_at else 0,
        clock.in_paris(dated_at).year if dated_at else None,
        length,
        document.bundle,
    )
    return {
        "key": [(key_of(document.kind, document.subject_id), 1, 1.0, b"")],
        "stems": stems,
        "words": words,
        "facts": json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode(),
        "title": title.encode(),
        "text": zlib.compress(text.encode(), 6),
    }


def _words_of(parts: tuple[str, str, str]) -> tuple[list[Any], list[Any], int]:
    """The stems with their places, the words as written, and how many there are; the title counts twice."""
    places: dict[str, array[int]] = {}
    often: dict[str, int] = {}
    written: dict[str, int] = {}
    length = base = 0
    for weight, part in zip((2, 1, 1), parts, strict=True):
        before: Token | None = None
        for token in tokens(part):
            one = joined(part, before, token) if before else None
            for term in (token.term, one):
                if term and not term.is_common:
                    places.setdefault(term.stem, array("H")).append(min(base + token.position, POSITION_MAX))
                    often[term.stem] = often.get(term.stem, 0) + weight
                    written[term.shown] = written.get(term.shown, 0) + weight
            length += 0 if token.term.is_common else weight
            before = token
        base += (before.position if before else 0) + GAP
    stems = [
        (stem.encode(), often[stem], float(often[stem]), held.tobytes()) for stem, held in places.items()
    ]
    words = [(word.encode(), count, float(count), b"") for word, count in written.items()]
    return stems, words, length
