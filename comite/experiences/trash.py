"""The drafts and documents of reports that can be taken back."""

from collections.abc import Sequence

from comite.accounts.readers import Reader
from comite.accounts.trash import FilesOf, Thrown, TrashKind, drafts_thrown_by, files_thrown_from
from comite.experiences import operations, permissions
from comite.experiences.models import ExperienceReport, ReportFile
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError

DRAFT, FILE = "brouillon-de-retour", "document-de-retour"
FILES = FilesOf(ReportFile, ExperienceReport, ReportFile.report_id, permissions.may_edit)


def thrown_drafts(reader: Reader) -> Sequence[Thrown]:
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


TRASH = (TrashKind(DRAFT, thrown_drafts, restore_draft), TrashKind(FILE, thrown_files, restore_file))
