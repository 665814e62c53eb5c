"""A zip written piece by piece, never held whole: names that cannot escape, a digest for each piece."""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Protocol, Self

from comite.foundation.errors import NotFoundError
from comite.foundation.storage import Storage
from comite.foundation.text import fold, slugify

CHUNK = 1024 * 1024
NAME_MAX = 60
SUMS = "EMPREINTES-SHA256.txt"
# A letter or a figure first: neither « .. » nor a hidden file, nor an absolute path, nor a drive.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_ENDING = re.compile(r"[a-z0-9]{1,8}")
# Already compressed: to pack them again costs time and saves nothing.
_PACKED = {"zip", "png", "jpg", "jpeg", "webp", "gif", "pdf", "xlsx", "ods", "odt", "docx", "gz", "7z", "mp4"}


def folder_name(number: int, title: str) -> str:
    """The folder of a thing, such as « 00012-budget-vert »; its number keeps it unique and never reserved."""
    return f"{number:05}-{slugify(title)[:NAME_MAX].strip('-')}"


def file_name(number: int, name: str) -> str:
    """A file's name as every system takes it: its number, its words in ASCII, its ending."""
    stem, dot, ending = name.rpartition(".")
    ending = fold(ending)
    if not dot or not _ENDING.fullmatch(ending):
        return folder_name(number, name)
    return f"{folder_name(number, stem)}.{ending}"


class Target(Protocol):
    """Where an archive is written; it need not be able to go back."""

    def write(self, piece: bytes) -> int:
        """Add a piece."""

    def flush(self) -> None:
        """Hand on what was written."""


class _Outlet:
    """The way to the target, which can be shut: an abandoned zip wants to write its end all the same."""

    def __init__(self, target: Target) -> None:
        self.target, self.is_shut = target, False

    def write(self, piece: bytes) -> int:
        """Add a piece, unless the way is shut."""
        return len(piece) if self.is_shut else self.target.write(piece)

    def flush(self) -> None:
        """Hand on what was written, unless the way is shut."""
        if not self.is_shut:
            self.target.flush()


class Archive:
    """A zip on its way to a stream that cannot go back: ended when all went well, abandoned otherwise."""

    def __init__(self, target: Target, at: datetime, *, packs: bool = True) -> None:
        self._outlet, self._packs = _Outlet(target), packs
        self._zip = zipfile.ZipFile(self._outlet, "w", allowZip64=True)  # type: ignore[call-overload]  # less will do
        self._date = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        self._names: set[str] = set()
        self._sums: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self._write_sums()
        else:
            self._outlet.is_shut = True
        self._zip.close()

    @property
    def count(self) -> int:
        """How many pieces it holds."""
        return len(self._sums)

    def add(self, path: str, pieces: Iterable[bytes]) -> None:
        """Write one piece; raises `ValueError` for a name that could escape, or that is taken."""
        for _ in self.adding(path, pieces):
            pass

    def adding(self, path: str, pieces: Iterable[bytes]) -> Iterator[None]:
        """The same a little at a time, for a target that is emptied meanwhile."""
        if not _SAFE.fullmatch(path) or path.lower() in self._names:
            raise ValueError(f"not a name for an archive: {path!r}")
        self._names.add(path.lower())
        entry = zipfile.ZipInfo(path, self._date)
        is_packed = not self._packs or PurePosixPath(path).suffix[1:].lower() in _PACKED
        entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        with self._zip.open(entry, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
                yield
        self._sums.append((digest.hexdigest(), path))

    def _write_sums(self) -> None:
        """Write the manifest of digests, as `sha256sum --check` reads it."""
        self.add(SUMS, (f"{digest}  {path}\n".encode() for digest, path in tuple(self._sums)))


class Outflow:
    """A target whose pieces are taken away as they come: an archive that travels while it is made."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Add a piece."""
        self._waiting.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        waiting, self._waiting = self._waiting, []
        yield from waiting


def stored(storage: Storage, digest: str) -> Iterator[bytes] | None:
    """A stored content, a little at a time; nothing when the storage has lost it."""
    try:
        return chunks(storage.open(digest))
    except (NotFoundError, FileNotFoundError):
        return None


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """A stored content, a little at a time."""
    with file:
        while piece := file.read(CHUNK):
            yield piece
