"""Reading datasets: every function takes who reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
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
    found = _filtered(reader, filters)
    count = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    order = [Order(column, descending) for column, descending in _SORTS.get(filters.sort, _SORTS["recent"])]
    loaded = select(Dataset).where(Dataset.id.in_(found)).options(*_cards())
    return paged(loaded, order, cursor, size, count)


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


def count_by(reader: Reader, filters: Filters, column: InstrumentedAttribute[Any]) -> dict[Any, int]:
    """How many of the filtered datasets bear each value of a column."""
    found = _filtered(reader, filters)
    rows = db.session.execute(
        select(column, func.count()).where(Dataset.id.in_(found), column.is_not(None)).group_by(column)
    )
    return {row[0]: row[1] for row in rows}


def count_by_name(
    reader: Reader,
    filters: Filters,
    column: InstrumentedAttribute[Any],
    owner: type[LocalAuthority] | type[Committee],
) -> Sequence[tuple[int, str, int]]:
    """The authorities or committees that a column names, and how many of the filtered datasets each has."""
    rows = db.session.execute(
        select(owner.id, owner.name, func.count(Dataset.id))
        .join(Dataset, column == owner.id)
        .where(Dataset.id.in_(_filtered(reader, filters)))
        .group_by(owner.id, owner.name)
    )
    return [(row[0], row[1], row[2]) for row in rows]


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
    edited = sorted(reader.edited_authority_ids)
    own = (Dataset.created_by_id == reader.user_id) & (Dataset.status == DatasetStatus.DRAFT)
    awaited = (Dataset.status == DatasetStatus.PROPOSED) & Dataset.authority_id.in_(edited)
    return db.session.scalars(
        select(Dataset)
        .where(readable_by(reader, Dataset), own | awaited)
        .order_by(Dataset.modified_at.desc())
        .limit(20)
        .options(joinedload(Dataset.authority))
    ).all()


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


def _filtered(reader: Reader, filters: Filters) -> Select[int]:
    """The ids of what a list shows."""
    found = select(Dataset.id).where(readable_by(reader, Dataset))
    if filters.is_mine:
        found = found.where(Dataset.authority_id.in_(sorted(reader.authority_ids)))
    for column, value in (
        (Dataset.theme, filters.theme),
        (Dataset.licence, filters.licence),
        (Dataset.status, filters.status),
        (Dataset.authority_id, filters.authority_id),
        (Dataset.committee_id, filters.committee_id),
    ):
        if value is not None:
            found = found.where(column == value)
    if filters.departement:
        found = found.join(LocalAuthority, LocalAuthority.id == Dataset.authority_id).where(
            LocalAuthority.departement_code == filters.departement
        )
    return found
