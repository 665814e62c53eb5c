"""What a form brings as files: those sent with it, and those sent beforehand in pieces.

The doors of features call `receive`, and hand what it gives to their operation, which names the contents
and takes the uploads (`operations.take_upload`) in its own transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from wtforms import Field

from comite.accounts.readers import Reader
from comite.foundation import images, storage
from comite.foundation.errors import TooLargeError
from comite.foundation.forms import sent_files, sent_uploads
from comite.foundation.images import BrokenImageError
from comite.foundation.storage import Kept
from comite.uploads import queries
from comite.uploads.errors import UnfinishedUploadError, UploadGoneError
from comite.uploads.models import Upload
from comite.uploads.receiving import MEGABYTE, complete


@dataclass(frozen=True)
class Received:
    """A file safely kept, what its sender says of it, and the upload to take with it, if it came so."""

    kept: Kept
    name: str
    media_type: str
    upload_id: int | None = None


def receive(
    actor: Reader, field: Field, limit: int, *, most: int | None = None, are_images_cleaned: bool = True
) -> tuple[Received, ...]:
    """The files of a field, kept; of more than `most`, one too many, which the operation refuses.

    Raises `TooLargeError`, `UploadGoneError`, `UnfinishedUploadError`, `BrokenImageError`.
    """
    last = None if most is None else most + 1
    found = [
        keep(each.stream, each.filename or "", each.mimetype, limit, is_cleaned=are_images_cleaned)
        for each in sent_files(field)[:last]
    ]
    uploads = uploads_of(actor, sent_uploads(field)[:last])
    found += [_taken(actor, each, limit, is_cleaned=are_images_cleaned) for each in uploads]
    return tuple(found[:last])


def keep(source: IO[bytes], name: str, media_type: str, limit: int, *, is_cleaned: bool = True) -> Received:
    """Keep one file that came whole; an image without what it tells of its place and of its camera."""
    kept = storage.current().put(source, limit)
    received = Received(kept, name, media_type or "application/octet-stream")
    return _cleaned(received) if is_cleaned else received


def uploads_of(actor: Reader, keys: Sequence[str]) -> list[Upload]:
    """The uploads that a form names, in its order; raises `UploadGoneError` when one is not there."""
    wanted = list(dict.fromkeys(keys))
    found = {each.key: each for each in queries.list_uploads(actor, wanted)} if wanted else {}
    if len(found) < len(wanted):
        raise UploadGoneError
    return [found[key] for key in wanted]


def _taken(actor: Reader, upload: Upload, limit: int, *, is_cleaned: bool) -> Received:
    """An upload as a file of the form."""
    complete(actor, upload)
    if upload.digest is None:
        raise UnfinishedUploadError
    if upload.size > limit:
        raise TooLargeError(
            f"« {upload.file_name} » dépasse la limite de {limit // MEGABYTE} Mo. "
            "Allégez-le ou découpez-le, puis renvoyez-le."
        )
    received = Received(
        Kept(upload.digest, upload.size), upload.file_name, upload.media_type, upload_id=upload.id
    )
    return _cleaned(received) if is_cleaned else received


def _cleaned(received: Received) -> Received:
    """The same file; if it is an image, drawn again from its pixels alone."""
    path = storage.current().path(received.kept.digest)
    if not images.seems_image(path, received.name, received.media_type):
        return received
    try:
        with images.cleaned(path) as image, image.path.open("rb") as drawn:
            kept = storage.current().put(drawn, images.SIZE_MAX)
    except BrokenImageError as error:
        raise BrokenImageError(received.name) from error
    name = images.renamed(received.name, image.ending)
    return Received(kept, name, image.media_type, received.upload_id)
