"""A past told moment by moment: each happens by real operations, at its own time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from comite.cli.demonstration import reading
from comite.foundation import clock
from comite.foundation.database import db

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
        with clock.at(reading.instant(moment.at, now)):
            moment.happen()
            db.session.flush()
        progress(done, len(story))
