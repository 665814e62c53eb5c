"""How pooled projects present themselves to search, notifications and discussions."""

import re
from collections.abc import Iterator, Mapping, Sequence

from flask import url_for
from sqlalchemy import ColumnElement, Select, literal, or_, select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import effective, keys_for, readable_by
from comite.accounts.readers import Reader
from comite.engineering.labels.projects import STATUSES
from comite.engineering.models.projects import PooledProject
from comite.foundation.database import db
from comite.foundation.subjects import Linking, Subject, by_slug


class ProjectLoader:
    """Pooled projects, intentions included."""

    kind = "project"
    label = "Projet mutualisé"
    linking = Linking(
        re.compile(r"/ingenierie/projets/(?P<key>[a-z0-9-]+)"),
        by_slug(PooledProject.slug, PooledProject.id),
        is_offered=True,
        cites=True,
    )

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The projects of these ids, for the index."""
        yield from _subjects(PooledProject.id.in_(ids))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read."""
        found = _subjects(PooledProject.id.in_(ids), readable_by(reader, PooledProject))
        return {each.id: each for each in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        return select(PooledProject.id, PooledProject.title, PooledProject.slug, literal(0)).where(
            readable_by(reader, PooledProject)
        )

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """The page of the project."""
        return url_for("projects.show", slug=key)

    def each_id(self) -> Iterator[int]:
        """Every project's id, in order."""
        yield from db.session.scalars(select(PooledProject.id).order_by(PooledProject.id))

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """The projects whose title bears one of these words, latest first."""
        wanted = or_(*(PooledProject.title.icontains(word, autoescape=True) for word in words))
        return list(_subjects(readable_by(reader, PooledProject), wanted, limit=limit))


def _subjects(*conditions: ColumnElement[bool], limit: int | None = None) -> Iterator[Subject]:
    """Projects as others speak of them, latest first."""
    rows = db.session.scalars(
        select(PooledProject)
        .where(*conditions)
        .order_by(PooledProject.updated_at.desc(), PooledProject.id.desc())
        .limit(limit)
        .options(joinedload(PooledProject.authority))
    )
    for project in rows:
        yield Subject(
            kind="project",
            id=project.id,
            title=project.title,
            address=url_for("projects.show", slug=project.slug),
            audience=effective(project).value,
            authority_id=project.authority_id,
            committee_id=project.committee_id,
            text=project.objective_plain,
            extra=STATUSES[project.status],
            happened_at=project.updated_at,
            authority_name=project.authority.name,
            status=project.status.value,
            keys=keys_for(effective(project), project.authority_id, project.committee_id),
        )
