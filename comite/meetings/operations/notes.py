"""Notes taken live, point by point: every saving is a row, and none overwrites another."""

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.meetings import minutes_rights
from comite.meetings.minutes_errors import NoteChangedError
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.models.minutes import Note
from comite.meetings.queries import minutes as queries


@operation
def save_note(actor: Reader, meeting: Meeting, item_id: int, source: str, base_version: int) -> Note:
    """Write the note of a point as the next version of the one that was read.

    Raises `NoteChangedError` when somebody saved another one meanwhile: both texts are then shown.
    """
    require(minutes_rights.may_take_notes(actor, meeting))
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting.id or not item.is_accepted or item.is_trashed:
        raise NotFoundError
    present = queries.latest_notes(meeting).get(item_id)
    version = present.version if present else 0
    if version != base_version:
        raise NoteChangedError
    if present is not None and present.source == source:
        return present
    note = Note(
        meeting_id=meeting.id,
        committee_id=meeting.committee_id,
        item_id=item_id,
        version=version + 1,
        source=source,
        written_by_id=actor.user_id,
        written_at=clock.now(),
    )
    db.session.add(note)
    db.session.flush()
    return note
