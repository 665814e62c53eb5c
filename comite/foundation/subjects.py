"""How lower floors speak of things they do not know: by kind and id, through what `app` hands them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from comite.foundation.database import db


@dataclass(frozen=True)
class Bundle:
    """What search shows as one result: a discussion, whichever of its messages answer.

    Things that bear the same `key` belong together; `another` and `others` name the rest of them.
    """

    key: str
    another: str
    others: str


@dataclass(frozen=True)
class Subject:
    """One thing as search, notifications and discussions present it.

    `audience` is `authority`, `committee`, `network` or `public`; with its authority and committee it says
    who may read; `is_for_lead` adds the authority that leads the committee. `extra` holds words that count
    for search and are not shown (names of columns); `domain` is shown as it is. `within` names what it is
    part of or speaks of, the closest first; with `domain_id`, its authority and its committee, it says where
    people may have chosen to follow or to mute it. `bundle`: what it is shown under when search finds it.
    """

    kind: str
    id: int
    title: str
    address: str
    audience: str
    authority_id: int | None = None
    committee_id: int | None = None
    text: str = ""
    extra: str = ""
    domain: str | None = None
    happened_at: datetime | None = None
    authority_name: str = ""
    status: str = ""
    keys: tuple[str, ...] = field(default=())
    within: tuple[tuple[str, int], ...] = field(default=())
    domain_id: int | None = None
    is_for_lead: bool = False
    bundle: Bundle | None = None


@dataclass(frozen=True)
class Name:
    """What a link to a thing needs."""

    kind: str
    id: int
    title: str
    address: str


@dataclass(frozen=True)
class Linking:
    """How one kind takes part in the links that people write; a loader bears it as `linking`, or takes none.

    `path` recognises the address of its things, whose group `key` goes to `ids` to find which they are (a
    kind without path cannot be pointed at). `is_offered`: proposed to those who write. `cites`: its things
    have texts of their own, whose links are kept by `citations.note`.
    """

    path: re.Pattern[str] | None = None
    ids: Callable[[Sequence[str]], Mapping[str, int]] | None = None
    is_offered: bool = False
    cites: bool = False


class SubjectLoader(Protocol):
    """What a feature promises about one kind of its things."""

    kind: str
    label: str

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The things of these ids that can be found by search, whoever reads; missing ones are left out."""

    def readable(self, reader: Any, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these ids that a reader may read now, straight from the database."""

    def names(self, reader: Any) -> Select[int, str, str, int]:
        """The things a reader may read now: the id, the title, and the two parts that `address` asks for.

        A function of the reader alone: what it gives is kept for the next pages of the same reader.
        """

    def address(self, subject_id: int, key: str, rank: int) -> str:
        """Where a thing stands, from the parts that `names` gave."""

    def each_id(self) -> Iterator[int]:
        """Every id that has its place in the index, in order."""

    def search(self, reader: Any, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """A simple search in the database, for the time when the index cannot answer; latest first."""


class NotSearched:
    """The part of a loader whose things are found by what they belong to, never by search."""

    def load(self, _ids: Sequence[int]) -> Iterator[Subject]:
        """None."""
        return iter(())

    def each_id(self) -> Iterator[int]:
        """None."""
        return iter(())

    def search(self, _reader: Any, _words: Sequence[str], _limit: int) -> Sequence[Subject]:
        """None."""
        return ()


@dataclass(frozen=True)
class Action:
    """What an upper floor offers to do with a thing: a button that sends a form, or a link without fields."""

    label: str
    address: str
    symbol: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def actions_on(reader: Any, kind: str, subject_id: int) -> list[Action]:
    """What may be done with a thing elsewhere: the page of the thing shows it without knowing who offers."""
    offers: Sequence[Callable[[Any, str, int], Sequence[Action]]]
    offers = current_app.extensions.get("subject_actions", ())
    return [action for offer in offers for action in offer(reader, kind, subject_id)]


Registry = dict[str, SubjectLoader]


def registry() -> Registry:
    """Every kind of thing this application knows, by its name."""
    found: Registry = current_app.extensions["subjects"]
    return found


def by_slug(
    slug: InstrumentedAttribute[str], key: InstrumentedAttribute[int]
) -> Callable[[Sequence[str]], Mapping[str, int]]:
    """What finds the things of a table by the words of their addresses."""

    def ids(slugs: Sequence[str]) -> Mapping[str, int]:
        return {row[0]: row[1] for row in db.session.execute(select(slug, key).where(slug.in_(slugs)))}

    return ids


def by_number(key: InstrumentedAttribute[int]) -> Callable[[Sequence[str]], Mapping[str, int]]:
    """What finds the things of a table by the numbers of their addresses."""

    def ids(numbers: Sequence[str]) -> Mapping[str, int]:
        wanted = {int(number): number for number in numbers}
        return {wanted[each]: each for each in db.session.scalars(select(key).where(key.in_(wanted)))}

    return ids


def linking_of(loader: SubjectLoader) -> Linking:
    """How a kind takes part in links; not at all unless its loader says so."""
    found = getattr(loader, "linking", None)
    return found if isinstance(found, Linking) else Linking()


def changed(*, kind: str, subject_id: int) -> None:
    """Say, in the operation that changes a thing of a lower floor, that its copies (the index) are old.

    `app` hands the functions to call: upper floors ask them directly.
    """
    for follow in current_app.extensions.get("subject_followers", ()):
        follow(kind=kind, subject_id=subject_id)


def find(reader: Any, kind: str, subject_id: int) -> Subject | None:
    """One thing, if it exists and the reader may read it."""
    loader = registry().get(kind)
    return loader.readable(reader, [subject_id]).get(subject_id) if loader else None


def find_many(reader: Any, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
    """The things of several kinds that a reader may read, in one query a kind."""
    by_kind: dict[str, list[int]] = {}
    for kind, subject_id in wanted:
        by_kind.setdefault(kind, []).append(subject_id)
    found: dict[tuple[str, int], Subject] = {}
    for kind, ids in by_kind.items():
        loader = registry().get(kind)
        if loader:
            found.update({(kind, key): subject for key, subject in loader.readable(reader, ids).items()})
    return found


def name_many(reader: Any, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Name]:
    """The titles and addresses of the things of several kinds that a reader may read, in one query."""
    by_kind = _by_kind(wanted)
    if not by_kind:
        return {}
    return {
        (kind, key): Name(kind, key, title, registry()[kind].address(key, part, rank))
        for key, title, part, rank, kind in db.session.execute(_names(reader, tuple(by_kind)), by_kind)
    }


def ids_readable(reader: Any, wanted: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these things, of several kinds, that a reader may read, in one query."""
    by_kind = _by_kind(wanted)
    if not by_kind:
        return set()
    return {(kind, key) for key, kind in db.session.execute(_ids(reader, tuple(by_kind)), by_kind)}


def _by_kind(wanted: Sequence[tuple[str, int]]) -> dict[str, list[int]]:
    """The ids wanted of each kind that this application knows, in the order of the kinds."""
    by_kind: dict[str, list[int]] = {}
    for kind, subject_id in sorted(dict.fromkeys(wanted)):
        if kind in registry():
            by_kind.setdefault(kind, []).append(subject_id)
    return by_kind


# Every page counts what is unread, and most of its time went into making this statement.
@lru_cache(maxsize=64)
def _ids(reader: Any, kinds: tuple[str, ...]) -> CompoundSelect[int, str]:
    """The ids that a reader may read among those given under the name of each kind."""
    return union_all(
        *(
            names.with_only_columns(_id_of(names), literal(kind), maintain_column_froms=True)
            for kind, names in _each_names(reader, kinds)
        )
    )


@lru_cache(maxsize=64)
def _names(reader: Any, kinds: tuple[str, ...]) -> CompoundSelect[int, str, str, int, str]:
    """The same with what makes a link of each."""
    return union_all(*(names.add_columns(literal(kind)) for kind, names in _each_names(reader, kinds)))


def _each_names(reader: Any, kinds: Sequence[str]) -> Iterator[tuple[str, Select[int, str, str, int]]]:
    """For each kind, what names those of its things that are wanted: their ids are given when it is sent."""
    for kind in kinds:
        names = registry()[kind].names(reader)
        yield kind, names.where(_id_of(names).in_(bindparam(kind, expanding=True)))


def _id_of(names: Select[int, str, str, int]) -> ColumnElement[int]:
    """The first column of what `names` selects."""
    first: ColumnElement[int] = names.selected_columns[0]
    return first
