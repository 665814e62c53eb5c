"""The drafts and documents of reports that can be taken back."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from comite.accounts.models import Role, User
from comite.accounts.readers import Reader
from comite.accounts.trash import LISTED, Thrown, TrashKind, oldest
from comite.experiences import operations, permissions
from comite.experiences.models import ExperienceReport, ReportFile
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError

DRAFT, FILE = "brouillon-de-retour", "document-de-retour"


def thrown_drafts(reader: Reader) -> Sequence[Thrown]:
    """The drafts that a person threw away, and those of the authorities they edit for."""
    rows = db.session.scalars(
        select(ExperienceReport)
        .where(
            ExperienceReport.trashed_at >= oldest(),
            ExperienceReport.authority_id.in_(sorted(reader.authority_ids)),
            or_(
                ExperienceReport.trashed_by_id == reader.user_id,
                ExperienceReport.authority_id.in_(_edited(reader)),
            ),
        )
        .order_by(ExperienceReport.trashed_at.desc())
        .limit(LISTED)
        .options(joinedload(ExperienceReport.trashed_by))
    )
    return [
        Thrown(
            DRAFT,
            each.id,
            "Brouillon de retour d’expérience",
            each.title,
            each.trashed_at,
            each.trashed_by.name if each.trashed_by else None,
        )
        for each in rows
        if each.trashed_at is not None
    ]


def _edited(reader: Reader) -> list[int]:
    """The authorities a person edits for."""
    return [each.authority_id for each in reader.affiliations if each.role.rank >= Role.EDITOR.rank]


def restore_draft(reader: Reader, report_id: int) -> str:
    """Take a draft back."""
    report = db.session.get(ExperienceReport, report_id)
    if report is None or not permissions.may_take_out_of_trash(reader, report):
        raise NotFoundError
    operations.restore_draft(reader, report)
    return f"/retours-experience/{report.slug}"


def thrown_files(reader: Reader) -> Sequence[Thrown]:
    """The documents taken away from reports that a person may edit."""
    rows = db.session.execute(
        select(ReportFile, ExperienceReport, User.name)
        .join(ExperienceReport, ExperienceReport.id == ReportFile.report_id)
        .outerjoin(User, User.id == ReportFile.trashed_by_id)
        .where(
            ReportFile.trashed_at >= oldest(),
            ExperienceReport.trashed_at.is_(None),
            ExperienceReport.authority_id.in_(sorted(reader.authority_ids)),
        )
        .order_by(ReportFile.trashed_at.desc())
        .limit(LISTED)
    )
    return [
        Thrown(FILE, file.id, "Document joint", file.file_name, file.trashed_at, name, report.title)
        for file, report, name in rows
        if file.trashed_at is not None and permissions.may_edit(reader, report)
    ]


def restore_file(reader: Reader, file_id: int) -> str:
    """Attach a document again."""
    file = db.session.get(ReportFile, file_id)
    report = db.session.get(ExperienceReport, file.report_id) if file else None
    if file is None or report is None or not permissions.may_edit(reader, report):
        raise NotFoundError
    operations.restore_file(reader, report, file)
    return f"/retours-experience/{report.slug}/documents"


TRASH = (TrashKind(DRAFT, thrown_drafts, restore_draft), TrashKind(FILE, thrown_files, restore_file))
