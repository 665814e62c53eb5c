"""Work that recurs, in one readable list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from comite.accounts import operations as accounts
from comite.datasets import operations as datasets
from comite.discussions.operations import messages as discussions
from comite.engineering.operations import purging as engineering
from comite.experiences import operations as experiences
from comite.exports import work as exports
from comite.foundation import deliveries, jobs, renewal, security, storage, tasks, unsaved
from comite.home import audit_mail
from comite.imports import work as imports
from comite.meetings.operations import ballots as voting
from comite.meetings.operations import convocation, minutes, telling_votes
from comite.meetings.operations import decisions as actions
from comite.meetings.operations import purging as meetings
from comite.notifications import operations as notifications
from comite.uploads import receiving


@dataclass(frozen=True)
class Recurring:
    """Something to do again and again; doing it once too often does no harm."""

    name: str
    every: timedelta
    function: Callable[[], object]


SCHEDULE = (
    Recurring("forget-done-jobs", timedelta(hours=6), jobs.forget_done.later),
    Recurring("forget-submissions", timedelta(hours=6), security.forget_submissions.later),
    Recurring("forget-expired", timedelta(hours=1), accounts.forget_expired.later),
    Recurring("experience-reviews", timedelta(hours=12), experiences.tell_reviews_due.later),
    Recurring("remind-of-meetings", timedelta(hours=1), convocation.remind_of_meetings.later),
    Recurring("purge-deleted-messages", timedelta(hours=12), discussions.purge_deleted.later),
    Recurring("digests", timedelta(minutes=5), notifications.send_digests.later),
    Recurring("purge-former-places", timedelta(hours=12), accounts.purge_former.later),
    Recurring("purge-trashed-reports", timedelta(hours=12), experiences.purge_trashed.later),
    Recurring("purge-trashed-datasets", timedelta(hours=12), datasets.purge_trashed.later),
    Recurring("purge-trashed-engineering", timedelta(hours=12), engineering.purge_trashed.later),
    Recurring("purge-trashed-meetings", timedelta(hours=12), meetings.purge_trashed.later),
    Recurring("forget-old-imports", timedelta(hours=12), imports.forget_old.later),
    Recurring("forget-expired-exports", timedelta(hours=6), exports.forget_expired.later),
    Recurring("forget-unsaved-texts", timedelta(hours=12), unsaved.forget_old.later),
    Recurring("settle-given-up-jobs", timedelta(minutes=10), jobs.settle_given_up.later),
    Recurring("tidy-tasks", timedelta(minutes=30), tasks.tidy.later),
    Recurring("fetch-mails", timedelta(seconds=20), notifications.fetch_mails),
    Recurring("forget-received-mails", timedelta(hours=12), notifications.forget_received.later),
    Recurring("forget-old-refusals", timedelta(hours=12), deliveries.forget_old_refusals.later),
    Recurring("minutes-to-settle", timedelta(hours=12), minutes.remind_of_minutes.later),
    Recurring("late-actions", timedelta(hours=12), actions.remind_late_actions.later),
    Recurring("close-ballots", timedelta(minutes=1), voting.close_due.later),
    Recurring("remind-voters", timedelta(minutes=30), telling_votes.remind_due.later),
    Recurring("mail-audit-head", timedelta(hours=1), audit_mail.send_heads.later),
    Recurring("render-anew", timedelta(hours=6), renewal.render_anew.later),
    Recurring("sweep-files", timedelta(hours=6), storage.sweep),
    Recurring("sweep-uploads", timedelta(hours=1), receiving.sweep),
)
