"""Who has yet to answer a convocation: conditions for statements on meetings, said once."""

from datetime import date

from sqlalchemy import ColumnElement, exists, or_

from comite.accounts.readers import Reader
from comite.meetings.models.attendance import ListenerReply, Reply
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.seats import Mandate, Seat
from comite.meetings.queries.seats import is_member_on


def has_seat_to_answer(reader: Reader, day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether the reader sits that day for a seat with a voice that has not answered."""
    answered = exists().where(Reply.meeting_id == Meeting.id, Reply.seat_id == Seat.id)
    return (
        exists()
        .where(
            Seat.committee_id == Meeting.committee_id,
            Seat.starts_on <= day,
            or_(Seat.ends_on.is_(None), Seat.ends_on > day),
            is_member_on(day),
            Mandate.seat_id == Seat.id,
            Mandate.user_id == reader.user_id,
            Mandate.is_void.is_(False),
            Mandate.starts_on <= day,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day),
            ~answered,
        )
        .correlate(Meeting)
    )


def is_to_answer_as_listener(reader: Reader) -> ColumnElement[bool]:
    """Whether the reader may only listen in the committee of a meeting, and has not answered."""
    observed = reader.committee_ids - reader.member_committee_ids
    answered = exists().where(ListenerReply.meeting_id == Meeting.id, ListenerReply.user_id == reader.user_id)
    return Meeting.committee_id.in_(sorted(observed)) & ~answered
