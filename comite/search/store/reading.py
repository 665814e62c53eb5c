"""Reading the index: whole blocks of postings, where Whoosh hands out one object for each."""

import json
import zlib
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from comite.search.store.files import check
from comite.search.store.layout import SCHEMA
from comite.search.store.library import FileStorage, SegmentReader
from comite.search.store.state import table_of

Postings = tuple["array[int]", "array[float]"]
_NONE: Postings = (array("I"), array("f"))


def read_postings(
    reader: Any, field: str, word: bytes, take: Callable[[Any], None] | None = None
) -> Postings:
    """The documents of one segment that hold a word, struck out or not, and how often they do."""
    terms = reader._terms  # noqa: SLF001 - the public way hides whole blocks behind one object per posting
    if (field, word) not in terms:
        return _NONE
    matcher = terms.matcher(field, word, SCHEMA[field].format)
    ids, counts = array("I"), array("f")
    while matcher.is_active():
        matcher._read_ids()  # noqa: SLF001 - as above
        matcher._read_weights()  # noqa: SLF001 - as above
        ids.extend(matcher._ids)  # noqa: SLF001 - as above
        counts.extend(matcher._weights)  # noqa: SLF001 - as above
        if take:
            matcher._read_values()  # noqa: SLF001 - as above
            take(matcher._values)  # noqa: SLF001 - as above
        matcher._next_block()  # noqa: SLF001 - as above
    return ids, counts


class SegmentView:
    """One immutable part of the index, open for reading; facts in columns, one entry a document."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self.name = str(segment.segment_id())
        self._reader = SegmentReader(FileStorage(str(folder)), SCHEMA, segment)
        self.size = int(segment.doc_count_all())
        self._titles = self._reader.column_reader("title", translate=False)
        self._texts = self._reader.column_reader("text", translate=False)
        self._read_facts()
        self._vocabulary: dict[str, list[str]] | None = None

    def _read_facts(self) -> None:
        """Load the columns; equal values share one object."""
        raw = self._reader.column_reader("facts", translate=False)
        rows = json.loads(b"[" + b",".join(raw[place] for place in range(self.size)) + b"]")
        shared: dict[Any, Any] = {}
        columns: list[list[Any]] = [[] for _ in range(10)]
        for row in rows:
            row[2] = tuple(row[2])
            for column, value in zip(columns, row, strict=True):
                column.append(shared.setdefault(value, value))
        self.kinds: list[str] = columns[0]
        self.subject_ids: list[int] = columns[1]
        self.keys: list[tuple[str, ...]] = columns[2]
        self.committee_ids: list[int | None] = columns[3]
        self.authority_ids: list[int | None] = columns[4]
        self.domains: list[str | None] = columns[5]
        self.instants: list[int] = columns[6]
        self.years: list[int | None] = columns[7]
        self.lengths: list[int] = columns[8]
        self.bundles: list[str | None] = columns[9]

    def stems(self, stem: str) -> Postings:
        """The documents that hold a stem, and how often."""
        return read_postings(self._reader, "stems", stem.encode())

    def words(self, shown: str) -> Postings:
        """The documents that hold a word as it is written, and how often."""
        return read_postings(self._reader, "words", shown.encode())

    def positions(self, stem: str) -> dict[int, "array[int]"]:
        """Where a stem stands in the documents that hold it."""
        held: list[bytes] = []
        ids, _ = read_postings(self._reader, "stems", stem.encode(), held.extend)
        return {place: array("H", raw) for place, raw in zip(ids, held, strict=True)}

    def vocabulary(self) -> Iterator[str]:
        """Every word as it is written, in order."""
        for word in self._reader.lexicon("words"):
            yield word.decode() if isinstance(word, bytes) else str(word)

    def title(self, place: int) -> str:
        """The title of a document."""
        return bytes(self._titles[place]).decode()

    def text(self, place: int) -> str:
        """The text of a document."""
        return zlib.decompress(self._texts[place]).decode()


def open_segments(folder: Path, known: dict[str, SegmentView]) -> list[tuple[SegmentView, frozenset[int]]]:
    """The segments of the present state (those already open are kept), and what was struck out of them."""
    opened = []
    for segment in table_of(folder).segments:
        view = known.get(str(segment.segment_id()))
        if view is None:
            check(folder / segment.make_filename(".seg"))
            view = SegmentView(folder, segment)
        opened.append((view, frozenset(segment.deleted_docs())))
    return opened
