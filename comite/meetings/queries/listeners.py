"""Reading who attends a meeting without a voice: observers and guests."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts import queries as accounts
from comite.accounts.models import Membership
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.meetings.models.attendance import Listener, ListenerReply
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


def find_observer(
    meeting: Meeting, user_id: int | None, authority_id: int | None = None
) -> Membership | None:
    """By what authority a person observes a meeting; the one given, or the first."""
    return next(
        (
            each
            for each in possible_observers(meeting)
            if each.user_id == user_id and authority_id in (None, each.authority_id)
        ),
        None,
    )


def list_listener_replies(meeting: Meeting) -> Sequence[ListenerReply]:
    """What those who observe answered to the convocation, by the order in which they did."""
    return db.session.scalars(
        select(ListenerReply)
        .where(ListenerReply.meeting_id == meeting.id)
        .order_by(ListenerReply.answered_at, ListenerReply.id)
        .options(joinedload(ListenerReply.user), joinedload(ListenerReply.authority))
    ).all()


def find_listener_reply(meeting: Meeting, user_id: int | None) -> ListenerReply | None:
    """What one of them answered."""
    return db.session.scalar(
        select(ListenerReply).where(ListenerReply.meeting_id == meeting.id, ListenerReply.user_id == user_id)
    )


@dataclass(frozen=True)
class Listening:
    """For whom somebody observes a meeting, and what they answered."""

    place: str
    reply: ListenerReply | None


def find_listening(reader: Reader, meeting: Meeting) -> Listening | None:
    """What a person who observes the committee answered; nothing for those who sit in it."""
    if meeting.committee_id not in reader.committee_ids - reader.member_committee_ids:
        return None
    observer = find_observer(meeting, reader.user_id)
    if observer is None:
        return None
    return Listening(observer.authority.name, find_listener_reply(meeting, reader.user_id))
