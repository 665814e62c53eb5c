"""Datasets for the tests, every argument optional."""

import io

from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.datasets import operations, queries
from comite.datasets.content import DatasetContent, SentFile, Sharing
from comite.datasets.models import Dataset, ReadingState
from comite.foundation import storage
from comite.foundation.database import db, write
from comite.foundation.markdown import render
from tests.cast import Cast

ROWS = "École de l’Étang;12;5,0\nÉcole Jules-Ferry;120;45,5\nÉcole Pasteur;80;30,25\n"
TABLE = f"nom;effectif;part\n{ROWS}".encode("cp1252")
LIMIT = 10 * 1024 * 1024


def kept_file(content: bytes = TABLE, name: str = "écoles.csv") -> SentFile:
    """A content put in the storage, as a view does."""
    kept = storage.current().put(io.BytesIO(content), LIMIT)
    return SentFile(kept.digest, kept.size, name, "text/csv")


def make_dataset(
    cast: Cast,
    *,
    title: str = "Effectifs des écoles",
    author: Reader | None = None,
    authority_id: int | None = None,
    visibility: Audience = Audience.PUBLIC,
    committee_id: int | None = None,
    published: bool = True,
    files: list[SentFile] | None = None,
    description: str = "",
) -> Dataset:
    """A dataset of Valmer, published unless told otherwise, its file not read yet."""
    actor = author or cast.amina
    content = DatasetContent(
        title=title,
        general_interest="Prévoir les places et les repas.",
        description=description,
        sharing=Sharing(visibility, committee_id),
    )
    sent = [kept_file()] if files is None else files
    dataset = operations.create_dataset(
        actor, authority_id or cast.valmer, content, render(description), sent
    )
    if published:
        with write():
            for file in queries.get_dataset(actor, dataset.slug).files:
                file.state = ReadingState.READ
        db.session.commit()
        operations.publish_dataset(actor, dataset)
    return dataset
