"""What the dashboard shows, gathered over the kinds of things that `app` hands over, in one statement.

A feature says in its `dashboard.py` what it has for a person: which rows, why they are shown, where they
lead. The home page knows none of them.

Making this statement cost as much as answering it: it is made once for each reader, so that what passes
(the moment, the day) is read when it is sent, through `moment` and `today`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import Instant, db

# So many of a kind, then « tout voir »: a dashboard is read at a glance.
SHOWN = 3
# Beyond, the page says « 99+ »: reading thousands of rows to count them made it six times slower.
COUNTED_MAX = 100
# Readers whose statement a process keeps: a megabyte each.
KEPT_MAX = 16


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
    `near` narrows them to the subjects and communes of the reader, unless everything is asked. `one` names
    one of them (« Discussion ») where several kinds are told in one list.
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
    one: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether how many there are is worth saying: ideas are no tasks."""
        return self.part is not Part.IDEAS

    @property
    def read(self) -> int:
        """How many are read: one more idea than are shown, and those that the news may show already."""
        return self.shown if self.is_counted else 2 * self.shown + SHOWN

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
    """The things of one kind, and how many there are, up to a hundred if they are counted."""

    things: DashboardThings
    entries: Sequence[Entry]
    count: int

    @property
    def has_more(self) -> bool:
        """Whether some are left out."""
        return self.count > len(self.entries)


def moment(later: timedelta = timedelta()) -> ColumnElement[datetime]:
    """Now, or so much later, as the clock says when the statement is sent."""
    return bindparam(None, type_=Instant(), callable_=lambda: clock.now() + later)


def today(later: timedelta = timedelta()) -> ColumnElement[date]:
    """The day it is then, or so much later."""
    return bindparam(None, type_=Date(), callable_=lambda: clock.today() + later)


def to_tell_apart(name: Any, among: Collection[int]) -> Any:
    """The name of one of the reader's authorities or committees, when they have several."""
    return name if len(among) > 1 else ""


_NO_MOMENT = cast(null(), Instant)
_NO_DAY = cast(null(), Date)


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
        key.label("key"),
        _text(title).label("title"),
        _text(slug).label("slug"),
        _text(place).label("place"),
        (_NO_MOMENT if at is None else at).label("at"),
        (_NO_DAY if on is None else on).label("on"),
        _text(audience).label("audience"),
        (_NO_MOMENT if visited_at is None else visited_at).label("visited_at"),
    )


def last_visit_of(reader: Reader) -> ColumnElement[datetime | None]:
    """When the person came before the present visit, inside a statement."""
    found = select(User.visited_before_at).where(User.id == reader.user_id)
    return found.scalar_subquery()


def groups_of(reader: Reader, *, near_only: bool = False) -> Mapping[Part, list[Group]]:
    """What awaits and concerns a person, part by part, in one statement however many kinds there are.

    `near_only` keeps the news to their subjects and communes.
    """
    kinds: tuple[DashboardThings, ...] = tuple(current_app.extensions.get("dashboard_things", ()))
    statement = _statement(kinds, reader, near_only=near_only)
    counts: dict[int, int] = {}
    entries: dict[int, list[tuple[Any, Entry]]] = {}
    for each in db.session.execute(statement) if statement is not None else ():
        counts[each.rank] = each.total
        entries.setdefault(each.rank, []).append((each.place_in_line, _entry(kinds[each.rank], each)))
    shown: dict[Part, list[Group]] = {part: [] for part in Part}
    for rank in sorted(entries):
        in_line = [entry for _, entry in sorted(entries[rank], key=lambda pair: int(pair[0]))]
        shown[kinds[rank].part].append(Group(kinds[rank], in_line, counts[rank]))
    shown[Part.IDEAS] = _not_among(shown[Part.NEWS], shown[Part.IDEAS])
    return shown


def _not_among(news: Sequence[Group], ideas: Sequence[Group]) -> list[Group]:
    """The ideas that the news do not show on the same page."""
    told = {entry.address for group in news for entry in group.entries}
    left = ((group.things, [each for each in group.entries if each.address not in told]) for group in ideas)
    return [Group(things, found[: things.shown], len(found)) for things, found in left if found]


@lru_cache(maxsize=KEPT_MAX)
def _statement(
    kinds: tuple[DashboardThings, ...], reader: Reader, *, near_only: bool
) -> CompoundSelect[Any] | None:
    """What reads all the kinds for a reader: a function of these alone, and of nothing that passes."""
    found = [
        (rank, things, things.rows_for(reader, near_only=near_only)) for rank, things in enumerate(kinds)
    ]
    parts = [_few(rank, things, rows) for rank, things, rows in found if rows is not None]
    return union_all(*parts) if parts else None


def _few(rank: int, things: DashboardThings, rows: Select[Any]) -> Select[Any]:
    """The first of a kind, with how many there are, up to a hundred."""
    most = COUNTED_MAX if things.is_counted else things.read
    nearest = rows.order_by(*_in_order(things, _moments(rows))).limit(most).subquery()
    order = _in_order(things, (nearest.c.on, nearest.c.at, nearest.c.key))
    in_line = select(
        literal(rank, Integer).label("rank"),
        nearest,
        func.count().over().label("total"),
        func.row_number().over(order_by=order).label("place_in_line"),
    ).subquery()
    return select(in_line).where(in_line.c.place_in_line <= things.read)


def _moments(rows: Select[Any]) -> Sequence[ColumnElement[Any]]:
    """What orders the things of a kind, without what is always empty, so that an index may do it."""
    labelled = rows.selected_columns
    elements = [labelled[name].element for name in ("on", "at", "key")]
    return [each for each in elements if each is not _NO_DAY and each is not _NO_MOMENT]


def _in_order(things: DashboardThings, columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """The soonest or the latest first."""
    return [each.asc() if things.is_soonest_first else each.desc() for each in columns]


def _entry(things: DashboardThings, found: Any) -> Entry:
    """One thing as the page shows it."""
    is_new = found.visited_at is not None and found.at is not None and found.at > found.visited_at
    address = things.page.format(id=found.key, slug=found.slug)
    return Entry(found.title, address, found.place, found.at, found.on, found.audience, is_new)


def _text(value: Any) -> ColumnElement[str]:
    """A column or a constant, as text: an enumeration's value, not its type."""
    return cast(literal(value) if isinstance(value, str) else value, String)
