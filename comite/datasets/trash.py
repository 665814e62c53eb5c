"""The drafts and files of datasets that can be taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select

from comite.accounts.readers import Reader
from comite.accounts.trash import FilesOf, Thrown, TrashKind, drafts_thrown_by, files_thrown_from
from comite.datasets import operations, permissions
from comite.datasets.models import Dataset, DatasetFile
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError

DRAFT, FILE = "brouillon-de-jeu", "fichier-de-jeu"
FILES = FilesOf(DatasetFile, Dataset, DatasetFile.dataset_id, permissions.may_edit)


def thrown_drafts(reader: Reader) -> Select[Any]:
    """The drafts that a person threw away, and those of the authorities they edit for."""
    return drafts_thrown_by(reader, Dataset, DRAFT, "Brouillon de jeu de données")


def restore_draft(reader: Reader, dataset_id: int) -> str:
    """Take a draft back."""
    dataset = db.session.get(Dataset, dataset_id)
    if dataset is None or not permissions.may_take_out_of_trash(reader, dataset):
        raise NotFoundError
    operations.restore_draft(reader, dataset)
    return f"/jeux-de-donnees/{dataset.slug}"


def thrown_files(reader: Reader) -> Sequence[Thrown]:
    """The files taken out of datasets that a person may edit."""
    return files_thrown_from(reader, FILES, FILE, "Fichier de données")


def restore_file(reader: Reader, file_id: int) -> str:
    """Put a file back in its dataset."""
    file = db.session.get(DatasetFile, file_id)
    dataset = db.session.get(Dataset, file.dataset_id) if file else None
    if file is None or dataset is None or not permissions.may_edit(reader, dataset):
        raise NotFoundError
    operations.restore_file(reader, dataset, file)
    return f"/jeux-de-donnees/{dataset.slug}"


TRASH = (
    TrashKind(DRAFT, Dataset, thrown_drafts, restore_draft),
    TrashKind(FILE, DatasetFile, thrown_files, restore_file),
)
