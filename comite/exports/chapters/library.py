"""The models that the authorities of the committee share in it, with every version."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.engineering.models.library import ModelUse, SharedModel
from comite.engineering.queries import library as queries
from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of, in_markdown
from comite.foundation.archive import folder_name
from comite.foundation.database import db
from comite.foundation.records import json_of

FOLDER = "modeles"


def _shared(desk: Desk) -> list[ColumnElement[bool]]:
    """Those of the committee that left their authority, and that the reader may read."""
    return [
        SharedModel.committee_id == desk.committee.id,
        SharedModel.published_at.is_not(None),
        readable_by(desk.reader, SharedModel),
    ]


def _ids(desk: Desk) -> Sequence[int]:
    """Which ones."""
    return db.session.scalars(select(SharedModel.id).where(*_shared(desk)).order_by(SharedModel.id)).all()


def _pieces(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """What each is, its versions, what came of its uses."""
    found = db.session.scalars(
        select(SharedModel)
        .where(SharedModel.id.in_(ids), *_shared(desk))
        .order_by(SharedModel.id)
        .options(
            joinedload(SharedModel.authority),
            selectinload(SharedModel.uses).joinedload(ModelUse.authority),
        )
    ).all()
    for model in found:
        folder = f"{FOLDER}/{folder_name(model.id, model.title)}"
        versions = queries.list_versions(model)
        facts = facts_of(
            model,
            authority=model.authority.name,
            uses=[facts_of(each, authority=each.authority.name) for each in model.uses],
            versions=[
                {"number": each.number, "change": each.change, "written_at": each.written_at.isoformat()}
                for each in versions
            ],
        )
        yield Piece(f"{folder}/modele.json", [json_of(facts)])
        for version in versions:
            yield Piece(
                f"{folder}/version-{version.number:03}.md",
                in_markdown(model.title, model.summary, version.source),
            )


CHAPTER = Chapter(
    FOLDER, "Bibliothèque de modèles", "Un dossier par modèle, avec toutes ses versions.", _ids, _pieces
)
