"""The votes, meetings, points and actions that wait for somebody."""

from sqlalchemy import Select, exists, literal, or_, select

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import Instant
from comite.meetings.models.attendance import ListenerReply, Reply
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.decisions import FollowUp
from comite.meetings.models.meetings import AgendaItem, ItemStatus, Meeting, MeetingStatus
from comite.meetings.models.minutes import Amendment, AmendmentStatus, Minutes
from comite.meetings.models.seats import Mandate, Seat
from comite.meetings.queries.ballots import awaits
from comite.meetings.queries.decisions import WAITING
from comite.notifications.awaited import Awaited
from comite.notifications.models import Reason


def votes(reader: Reader) -> Select[int]:
    """The open votes where a seat of one's own has not answered."""
    return select(Ballot.id).where(awaits(reader, literal(clock.now(), Instant())))


def convocations(reader: Reader) -> Select[int]:
    """The meetings to come that one has not answered, for a seat or as a listener."""
    today = clock.today()
    seat_answered = exists().where(Reply.meeting_id == Meeting.id, Reply.seat_id == Seat.id)
    sits = exists().where(
        Seat.committee_id == Meeting.committee_id,
        Mandate.seat_id == Seat.id,
        Mandate.user_id == reader.user_id,
        Mandate.is_void.is_(False),
        Mandate.starts_on <= today,
        or_(Mandate.ends_on.is_(None), Mandate.ends_on >= today),
        ~seat_answered,
    )
    answered = exists().where(ListenerReply.meeting_id == Meeting.id, ListenerReply.user_id == reader.user_id)
    observed = sorted(reader.committee_ids - reader.member_committee_ids)
    return select(Meeting.id).where(
        Meeting.status == MeetingStatus.CONVENED,
        Meeting.starts_at > clock.now(),
        or_(sits.correlate(Meeting), Meeting.committee_id.in_(observed) & ~answered),
    )


def points_to_answer(reader: Reader) -> Select[int]:
    """The points proposed to the committees one runs."""
    return select(AgendaItem.id).where(
        AgendaItem.status == ItemStatus.PROPOSED,
        AgendaItem.trashed_at.is_(None),
        AgendaItem.committee_id.in_(sorted(reader.led_committee_ids)),
    )


def minutes_to_settle(reader: Reader) -> Select[int]:
    """The meetings that are over and whose minutes are not settled, in the committees one runs."""
    return select(Meeting.id).where(
        Meeting.status == MeetingStatus.CLOSED,
        Meeting.committee_id.in_(sorted(reader.led_committee_ids)),
    )


def amendments_to_answer(reader: Reader) -> Select[int]:
    """The meetings to whose minutes somebody proposed an amendment, in the committees one runs."""
    return (
        select(Minutes.meeting_id)
        .join(Amendment, Amendment.minutes_id == Minutes.id)
        .where(
            Amendment.status == AmendmentStatus.PENDING,
            Minutes.committee_id.in_(sorted(reader.led_committee_ids)),
        )
    )


def actions(reader: Reader) -> Select[int]:
    """The decisions with an action left to do, entrusted to oneself or to one's authorities."""
    return select(FollowUp.decision_id).where(
        FollowUp.status.in_(WAITING),
        FollowUp.owner_authority_id.in_(sorted(reader.authority_ids)),
        FollowUp.owner_id.is_(None) | (FollowUp.owner_id == reader.user_id),
    )


AWAITED = (
    Awaited("ballot", (Reason.VOTE_OPENED, Reason.VOTE_ENDING), votes),
    Awaited("meeting", (Reason.CONVENED, Reason.MEETING_CHANGED), convocations),
    Awaited("agenda_item", (Reason.ITEM_PROPOSED,), points_to_answer),
    Awaited("meeting", (Reason.MINUTES_DUE,), minutes_to_settle),
    Awaited("meeting", (Reason.AMENDMENT_PROPOSED,), amendments_to_answer),
    Awaited("decision", (Reason.ACTION_ASSIGNED, Reason.ACTION_LATE), actions),
)
