"""The form of the index: its fields, its segments, and how postings are sorted on their way."""

import marshal
import secrets
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from comite.search.store.files import Compound
from comite.search.store.library import (
    COLUMN,
    Existence,
    FieldType,
    Positions,
    PostingPool,
    Schema,
    VarBytesColumn,
    W3Codec,
    W3Segment,
)

# Part of the index's schema version: to be raised whenever documents are kept in another way.
STORE_VERSION = 3

NAME = "MAIN"
RUN_PART = 1_000


class _Terms(FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field whose words were already cut: (word, how often, how often, positions)."""

    scorable = stored = unique = False

    def __init__(self, *, with_positions: bool) -> None:
        """Positions are kept where phrases are looked for."""
        self.format = Positions() if with_positions else Existence()

    def index(self, value: Iterable[tuple[bytes, int, float, bytes]], **_options: object) -> Any:
        """Hand the words over as they are."""
        return value


class Segment(W3Segment):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's own segment, read where it lies."""

    def open_compound_file(self, storage: Any) -> Any:
        """The files within."""
        return Compound(storage.open_file(self.make_filename(self.COMPOUND_EXT)))


class Codec(W3Codec):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's own format, its segments named by real chance: `random` may be seeded.

    The lengths of fields are among our facts; Whoosh would look for them on the disk at each posting.
    """

    length_stats = False

    def new_segment(self, _storage: object, indexname: str) -> Any:
        """A segment whose name no other ever had."""
        return Segment(self, indexname, segid=secrets.token_hex(8))


class Pool(PostingPool):  # type: ignore[misc] # Whoosh has no types
    """Postings being sorted, put aside a thousand at a time rather than one by one."""

    def _write_run(self, file: Any, items: Iterable[Any]) -> None:
        """Put sorted postings aside."""
        several = iter(items)
        while part := list(islice(several, RUN_PART)):
            marshal.dump(part, file)
        file.close()

    def _read_run(self, path: str) -> Iterator[Any]:
        """Take them back in order."""
        file = self._open_run(path)
        try:
            while True:
                try:
                    part = marshal.load(file)  # noqa: S302 - a file this process has just written
                except EOFError:
                    return
                yield from part
        finally:
            file.close()
            self._remove_run(path)


SCHEMA = Schema(
    key=_Terms(with_positions=False),
    stems=_Terms(with_positions=True),
    words=_Terms(with_positions=False),
    facts=COLUMN(VarBytesColumn()),
    title=COLUMN(VarBytesColumn()),
    text=COLUMN(VarBytesColumn()),
)


def key_of(kind: str, subject_id: int) -> bytes:
    """The one word by which a document is found again."""
    return f"{kind}:{subject_id}".encode()
