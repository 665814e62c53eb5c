"""The one place that knows what time it is; tests replace it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day as the committee's people live it, in Paris."""
    return now().astimezone(PARIS).date()


def in_paris(instant: datetime) -> datetime:
    """The same instant on the clocks of Paris."""
    return instant.astimezone(PARIS)
