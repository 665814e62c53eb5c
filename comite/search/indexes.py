"""The indexes of an installation: where they are, which one is in use, and whose turn it is to write."""

import fcntl
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from comite.foundation.database import db
from comite.foundation.settings import Settings
from comite.search.analysis import ANALYSIS_VERSION, STOP_WORDS
from comite.search.engine import WhooshEngine
from comite.search.errors import SearchUnavailableError
from comite.search.models import SearchIndexState
from comite.search.store.layout import STORE_VERSION

# An index made by other rules than these is made again.
SCHEMA_VERSION = f"{STORE_VERSION}.{ANALYSIS_VERSION}.{zlib.crc32(' '.join(sorted(STOP_WORDS)).encode()):08x}"


def folder() -> Path:
    """Where the indexes of this installation are."""
    settings: Settings = current_app.extensions["settings"]
    return settings.data_dir / "search"


def engine_of(generation: int) -> WhooshEngine:
    """The engine of one index, kept open for the next question."""
    known: dict[Path, WhooshEngine] = current_app.extensions.setdefault("search_engines", {})
    place = folder() / f"gen-{generation}"
    if place not in known:
        known.clear()
        known[place] = WhooshEngine(place, data_dir=folder().parent)
    return known[place]


def in_use() -> WhooshEngine:
    """The engine that answers; raises `SearchUnavailableError` when none was made by the present rules."""
    state = db.session.get(SearchIndexState, 1, populate_existing=True)
    if state is None or state.schema_version != SCHEMA_VERSION:
        raise SearchUnavailableError
    return engine_of(state.generation)


def next_generation() -> int:
    """A number that no index bears, even one that the database has forgotten."""
    state = db.session.get(SearchIndexState, 1, populate_existing=True)
    present = [int(path.name[4:]) for path in folder().glob("gen-*") if path.name[4:].isdecimal()]
    return max([0, *present, *([state.generation] if state else [])]) + 1


def remove_all_but(generation: int) -> None:
    """Delete the indexes that nobody opens any more."""
    for path in folder().glob("gen-*"):
        if path.name != f"gen-{generation}":
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def turn_to_write(*, wait: bool) -> Iterator[bool]:
    """One process writes at a time; says whether it is our turn."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder() / "write.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
