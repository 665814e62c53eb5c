"""The datasets of the committee: what describes them, and their files byte for byte."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.datasets.labels import FREQUENCIES, LICENCES
from comite.datasets.models import Dataset, DatasetStatus
from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of, files_of, in_markdown, named_files
from comite.foundation.archive import folder_name
from comite.foundation.database import db
from comite.foundation.records import json_of

FOLDER = "jeux-de-donnees"


def _shared(desk: Desk) -> list[ColumnElement[bool]]:
    """Those of the committee that left their authority, and that the reader may read."""
    return [
        Dataset.committee_id == desk.committee.id,
        Dataset.status.not_in((DatasetStatus.DRAFT, DatasetStatus.PROPOSED)),
        Dataset.hidden_at.is_(None),
        readable_by(desk.reader, Dataset),
    ]


def _ids(desk: Desk) -> Sequence[int]:
    """Which ones."""
    return db.session.scalars(select(Dataset.id).where(*_shared(desk)).order_by(Dataset.id)).all()


def _pieces(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """The description and the files of each."""
    found = db.session.scalars(
        select(Dataset)
        .where(Dataset.id.in_(ids), *_shared(desk))
        .order_by(Dataset.id)
        .options(joinedload(Dataset.authority), selectinload(Dataset.files))
    )
    for dataset in found:
        folder = f"{FOLDER}/{folder_name(dataset.id, dataset.title)}"
        yield Piece(f"{folder}/jeu.json", [json_of(_facts(dataset, desk))])
        yield Piece(f"{folder}/jeu.md", _told(dataset))
        yield from files_of(folder, dataset.files)


def _facts(dataset: Dataset, desk: Desk) -> dict[str, Any]:
    """All that its columns say."""
    return facts_of(
        dataset,
        producer=dataset.authority.name,
        address=f"{desk.public_url}/jeux-de-donnees/{dataset.slug}",
        files=[
            {**named, "rows": file.row_count, "columns": file.column_names}
            for named, file in zip(named_files(dataset.files), dataset.files, strict=True)
        ],
    )


def _told(dataset: Dataset) -> list[bytes]:
    """The description, for people."""
    return in_markdown(
        dataset.title,
        f"Produit par {dataset.authority.name}. Licence : {LICENCES[dataset.licence]}. "
        f"Mise à jour : {FREQUENCIES[dataset.frequency].lower()}.",
        f"## Motif d’intérêt général\n\n{dataset.general_interest}",
        f"## Description\n\n{dataset.description}" if dataset.description else "",
    )


CHAPTER = Chapter(
    FOLDER,
    "Jeux de données",
    "Un dossier par jeu : sa description, et ses fichiers tels qu’ils ont été déposés.",
    _ids,
    _pieces,
)
