"""Reading datasets: every function takes who reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, joinedload, load_only, selectinload
from sqlalchemy.sql.base import ExecutableOption

from comite.accounts.audiences import may_read, readable_by
from comite.accounts.readers import Reader
from comite.datasets.models import Dataset, DatasetFile, DatasetStatus, Licence, PrivacyChoice, Theme
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged
from comite.territories.models import Committee, LocalAuthority


@dataclass(frozen=True)
class Filters:
    """What a list of datasets is narrowed to; None keeps everything."""

    theme: Theme | None = None
    licence: Licence | None = None
    status: DatasetStatus | None = None
    authority_id: int | None = None
    committee_id: int | None = None
    departement: str | None = None
    is_mine: bool = False
    sort: str = "recent"


_SORTS: dict[str, tuple[tuple[InstrumentedAttribute[Any], bool], ...]] = {
    "recent": ((Dataset.modified_at, True), (Dataset.id, True)),
    "title": ((Dataset.title, False), (Dataset.id, False)),
}


def get_dataset(reader: Reader, slug: str) -> Dataset:
    """A dataset with what its page shows; raises `NotFoundError`."""
    dataset = db.session.scalar(_of_slug(reader), {"slug": slug})
    if dataset is None or not may_read(reader, dataset):
        raise NotFoundError
    return dataset


@lru_cache(maxsize=64)
def _of_slug(reader: Reader) -> Select[Dataset]:
    """The dataset of the address `slug`, for a reader."""
    return (
        select(Dataset)
        .where(Dataset.slug == bindparam("slug"), readable_by(reader, Dataset))
        .options(
            joinedload(Dataset.authority),
            joinedload(Dataset.committee),
            joinedload(Dataset.created_by),
            selectinload(Dataset.files)
            .selectinload(DatasetFile.decisions)
            .joinedload(PrivacyChoice.decided_by),
        )
    )


def find_named(reader: Reader, written: str) -> Dataset | None:
    """The dataset that an address or an exact title designates, among those that may be read."""
    last = written.strip().rstrip("/").rsplit("/", 1)[-1]
    return db.session.scalar(
        select(Dataset)
        .where(or_(Dataset.slug == last, Dataset.title == written), readable_by(reader, Dataset))
        .order_by(Dataset.slug != last, Dataset.id)
        .limit(1)
    )


def get_file(dataset: Dataset, file_id: int) -> DatasetFile:
    """A file of a dataset already found readable; raises `NotFoundError`."""
    for file in dataset.files:
        if file.id == file_id:
            return file
    raise NotFoundError


def has_dataset_titled(authority_id: int, title: str) -> bool:
    """Whether an authority has a dataset of this title."""
    same = (
        Dataset.authority_id == authority_id,
        func.lower(Dataset.title) == title.lower(),
        Dataset.trashed_at.is_(None),
    )
    return db.session.scalar(select(Dataset.id).where(*same).limit(1)) is not None


def list_datasets(
    reader: Reader, filters: Filters, cursor: str | None = None, size: int = 20
) -> Page[Dataset]:
    """One page of the datasets a reader may read."""
    order = [Order(column, descending) for column, descending in _SORTS.get(filters.sort, _SORTS["recent"])]
    return paged(_listed(reader, filters), order, cursor, size)


# What a reader asks, they ask again: building a statement costs more than sending it.
@lru_cache(maxsize=64)
def _listed(reader: Reader, filters: Filters) -> Select[Dataset]:
    """What a reader may read under these filters, with what cards show."""
    return _narrowed(select(Dataset), reader, filters).options(*_cards())


@cache
def _cards() -> tuple[ExecutableOption, ...]:
    """What a card shows, and no more: what was read in the files is heavy."""
    return (
        load_only(
            Dataset.slug,
            Dataset.title,
            Dataset.general_interest,
            Dataset.theme,
            Dataset.status,
            Dataset.audience,
            Dataset.modified_at,
            Dataset.published_at,
        ),
        joinedload(Dataset.authority).load_only(LocalAuthority.name),
        joinedload(Dataset.committee).load_only(Committee.name),
        selectinload(Dataset.files).load_only(DatasetFile.id),
    )


@dataclass(frozen=True)
class Counts:
    """How many datasets a list shows, and would show under each theme, authority and committee."""

    total: int
    themes: dict[str, int]
    authorities: Sequence[tuple[int, str, int]]
    committees: Sequence[tuple[int, str, int]]


def count_datasets(reader: Reader, filters: Filters) -> Counts:
    """Count what filters keep; a theme counts as if no theme were asked for, and the others likewise.

    In one statement, which looks at each dataset once.
    """
    rows = db.session.execute(_counts(reader, filters)).all()
    places = {
        kind: [(row.id, row.name, row.times) for row in rows if row.kind == kind]
        for kind in ("authority", "committee")
    }
    return Counts(
        total=sum(row.times for row in rows if row.kind == "total"),
        themes={row.name: row.times for row in rows if row.kind == "theme"},
        authorities=places["authority"],
        committees=places["committee"],
    )


@lru_cache(maxsize=64)
def _counts(reader: Reader, filters: Filters) -> CompoundSelect[Any]:
    """Rows of kind, id, name and times."""
    columns: dict[str, tuple[InstrumentedAttribute[Any], object]] = {
        "theme": (Dataset.theme, filters.theme),
        "authority": (Dataset.authority_id, filters.authority_id),
        "committee": (Dataset.committee_id, filters.committee_id),
    }
    free = replace(filters, theme=None, authority_id=None, committee_id=None)
    looked_at: Any = select(Dataset.theme, Dataset.authority_id, Dataset.committee_id)
    found = _narrowed(looked_at, reader, free).cte("found")

    def kept(but: str = "") -> list[ColumnElement[bool]]:
        """The filters of the three columns, but one."""
        return [
            found.c[column.key] == value
            for name, (column, value) in columns.items()
            if value is not None and name != but
        ]

    def rows_of(kind: str, key: Any, name: Any, times: Any) -> Select[Any]:
        """A part of the whole, with columns of the same types."""
        kinds = literal(kind, String).label("kind")
        return select(kinds, key.label("id"), name.label("name"), times.label("times"))

    total = rows_of("total", cast(null(), Integer), cast(null(), String), func.count())
    theme = type_coerce(found.c.theme, String)
    themes = rows_of("theme", cast(null(), Integer), theme, func.count()).where(theme.is_not(None))
    parts = [
        total.select_from(found).where(*kept()),
        themes.where(*kept("theme")).group_by(theme),
    ]
    owners: tuple[tuple[str, type[LocalAuthority | Committee]], ...] = (
        ("authority", LocalAuthority),
        ("committee", Committee),
    )
    for kind, owner in owners:
        key = found.c[columns[kind][0].key]
        each = (
            select(key.label("id"), func.count().label("count")).where(*kept(kind)).group_by(key).subquery()
        )
        parts.append(rows_of(kind, owner.id, owner.name, each.c.count).join(each, each.c.id == owner.id))
    return union_all(*parts)


def list_latest(reader: Reader, *conditions: ColumnElement[bool], limit: int = 5) -> Sequence[Dataset]:
    """The published datasets changed last, among those a reader may read."""
    return db.session.scalars(
        select(Dataset)
        .where(readable_by(reader, Dataset), Dataset.status == DatasetStatus.PUBLISHED, *conditions)
        .order_by(Dataset.modified_at.desc(), Dataset.id.desc())
        .limit(limit)
        .options(*_cards())
    ).all()


def list_awaiting(reader: Reader) -> Sequence[Dataset]:
    """The drafts of a person, and the proposals that await them as an editor."""
    own = (Dataset.created_by_id == reader.user_id) & (Dataset.status == DatasetStatus.DRAFT)
    return db.session.scalars(
        select(Dataset)
        .where(readable_by(reader, Dataset), own | is_to_approve(reader))
        .order_by(Dataset.modified_at.desc())
        .limit(20)
        .options(joinedload(Dataset.authority))
    ).all()


def is_to_approve(reader: Reader) -> ColumnElement[bool]:
    """Whether an editor of its authority has yet to answer a proposal, and the reader is one."""
    edited = sorted(reader.edited_authority_ids)
    return (Dataset.status == DatasetStatus.PROPOSED) & Dataset.authority_id.in_(edited)


def count_public() -> int:
    """How many datasets everyone can read."""
    return db.session.scalar(select(func.count()).where(_is_in_catalogue())) or 0


def list_catalogue(page: int, size: int) -> Sequence[Dataset]:
    """The public datasets of one page of the catalogue, oldest first: pages stay as others come."""
    return db.session.scalars(
        select(Dataset)
        .where(_is_in_catalogue())
        .order_by(Dataset.id)
        .offset((page - 1) * size)
        .limit(size)
        .options(joinedload(Dataset.authority), selectinload(Dataset.files))
    ).all()


def each_public_id() -> Iterator[int]:
    """Every dataset's id that has its place in the index, in order."""
    yield from db.session.scalars(select(Dataset.id).order_by(Dataset.id))


def list_moderated(ids: Sequence[int]) -> Sequence[Dataset]:
    """Datasets for the moderators, hidden or not; who may moderate is asked by the operations."""
    return db.session.scalars(
        select(Dataset)
        .where(Dataset.id.in_(ids), Dataset.status.in_((DatasetStatus.PUBLISHED, DatasetStatus.ARCHIVED)))
        .options(joinedload(Dataset.authority), joinedload(Dataset.created_by))
    ).all()


def list_subjects(*conditions: ColumnElement[bool]) -> Sequence[Dataset]:
    """The datasets that meet conditions, with what search shows of them."""
    return db.session.scalars(
        select(Dataset)
        .where(Dataset.trashed_at.is_(None), *conditions)
        .options(joinedload(Dataset.authority), selectinload(Dataset.files))
    ).all()


def _is_in_catalogue() -> ColumnElement[bool]:
    """Public and current."""
    return (Dataset.audience == "public") & (Dataset.status == DatasetStatus.PUBLISHED)


def _narrowed(statement: Select[Any], reader: Reader, filters: Filters) -> Select[Any]:
    """A statement on datasets kept to what a reader may read and asks for."""
    conditions = [readable_by(reader, Dataset)]
    if filters.is_mine:
        conditions.append(Dataset.authority_id.in_(sorted(reader.authority_ids)))
    conditions += [
        column == value
        for column, value in (
            (Dataset.theme, filters.theme),
            (Dataset.licence, filters.licence),
            (Dataset.status, filters.status),
            (Dataset.authority_id, filters.authority_id),
            (Dataset.committee_id, filters.committee_id),
        )
        if value is not None
    ]
    if filters.departement:
        of_departement = LocalAuthority.departement_code == filters.departement
        conditions.append(Dataset.authority_id.in_(select(LocalAuthority.id).where(of_departement)))
    return statement.where(*conditions)
