"""Taking the bytes of a file: appended, synced, then counted; the whole is kept as any other content."""

import base64
import binascii
from dataclasses import dataclass
from typing import IO, Any

from flask import current_app
from werkzeug.exceptions import ClientDisconnected

from comite.accounts.readers import Reader
from comite.foundation import clock, storage
from comite.foundation.errors import InvalidRequestError, TooLargeError
from comite.foundation.parts import HeldError, Part, Parts, copy_in, new_digest
from comite.foundation.settings import Settings
from comite.uploads import operations, queries
from comite.uploads.errors import BusyUploadError, WrongChecksumError, WrongOffsetError
from comite.uploads.models import Upload

# « Mo » counts by thousands.
MEGABYTE = 1_000_000
LONGER = "Ce fichier est plus long que ce qui était annoncé. Choisissez-le de nouveau."


@dataclass(frozen=True)
class Checksum:
    """The digest that a sender gives of a piece."""

    digest: Any
    expected: bytes


def size_max() -> int:
    """The largest file this installation takes, in bytes."""
    settings: Settings = current_app.extensions["settings"]
    return settings.upload_max_mb * MEGABYTE


def parts() -> Parts:
    """Where the files on their way stand, beside the storage."""
    settings: Settings = current_app.extensions["settings"]
    return Parts(settings.data_dir / "uploads")


def read_checksum(header: str) -> Checksum | None:
    """What `Upload-Checksum` says; raises `InvalidRequestError` when we cannot check it."""
    if not header:
        return None
    algorithm, _, written = header.partition(" ")
    try:
        return Checksum(new_digest(algorithm), base64.b64decode(written, validate=True))
    except (ValueError, binascii.Error) as error:
        raise InvalidRequestError from error


def receive_piece(
    actor: Reader, upload: Upload, offset: int, stream: IO[bytes], checksum: Checksum | None
) -> int:
    """Append a piece where the last one ended, and say how much is now on disk for good.

    What came before a broken connection counts, unless a checksum was promised for the whole piece.
    """
    try:
        with parts().held(upload.key) as part:
            if operations.count_again(actor, upload, part.size):
                raise WrongOffsetError
            operations.resume_upload(actor, upload, offset)
            if not upload.is_finished:
                part.cut(offset)
                _append(actor, upload, part, stream, checksum)
            elif stream.read(1):
                raise TooLargeError(LONGER)
    except HeldError as error:
        raise BusyUploadError from error
    if upload.received == upload.size:
        complete(actor, upload)
    return upload.received


def _append(actor: Reader, upload: Upload, part: Part, stream: IO[bytes], checksum: Checksum | None) -> None:
    """Append what comes; a piece that is too long or damaged leaves no trace."""
    before, is_broken = part.size, False

    def read(most: int) -> bytes:
        nonlocal is_broken
        try:
            return stream.read(most)
        except (OSError, ClientDisconnected):
            is_broken = True
            return b""

    def count(size: int) -> None:
        operations.note_received(actor, upload, size)

    is_longer = copy_in(
        part, read, upload.size, checksum.digest if checksum else None, None if checksum else count
    )
    if is_longer:
        part.cut(before)
        part.sync()
        count(before)
        raise TooLargeError(LONGER)
    if checksum and (is_broken or checksum.digest.digest() != checksum.expected):
        part.cut(before)
        raise WrongChecksumError
    part.sync()
    if part.size != upload.received:
        count(part.size)


def complete(actor: Reader, upload: Upload) -> None:
    """Keep the whole content under its digest; done again after a kill, it does no more than once."""
    if upload.is_finished or upload.received != upload.size:
        return
    with parts().held(upload.key) as part:
        if operations.count_again(actor, upload, part.size):
            return
        part.file.seek(0)
        kept = storage.current().put(part.file, upload.size)
    if kept.size != upload.size:
        raise WrongOffsetError
    operations.finish_upload(actor, upload, kept)
    parts().remove(upload.key)


def sweep() -> int:
    """Drop the uploads that expired, and the parts that belong to none; returns how many parts."""
    folder = parts()
    gone = operations.forget_expired()
    stray = list(folder.each_key((clock.now() - operations.KEPT).timestamp()))
    known = queries.list_known_keys(stray)
    gone += [key for key in stray if key not in known and key not in gone]
    for key in gone:
        folder.remove(key)
    return len(gone)
