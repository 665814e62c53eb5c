"""Which index is there, and whether it is what was written."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from comite.search.errors import SearchUnavailableError
from comite.search.store.files import DurableStorage, check, sync_folder
from comite.search.store.layout import NAME, SCHEMA
from comite.search.store.library import TOC, FileIndex, FileStorage

logger = logging.getLogger("comite.search")


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
    FileIndex.create(DurableStorage(str(folder)), SCHEMA, NAME)
    sync_folder(folder.parent)


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
            for segment in table_of(folder).segments:
                check(folder / segment.make_filename(".seg"))
    except SearchUnavailableError:
        return False
    return True


def count_struck_out(folder: Path) -> int:
    """How many documents are no longer found, but still on the disk."""
    return sum(int(segment.deleted_count()) for segment in table_of(folder).segments)


def table_of(folder: Path) -> Any:
    """The table of contents, once it is known to be what was written."""
    storage = FileStorage(str(folder))
    number = int(TOC._latest_generation(storage, NAME))  # noqa: SLF001 - as in `mark`
    check(folder / f"_{NAME}_{number}.toc")
    return TOC.read(storage, NAME, gen=number)
