"""Reading what waits for somebody's summary."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from comite.accounts.models import User
from comite.foundation.database import db
from comite.notifications.models import DigestChoice, Notification

PENDING_MAX = 500
# What waited longer (no summary was wanted) is news no more.
NEWS_LASTS = timedelta(days=60)


class Waiting(NamedTuple):
    """A person whom something unread waits for, since when, and what they chose."""

    user: User
    since: datetime
    choice: DigestChoice | None


def list_waiting_for_digest(now: datetime) -> list[Waiting]:
    """The people of open accounts who have something unread that no mail told."""
    oldest = (
        select(Notification.recipient_id, func.min(Notification.at).label("at"))
        .where(
            Notification.mailed_at.is_(None),
            Notification.read_at.is_(None),
            Notification.at > now - NEWS_LASTS,
        )
        .group_by(Notification.recipient_id)
        .subquery()
    )
    rows = db.session.execute(
        select(User, oldest.c.at, DigestChoice)
        .join(oldest, oldest.c.recipient_id == User.id)
        .outerjoin(DigestChoice, DigestChoice.user_id == User.id)
        .where(User.suspended_at.is_(None), User.erased_at.is_(None))
        .order_by(User.id)
    )
    return [Waiting(*row) for row in rows]


def list_pending(user_id: int, *, until: datetime) -> Sequence[Notification]:
    """What a person was told up to an instant, and has neither read nor had by mail; latest first."""
    return db.session.scalars(
        select(Notification)
        .where(
            Notification.recipient_id == user_id,
            Notification.mailed_at.is_(None),
            Notification.read_at.is_(None),
            Notification.at <= until,
            Notification.at > until - NEWS_LASTS,
        )
        .order_by(Notification.at.desc(), Notification.id.desc())
        .limit(PENDING_MAX)
        .options(joinedload(Notification.actor))
    ).all()
