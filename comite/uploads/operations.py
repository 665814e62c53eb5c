"""Changes to uploads: begun, received, finished, given up, attached, forgotten."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from comite.accounts.readers import Reader
from comite.foundation import clock, storage, tasks
from comite.foundation.database import db, operation, write
from comite.foundation.errors import require
from comite.foundation.storage import Kept
from comite.uploads import labels, permissions, queries
from comite.uploads.errors import TooLargeUploadError, TooManyUploadsError, UploadGoneError, WrongOffsetError
from comite.uploads.models import Upload

KEPT = timedelta(hours=48)
COUNT_MAX = 40
# In files of the largest size.
TOTAL_MAX = 3
SWEPT = 200


@dataclass(frozen=True)
class Announced:
    """What a person says of the file they are going to send, and from which page of ours."""

    name: str
    media_type: str
    size: int
    page: str = ""


@operation
def begin_upload(actor: Reader, announced: Announced, size_max: int) -> Upload:
    """Make room for a file; raises `TooLargeUploadError`, `TooManyUploadsError`."""
    require(permissions.may_upload(actor))
    if announced.size > size_max:
        limit = f"{size_max // 1_000_000} Mo"
        raise TooLargeUploadError(TooLargeUploadError.sentence.format(limit=limit))
    count, total = queries.count_waiting(actor.user_id)
    if count >= COUNT_MAX or total + announced.size > TOTAL_MAX * size_max:
        raise TooManyUploadsError
    now = clock.now()
    upload = Upload(
        key=secrets.token_urlsafe(32),
        user_id=actor.user_id,
        file_name=storage.clean_name(announced.name),
        media_type=storage.clean_media_type(announced.media_type),
        size=announced.size,
        received=0,
        started_at=now,
        expires_at=now + KEPT,
    )
    db.session.add(upload)
    tasks.start(actor.user_id, _task(upload.key), labels.TITLE.format(name=upload.file_name), announced.page)
    return upload


@operation
def resume_upload(actor: Reader, upload: Upload, offset: int) -> None:
    """Go on from where the last piece ended; raises `WrongOffsetError` when that is elsewhere."""
    require(permissions.may_use(actor, upload))
    if upload.received != offset:
        raise WrongOffsetError
    upload.expires_at = clock.now() + KEPT


@operation
def note_received(actor: Reader, upload: Upload, received: int) -> None:
    """Say how much is on disk for good."""
    require(permissions.may_use(actor, upload))
    upload.received = received
    upload.expires_at = clock.now() + KEPT
    tasks.progress(_task(upload.key), received, upload.size, labels.RECEIVED)


@operation
def count_again(actor: Reader, upload: Upload, on_disk: int) -> bool:
    """Whether the disk holds less than was counted, as after a backup is put back: the rest is asked anew."""
    require(permissions.may_use(actor, upload))
    is_short = not upload.is_finished and on_disk < upload.received
    if is_short:
        upload.received = on_disk
        tasks.progress(_task(upload.key), on_disk, upload.size, labels.RECEIVED)
    return is_short


@operation
def finish_upload(actor: Reader, upload: Upload, kept: Kept) -> None:
    """Name the whole content, safely kept: from here on it can be attached."""
    require(permissions.may_use(actor, upload))
    storage.record(kept)
    upload.digest, upload.received = kept.digest, kept.size
    upload.expires_at = clock.now() + KEPT
    tasks.done(_task(upload.key), labels.WHOLE)


@operation
def give_up_upload(actor: Reader, upload: Upload) -> None:
    """Forget a file that its sender no longer wants."""
    require(permissions.may_use(actor, upload))
    tasks.forget(_task(upload.key))
    db.session.delete(upload)


@operation
def take_upload(actor: Reader, upload_id: int) -> None:
    """Attach a finished upload, in the operation that names its content: once, and by its sender.

    Raises `UploadGoneError` when that is done already.
    """
    require(permissions.may_upload(actor))
    taken = db.session.execute(
        delete(Upload)
        .where(Upload.id == upload_id, Upload.user_id == actor.user_id, Upload.digest.is_not(None))
        .returning(Upload.key)
        .execution_options(synchronize_session=False)
    )
    row = taken.first()
    if row is None:
        raise UploadGoneError
    tasks.forget(_task(row.key))


def forget_expired() -> list[str]:
    """Drop the uploads that expired; returns their keys, whose parts can go."""
    with write() as session:
        late = list(queries.list_expired(clock.now(), SWEPT))
        session.execute(delete(Upload).where(Upload.id.in_([each.id for each in late])))
        for each in late:
            tasks.failed(_task(each.key), labels.EXPIRED)
        return [each.key for each in late]


def _task(key: str) -> str:
    """What its owner follows it by, while it is on its way; numbers are given again, keys are not."""
    return f"{tasks.LEFT_TO_OWNER}upload:{key[:20]}"
