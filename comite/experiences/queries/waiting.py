"""Which reports wait for a reader: conditions for statements, said once."""

from datetime import date

from sqlalchemy import ColumnElement, and_

from comite.accounts.readers import Reader
from comite.experiences.models import ExperienceReport, ReportStatus


def is_to_approve(reader: Reader) -> ColumnElement[bool]:
    """Whether an editor of its authority has yet to answer a proposal, and the reader is one."""
    return and_(
        ExperienceReport.status == ReportStatus.PROPOSED,
        ExperienceReport.authority_id.in_(sorted(reader.edited_authority_ids)),
    )


def is_to_review(reader: Reader, day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether the review day of a report of one's authorities has come."""
    return and_(
        ExperienceReport.status == ReportStatus.PUBLISHED,
        ExperienceReport.review_on <= day,
        ExperienceReport.authority_id.in_(sorted(reader.authority_ids)),
    )
