"""The votes, meetings, points and actions that wait for somebody."""

from sqlalchemy import Select, literal, or_, select

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import Instant
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.decisions import FollowUp
from comite.meetings.models.meetings import AgendaItem, Meeting, MeetingStatus
from comite.meetings.models.minutes import Minutes
from comite.meetings.queries.ballots import awaits
from comite.meetings.queries.convened import has_seat_to_answer, is_to_answer_as_listener
from comite.meetings.queries.waiting import has_amendment_to_answer, is_action_to_do, is_point_to_answer
from comite.notifications.awaited import Awaited
from comite.notifications.models import Reason


def votes(reader: Reader) -> Select[int]:
    """The open votes where a seat of one's own has not answered."""
    return select(Ballot.id).where(awaits(reader, literal(clock.now(), Instant())))


def convocations(reader: Reader) -> Select[int]:
    """The meetings to come that one has not answered, for a seat or as a listener."""
    return select(Meeting.id).where(
        Meeting.status == MeetingStatus.CONVENED,
        Meeting.starts_at > clock.now(),
        or_(has_seat_to_answer(reader, clock.today()), is_to_answer_as_listener(reader)),
    )


def points_to_answer(reader: Reader) -> Select[int]:
    """The points proposed to the committees one runs."""
    return (
        select(AgendaItem.id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(is_point_to_answer(reader))
    )


def minutes_to_settle(reader: Reader) -> Select[int]:
    """The meetings that are over and whose minutes are not settled, in the committees one runs."""
    return select(Meeting.id).where(
        Meeting.status == MeetingStatus.CLOSED,
        Meeting.committee_id.in_(sorted(reader.led_committee_ids)),
    )


def amendments_to_answer(reader: Reader) -> Select[int]:
    """The meetings to whose minutes somebody proposed an amendment, in the committees one runs."""
    return select(Minutes.meeting_id).where(has_amendment_to_answer(reader))


def actions(reader: Reader) -> Select[int]:
    """The decisions with an action left to do, entrusted to oneself or to one's authorities."""
    return select(FollowUp.decision_id).where(is_action_to_do(reader))


AWAITED = (
    Awaited("ballot", (Reason.VOTE_OPENED, Reason.VOTE_ENDING), votes),
    Awaited("meeting", (Reason.CONVENED, Reason.MEETING_CHANGED), convocations),
    Awaited("agenda_item", (Reason.ITEM_PROPOSED,), points_to_answer),
    Awaited("meeting", (Reason.MINUTES_DUE,), minutes_to_settle),
    Awaited("meeting", (Reason.AMENDMENT_PROPOSED,), amendments_to_answer),
    Awaited("decision", (Reason.ACTION_ASSIGNED, Reason.ACTION_LATE), actions),
)
