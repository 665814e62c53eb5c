"""Reading who attends a meeting without a voice: observers and guests."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts import queries as accounts
from comite.accounts.models import Membership
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.meetings.models.attendance import Listener
from comite.meetings.models.meetings import Meeting
from comite.territories.queries import list_observers


def list_listeners(meeting: Meeting) -> Sequence[Listener]:
    """Who attended without a voice, in the order in which they came."""
    return db.session.scalars(
        select(Listener)
        .where(Listener.meeting_id == meeting.id)
        .order_by(Listener.arrived_at, Listener.id)
        .options(joinedload(Listener.user), joinedload(Listener.authority))
    ).all()


def get_listener(meeting: Meeting, listener_id: int) -> Listener:
    """One of them; raises `NotFoundError`."""
    found = db.session.get(Listener, listener_id)
    if found is None or found.meeting_id != meeting.id:
        raise NotFoundError
    return found


def possible_observers(meeting: Meeting) -> Sequence[Membership]:
    """The people of the authorities that observe the committee on the day of the meeting."""
    observers = [each.id for each in list_observers(meeting.committee_id, meeting.held_on)]
    return accounts.list_people_of(observers) if observers else ()
