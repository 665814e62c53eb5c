"""What those who administer the installation look after."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from comite.accounts.models import User
from comite.foundation.database import db


def ids_of_administrators() -> Sequence[int]:
    """The people who administer the installation."""
    return db.session.scalars(
        select(User.id).where(User.is_administrator, User.suspended_at.is_(None), User.erased_at.is_(None))
    ).all()


def count_administrators() -> int:
    """How many live administrators there are."""
    return len(ids_of_administrators())


def list_erased() -> Sequence[tuple[int, datetime]]:
    """The accounts that were deleted, and when they were made: to be deleted again after a restore."""
    rows = db.session.execute(
        select(User.id, User.created_at).where(User.erased_at.is_not(None)).order_by(User.id)
    )
    return [(row.id, row.created_at) for row in rows]
