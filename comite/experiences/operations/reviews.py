"""Reports that nobody has confirmed for a year, or whose review day has come."""

from comite.accounts import queries as accounts
from comite.accounts.models import Role
from comite.experiences.operations.keeping import tell_about, writers_of
from comite.experiences.queries import unvouched_ids, whole_report
from comite.foundation import clock
from comite.foundation.jobs import job
from comite.notifications.models import Reason


@job
def tell_reviews_due() -> None:
    """Ask the authors and editors of each such report, once, whether it is still right."""
    for report_id in unvouched_ids():
        report = whole_report(report_id)
        report.review_told_at = clock.now()
        writing = accounts.ids_with_role(Role.AGENT, report.authority_id)
        editors = accounts.ids_with_role(Role.EDITOR, report.authority_id)
        authors = [person for person in writers_of(report) if person in writing]
        tell_about([*authors, *editors], Reason.REVIEW_DUE, report)
