"""Reading pooled projects."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.models import Membership, User
from comite.accounts.readers import Reader
from comite.datasets.models import Dataset
from comite.engineering.costs import Party
from comite.engineering.models.projects import (
    PartyStanding,
    PooledProject,
    ProjectDataset,
    ProjectFile,
    ProjectParty,
    ProjectStatus,
)
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged

LATEST_FIRST = (Order(PooledProject.updated_at, True), Order(PooledProject.id, True))
LIVING = (ProjectStatus.INTENTION, ProjectStatus.PREPARING, ProjectStatus.RUNNING)


@dataclass(frozen=True)
class Filters:
    """What narrows the list of projects."""

    statuses: tuple[ProjectStatus, ...] = ()
    committee_id: int | None = None


def get_project(reader: Reader, slug: str) -> PooledProject:
    """A project the reader may read, with all that its page shows; raises `NotFoundError`."""
    found = db.session.scalar(
        select(PooledProject)
        .where(PooledProject.slug == slug, readable_by(reader, PooledProject))
        .options(
            joinedload(PooledProject.authority),
            joinedload(PooledProject.committee),
            selectinload(PooledProject.parties).joinedload(ProjectParty.authority),
            selectinload(PooledProject.steps),
            selectinload(PooledProject.budget),
            selectinload(PooledProject.files),
        )
        .execution_options(populate_existing=True)  # after a refusal the page is read again
    )
    if found is None:
        raise NotFoundError
    return found


def list_projects(reader: Reader, filters: Filters, cursor: str | None) -> Page[PooledProject]:
    """A page of the projects, changed last first."""
    conditions: list[ColumnElement[bool]] = [
        readable_by(reader, PooledProject),
        PooledProject.status.in_(filters.statuses or LIVING),
    ]
    if filters.committee_id is not None:
        conditions.append(PooledProject.committee_id == filters.committee_id)
    statement = (
        select(PooledProject)
        .where(*conditions)
        .options(
            joinedload(PooledProject.authority),
            joinedload(PooledProject.committee),
            selectinload(PooledProject.parties),
        )
    )
    count = db.session.scalar(select(func.count(PooledProject.id)).where(*conditions))
    return paged(statement, LATEST_FIRST, cursor, count=count or 0)


def list_cited_datasets(reader: Reader, project: PooledProject) -> Sequence[Dataset]:
    """The datasets of a project that the reader may read."""
    return db.session.scalars(
        select(Dataset)
        .join(ProjectDataset, ProjectDataset.dataset_id == Dataset.id)
        .where(ProjectDataset.project_id == project.id, readable_by(reader, Dataset))
        .order_by(Dataset.title, Dataset.id)
    ).all()


def find_file(reader: Reader, slug: str, file_id: int) -> ProjectFile | None:
    """A document of a project the reader may read."""
    return db.session.scalar(
        select(ProjectFile)
        .join(PooledProject, PooledProject.id == ProjectFile.project_id)
        .where(
            ProjectFile.id == file_id,
            ProjectFile.trashed_at.is_(None),
            PooledProject.slug == slug,
            readable_by(reader, PooledProject),
        )
    )


def sharing_parties(project: PooledProject) -> list[Party]:
    """Those between whom the cost is shared: those that accepted or, before anyone has, the interested."""
    accepted = [each for each in project.parties if each.standing is PartyStanding.ACCEPTED]
    interested = [each for each in project.parties if each.standing is PartyStanding.INTERESTED]
    return [
        Party(each.authority_id, each.authority.name, each.authority.population, each.usage)
        for each in sorted(accepted or interested, key=lambda one: one.authority.name)
    ]


def ids_of_writers(authority_ids: Sequence[int]) -> Sequence[int]:
    """The people who belong to some authorities, to be told of what concerns these."""
    return db.session.scalars(
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.authority_id.in_(authority_ids), User.suspended_at.is_(None), User.erased_at.is_(None)
        )
        .distinct()
        .order_by(Membership.user_id)
    ).all()
