"""Reading uploads: a person's own only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.uploads.models import Upload


def get_upload(reader: Reader, key: str) -> Upload:
    """One's upload, if it has not expired; raises `NotFoundError`, for those of others too."""
    found = list_uploads(reader, [key])
    if not found:
        raise NotFoundError
    return found[0]


def list_uploads(reader: Reader, keys: Sequence[str]) -> Sequence[Upload]:
    """Those of these uploads that are the reader's, and have not expired."""
    mine = (Upload.user_id == reader.user_id, Upload.expires_at > clock.now())
    return db.session.scalars(select(Upload).where(Upload.key.in_(keys), *mine).order_by(Upload.id)).all()


def count_waiting(user_id: int | None) -> tuple[int, int]:
    """How many uploads of a person wait, and how many bytes they announced."""
    statement = select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(Upload.user_id == user_id)
    count, size = db.session.execute(statement).one()
    return int(count), int(size)


def list_expired(before: datetime, limit: int) -> Sequence[Upload]:
    """Uploads that nobody finished or attached in time."""
    late = select(Upload).where(Upload.expires_at <= before).order_by(Upload.expires_at).limit(limit)
    return db.session.scalars(late).all()


def list_known_keys(keys: Sequence[str]) -> set[str]:
    """Those of these keys that some upload has."""
    return set(db.session.scalars(select(Upload.key).where(Upload.key.in_(keys))))
