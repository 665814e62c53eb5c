"""What the dashboard shows, gathered over the kinds of things that `app` hands over, in one statement.

A feature says in its `dashboard.py` what it has for a person: which rows, why they are shown, where they
lead. The home page knows none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation.database import Instant, db

# So many of a kind, then « tout voir »: a dashboard is read at a glance.
SHOWN = 3


class Part(StrEnum):
    """Where on the dashboard a thing stands, in the order of the page."""

    AWAITING = "awaiting"
    COMING = "coming"
    ANIMATION = "animation"
    NEWS = "news"
    IDEAS = "ideas"


@dataclass(frozen=True)
class DashboardThings:
    """One kind of thing that a person finds on the dashboard.

    `what` is said above each (« Brouillon à finir »), `why` once for all of them (« Votre collectivité l’a
    commencé. »). `page` is the address of one, with `{id}` and `{slug}`; `all_url` that of the whole list.
    `rows` gives the columns of `row`, kept to what this reader may see and is concerned by; None when there
    can be nothing. The soonest `on` or oldest `at` comes first when `is_soonest_first`, else the latest.
    `near` narrows them to the subjects and communes of the reader, unless everything is asked.
    """

    part: Part
    what: str
    why: str
    page: str
    rows: Callable[[Reader], Select[Any] | None]
    all_url: str = ""
    is_soonest_first: bool = False
    shown: int = SHOWN
    near: Callable[[Reader], ColumnElement[bool]] | None = None

    def rows_for(self, reader: Reader, *, near_only: bool) -> Select[Any] | None:
        """The rows that the page shows."""
        found = self.rows(reader)
        if found is None or self.near is None or not near_only:
            return found
        return found.where(self.near(reader))


@dataclass(frozen=True)
class Entry:
    """One thing on the dashboard."""

    title: str
    address: str
    place: str
    at: datetime | None
    on: date | None
    audience: str
    is_new: bool


@dataclass(frozen=True)
class Group:
    """The things of one kind, and how many there are in all."""

    things: DashboardThings
    entries: Sequence[Entry]
    count: int

    @property
    def has_more(self) -> bool:
        """Whether some are left out."""
        return self.count > len(self.entries)


def row(
    key: Any,
    title: Any,
    *,
    slug: Any = "",
    place: Any = "",
    at: Any = None,
    on: Any = None,
    audience: Any = "",
    visited_at: Any = None,
) -> tuple[ColumnElement[Any], ...]:
    """The columns of one thing: `place` is an authority's or a committee's name, `at` or `on` its moment.

    With an `audience` its chip is shown; what happened after `visited_at` is marked as new.
    """
    return (
        cast(key, Integer).label("key"),
        _text(title).label("title"),
        _text(slug).label("slug"),
        _text(place).label("place"),
        (cast(null(), Instant) if at is None else at).label("at"),
        (cast(null(), Date) if on is None else on).label("on"),
        _text(audience).label("audience"),
        (cast(null(), Instant) if visited_at is None else visited_at).label("visited_at"),
    )


def last_visit_of(reader: Reader) -> ColumnElement[datetime | None]:
    """When the person came before the present visit, inside a statement."""
    found = select(User.visited_before_at).where(User.id == reader.user_id)
    return found.scalar_subquery()


def groups_of(reader: Reader, *, near_only: bool = False) -> Mapping[Part, list[Group]]:
    """What awaits and concerns a person, part by part, in one statement however many kinds there are.

    `near_only` keeps the news to their subjects and communes.
    """
    kinds: Sequence[DashboardThings] = current_app.extensions.get("dashboard_things", ())
    found = [
        (rank, things, things.rows_for(reader, near_only=near_only)) for rank, things in enumerate(kinds)
    ]
    parts = [_few(rank, things, rows) for rank, things, rows in found if rows is not None]
    counts: dict[int, int] = {}
    entries: dict[int, list[tuple[Any, Entry]]] = {}
    for each in db.session.execute(union_all(*parts)) if parts else ():
        counts[each.rank] = each.total
        entries.setdefault(each.rank, []).append((each.place_in_line, _entry(kinds[each.rank], each)))
    shown: dict[Part, list[Group]] = {part: [] for part in Part}
    for rank in sorted(entries):
        in_line = [entry for _, entry in sorted(entries[rank], key=lambda pair: int(pair[0]))]
        shown[kinds[rank].part].append(Group(kinds[rank], in_line, counts[rank]))
    return shown


def _few(rank: int, things: DashboardThings, rows: Select[Any]) -> Select[Any]:
    """The first of a kind, with how many there are."""
    all_of_them = rows.subquery()
    moments = (all_of_them.c.on, all_of_them.c.at, all_of_them.c.key)
    order = [each.asc() if things.is_soonest_first else each.desc() for each in moments]
    in_line = select(
        literal(rank, Integer).label("rank"),
        all_of_them,
        func.count().over().label("total"),
        func.row_number().over(order_by=order).label("place_in_line"),
    ).subquery()
    return select(in_line).where(in_line.c.place_in_line <= things.shown)


def _entry(things: DashboardThings, found: Any) -> Entry:
    """One thing as the page shows it."""
    is_new = found.visited_at is not None and found.at is not None and found.at > found.visited_at
    address = things.page.format(id=found.key, slug=found.slug)
    return Entry(found.title, address, found.place, found.at, found.on, found.audience, is_new)


def _text(value: Any) -> ColumnElement[str]:
    """A column or a constant, as text: an enumeration's value, not its type."""
    return cast(literal(value) if isinstance(value, str) else value, String)
