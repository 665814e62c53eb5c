"""Answers to a convocation: from the page, or from the link of the mail without signing in."""

from sqlalchemy import select

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.meetings import permissions
from comite.meetings.errors import ListenerAnswerError, RepliesClosedError, SubstituteMissingError
from comite.meetings.links import ListeningLink, ReplyLink
from comite.meetings.models.attendance import LISTENER_ANSWERS, Answer, ListenerReply, Reply, ReplyFacts
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.seats import Seat
from comite.meetings.operations.attendance import entitled_seat, entrust, take_back
from comite.meetings.queries.listeners import find_listener_reply, find_observer
from comite.territories.queries import list_observers


@operation
def reply(actor: Reader, meeting: Meeting, seat: Seat, facts: ReplyFacts) -> Reply:
    """Answer a convocation for a seat; the last answer counts.

    Raises `RepliesClosedError`, `SubstituteMissingError`, and what `give_proxy` raises.
    """
    require(permissions.may_answer_for(actor, seat, meeting))
    return _write(meeting, seat.id, facts, actor.user_id)


@operation
def reply_by_link(link: ReplyLink, meeting: Meeting, facts: ReplyFacts) -> Reply:
    """Answer from the mail: the signed link is the permission, while its person sits there."""
    seat = entitled_seat(meeting, link.seat_id)
    sitting = {each.user_id for each in seat.mandates_on(meeting.held_on)}
    if meeting.id != link.meeting_id or link.user_id not in sitting:
        raise NotFoundError
    return _write(meeting, seat.id, facts, link.user_id)


def _write(meeting: Meeting, seat_id: int, facts: ReplyFacts, user_id: int | None) -> Reply:
    """Keep an answer, and the proxy that goes with it or no longer does."""
    if not meeting.is_convened:
        raise RepliesClosedError
    seat = entitled_seat(meeting, seat_id)
    substitutes = {each.id for each in seat.substitutes_on(meeting.held_on)}
    is_substituted = facts.answer is Answer.SUBSTITUTE
    if is_substituted and facts.substitute_id not in substitutes:
        raise SubstituteMissingError
    if facts.answer is Answer.PROXY:
        entrust(user_id, meeting, seat.id, facts.holder_seat_id or 0)
    else:
        take_back(meeting, seat.id)
    found = db.session.scalar(select(Reply).where(Reply.meeting_id == meeting.id, Reply.seat_id == seat.id))
    if found is None:
        found = Reply(meeting_id=meeting.id, committee_id=meeting.committee_id, seat_id=seat.id)
        db.session.add(found)
    found.answer, found.user_id, found.answered_at = facts.answer, user_id, clock.now()
    found.substitute_id = facts.substitute_id if is_substituted else None
    db.session.flush()
    return found


@operation
def reply_as_observer(actor: Reader, meeting: Meeting, answer: Answer) -> ListenerReply:
    """Say whether one comes to listen; raises `RepliesClosedError`, `ListenerAnswerError`."""
    observing = {each.id for each in list_observers(meeting.committee_id, meeting.held_on)}
    require(permissions.may_listen(actor, observing))
    return _write_listening(meeting, actor.user_id, None, answer)


@operation
def reply_as_observer_by_link(link: ListeningLink, meeting: Meeting, answer: Answer) -> ListenerReply:
    """The same from the mail: the signed link is the permission, while its person's authority observes."""
    if meeting.id != link.meeting_id:
        raise NotFoundError
    return _write_listening(meeting, link.user_id, link.authority_id, answer)


def _write_listening(
    meeting: Meeting, user_id: int | None, authority_id: int | None, answer: Answer
) -> ListenerReply:
    """Keep an answer without a voice: neither a substitute nor a proxy can come of it."""
    observer = find_observer(meeting, user_id, authority_id)
    if observer is None:
        raise NotFoundError
    if not meeting.is_convened:
        raise RepliesClosedError
    if answer not in LISTENER_ANSWERS:
        raise ListenerAnswerError
    found = find_listener_reply(meeting, observer.user_id)
    if found is None:
        found = ListenerReply(
            meeting_id=meeting.id, committee_id=meeting.committee_id, user_id=observer.user_id
        )
        db.session.add(found)
    found.authority_id, found.answer, found.answered_at = observer.authority_id, answer, clock.now()
    db.session.flush()
    return found
