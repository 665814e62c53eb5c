"""Lists of reports: narrowed, sorted, counted, one page at a time."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Affiliation, Reader
from comite.experiences.filters import Filters, Sort
from comite.experiences.models import (
    ExperienceReport,
    Keyword,
    KeywordKind,
    PolicyDomain,
    ReportStatus,
)
from comite.foundation.database import db
from comite.foundation.markdown import plain
from comite.foundation.paging import Order, Page, paged
from comite.foundation.text import fold, shorten
from comite.territories.models import Committee, LocalAuthority

ORDERS: dict[Sort, tuple[Order, ...]] = {
    Sort.RECENT: (Order(ExperienceReport.listed_at, True), Order(ExperienceReport.id, True)),
    Sort.UPDATED: (Order(ExperienceReport.updated_at, True), Order(ExperienceReport.id, True)),
    Sort.TITLE: (Order(ExperienceReport.sort_title), Order(ExperienceReport.id)),
}
_CARD_COLUMNS = (
    ExperienceReport.slug,
    ExperienceReport.title,
    ExperienceReport.sort_title,
    ExperienceReport.summary,
    ExperienceReport.phase,
    ExperienceReport.outcome,
    ExperienceReport.status,
    ExperienceReport.audience,
    ExperienceReport.listed_at,
    ExperienceReport.updated_at,
    ExperienceReport.published_at,
    ExperienceReport.changes_requested,
)
# Beyond the first hundred, likeness says nothing any more.
EXAMPLES_SEARCHED = 20
EXAMPLE_MAX = 220
ALIKE_MAX = 100
ALIKE_SIZE = 20
ALIKE_PAGES = ALIKE_MAX // ALIKE_SIZE


def list_reports(reader: Reader, filters: Filters, sort: Sort, cursor: str | None) -> Page[ExperienceReport]:
    """One page of what a reader may read."""
    return paged(_cards(reader, filters), ORDERS[sort], cursor)


# What a reader asks, they ask again: the next page, the same list after a visit to one report.
@lru_cache(maxsize=64)
def _cards(reader: Reader, filters: Filters) -> Select[ExperienceReport]:
    """What a reader may read under these filters, with what cards show."""
    return _narrowed(select(ExperienceReport), reader, filters).options(*_shown())


def count_reports(reader: Reader, filters: Filters) -> int:
    """How many reports a reader may read under these filters."""
    return db.session.scalar(_count(reader, filters)) or 0


@lru_cache(maxsize=64)
def _count(reader: Reader, filters: Filters) -> Select[int]:
    """How many they are."""
    return _narrowed(select(func.count(ExperienceReport.id)), reader, filters)


def list_alike(
    reader: Reader, filters: Filters, place: Affiliation, number: int
) -> tuple[Sequence[ExperienceReport], bool]:
    """« Communes comme la mienne »: those of like size first, then of the same EPCI, then département.

    Gives one numbered page, and whether there is another.
    """
    alike = (
        _narrowed(select(ExperienceReport.id), reader, filters)
        .join(LocalAuthority, LocalAuthority.id == ExperienceReport.authority_id)
        .where(ExperienceReport.authority_id != place.authority_id)
        .order_by(
            _size_gap(place.population),
            _distance(place),
            ExperienceReport.listed_at.desc(),
            ExperienceReport.id.desc(),
        )
    )
    first = min(max(number - 1, 0) * ALIKE_SIZE, ALIKE_MAX - ALIKE_SIZE)
    # Ids first: sorting whole rows by what has no index took four times as long at 20,000 reports.
    ids = list(db.session.scalars(alike.offset(first).limit(ALIKE_SIZE + 1)))
    has_more = len(ids) > ALIKE_SIZE and first + ALIKE_SIZE < ALIKE_MAX
    wanted = select(ExperienceReport).where(ExperienceReport.id.in_(ids[:ALIKE_SIZE])).options(*_shown())
    rows = {each.id: each for each in db.session.scalars(wanted)}
    return [rows[key] for key in ids[:ALIKE_SIZE]], has_more


def list_own(reader: Reader, authority_id: int, limit: int = 50) -> Sequence[ExperienceReport]:
    """The published reports of an authority, latest first, to choose one among them."""
    return db.session.scalars(
        select(ExperienceReport)
        .where(
            ExperienceReport.authority_id == authority_id,
            ExperienceReport.status == ReportStatus.PUBLISHED,
            readable_by(reader, ExperienceReport),
        )
        .order_by(ExperienceReport.listed_at.desc())
        .limit(limit)
    ).all()


def _narrowed(statement: Select[Any], reader: Reader, filters: Filters) -> Select[Any]:
    """A statement kept to what a reader may read and asks for."""
    report = ExperienceReport
    statuses = filters.statuses or (ReportStatus.PUBLISHED,)
    conditions = [report.status.in_(statuses), readable_by(reader, report)]
    if filters.domains:
        wanted = select(PolicyDomain.id).where(PolicyDomain.code.in_(filters.domains))
        conditions.append(report.domain_id.in_(wanted))
    if filters.phases:
        conditions.append(report.phase.in_(filters.phases))
    if filters.outcomes:
        conditions.append(report.outcome.in_(filters.outcomes))
    if filters.ai_types:
        conditions.append(_has_keyword(KeywordKind.AI_TYPE, [each.value for each in filters.ai_types]))
    if filters.tag:
        conditions.append(_has_keyword(KeywordKind.TAG, [fold(filters.tag)]))
    if filters.committee:
        wanted = select(Committee.id).where(Committee.slug == filters.committee)
        conditions.append(report.committee_id.in_(wanted))
    places = _places(filters)
    if places:
        conditions.append(report.authority_id.in_(select(LocalAuthority.id).where(*places)))
    return statement.where(*conditions)


def _has_keyword(kind: KeywordKind, words: Sequence[str]) -> ColumnElement[bool]:
    """Whether a report bears one of some keywords."""
    found = select(Keyword.report_id).where(Keyword.kind == kind, Keyword.word.in_(words))
    return ExperienceReport.id.in_(found)


def _places(filters: Filters) -> list[ColumnElement[bool]]:
    """What is asked of the authority that tells."""
    conditions: list[ColumnElement[bool]] = []
    if filters.authority:
        conditions.append(LocalAuthority.slug == filters.authority)
    if filters.departement:
        conditions.append(LocalAuthority.departement_code == filters.departement)
    if filters.population:
        least, most = filters.population.bounds
        conditions.append(LocalAuthority.population >= least)
        if most is not None:
            conditions.append(LocalAuthority.population <= most)
    return conditions


def _size_gap(population: int | None) -> ColumnElement[int]:
    """How far an authority's size is from ours: 0 within half as much again, then twice, then four times."""
    if not population:
        return case((LocalAuthority.population.is_(None), 0), else_=1)
    column = LocalAuthority.population
    return case(
        (column.between(population * 2 // 3, population * 3 // 2), 0),
        (column.between(population // 2, population * 2), 1),
        (column.between(population // 4, population * 4), 2),
        else_=3,
    )


def _distance(place: Affiliation) -> ColumnElement[int]:
    """How far an authority is from ours: 0 in the same EPCI, 1 in the same département, 2 elsewhere."""
    steps: list[tuple[ColumnElement[bool], int]] = []
    if place.epci_siren:
        steps.append(
            ((LocalAuthority.epci_siren == place.epci_siren) | (LocalAuthority.siren == place.epci_siren), 0)
        )
    if place.departement_code:
        steps.append((LocalAuthority.departement_code == place.departement_code, 1))
    return case(*steps, else_=2) if steps else case((LocalAuthority.id.is_(None), 0), else_=2)


def _shown() -> list[Any]:
    """What a card of a list shows, and no more: a list page spends most of its time making rows."""
    report, place = ExperienceReport, LocalAuthority
    return [
        load_only(*_CARD_COLUMNS, raiseload=True),
        joinedload(report.authority).load_only(place.name, place.slug, place.population, raiseload=True),
        joinedload(report.committee).load_only(Committee.name, raiseload=True),
        joinedload(report.domain).load_only(PolicyDomain.label, PolicyDomain.code, raiseload=True),
        selectinload(report.keywords.and_(Keyword.kind == KeywordKind.AI_TYPE)),
    ]


def list_examples(
    reader: Reader, name: str, domain_id: object = None, limit: int = 2
) -> Sequence[tuple[ExperienceReport, str]]:
    """What published reports say in one field, those of the same domain first: real cases to take after."""
    domain = str(domain_id or "")
    near = ExperienceReport.domain_id == int(domain[:9]) if domain.isdecimal() else literal(value=False)
    found = db.session.scalars(
        select(ExperienceReport)
        .where(readable_by(reader, ExperienceReport), ExperienceReport.status == ReportStatus.PUBLISHED)
        .order_by(case((near, 0), else_=1), ExperienceReport.listed_at.desc(), ExperienceReport.id.desc())
        .limit(EXAMPLES_SEARCHED)
        .options(joinedload(ExperienceReport.sheet), joinedload(ExperienceReport.authority))
    )
    said = ((each, _excerpt(each, name)) for each in found)
    return [(report, words) for report, words in said if words][:limit]


def _excerpt(report: ExperienceReport, name: str) -> str:
    """The beginning of one field of a report, in plain words."""
    if name == "title":
        return report.title
    html = report.sheet.rendered.get(name)
    return shorten(" ".join(plain(str(html)).split()), EXAMPLE_MAX) if html else ""
