"""Files: kept by the digest of their content, never changed, durable before a row names them."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Protocol

from flask import current_app
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Base, Model, db, write
from comite.foundation.errors import NotFoundError, TooLargeError
from comite.foundation.settings import Settings
from comite.foundation.text import clean_line

CHUNK = 1024 * 1024
DIGEST = re.compile(r"^[0-9a-f]{64}$")
NAME_MAX = 200
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+_-]{0,80}")
GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Kept:
    """A content that is safely on disk: its SHA-256 digest (hexadecimal) and its size in bytes."""

    digest: str
    size: int


class Draft:
    """A content being written, piece by piece: hashed on the way, kept only when all of it is there.

    It cannot be sought: who writes an archive says sizes after each part.
    """

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self.file, self.limit = file, limit
        self._digest, self.size = hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        """Add a piece; raises `TooLargeError` above the limit."""
        self.size += len(piece)
        if self.size > self.limit:
            raise TooLargeError(
                f"Ce fichier dépasse la limite de {self.limit // (1024 * 1024)} Mo. "
                "Allégez-le ou découpez-le, puis renvoyez-le."
            )
        self._digest.update(piece)
        self.file.write(piece)
        return len(piece)

    def flush(self) -> None:
        """Hand to the system what was written so far."""
        self.file.flush()

    @property
    def kept(self) -> Kept:
        """What it is called, once whole."""
        return Kept(self._digest.hexdigest(), self.size)


class Storage(Protocol):
    """Where contents are kept; the disk today, an object store for several machines."""

    def writing(self, limit: int) -> AbstractContextManager[Draft]:
        """Keep durably what is written inside; nothing at all if it ends by an exception."""

    def put(self, source: IO[bytes], limit: int) -> Kept:
        """Keep a content durably; raises `TooLargeError` above `limit` bytes and keeps nothing."""

    def open(self, digest: str) -> IO[bytes]:
        """Read a content; raises `NotFoundError` when it is missing."""

    def path(self, digest: str) -> Path:
        """A local file holding the content, for a child process; raises `NotFoundError`."""

    def remove(self, digest: str) -> None:
        """Forget a content, if it is there."""

    def each(self) -> Iterator[tuple[Kept, datetime]]:
        """Every content, with the instant when it was kept."""


class DiskStorage:
    """Contents as files `ab/cd/abcd…`, written beside, synced, then renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: IO[bytes], limit: int) -> Kept:
        """Keep a content durably, from a stream."""
        with self.writing(limit) as draft:
            while chunk := source.read(CHUNK):
                draft.write(chunk)
        return draft.kept

    @contextmanager
    def writing(self, limit: int) -> Iterator[Draft]:
        """Keep a content durably: temporary file, hash while writing, fsync, rename, fsync of the folder.

        Without these the rows survive a power cut and their files do not (measured: all lost).
        """
        incoming = self.folder / "incoming"
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(descriptor, "wb") as file:
                draft = Draft(file, limit)
                yield draft
                file.flush()
                os.fsync(file.fileno())
            target = self._place(draft.kept.digest)
            self._make_folder(target.parent)
            Path(name).replace(target)
            _sync_folder(target.parent)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise

    def open(self, digest: str) -> IO[bytes]:
        """Read a content; raises `NotFoundError` when it is missing."""
        return self.path(digest).open("rb")

    def path(self, digest: str) -> Path:
        """The file holding the content; raises `NotFoundError`."""
        place = self._place(digest)
        if not place.is_file():
            raise NotFoundError
        return place

    def remove(self, digest: str) -> None:
        """Forget a content, if it is there."""
        with suppress(FileNotFoundError):
            self._place(digest).unlink()

    def each(self) -> Iterator[tuple[Kept, datetime]]:
        """Every content, with the instant when it was kept."""
        for path in sorted(self.folder.glob("??/??/*")):
            if DIGEST.match(path.name):
                facts = path.stat()
                yield (
                    Kept(path.name, facts.st_size),
                    datetime.fromtimestamp(facts.st_mtime, clock.now().tzinfo),
                )

    def sweep_incoming(self, before: datetime) -> int:
        """Remove the temporary files of writes that were killed; returns how many."""
        removed = 0
        for path in (self.folder / "incoming").glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def _place(self, digest: str) -> Path:
        """Where a content stands; a digest that is none stands nowhere."""
        if not DIGEST.match(digest):
            raise NotFoundError
        return self.folder / digest[:2] / digest[2:4] / digest

    def _make_folder(self, folder: Path) -> None:
        """Make the two levels of folders, durably."""
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sync_folder(folder.parent)
        _sync_folder(folder.parent.parent)


def _sync_folder(folder: Path) -> None:
    """Make the names of a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class StoredFile(Model):
    """A content that some row of the product names."""

    __tablename__ = "stored_files"
    __table_args__ = (CheckConstraint("size >= 0", name="size_is_positive"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    kept_at: Mapped[datetime]


class FileColumns:
    """What a row says of a file it names: the person's words for it are only metadata."""

    digest: Mapped[str] = mapped_column(ForeignKey("stored_files.digest"))
    file_name: Mapped[str] = mapped_column(String(NAME_MAX))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigInteger)


def current() -> Storage:
    """The storage of this installation."""
    storage: Storage = current_app.extensions["storage"]
    return storage


def start(settings: Settings) -> DiskStorage:
    """The storage that the settings ask for."""
    return DiskStorage(settings.data_dir / "files")


def record(kept: Kept) -> None:
    """Name a content in the current operation; the same content twice is one row."""
    with write() as session:
        current().path(kept.digest)  # a sweep may have passed since it was put
        if session.get(StoredFile, kept.digest) is None:
            session.add(StoredFile(digest=kept.digest, size=kept.size, kept_at=clock.now()))
            session.flush()


def named(kept: Kept, name: str, media_type: str) -> dict[str, Any]:
    """The columns of a row that names a content, in the current operation; its sender's words are cleaned."""
    record(kept)
    return {
        "digest": kept.digest,
        "size": kept.size,
        "file_name": clean_name(name),
        "media_type": clean_media_type(media_type),
    }


def clean_media_type(value: str) -> str:
    """What a sender says a file is, when it can stand in a header as it is; bytes otherwise."""
    bare = value.partition(";")[0].strip().lower()
    return bare if MEDIA_TYPE.fullmatch(bare) else "application/octet-stream"


def clean_name(name: str) -> str:
    """A file's name as it will be shown and sent back: one line, no folder."""
    last = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    if len(last) > NAME_MAX:
        stem, dot, ending = last.rpartition(".")
        last = (stem[: NAME_MAX - len(ending) - 1] + dot + ending)[:NAME_MAX] if dot else last[:NAME_MAX]
    return last or "fichier"


def sweep() -> int:
    """Remove the contents that no row names, once a day old; returns how many."""
    storage, limit = current(), clock.now() - GRACE
    if isinstance(storage, DiskStorage):
        storage.sweep_incoming(limit)
    removed = 0
    for kept, since in storage.each():
        if since < limit and _forget(storage, kept.digest, limit):
            removed += 1
    return removed


def _forget(storage: Storage, digest: str, limit: datetime) -> bool:
    """Drop a content that no row names, with its own row, under the lock that `record` takes."""
    with write() as session:
        row = session.get(StoredFile, digest)
        if row is not None:
            if row.kept_at >= limit or any(_names(column, digest) for column in _references()):
                return False
            session.delete(row)
            session.flush()
        storage.remove(digest)
        return True


def _references() -> list[object]:
    """Every column of the product that names a content."""
    return [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "stored_files.digest" for key in column.foreign_keys)
    ]


def _names(column: object, digest: str) -> bool:
    """Whether some row names a content through a column."""
    return db.session.scalar(select(column).where(column == digest).limit(1)) is not None  # type: ignore[call-overload]
