"""What was thrown away in meetings more than thirty days ago is gone for good."""

from sqlalchemy import select

from comite.accounts import trash
from comite.foundation import citations
from comite.foundation.database import db
from comite.foundation.jobs import job
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.meetings import AgendaDocument, AgendaItem
from comite.meetings.models.seats import College, Mandate
from comite.notifications.operations import forget_about
from comite.search.operations import reindex

ITEM = "agenda_item"


@job
def purge_trashed() -> None:
    """Delete points with their documents, questions, colleges, mandates that never began.

    Seats and mandates that ran keep their rows: what was done with them stays.
    """
    gone = AgendaItem.trashed_at < trash.oldest()
    for item_id in db.session.scalars(select(AgendaItem.id).where(gone)).all():
        citations.forget(ITEM, item_id)
        forget_about.later(kind=ITEM, subject_id=item_id)
        reindex.later(kind=ITEM, subject_id=item_id)
    for table in (Ballot, AgendaDocument, AgendaItem, College):
        trash.purge(table)
    trash.purge(Mandate, Mandate.is_void.is_(True))
