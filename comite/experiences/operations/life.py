"""The life of a report: proposed, published, sent back, archived, confirmed."""

from comite.accounts import queries as accounts
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.experiences import permissions
from comite.experiences.errors import ReasonNeededError
from comite.experiences.models import ExperienceReport, ReportStatus, RevisionAction
from comite.experiences.operations.keeping import (
    check_complete,
    index_later,
    keep_revision,
    settle_audience,
    tell_about,
    writers_of,
)
from comite.experiences.queries import whole_report
from comite.foundation import audit, clock
from comite.foundation.database import operation
from comite.foundation.errors import require
from comite.foundation.text import clean_text
from comite.notifications.models import Reason
from comite.notifications.operations import announce

REASON_MAX = 2_000


@operation
def propose_report(actor: Reader, report: ExperienceReport) -> None:
    """Ask the editors of the authority to publish; raises `IncompleteReportError`."""
    require(permissions.may_propose(actor, report))
    check_complete(report)
    report = _moved(report, ReportStatus.PROPOSED)
    report.proposed_by_id = actor.user_id
    report.changes_requested = None
    _keep(actor, report, RevisionAction.PROPOSED)
    editors = accounts.ids_with_role(Role.EDITOR, report.authority_id)
    tell_about(editors, Reason.APPROVAL_AWAITED, report, actor)


@operation
def publish_report(actor: Reader, report: ExperienceReport) -> None:
    """Let its audience read the report, and tell its authors; raises `IncompleteReportError`."""
    require(permissions.may_publish(actor, report))
    check_complete(report)
    report = _moved(report, ReportStatus.PUBLISHED)
    report.published_at = report.listed_at = clock.now()
    report.changes_requested = None
    report.review_told_at = None
    _keep(actor, report, RevisionAction.PUBLISHED)
    _record(actor, "experience.publish", report)
    tell_about(writers_of(report), Reason.PUBLISHED, report, actor)
    announce.later(kind="experience", subject_id=report.id, actor_id=actor.user_id or 0)


@operation
def request_changes(actor: Reader, report: ExperienceReport, reason: str) -> None:
    """Send a proposed report back to its authors, with the reason; raises `ReasonNeededError`."""
    require(permissions.may_request_changes(actor, report))
    reason = clean_text(reason).strip()[:REASON_MAX]
    if not reason:
        raise ReasonNeededError
    report = _moved(report, ReportStatus.DRAFT)
    report.changes_requested = reason
    _keep(actor, report, RevisionAction.CHANGES_REQUESTED, reason)
    tell_about(writers_of(report), Reason.CHANGES_REQUESTED, report, actor, reason)


@operation
def withdraw_report(actor: Reader, report: ExperienceReport) -> None:
    """Take a report back to the workshop: only its authority reads it again."""
    require(permissions.may_withdraw(actor, report))
    report = _moved(report, ReportStatus.DRAFT)
    report.published_at = None
    report.confirmed_at = None
    _keep(actor, report, RevisionAction.WITHDRAWN)


@operation
def archive_report(actor: Reader, report: ExperienceReport) -> None:
    """Take a report out of the lists; its address keeps answering to those who could read it."""
    require(permissions.may_archive(actor, report))
    _keep(actor, _moved(report, ReportStatus.ARCHIVED), RevisionAction.ARCHIVED)
    _record(actor, "experience.archive", report)


@operation
def restore_report(actor: Reader, report: ExperienceReport) -> None:
    """Bring an archived report back to the lists."""
    require(permissions.may_restore(actor, report))
    _keep(actor, _moved(report, ReportStatus.PUBLISHED), RevisionAction.RESTORED)


@operation
def confirm_report(actor: Reader, report: ExperienceReport) -> None:
    """Say that a published report is still right, for a year."""
    require(permissions.may_confirm(actor, report))
    report = whole_report(report.id)
    report.confirmed_at = clock.now()
    report.review_told_at = None
    if report.review_on is not None and report.review_on <= clock.today():
        report.review_on = None
    report.version += 1
    keep_revision(actor, report, RevisionAction.CONFIRMED)


def _moved(report: ExperienceReport, status: ReportStatus) -> ExperienceReport:
    """The whole report in its new status."""
    report = whole_report(report.id)
    report.status = status
    report.version += 1
    return report


def _keep(actor: Reader, report: ExperienceReport, action: RevisionAction, note: str = "") -> None:
    """Settle who reads it now, keep the revision, and let search know."""
    settle_audience(report)
    keep_revision(actor, report, action, note)
    index_later(report.id)


def _record(actor: Reader, action: str, report: ExperienceReport) -> None:
    """Write down in the audit log that what an authority says reached its readers, or left the lists."""
    scope = f"authority:{report.authority_id}"
    audit.record(
        actor, action, scope=scope, kind="experience", subject_id=report.id, audience=report.audience.value
    )
