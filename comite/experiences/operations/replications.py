"""« Nous l’avons repris »: who did the same, and how it went."""

from dataclasses import dataclass
from datetime import date

from comite.accounts import trash
from comite.accounts.readers import Reader
from comite.discussions.queries.mentions import mentions_in
from comite.experiences import permissions, queries
from comite.experiences.errors import OwnReplicationError, ReasonNeededError, UnrelatedReportError
from comite.experiences.models import ExperienceReport, Outcome, Replication
from comite.experiences.operations.keeping import note_links, tell_about, writers_of
from comite.foundation import clock, markdown
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.foundation.markdown import Rendered
from comite.foundation.text import clean_text, shorten
from comite.notifications.models import Reason

TOLD_MAX = 3_000
DETAIL_MAX = 300


@dataclass(frozen=True)
class Story:
    """How a replication went, as those who did it tell it."""

    how_it_went: str
    outcome: Outcome
    happened_on: date | None = None
    own_report: ExperienceReport | None = None


def record_replication(
    actor: Reader, report: ExperienceReport, authority_id: int, story: Story
) -> Replication:
    """Tell that an authority did the same; telling it again corrects it. The authors are told."""
    if authority_id == report.authority_id and authority_id in actor.authority_ids:
        raise OwnReplicationError
    require(permissions.may_replicate(actor, report, authority_id))
    told = clean_text(story.how_it_went)[:TOLD_MAX]
    if not told.strip():
        raise ReasonNeededError
    if story.own_report is not None and story.own_report.authority_id != authority_id:
        raise UnrelatedReportError
    return _record(actor, report, authority_id, story, markdown.render(told, mentions_in(told).addresses))


@operation
def _record(
    actor: Reader, report: ExperienceReport, authority_id: int, story: Story, rendered: Rendered
) -> Replication:
    """Keep the replication."""
    require(permissions.may_replicate(actor, report, authority_id))
    report = queries.whole_report(report.id)
    row = queries.find_replication(report, authority_id, with_thrown=True)
    is_new = row is None or row.is_trashed
    if row is None:
        row = Replication(report_id=report.id, authority_id=authority_id)
        db.session.add(row)
    row.trashed_at = row.trashed_by_id = None  # told anew, it takes the place of the one in the trash
    row.told_by_id, row.told_at = actor.user_id or 0, clock.now()
    row.how_it_went, row.html = clean_text(story.how_it_went)[:TOLD_MAX], rendered.html
    row.markup_version = markdown.VERSION
    row.outcome, row.happened_on = story.outcome, story.happened_on
    row.own_report_id = story.own_report.id if story.own_report else None
    note_links(report.id)
    if is_new:
        tell_about(writers_of(report), Reason.REPLICATED, report, actor, shorten(rendered.plain, DETAIL_MAX))
    return row


@operation
def take_back_replication(actor: Reader, replication: Replication) -> None:
    """Throw away what an authority told of its replication."""
    require(permissions.may_take_back(actor, replication))
    trash.throw(actor, replication)
    note_links(replication.report_id)


@operation
def restore_replication(actor: Reader, report: ExperienceReport, replication: Replication) -> None:
    """Mention a replication again on the report; raises `NotThrownError`."""
    require(permissions.may_replicate(actor, report, replication.authority_id))
    if replication.report_id != report.id:
        raise NotFoundError
    trash.take_back(replication)
    note_links(report.id)
