"""The drafts and documents of reports, and what others told of them, that can be taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.accounts.trash import (
    FilesOf,
    Thrown,
    TrashKind,
    drafts_thrown_by,
    files_thrown_from,
    select_thrown,
)
from comite.experiences import operations, permissions
from comite.experiences.models import ExperienceReport, Replication, ReportFile, ReportStatus
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError

DRAFT, FILE = "brouillon-de-retour", "document-de-retour"
REPLICATION = "reprise"
FILES = FilesOf(ReportFile, ExperienceReport, ReportFile.report_id, permissions.may_edit)


def thrown_drafts(reader: Reader) -> Select[Any]:
    """The drafts that a person threw away, and those of the authorities they edit for."""
    return drafts_thrown_by(reader, ExperienceReport, DRAFT, "Brouillon de retour d’expérience")


def restore_draft(reader: Reader, report_id: int) -> str:
    """Take a draft back."""
    report = db.session.get(ExperienceReport, report_id)
    if report is None or not permissions.may_take_out_of_trash(reader, report):
        raise NotFoundError
    operations.restore_draft(reader, report)
    return f"/retours-experience/{report.slug}"


def thrown_files(reader: Reader) -> Sequence[Thrown]:
    """The documents taken away from reports that a person may edit."""
    return files_thrown_from(reader, FILES, FILE, "Document joint")


def restore_file(reader: Reader, file_id: int) -> str:
    """Attach a document again."""
    file = db.session.get(ReportFile, file_id)
    report = db.session.get(ExperienceReport, file.report_id) if file else None
    if file is None or report is None or not permissions.may_edit(reader, report):
        raise NotFoundError
    operations.restore_file(reader, report, file)
    return f"/retours-experience/{report.slug}/documents"


def thrown_replications(reader: Reader) -> Select[Any]:
    """What their authorities told of what they took up, on reports that a person still reads."""
    told = Replication.how_it_went
    found = select_thrown(REPLICATION, "« Nous l’avons repris »", Replication, told, ExperienceReport.title)
    return found.join(ExperienceReport, ExperienceReport.id == Replication.report_id).where(
        Replication.authority_id.in_(sorted(reader.authority_ids)),
        ExperienceReport.status.in_((ReportStatus.PUBLISHED, ReportStatus.ARCHIVED)),
        readable_by(reader, ExperienceReport),
    )


def restore_replication(reader: Reader, replication_id: int) -> str:
    """Mention a replication again."""
    told = db.session.get(Replication, replication_id)
    report = db.session.get(ExperienceReport, told.report_id) if told else None
    if told is None or report is None or not permissions.may_replicate(reader, report, told.authority_id):
        raise NotFoundError
    operations.restore_replication(reader, report, told)
    return f"/retours-experience/{report.slug}#reprises"


TRASH = (
    TrashKind(DRAFT, ExperienceReport, thrown_drafts, restore_draft),
    TrashKind(FILE, ReportFile, thrown_files, restore_file),
    TrashKind(REPLICATION, Replication, thrown_replications, restore_replication),
)
