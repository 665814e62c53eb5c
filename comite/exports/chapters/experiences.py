"""The experience reports of the committee, as their readers take them away, with their files."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, select

from comite.accounts.audiences import readable_by
from comite.experiences.documents.markdown import as_markdown
from comite.experiences.documents.outline import outline
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.experiences.queries import list_whole_reports
from comite.exports.chapters.desk import Chapter, Desk, Piece, facts_of, files_of, named_files
from comite.foundation.archive import folder_name
from comite.foundation.database import db
from comite.foundation.records import json_of

FOLDER = "retours-experience"


def _shared(desk: Desk) -> list[ColumnElement[bool]]:
    """Those of the committee that left their authority, and that the reader may read."""
    return [
        ExperienceReport.committee_id == desk.committee.id,
        ExperienceReport.status.in_((ReportStatus.PUBLISHED, ReportStatus.ARCHIVED)),
        ExperienceReport.hidden_at.is_(None),
        readable_by(desk.reader, ExperienceReport),
    ]


def _ids(desk: Desk) -> Sequence[int]:
    """Which ones."""
    return db.session.scalars(
        select(ExperienceReport.id).where(*_shared(desk)).order_by(ExperienceReport.id)
    ).all()


def _pieces(desk: Desk, ids: Sequence[int]) -> Iterator[Piece]:
    """The text, the facts and the files of each."""
    for report in list_whole_reports(ExperienceReport.id.in_(ids), *_shared(desk)):
        folder = f"{FOLDER}/{folder_name(report.id, report.title)}"
        told = as_markdown(outline(report, desk.public_url, with_people=True))
        yield Piece(f"{folder}/retour.md", [told.encode()])
        yield Piece(f"{folder}/retour.json", [json_of(_facts(report))])
        yield from files_of(folder, report.files)


def _facts(report: ExperienceReport) -> dict[str, object]:
    """All that its columns say."""
    return facts_of(
        report,
        authority=report.authority.name,
        domain=report.domain.label if report.domain else None,
        authors=[f"{each.user.name} ({each.authority.name})" for each in report.authors],
        ai_types=[each.value for each in report.ai_types],
        keywords=[each.label for each in report.tags],
        sheet={**facts_of(report.sheet), "texts": report.sheet.texts},
        indicators=[facts_of(each) for each in report.indicators],
        replications=[facts_of(each, authority=each.authority.name) for each in report.replications],
        files=named_files(report.files),
    )


CHAPTER = Chapter(
    FOLDER,
    "Retours d’expérience",
    "Un dossier par retour : le texte, ses données, ses documents.",
    _ids,
    _pieces,
)
