"""The next dates of a committee that meets at a regular pace: « le premier mardi, tous les deux mois »."""

from calendar import monthcalendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

LAST = 5


@dataclass(frozen=True)
class Pattern:
    """A rank in the month (1 to 4, or 5 for the last), a day of the week (0 is Monday), a pace in months."""

    rank: int
    weekday: int
    months: int

    def dates(self, after: date, count: int) -> list[date]:
        """The first `count` dates that fall after a day."""
        found: list[date] = []
        for day in self._each(after):
            if day > after:
                found.append(day)
            if len(found) == count:
                break
        return found

    def _each(self, start: date) -> Iterator[date]:
        """Every date of the pattern from the month of a day on."""
        month = start.year * 12 + start.month - 1
        first = self._day_in(month)
        month = month if first > start else month + 1
        while True:
            yield self._day_in(month)
            month += self.months

    def _day_in(self, month: int) -> date:
        """The day of the pattern in a month."""
        year, rest = divmod(month, 12)
        weeks = [week[self.weekday] for week in monthcalendar(year, rest + 1) if week[self.weekday]]
        return date(year, rest + 1, weeks[-1] if self.rank == LAST else weeks[self.rank - 1])
