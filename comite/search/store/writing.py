"""Changing the index: documents replaced and removed in one commit."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from comite.search.documents import IndexedDocument
from comite.search.store.entries import fields_of
from comite.search.store.files import DurableStorage
from comite.search.store.layout import NAME, SCHEMA, Codec, Pool, key_of
from comite.search.store.library import FileIndex, SegmentReader, SegmentWriter
from comite.search.store.reading import read_postings

MEMORY_MB = 48
# Small segments are merged eight by eight; bigger ones wait for the nightly rebuild.
MERGED_TOGETHER = 8
MERGED_DOCUMENTS_MAX = 4_000


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
    index = FileIndex(DurableStorage(str(folder)), indexname=NAME)
    writer = SegmentWriter(index, codec=Codec(), timeout=10)
    writer.pool = Pool(writer.temp_storage(), writer.newsegment, limitmb=MEMORY_MB)
    try:
        places = _Places(index.storage, writer.segments)
        for kind, subject_id in removed:
            places.delete(kind, subject_id)
        count = 0
        for document in documents:
            places.delete(document.kind, document.subject_id)
            writer.add_document(**fields_of(document))
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
        self._opened = [(segment, SegmentReader(storage, SCHEMA, segment)) for segment in segments]

    def delete(self, kind: str, subject_id: int) -> None:
        """Strike a document out, wherever it stands."""
        key = key_of(kind, subject_id)
        for segment, reader in self._opened:
            for place in read_postings(reader, "key", key)[0]:
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
        reader = SegmentReader(writer.storage, SCHEMA, segment)
        writer.add_reader(reader)
        reader.close()
