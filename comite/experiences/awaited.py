"""The reports that wait for somebody."""

from sqlalchemy import Select, select

from comite.accounts.readers import Reader
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.experiences.queries.waiting import is_to_approve, is_to_review
from comite.foundation import clock
from comite.notifications.awaited import Awaited
from comite.notifications.models import Reason


def to_approve(reader: Reader) -> Select[int]:
    """Those proposed to the editors of one's authorities."""
    return select(ExperienceReport.id).where(is_to_approve(reader))


def to_change(reader: Reader) -> Select[int]:
    """The drafts of one's authorities of which an editor asked changes."""
    return select(ExperienceReport.id).where(
        ExperienceReport.status == ReportStatus.DRAFT,
        ExperienceReport.changes_requested.is_not(None),
        ExperienceReport.authority_id.in_(sorted(reader.authority_ids)),
    )


def to_review(reader: Reader) -> Select[int]:
    """Those of one's authorities whose review day has come."""
    return select(ExperienceReport.id).where(is_to_review(reader, clock.today()))


AWAITED = (
    Awaited("experience", (Reason.APPROVAL_AWAITED,), to_approve),
    Awaited("experience", (Reason.CHANGES_REQUESTED,), to_change),
    Awaited("experience", (Reason.REVIEW_DUE,), to_review),
)
