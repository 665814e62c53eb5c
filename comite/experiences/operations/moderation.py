"""Moderation: a report taken away from its audience, and given back."""

from comite.accounts.operations import log_moderation
from comite.accounts.readers import Reader
from comite.experiences import permissions
from comite.experiences.errors import ReasonNeededError, WrongStatusError
from comite.experiences.models import ExperienceReport, RevisionAction
from comite.experiences.operations.keeping import (
    index_later,
    keep_revision,
    settle_audience,
    tell_about,
    writers_of,
)
from comite.experiences.queries import whole_report
from comite.foundation import clock
from comite.foundation.database import operation
from comite.foundation.errors import require
from comite.foundation.text import clean_text
from comite.notifications.models import Reason

REASON_MAX = 2_000


@operation
def hide(actor: Reader, report: ExperienceReport, reason: str) -> None:
    """Leave a report to its authority only, with a reason that its authors read."""
    require(permissions.may_moderate(actor, report))
    reason = clean_text(reason).strip()[:REASON_MAX]
    if not reason:
        raise ReasonNeededError
    if report.is_hidden:
        raise WrongStatusError
    report = whole_report(report.id)
    report.hidden_at, report.hidden_reason = clock.now(), reason
    _settle(actor, report, RevisionAction.HIDDEN, reason)
    log_moderation(actor, "hide", "experience", report.id, reason, report.committee_id)
    tell_about(writers_of(report), Reason.MODERATED, report, actor, reason)


@operation
def unhide(actor: Reader, report: ExperienceReport, reason: str = "") -> None:
    """Give a hidden report back to its audience."""
    require(permissions.may_moderate(actor, report))
    if not report.is_hidden:
        raise WrongStatusError
    report = whole_report(report.id)
    report.hidden_at, report.hidden_reason = None, None
    _settle(actor, report, RevisionAction.SHOWN_AGAIN, clean_text(reason).strip()[:REASON_MAX])
    log_moderation(actor, "unhide", "experience", report.id, reason, report.committee_id)


def _settle(actor: Reader, report: ExperienceReport, action: RevisionAction, reason: str) -> None:
    """Settle who reads it now, and keep what was decided."""
    report.version += 1
    settle_audience(report)
    keep_revision(actor, report, action, reason)
    index_later(report.id)
