"""The drafts and files of datasets that can be taken back."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from comite.accounts.models import Role, User
from comite.accounts.readers import Reader
from comite.accounts.trash import LISTED, Thrown, TrashKind, oldest
from comite.datasets import operations, permissions
from comite.datasets.models import Dataset, DatasetFile
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError

DRAFT, FILE = "brouillon-de-jeu", "fichier-de-jeu"


def thrown_drafts(reader: Reader) -> Sequence[Thrown]:
    """The drafts that a person threw away, and those of the authorities they edit for."""
    edited = [each.authority_id for each in reader.affiliations if each.role.rank >= Role.EDITOR.rank]
    rows = db.session.scalars(
        select(Dataset)
        .where(
            Dataset.trashed_at >= oldest(),
            Dataset.authority_id.in_(sorted(reader.authority_ids)),
            or_(Dataset.trashed_by_id == reader.user_id, Dataset.authority_id.in_(edited)),
        )
        .order_by(Dataset.trashed_at.desc())
        .limit(LISTED)
        .options(joinedload(Dataset.trashed_by))
    )
    return [
        Thrown(
            DRAFT,
            each.id,
            "Brouillon de jeu de données",
            each.title,
            each.trashed_at,
            each.trashed_by.name if each.trashed_by else None,
        )
        for each in rows
        if each.trashed_at is not None
    ]


def restore_draft(reader: Reader, dataset_id: int) -> str:
    """Take a draft back."""
    dataset = db.session.get(Dataset, dataset_id)
    if dataset is None or not permissions.may_take_out_of_trash(reader, dataset):
        raise NotFoundError
    operations.restore_draft(reader, dataset)
    return f"/jeux-de-donnees/{dataset.slug}"


def thrown_files(reader: Reader) -> Sequence[Thrown]:
    """The files taken out of datasets that a person may edit."""
    rows = db.session.execute(
        select(DatasetFile, Dataset, User.name)
        .join(Dataset, Dataset.id == DatasetFile.dataset_id)
        .outerjoin(User, User.id == DatasetFile.trashed_by_id)
        .where(
            DatasetFile.trashed_at >= oldest(),
            Dataset.trashed_at.is_(None),
            Dataset.authority_id.in_(sorted(reader.authority_ids)),
        )
        .order_by(DatasetFile.trashed_at.desc())
        .limit(LISTED)
    )
    return [
        Thrown(FILE, file.id, "Fichier de données", file.file_name, file.trashed_at, name, dataset.title)
        for file, dataset, name in rows
        if file.trashed_at is not None and permissions.may_edit(reader, dataset)
    ]


def restore_file(reader: Reader, file_id: int) -> str:
    """Put a file back in its dataset."""
    file = db.session.get(DatasetFile, file_id)
    dataset = db.session.get(Dataset, file.dataset_id) if file else None
    if file is None or dataset is None or not permissions.may_edit(reader, dataset):
        raise NotFoundError
    operations.restore_file(reader, dataset, file)
    return f"/jeux-de-donnees/{dataset.slug}"


TRASH = (TrashKind(DRAFT, thrown_drafts, restore_draft), TrashKind(FILE, thrown_files, restore_file))
