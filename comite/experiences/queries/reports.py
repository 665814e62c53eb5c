"""One report, and what is needed to write it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload, with_expression

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.datasets.models import Dataset
from comite.experiences.models import (
    Author,
    DatasetLink,
    ExperienceReport,
    PolicyDomain,
    Replication,
    ReportFile,
)
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.text import fold
from comite.notifications.queries import level_about
from comite.territories.models import Committee

KIND = "experience"


def get_report(reader: Reader, slug: str) -> ExperienceReport:
    """The whole report of an address, for somebody who may read it; raises `NotFoundError` otherwise."""
    report = db.session.scalar(_of_slug(reader), {"slug": slug})
    if report is None:
        raise NotFoundError
    return report


@lru_cache(maxsize=64)
def _of_slug(reader: Reader) -> Select[ExperienceReport]:
    """The whole report of the address `slug`, for a reader: making this took longer than answering it."""
    return (
        select(ExperienceReport)
        .where(ExperienceReport.slug == bindparam("slug"), readable_by(reader, ExperienceReport))
        .options(
            *_whole(),
            *_company(),
            # Here and not by itself: the page of a report asks as much as a page may.
            with_expression(ExperienceReport.reader_level, level_about(reader, KIND, ExperienceReport.id)),
        )
    )


def find_report_by_id(reader: Reader, report_id: int) -> ExperienceReport | None:
    """The card of a report, if it may be read."""
    return db.session.scalar(
        select(ExperienceReport)
        .where(ExperienceReport.id == report_id, readable_by(reader, ExperienceReport))
        .options(joinedload(ExperienceReport.authority), joinedload(ExperienceReport.domain))
    )


def whole_report(report_id: int) -> ExperienceReport:
    """A report with all that an operation writes, as the database holds it now."""
    return db.session.scalars(
        select(ExperienceReport)
        .where(ExperienceReport.id == report_id)
        .options(*_whole())
        .execution_options(populate_existing=True)
    ).one()


def list_whole_reports(*conditions: ColumnElement[bool]) -> Sequence[ExperienceReport]:
    """Reports with all that is said of them, whoever reads: its caller says who may."""
    return db.session.scalars(
        select(ExperienceReport)
        .where(*conditions)
        .options(*_whole(), *_company())
        .order_by(ExperienceReport.id)
    ).all()


def _whole() -> list[Any]:
    """What makes the content of a report."""
    return [
        joinedload(ExperienceReport.sheet),
        joinedload(ExperienceReport.authority),
        joinedload(ExperienceReport.committee),
        joinedload(ExperienceReport.domain),
        selectinload(ExperienceReport.keywords),
        selectinload(ExperienceReport.indicators),
        selectinload(ExperienceReport.authors).options(joinedload(Author.user), joinedload(Author.authority)),
    ]


def _company() -> list[Any]:
    """What its page shows beside the content."""
    return [
        selectinload(ExperienceReport.files),
        selectinload(ExperienceReport.replications).options(
            joinedload(Replication.authority),
            joinedload(Replication.told_by),
            joinedload(Replication.own_report),
        ),
    ]


def find_file(reader: Reader, slug: str, file_id: int) -> ReportFile | None:
    """A document of a report that may be read."""
    return db.session.scalar(
        select(ReportFile)
        .join(ExperienceReport, ExperienceReport.id == ReportFile.report_id)
        .where(
            ReportFile.id == file_id,
            ReportFile.trashed_at.is_(None),
            ExperienceReport.slug == slug,
            readable_by(reader, ExperienceReport),
        )
    )


def has_report_titled(authority_id: int, title: str) -> bool:
    """Whether an authority has a report of this title, whatever its accents and case."""
    same = (
        ExperienceReport.authority_id == authority_id,
        ExperienceReport.sort_title == fold(title)[:200],
        ExperienceReport.trashed_at.is_(None),
    )
    return db.session.scalar(select(ExperienceReport.id).where(*same).limit(1)) is not None


def list_domains(*, with_retired: bool = False) -> Sequence[PolicyDomain]:
    """The policy domains, in the order the administrators gave them."""
    statement = select(PolicyDomain).order_by(PolicyDomain.position, PolicyDomain.label)
    if not with_retired:
        statement = statement.where(PolicyDomain.is_retired.is_(False))
    return db.session.scalars(statement).all()


def find_domain_id(code: str) -> int | None:
    """The domain that an address names, if it is offered."""
    return db.session.scalar(
        select(PolicyDomain.id).where(PolicyDomain.code == code, PolicyDomain.is_retired.is_(False))
    )


def list_domain_names() -> Sequence[tuple[str, str]]:
    """The codes and names of the domains, for the filters of the list."""
    rows = db.session.execute(
        select(PolicyDomain.code, PolicyDomain.label)
        .where(PolicyDomain.is_retired.is_(False))
        .order_by(PolicyDomain.position, PolicyDomain.label)
    )
    return [(row.code, row.label) for row in rows]


def list_committee_names() -> Sequence[tuple[str, str]]:
    """The addresses and names of the committees, which are public, for the filters of the list."""
    rows = db.session.execute(select(Committee.slug, Committee.name).order_by(Committee.name))
    return [(row.slug, row.name) for row in rows]


def list_all_committees() -> Sequence[Committee]:
    """Every committee of the installation; their names are public."""
    return db.session.scalars(select(Committee).order_by(Committee.name)).all()


def list_cited_datasets(reader: Reader, report_id: int) -> Sequence[Dataset]:
    """The datasets a report cites, among those that may be read."""
    return db.session.scalars(
        select(Dataset)
        .join(DatasetLink, DatasetLink.dataset_id == Dataset.id)
        .where(DatasetLink.report_id == report_id, readable_by(reader, Dataset))
        .order_by(Dataset.title)
        .options(joinedload(Dataset.authority))
    ).all()


def get_domain(domain_id: int) -> PolicyDomain:
    """A policy domain, retired or not; raises `NotFoundError`."""
    domain = db.session.get(PolicyDomain, domain_id)
    if domain is None:
        raise NotFoundError
    return domain
