"""What happened to reports: revisions, unsaved texts, replications, reviews due."""

from collections.abc import Sequence

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.experiences.models import (
    Author,
    ExperienceReport,
    Replication,
    ReportStatus,
    Revision,
    RevisionAction,
    UnsavedText,
)
from comite.experiences.models.reports import CONFIRMATION_LASTS
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError

# Somebody told once is told again only when the report has been confirmed since and gone stale again.
REVIEWS_AT_ONCE = 200
# The form of the five questions, before there is a report.
START = "start"


def list_revisions(report: ExperienceReport, limit: int = 200) -> Sequence[Revision]:
    """Every revision of a report, latest first; who may see them is asked before."""
    return db.session.scalars(
        select(Revision)
        .where(Revision.report_id == report.id)
        .order_by(Revision.number.desc())
        .limit(limit)
        .options(joinedload(Revision.author), joinedload(Revision.authority))
    ).all()


def get_revision(report: ExperienceReport, number: int) -> Revision:
    """One revision of a report; raises `NotFoundError` when there is none."""
    revision = db.session.scalar(
        select(Revision)
        .where(Revision.report_id == report.id, Revision.number == number)
        .options(joinedload(Revision.author), joinedload(Revision.authority))
    )
    if revision is None:
        raise NotFoundError
    return revision


def find_corrected(report: ExperienceReport) -> tuple[int, int] | None:
    """The last revision sent back for changes and the latest one, if a report was ever sent back."""
    is_request = Revision.action == RevisionAction.CHANGES_REQUESTED
    sent_back, latest = db.session.execute(
        select(func.max(case((is_request, Revision.number))), func.max(Revision.number)).where(
            Revision.report_id == report.id
        )
    ).one()
    return (sent_back, latest) if sent_back else None


def place_of(report: ExperienceReport | None, section: str) -> str:
    """The name of a form where something was typed."""
    return f"{report.id}:{section}" if report else section


def find_unsaved(reader: Reader, place: str) -> UnsavedText | None:
    """What the reader typed in a form and has not saved."""
    return db.session.scalar(
        select(UnsavedText).where(UnsavedText.user_id == reader.user_id, UnsavedText.place == place)
    )


def list_origins(reader: Reader, report: ExperienceReport) -> Sequence[Replication]:
    """The reports that this one took up, among those that may be read, oldest first."""
    return db.session.scalars(
        select(Replication)
        .join(ExperienceReport, ExperienceReport.id == Replication.report_id)
        .where(
            Replication.own_report_id == report.id,
            Replication.trashed_at.is_(None),
            readable_by(reader, ExperienceReport),
        )
        .order_by(Replication.id)
        .options(joinedload(Replication.report).joinedload(ExperienceReport.authority))
    ).all()


def find_replication(
    report: ExperienceReport, authority_id: int | None, *, with_thrown: bool = False
) -> Replication | None:
    """What an authority told of its replication of a report, or what it threw away of it."""
    theirs = select(Replication).where(
        Replication.report_id == report.id, Replication.authority_id == authority_id
    )
    if not with_thrown:
        theirs = theirs.where(Replication.trashed_at.is_(None))
    return db.session.scalar(theirs.options(joinedload(Replication.own_report)))


def list_moderated(ids: Sequence[int]) -> Sequence[ExperienceReport]:
    """Reports for the moderators, hidden or not; who may moderate is asked by the operations."""
    return db.session.scalars(
        select(ExperienceReport)
        .where(
            ExperienceReport.id.in_(ids),
            ExperienceReport.status.in_((ReportStatus.PUBLISHED, ReportStatus.ARCHIVED)),
        )
        .options(
            joinedload(ExperienceReport.authority),
            selectinload(ExperienceReport.authors).joinedload(Author.user),
        )
    ).all()


def unvouched_ids() -> Sequence[int]:
    """The published reports that nobody has confirmed in time, and whose authors have not been told yet."""
    report, today = ExperienceReport, clock.today()
    long_ago = clock.now() - CONFIRMATION_LASTS
    # A review day counts once it is past and the last confirmation came at least a day before it.
    vouched = or_(
        report.confirmed_at < long_ago, report.confirmed_at.is_(None) & (report.published_at < long_ago)
    )
    due = report.review_on <= today
    return db.session.scalars(
        select(report.id)
        .where(
            report.status == ReportStatus.PUBLISHED,
            report.hidden_at.is_(None),
            report.review_told_at.is_(None),
            or_(vouched, due),
        )
        .order_by(report.id)
        .limit(REVIEWS_AT_ONCE)
    ).all()
