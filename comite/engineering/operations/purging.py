"""What was thrown away in engineering more than thirty days ago is gone for good."""

from sqlalchemy import select

from comite.accounts import trash
from comite.engineering.models.directory import ExpertiseProfile
from comite.engineering.models.missions import WorkLogEntry
from comite.engineering.models.projects import BudgetLine, ProjectFile, ProjectStep
from comite.engineering.operations.directory import EXPERTISE
from comite.foundation.database import db
from comite.foundation.jobs import job
from comite.notifications.operations import forget_about


@job
def purge_trashed() -> None:
    """Delete steps, amounts and documents of projects, lines of logs, profiles."""
    gone = select(ExpertiseProfile.id).where(ExpertiseProfile.trashed_at < trash.oldest())
    for profile_id in db.session.scalars(gone).all():
        forget_about.later(kind=EXPERTISE, subject_id=profile_id)
    for table in (ProjectStep, BudgetLine, ProjectFile, WorkLogEntry, ExpertiseProfile):
        trash.purge(table)
