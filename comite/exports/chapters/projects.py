"""The pooled projects of the committee, with their documents."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.engineering.models.projects import PooledProject, ProjectParty
from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of, files_of, in_markdown, named_files
from comite.foundation.archive import folder_name
from comite.foundation.database import db
from comite.foundation.records import json_of

FOLDER = "projets-mutualises"


def _ids(desk: Desk) -> Sequence[int]:
    """The projects that the reader may read."""
    return db.session.scalars(
        select(PooledProject.id)
        .where(PooledProject.committee_id == desk.committee.id, readable_by(desk.reader, PooledProject))
        .order_by(PooledProject.id)
    ).all()


def _pieces(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """Each project: its objective, its parties, its steps, its budget, its documents."""
    found = db.session.scalars(
        select(PooledProject)
        .where(PooledProject.id.in_(ids), readable_by(desk.reader, PooledProject))
        .order_by(PooledProject.id)
        .options(
            joinedload(PooledProject.authority),
            selectinload(PooledProject.parties).joinedload(ProjectParty.authority),
            selectinload(PooledProject.steps),
            selectinload(PooledProject.budget),
            selectinload(PooledProject.files),
        )
    ).all()
    for project in found:
        folder = f"{FOLDER}/{folder_name(project.id, project.title)}"
        facts = facts_of(
            project,
            pilot=project.authority.name,
            parties=[facts_of(each, authority=each.authority.name) for each in project.parties],
            steps=[facts_of(each) for each in project.steps],
            budget=[facts_of(each) for each in project.budget],
            files=named_files(project.files),
        )
        yield Piece(f"{folder}/projet.json", [json_of(facts)])
        yield Piece(
            f"{folder}/projet.md", in_markdown(project.title, project.objective, project.closing_word)
        )
        yield from files_of(folder, project.files)


CHAPTER = Chapter(
    FOLDER, "Projets mutualisés", "Un dossier par projet : ses données, ses documents.", _ids, _pieces
)
