"""The one place that knows what time it is; tests replace it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
# Days that people mean: computing with the first or the last that exists would fail.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_lived: ContextVar[datetime | None] = ContextVar("comite_lived_instant", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _lived.get() or datetime.now(UTC)


def lived() -> datetime | None:
    """The instant that is lived instead of the present one, if any."""
    return _lived.get()


def today() -> date:
    """The present day as the committee's people live it, in Paris."""
    return now().astimezone(PARIS).date()


def in_paris(instant: datetime) -> datetime:
    """The same instant on the clocks of Paris."""
    return instant.astimezone(PARIS)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Live an instant of the past: the demonstration tells its own by real operations, each at its time."""
    if instant.tzinfo is None:
        raise ValueError("an instant without time zone")
    token = _lived.set(instant)
    try:
        yield
    finally:
        _lived.reset(token)
