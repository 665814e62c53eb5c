"""The Whoosh index on disk: how documents are written so that a power cut loses nothing, and read back.

Whoosh 2.7.4 never asks the disk to keep what it wrote, has no checksum, and reads postings one object at a
time. This adapter adds the first two, and reads whole blocks; nothing outside it knows Whoosh.
"""

import json
import logging
import marshal
import os
import secrets
import warnings
import weakref
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from comite.foundation import clock
from comite.search.analysis import Token, joined, normalise, tokens
from comite.search.documents import IndexedDocument
from comite.search.errors import DamagedError, SearchUnavailableError

with warnings.catch_warnings():
    # Whoosh 2.7.4 compares with literals by `is`, which newer Pythons say aloud when they compile it.
    warnings.simplefilter("ignore")
    from whoosh.codec.whoosh3 import W3Codec, W3Segment
    from whoosh.columns import VarBytesColumn
    from whoosh.fields import COLUMN, FieldType, Schema
    from whoosh.filedb.compound import CompoundStorage
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import BufferFile
    from whoosh.formats import Existence, Positions
    from whoosh.index import TOC, FileIndex
    from whoosh.reading import SegmentReader
    from whoosh.writing import PostingPool, SegmentWriter

logger = logging.getLogger("comite.search")

# Part of the index's schema version: to be raised whenever documents are kept in another way.
STORE_VERSION = 1

NAME = "MAIN"
TEXT_MAX = 200_000
POSITION_MAX = 65_535
GAP = 10
MEMORY_MB = 48
READ_BYTES = 1 << 20
RUN_PART = 1_000
# Small segments are merged eight by eight; bigger ones wait for the nightly rebuild.
MERGED_TOGETHER = 8
MERGED_DOCUMENTS_MAX = 4_000

Postings = tuple["array[int]", "array[float]"]
_NONE: Postings = (array("I"), array("f"))


class _Terms(FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field whose words were already cut: (word, how often, how often, positions)."""

    scorable = stored = unique = False

    def __init__(self, *, with_positions: bool) -> None:
        """Positions are kept where phrases are looked for."""
        self.format = Positions() if with_positions else Existence()

    def index(self, value: Iterable[tuple[bytes, int, float, bytes]], **_options: object) -> Any:
        """Hand the words over as they are."""
        return value


class _Opened:
    """An open file, closed once nothing reads it any more."""

    def __init__(self, path: str) -> None:
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.close = weakref.finalize(self, os.close, self.descriptor)


class _Part:
    """Some bytes of an open file, read when asked for: the disk's cache is shared, a copy would not be."""

    def __init__(self, opened: _Opened, start: int, length: int) -> None:
        self._opened, self._start, self._length = opened, start, length

    def __len__(self) -> int:
        """How many bytes."""
        return self._length

    def __getitem__(self, wanted: slice) -> bytes:
        """The bytes between two places."""
        start, stop, _ = wanted.indices(self._length)
        return os.pread(self._opened.descriptor, max(0, stop - start), self._start + start)


class _Head:
    """A reading head over a part of a file."""

    def __init__(self, part: _Part) -> None:
        self._part, self._place = part, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        found = self._part[self._place : len(self._part) if size < 0 else self._place + size]
        self._place += len(found)
        return found

    def readline(self) -> bytes:
        """The next bytes up to a line feed (pickles ask for it)."""
        line = b""
        while step := self.read(1):
            line += step
            if step == b"\n":
                break
        return line

    def seek(self, place: int, whence: int = 0) -> None:
        """Go elsewhere."""
        self._place = place + (0, self._place, len(self._part))[whence]

    def tell(self) -> int:
        """Where the head is."""
        return self._place


class _PartFile(BufferFile):  # type: ignore[misc] # Whoosh has no types
    """A file within a segment's file; Whoosh's own is copied whole into each process."""

    def __init__(self, part: _Part, name: str) -> None:
        super().__init__(b"", name=name)
        self._buf = part
        self.file = _Head(part)


class _Compound(CompoundStorage):  # type: ignore[misc] # Whoosh has no types
    """The files within a segment's file, read where they lie."""

    def __init__(self, file: Any) -> None:
        super().__init__(file, use_mmap=False)
        self._opened = _Opened(file.raw_file().name)
        file.close()

    def open_file(self, name: str, *_anything: object, **_options: object) -> Any:
        """One of them."""
        return _PartFile(_Part(self._opened, *self.range(name)), name)

    def close(self) -> None:
        """Close the file at once; otherwise it closes with its last reader."""
        self._opened.close()


class _Segment(W3Segment):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's own segment, read where it lies."""

    def open_compound_file(self, storage: Any) -> Any:
        """The files within."""
        return _Compound(storage.open_file(self.make_filename(self.COMPOUND_EXT)))


class _Codec(W3Codec):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's own format, its segments named by real chance: `random` may be seeded.

    The lengths of fields are among our facts; Whoosh would look for them on the disk at each posting.
    """

    length_stats = False

    def new_segment(self, _storage: object, indexname: str) -> Any:
        """A segment whose name no other ever had."""
        return _Segment(self, indexname, segid=secrets.token_hex(8))


class _Pool(PostingPool):  # type: ignore[misc] # Whoosh has no types
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


_SCHEMA = Schema(
    key=_Terms(with_positions=False),
    stems=_Terms(with_positions=True),
    words=_Terms(with_positions=False),
    facts=COLUMN(VarBytesColumn()),
    title=COLUMN(VarBytesColumn()),
    text=COLUMN(VarBytesColumn()),
)


class _DurableStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder whose files are on the disk, with their checksums, before the index speaks of them."""

    def create_file(self, name: str, **options: Any) -> Any:
        """A file; those that stay are flushed to the disk when closed."""
        if name.endswith(".seg") or ".toc" in name:
            options["onclose"] = self._keep
        return super().create_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put the new table of contents in place: the instant from which the index has changed."""
        folder = Path(self.folder)
        stale = list(folder.glob(f"_{NAME}_*.toc.crc"))
        _write_checksum(folder / newname, _sum(folder / oldname))
        (folder / oldname).replace(folder / newname)
        _sync_folder(folder)
        for path in stale:
            if path.name != f"{newname}.crc":
                path.unlink()

    def _keep(self, written: Any) -> None:
        """Flush a file to the disk, and write its checksum beside it."""
        written.flush()
        os.fsync(written.fileno())
        path = Path(written.raw_file().name)
        if path.suffix == ".seg":
            _write_checksum(path, _sum(path))


def _write_checksum(path: Path, total: int) -> None:
    """Write beside a file what its content must add up to."""
    beside = path.with_name(path.name + ".crc")
    with beside.open("w", encoding="ascii") as file:
        file.write(str(total))
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Ask the disk to keep the names of a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def guarded() -> Iterator[None]:
    """Say « unavailable » for whatever a damaged index makes Whoosh raise."""
    try:
        yield
    except SearchUnavailableError:
        raise
    except Exception as error:  # a damaged file raises anything: pickle, zlib, struct, lookup…
        logger.exception("index unreadable")
        raise SearchUnavailableError from error


def create(folder: Path) -> None:
    """Begin an empty index in a folder that does not exist yet."""
    folder.mkdir(parents=True, mode=0o700)
    FileIndex.create(_DurableStorage(str(folder)), _SCHEMA, NAME)
    _sync_folder(folder.parent)


def mark(folder: Path) -> object:
    """What tells one state of an index from any other; raises when there is no index."""
    number = int(TOC._latest_generation(FileStorage(str(folder)), NAME))  # noqa: SLF001 - no public way is as light
    if number < 0:
        raise SearchUnavailableError
    written = (folder / f"_{NAME}_{number}.toc").stat()
    return number, written.st_ino, written.st_mtime_ns


def is_sound(folder: Path) -> bool:
    """Whether the index is there, with every byte that was written."""
    try:
        with guarded():
            for segment in _table(folder).segments:
                _check(folder / segment.make_filename(".seg"))
    except SearchUnavailableError:
        return False
    return True


def count_struck_out(folder: Path) -> int:
    """How many documents are no longer found, but still on the disk."""
    return sum(int(segment.deleted_count()) for segment in _table(folder).segments)


def _table(folder: Path) -> Any:
    """The table of contents, once it is known to be what was written."""
    storage = FileStorage(str(folder))
    number = int(TOC._latest_generation(storage, NAME))  # noqa: SLF001 - as in `mark`
    _check(folder / f"_{NAME}_{number}.toc")
    return TOC.read(storage, NAME, gen=number)


def _check(path: Path) -> None:
    """Refuse a file that is not what was written."""
    if _sum(path) != int(path.with_name(path.name + ".crc").read_text("ascii")):
        raise DamagedError(path.name)


def _sum(path: Path) -> int:
    """What the bytes of a file add up to."""
    total = 0
    with path.open("rb") as file:
        while part := file.read(READ_BYTES):
            total = zlib.crc32(part, total)
    return total


def write(
    folder: Path,
    documents: Iterable[IndexedDocument],
    removed: Iterable[tuple[str, int]] = (),
    *,
    whole: bool = False,
) -> int:
    """Replace documents and remove others in one commit; returns how many were written.

    `whole` merges everything into one segment, as befits an index just built.
    """
    index = FileIndex(_DurableStorage(str(folder)), indexname=NAME)
    writer = SegmentWriter(index, codec=_Codec(), timeout=10)
    writer.pool = _Pool(writer.temp_storage(), writer.newsegment, limitmb=MEMORY_MB)
    try:
        places = _Places(index.storage, writer.segments)
        for kind, subject_id in removed:
            places.delete(kind, subject_id)
        count = 0
        for document in documents:
            places.delete(document.kind, document.subject_id)
            writer.add_document(**_fields(document))
            count += 1
        places.close()
        writer.commit(mergetype=_merge_all if whole else _merge_small)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    return count


class _Places:
    """Where the documents of an index being changed stand."""

    def __init__(self, storage: Any, segments: Sequence[Any]) -> None:
        self._opened = [(segment, SegmentReader(storage, _SCHEMA, segment)) for segment in segments]

    def delete(self, kind: str, subject_id: int) -> None:
        """Strike a document out, wherever it stands."""
        key = _key(kind, subject_id)
        for segment, reader in self._opened:
            for place in _read_postings(reader, "key", key)[0]:
                segment.delete_document(place)

    def close(self) -> None:
        """Let go of the files."""
        for _, reader in self._opened:
            reader.close()


def _merge_all(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Copy every segment into the one being written."""
    _copy(writer, segments)
    return []


def _merge_small(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Copy small segments into the one being written once there are enough of about the same size."""
    levels: dict[int, list[Any]] = {}
    for segment in segments:
        levels.setdefault(max(0, (segment.doc_count() - 1).bit_length() // 3), []).append(segment)
    copied = [each for level in levels.values() if _worth_merging(level) for each in level]
    _copy(writer, copied)
    return [each for each in segments if each not in copied and each.doc_count() > 0]


def _worth_merging(segments: Sequence[Any]) -> bool:
    """Whether there are many of them, and copying them makes nobody wait."""
    return (
        len(segments) >= MERGED_TOGETHER
        and sum(each.doc_count() for each in segments) <= MERGED_DOCUMENTS_MAX
    )


def _copy(writer: Any, segments: Sequence[Any]) -> None:
    """Copy the living documents of segments into the one being written."""
    for segment in segments:
        reader = SegmentReader(writer.storage, _SCHEMA, segment)
        writer.add_reader(reader)
        reader.close()


def _key(kind: str, subject_id: int) -> bytes:
    """The one word by which a document is found again."""
    return f"{kind}:{subject_id}".encode()


def _fields(document: IndexedDocument) -> dict[str, Any]:
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
    )
    return {
        "key": [(_key(document.kind, document.subject_id), 1, 1.0, b"")],
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


def _read_postings(
    reader: Any, field: str, word: bytes, take: Callable[[Any], None] | None = None
) -> Postings:
    """The documents of one segment that hold a word, struck out or not, and how often they do."""
    terms = reader._terms  # noqa: SLF001 - the public way hides whole blocks behind one object per posting
    if (field, word) not in terms:
        return _NONE
    matcher = terms.matcher(field, word, _SCHEMA[field].format)
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
        self._reader = SegmentReader(FileStorage(str(folder)), _SCHEMA, segment)
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
        columns: list[list[Any]] = [[] for _ in range(9)]
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

    def stems(self, stem: str) -> Postings:
        """The documents that hold a stem, and how often."""
        return _read_postings(self._reader, "stems", stem.encode())

    def words(self, shown: str) -> Postings:
        """The documents that hold a word as it is written, and how often."""
        return _read_postings(self._reader, "words", shown.encode())

    def positions(self, stem: str) -> dict[int, "array[int]"]:
        """Where a stem stands in the documents that hold it."""
        held: list[bytes] = []
        ids, _ = _read_postings(self._reader, "stems", stem.encode(), held.extend)
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
    for segment in _table(folder).segments:
        view = known.get(str(segment.segment_id()))
        if view is None:
            _check(folder / segment.make_filename(".seg"))
            view = SegmentView(folder, segment)
        opened.append((view, frozenset(segment.deleted_docs())))
    return opened
