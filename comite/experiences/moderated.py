"""How moderation, which knows no report, hides one and shows it again."""

from collections.abc import Mapping, Sequence

from comite.accounts.readers import Reader
from comite.discussions.moderated import Case, Moderated
from comite.experiences import operations, queries
from comite.experiences.models import ExperienceReport
from comite.foundation.errors import NotFoundError

KIND = "experience"


def _hide(actor: Reader, report_id: int, reason: str) -> None:
    """Leave a report to its authority."""
    operations.hide(actor, _report(report_id), reason)


def _unhide(actor: Reader, report_id: int, reason: str) -> None:
    """Give a report back to its audience."""
    operations.unhide(actor, _report(report_id), reason)


def _report(report_id: int) -> ExperienceReport:
    """A report that left its authority, hidden or not."""
    found = queries.list_moderated([report_id])
    if not found:
        raise NotFoundError
    return found[0]


def _cases(ids: Sequence[int]) -> Mapping[int, Case]:
    """The reports as their moderators see them."""
    return {
        report.id: Case(
            kind=KIND,
            id=report.id,
            title=report.title,
            address=f"/retours-experience/{report.slug}",
            text=report.summary,
            author_name=", ".join(each.user.name for each in report.authors),
            authority_name=report.authority.name,
            committee_id=report.committee_id,
            is_hidden=report.is_hidden,
        )
        for report in queries.list_moderated(ids)
    }


MODERATED = Moderated(kind=KIND, hide=_hide, unhide=_unhide, cases=_cases)
