"""A zip written piece by piece, never held whole: names that cannot escape, a digest for each piece."""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Protocol, Self

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

    def __init__(self, target: Target, at: datetime) -> None:
        self._outlet = _Outlet(target)
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
        if not _SAFE.fullmatch(path) or path.lower() in self._names:
            raise ValueError(f"not a name for an archive: {path!r}")
        self._names.add(path.lower())
        entry = zipfile.ZipInfo(path, self._date)
        packed = PurePosixPath(path).suffix[1:].lower() in _PACKED
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        with self._zip.open(entry, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        self._sums.append((digest.hexdigest(), path))

    def _write_sums(self) -> None:
        """Write the manifest of digests, as `sha256sum --check` reads it."""
        self.add(SUMS, (f"{digest}  {path}\n".encode() for digest, path in tuple(self._sums)))


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """A stored content, a little at a time."""
    with file:
        while piece := file.read(CHUNK):
            yield piece
