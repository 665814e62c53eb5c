"""The school days of the demonstration years."""

from collections.abc import Iterator
from datetime import date, timedelta

FIRST_DAY = date(2023, 9, 4)
LAST_DAY = date(2026, 6, 30)
SUMMER_MONTHS = (7, 8)
# Around All Saints, Christmas, February and April: two weeks each, the same every year, which is enough here.
HOLIDAYS = (((10, 21), (11, 3)), ((12, 21), (1, 4)), ((2, 15), (3, 1)), ((4, 12), (4, 26)))
CANTEEN_WEEKDAYS = (0, 1, 3, 4)


def school_days() -> Iterator[date]:
    """Every day with a canteen: Monday, Tuesday, Thursday, Friday, outside the holidays."""
    day = FIRST_DAY
    while day <= LAST_DAY:
        if day.weekday() in CANTEEN_WEEKDAYS and not is_holiday(day):
            yield day
        day += timedelta(days=1)


def is_holiday(day: date) -> bool:
    """Whether schools are closed."""
    if day.month in SUMMER_MONTHS:
        return True
    today = (day.month, day.day)
    for start, end in HOLIDAYS:
        if start <= end and start <= today <= end:
            return True
        if start > end and (today >= start or today <= end):
            return True
    return False
