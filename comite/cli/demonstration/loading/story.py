"""A past told moment by moment: each happens by real operations, at its own time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from comite.cli.demonstration import reading
from comite.foundation import clock
from comite.foundation.database import db

# Between these hours people work; what happens today is left where it falls.
OPENING = timedelta(hours=8, minutes=30)
WORKING = timedelta(hours=9, minutes=30)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Moment:
    """Something that happens, counted in days from the loading: -1.5 is a day and a half before."""

    at: float
    happen: Callable[[], object]


def live(moments: Iterable[Moment], now: datetime, progress: Progress) -> None:
    """Make every moment happen in order, the clock standing at its time."""
    story = sorted(moments, key=lambda moment: moment.at)
    for done, moment in enumerate(story, start=1):
        with clock.at(in_working_hours(reading.instant(moment.at, now), now)):
            moment.happen()
            db.session.flush()
        progress(done, len(story))


def in_working_hours(instant: datetime, now: datetime) -> datetime:
    """The same day between opening and closing, in the same order; an instant of today stays as it is."""
    local = clock.in_paris(instant)
    if local.date() == clock.in_paris(now).date():
        return instant
    midnight = datetime.combine(local.date(), time(), clock.PARIS)
    elapsed = local.replace(tzinfo=None) - midnight.replace(tzinfo=None)
    return midnight + OPENING + elapsed * (WORKING / timedelta(days=1))
