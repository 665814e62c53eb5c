"""Addresses to which mails no longer arrive: what refusals and reports say, and when to stop writing."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import CheckConstraint, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from comite.foundation import clock
from comite.foundation.database import Model, db, operation
from comite.foundation.jobs import job

# A refusal of one of these says that the address is wrong, or gone: it will be the same tomorrow.
# A full box (5.2.2), a mail too large (5.3.4), a policy or a filter (5.7) may well change; and 5.1.7 and
# 5.1.8 speak of our own address, not of theirs: one fault of ours must not silence everybody.
GONE_FOR_GOOD = re.compile(r"5\.(0\.0|1\.(?![78]$)\d+|2\.[01]|4\.[46])")
LATE_MAX = 5
# Retries of one mail count once.
COUNTED_EVERY = timedelta(hours=12)
FORGOTTEN_AFTER = timedelta(days=30)


class UndeliveredAddress(Model):
    """An address that refused mails; `dead_at` is when nothing more is sent to it."""

    __tablename__ = "undelivered_addresses"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
        CheckConstraint("refused_count > 0", name="was_refused"),
    )

    email: Mapped[str] = mapped_column(String(254), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    refused_count: Mapped[int] = mapped_column(default=1)
    refused_at: Mapped[datetime]
    dead_at: Mapped[datetime | None]

    @property
    def is_dead(self) -> bool:
        """Whether nothing is sent to it any more."""
        return self.dead_at is not None


Follower = Callable[[str, bool], None]


def is_dead(email: str) -> bool:
    """Whether mails to an address are no longer sent."""
    found = db.session.get(UndeliveredAddress, email.lower())
    return found is not None and found.is_dead


def is_for_good(status: str) -> bool:
    """Whether a refusal will be the same tomorrow."""
    return GONE_FOR_GOOD.fullmatch(status) is not None


@operation
def note_refusal(email: str, status: str) -> None:
    """Write down that an address refused a mail; those who follow addresses are told when it is dead.

    What is for good stops mails at once; what may change stops them after five times in a row, half a day
    apart at least, with no month of peace between.
    """
    now = clock.now()
    known = db.session.get(UndeliveredAddress, email.lower(), populate_existing=True, with_for_update=True)
    is_gone = is_for_good(status)
    if known is None:
        known = UndeliveredAddress(email=email.lower(), status=status[:20], refused_count=1, refused_at=now)
        db.session.add(known)
    elif known.is_dead or (not is_gone and now - known.refused_at < COUNTED_EVERY):
        return
    else:
        is_old = now - known.refused_at > FORGOTTEN_AFTER
        known.refused_count = 1 if is_old else known.refused_count + 1
        known.status, known.refused_at = status[:20], now
    if is_gone or known.refused_count >= LATE_MAX:
        known.dead_at = now
        db.session.flush()
        _tell_followers(known.email, is_dead=True)


@operation
def lift(email: str) -> None:
    """Write to an address again: its owner proved that it receives."""
    db.session.execute(delete(UndeliveredAddress).where(UndeliveredAddress.email == email.lower()))
    _tell_followers(email.lower(), is_dead=False)


def _tell_followers(email: str, *, is_dead: bool) -> None:
    """Tell the upper floors, which `app` hands over, of what became of an address."""
    followers: tuple[Follower, ...] = current_app.extensions.get("address_followers", ())
    for follow in followers:
        follow(email, is_dead)


@job
def forget_old_refusals() -> None:
    """Drop the refusals that did not stop anything and are a month old."""
    old = clock.now() - FORGOTTEN_AFTER
    db.session.execute(
        delete(UndeliveredAddress).where(
            UndeliveredAddress.dead_at.is_(None), UndeliveredAddress.refused_at < old
        )
    )
