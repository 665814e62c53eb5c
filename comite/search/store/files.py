"""Files of the index: on the disk before the index speaks of them, checked, and read where they lie.

Whoosh 2.7.4 never asks the disk to keep what it wrote, has no checksum, and copies files into each process.
"""

import os
import weakref
import zlib
from pathlib import Path
from typing import Any

from comite.search.errors import DamagedError
from comite.search.store.library import BufferFile, CompoundStorage, FileStorage

READ_BYTES = 1 << 20


class DurableStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder whose files are on the disk, with their checksums, before the index speaks of them."""

    def create_file(self, name: str, **options: Any) -> Any:
        """A file; those that stay are flushed to the disk when closed."""
        if name.endswith(".seg") or ".toc" in name:
            options["onclose"] = self._keep
        return super().create_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put the new table of contents in place: the instant from which the index has changed."""
        folder = Path(self.folder)
        stale = list(folder.glob("_*.toc.crc"))
        _write_checksum(folder / newname, _sum(folder / oldname))
        (folder / oldname).replace(folder / newname)
        sync_folder(folder)
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


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep the names of a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check(path: Path) -> None:
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


class Compound(CompoundStorage):  # type: ignore[misc] # Whoosh has no types
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
