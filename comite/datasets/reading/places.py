"""Where the rows of a table are, when two of its columns are coordinates."""

import re
from collections.abc import Sequence

from comite.datasets.reading.column_types import name_words
from comite.datasets.reading.facts import BoundingBox, Column, ColumnType

LATITUDE = re.compile(r"(^| )(lat|latitude)( |$)|^lat coor1?$")
LONGITUDE = re.compile(r"(^| )(lon|lng|long|longitude)( |$)|^long coor1?$")


def box_of(columns: Sequence[Column]) -> BoundingBox | None:
    """West, south, east and north of the rows; nothing when coordinates are absent or doubtful."""
    south_north = bounds(columns, LATITUDE, 90)
    west_east = bounds(columns, LONGITUDE, 180)
    if south_north is None or west_east is None:
        return None
    return (west_east[0], south_north[0], west_east[1], south_north[1])


def bounds(columns: Sequence[Column], name: re.Pattern[str], limit: int) -> tuple[float, float] | None:
    """The extremes of the only column of this name, in degrees."""
    found = [
        column
        for column in columns
        if column.type is ColumnType.DECIMAL and name.search(name_words(column.name))
    ]
    if len(found) != 1 or found[0].minimum is None or found[0].maximum is None:
        return None
    low, high = float(found[0].minimum), float(found[0].maximum)
    # A zero among coordinates is a blank that somebody filled in.
    return (low, high) if -limit <= low <= high <= limit and low * high != 0 else None
