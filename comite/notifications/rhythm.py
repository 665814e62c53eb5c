"""When a summary is due, on the clocks of Paris, through both changes of hour of the year."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from comite.foundation.clock import PARIS, in_paris

TUESDAY = 1
EIGHT = 8


class Frequency(StrEnum):
    """How often a person wants the summary."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


@dataclass(frozen=True)
class Rhythm:
    """How often, on which day, at which hour: Tuesday at eight, when mailboxes are calm, unless one chose."""

    frequency: Frequency = Frequency.WEEKLY
    hour: int = EIGHT
    weekday: int = TUESDAY

    def last_due(self, now: datetime) -> datetime | None:
        """The latest instant, not after now, at which a summary was due; None when none ever is.

        An hour that the change to summer time skips falls on the next one; one that comes twice counts once.
        """
        if self.frequency is Frequency.NEVER:
            return None
        day = in_paris(now).date()
        while True:
            due = datetime.combine(day, time(self.hour), tzinfo=PARIS)
            is_its_day = self.frequency is Frequency.DAILY or day.weekday() == self.weekday
            if is_its_day and due.timestamp() <= now.timestamp():
                return due.astimezone(UTC)
            day -= timedelta(days=1)


# Somebody who has not come for a month gets one mail in seven days at most, whatever happens.
QUIET_AFTER = timedelta(days=30)
QUIET_PAUSE = timedelta(days=7)


def is_quiet(now: datetime, *, seen_at: datetime) -> bool:
    """Whether somebody stays away."""
    return seen_at <= now - QUIET_AFTER


def has_had_enough(now: datetime, *, seen_at: datetime, last_sent_at: datetime | None) -> bool:
    """Whether somebody stays away, and was sent a mail in the last seven days."""
    return is_quiet(now, seen_at=seen_at) and last_sent_at is not None and last_sent_at > now - QUIET_PAUSE
