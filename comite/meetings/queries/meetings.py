"""Reading meetings and their agenda."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.meetings.models.meetings import AgendaItem, ItemStatus, Meeting


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The meetings a reader may read."""
    return readable_by(reader, Meeting)


def items_visible_to(reader: Reader) -> ColumnElement[bool]:
    """The same as `may_see_item`, for points joined to their meetings."""
    seen: list[ColumnElement[bool]] = [AgendaItem.status == ItemStatus.ACCEPTED]
    if reader.is_administrator:
        return visible_to(reader)
    if reader.is_signed_in:
        seen.append(AgendaItem.proposed_by_id == reader.user_id)
    if reader.led_committee_ids:
        seen.append(AgendaItem.committee_id.in_(sorted(reader.led_committee_ids)))
    return visible_to(reader) & or_(*seen)


def get_meeting(reader: Reader, meeting_id: int) -> Meeting:
    """A meeting the reader may read, with its committee and its agenda; raises `NotFoundError`."""
    statement = select(Meeting).where(Meeting.id == meeting_id, visible_to(reader))
    found = db.session.scalar(_with_agenda(statement))
    if found is None:
        raise NotFoundError
    return found


def _with_agenda(statement: Select[Meeting]) -> Select[Meeting]:
    """With what the page of a meeting shows, as it is now even if an older agenda is in memory."""
    return statement.execution_options(populate_existing=True).options(
        joinedload(Meeting.committee),
        selectinload(Meeting.items).joinedload(AgendaItem.rapporteur),
        selectinload(Meeting.items).joinedload(AgendaItem.proposed_by),
        selectinload(Meeting.items).selectinload(AgendaItem.documents),
    )
