"""Pages of a list by the place where the last one ended (keyset), whatever the depth at the same cost."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from comite.foundation.database import db

T = TypeVar("T")
SIZE = 20
SIZE_MAX = 100


@dataclass(frozen=True)
class Order:
    """One column of a sort, and its direction; together the columns tell any two rows apart."""

    column: InstrumentedAttribute[Any]
    descending: bool = False


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, with the cursors of its neighbours (None at the ends)."""

    items: Sequence[T]
    next_cursor: str | None = None
    previous_cursor: str | None = None
    count: int | None = None


def paged(
    statement: Select[T],
    order: Sequence[Order],
    cursor: str | None,
    size: int = SIZE,
    count: int | None = None,
) -> Page[T]:
    """The page of a statement that a cursor designates; a cursor that is none of ours gives the first page.

    The columns of `order` belong to the selected class, are never null, and end with a unique one.
    """
    size = min(max(size, 1), SIZE_MAX)
    backwards, place = _read(cursor, order)
    if place is not None:
        statement = statement.where(_after(order, place, backwards))
    turned = [each.column.desc() if each.descending != backwards else each.column.asc() for each in order]
    found = db.session.scalars(statement.order_by(*turned).limit(size + 1)).unique()
    rows: list[Any] = list(found)
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (backwards or more)
    has_previous = bool(rows) and (more if backwards else place is not None)
    return Page(
        rows,
        next_cursor=_write(rows[-1], order, "n") if has_next else None,
        previous_cursor=_write(rows[0], order, "p") if has_previous else None,
        count=count,
    )


def _after(order: Sequence[Order], place: Sequence[Any], backwards: bool) -> ColumnElement[bool]:
    """The rows that come after a place in the order (before it, when going backwards)."""
    alternatives = []
    for rank, each in enumerate(order):
        same = [before.column == value for before, value in zip(order[:rank], place[:rank], strict=True)]
        down = each.descending != backwards
        further = each.column < place[rank] if down else each.column > place[rank]
        alternatives.append(and_(*same, further))
    return or_(*alternatives)


def _write(row: Any, order: Sequence[Order], direction: str) -> str:
    """The cursor of a row."""
    values = [_plain(getattr(row, each.column.key)) for each in order]
    return base64.urlsafe_b64encode(json.dumps([direction, *values]).encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    """A value as JSON can carry it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _read(cursor: str | None, order: Sequence[Order]) -> tuple[bool, list[Any] | None]:
    """The direction and place of a cursor; the first page for anything that is not one of ours."""
    if not cursor or len(cursor) > 1000:
        return False, None
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(values) != len(order) or direction not in ("n", "p"):
            return False, None
        return direction == "p", [_typed(each, value) for each, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError):
        return False, None


def _typed(order: Order, value: Any) -> Any:
    """A value of a cursor, as its column wants it; raises `ValueError` or `TypeError` otherwise."""
    python_type = order.column.type.python_type
    if python_type is datetime:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("an instant without time zone")
        return instant.astimezone(UTC)
    if python_type is date:
        return date.fromisoformat(value)
    if python_type is int and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62:
        return value
    if python_type is float and isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, python_type) and python_type is str and "\x00" not in value:
        value.encode()  # a lone surrogate is no text: `UnicodeEncodeError`, which is a `ValueError`
        return value
    raise ValueError("not a value of this column")
