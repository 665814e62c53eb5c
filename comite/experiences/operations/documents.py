"""Documents attached to a report, and datasets it cites."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select

from comite.accounts import trash
from comite.accounts.audiences import may_read
from comite.accounts.readers import Reader
from comite.datasets.models import Dataset
from comite.experiences import permissions
from comite.experiences.content import CAPTION_MAX, FILES_MAX
from comite.experiences.errors import TooManyFilesError
from comite.experiences.models import DatasetLink, ExperienceReport, ReportFile
from comite.experiences.operations.keeping import note_links
from comite.foundation import clock, storage
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.foundation.storage import Kept
from comite.foundation.text import clean_line
from comite.uploads.operations import take_upload


@dataclass(frozen=True)
class Document:
    """A file already kept, and what its sender says of it."""

    kept: Kept
    name: str
    media_type: str
    caption: str = ""
    upload_id: int | None = None


@operation
def attach_file(actor: Reader, report: ExperienceReport, document: Document) -> ReportFile:
    """Attach a document that was kept beforehand; raises `TooManyFilesError`."""
    require(permissions.may_edit(actor, report))
    _refuse_one_more(report)
    if document.upload_id is not None:
        take_upload(actor, document.upload_id)
    row = ReportFile(
        report_id=report.id,
        caption=clean_line(document.caption)[:CAPTION_MAX],
        attached_at=clock.now(),
        attached_by_id=actor.user_id,
        **storage.named(document.kept, document.name, document.media_type),
    )
    db.session.add(row)
    report.updated_at = clock.now()
    return row


def _refuse_one_more(report: ExperienceReport) -> None:
    """Raise when a report has as many documents as it may."""
    here = (ReportFile.report_id == report.id, ReportFile.trashed_at.is_(None))
    if (db.session.scalar(select(func.count()).where(*here)) or 0) >= FILES_MAX:
        raise TooManyFilesError


@operation
def detach_file(actor: Reader, report: ExperienceReport, file: ReportFile) -> None:
    """Take a document away from a report; it can be taken back for thirty days."""
    require(permissions.may_edit(actor, report))
    if file.report_id != report.id:
        raise NotFoundError
    trash.throw(actor, file)
    report.updated_at = clock.now()


@operation
def restore_file(actor: Reader, report: ExperienceReport, file: ReportFile) -> None:
    """Attach again a document that was thrown away; raises `NotThrownError`, `TooManyFilesError`."""
    require(permissions.may_edit(actor, report))
    if file.report_id != report.id:
        raise NotFoundError
    _refuse_one_more(report)
    trash.take_back(file)
    report.updated_at = clock.now()


@operation
def cite_dataset(actor: Reader, report: ExperienceReport, dataset: Dataset) -> None:
    """Say that a report used or produced a dataset; the same one twice is once."""
    require(permissions.may_edit(actor, report))
    if not may_read(actor, dataset):
        raise NotFoundError
    if db.session.get(DatasetLink, (report.id, dataset.id)) is None:
        db.session.add(DatasetLink(report_id=report.id, dataset_id=dataset.id))
        note_links(report.id)
        report.updated_at = clock.now()


@operation
def stop_citing_dataset(actor: Reader, report: ExperienceReport, dataset_id: int) -> None:
    """Take a dataset out of what a report cites."""
    require(permissions.may_edit(actor, report))
    db.session.execute(
        delete(DatasetLink).where(DatasetLink.report_id == report.id, DatasetLink.dataset_id == dataset_id)
    )
    note_links(report.id)
    report.updated_at = clock.now()
