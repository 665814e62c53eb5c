"""Files on their way: each grows at its end, held by one writer at a time, synced before anybody is told."""

import errno
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from comite.foundation.errors import ReadOnlyError

PIECE = 256 * 1024
# Between two, a killed server loses at most this much of what it had received.
CHECKPOINT = 8 * 1024 * 1024


class HeldError(Exception):
    """Another writer holds the file."""


class Part:
    """One file that grows, while we hold it."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file = file
        self.size = size

    def cut(self, size: int) -> None:
        """Drop what was written after the last sync that counted."""
        self.file.truncate(size)
        self.file.seek(size)
        self.size = size

    def append(self, piece: bytes) -> None:
        """Write at the end."""
        try:
            self.file.write(piece)
        except OSError as error:
            raise _translated(error) from error
        self.size += len(piece)

    def sync(self) -> None:
        """Return once all that was written would survive a power cut."""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
        except OSError as error:
            raise _translated(error) from error


class Parts:
    """The folder where files on their way stand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the part of a key stands; keys are ours, made of letters, figures, hyphens."""
        return self.folder / f"{key}.part"

    @contextmanager
    def held(self, key: str) -> Iterator[Part]:
        """Hold the part of a key, made when it is missing; raises `HeldError` while another does."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path(key), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise HeldError from error
            yield Part(file, file.seek(0, os.SEEK_END))

    def remove(self, key: str) -> None:
        """Drop a part, if it is there."""
        with suppress(FileNotFoundError):
            self.path(key).unlink()

    def each_key(self, before: float) -> Iterator[str]:
        """The keys of the parts that nobody has written in since an instant."""
        for path in sorted(self.folder.glob("*.part")):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    yield path.stem


def copy_in(
    part: Part,
    read: Callable[[int], bytes],
    limit: int,
    digest: Any = None,
    on_synced: Callable[[int], None] | None = None,
) -> bool:
    """Append what comes, up to a size; whether there was more than that.

    `on_synced` is told of each size that is on disk for good. A connection that breaks is the end of what
    comes: `read` then gives nothing.
    """
    marked = part.size
    while True:
        piece = read(min(PIECE, limit - part.size + 1))
        if not piece:
            return False
        if part.size + len(piece) > limit:
            return True
        part.append(piece)
        if digest is not None:
            digest.update(piece)
        if on_synced and part.size - marked >= CHECKPOINT:
            part.sync()
            on_synced(part.size)
            marked = part.size


def new_digest(algorithm: str) -> Any:
    """What computes a digest of this name; raises `ValueError` for those we do not take."""
    if algorithm not in ("sha1", "sha256"):
        raise ValueError(algorithm)
    return hashlib.new(algorithm, usedforsecurity=False)


def _translated(error: OSError) -> BaseException:
    """A full disk has its own sentence."""
    return ReadOnlyError() if error.errno in (errno.ENOSPC, errno.EDQUOT) else error
