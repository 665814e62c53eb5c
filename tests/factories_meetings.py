"""Seats, meetings and their agenda for the tests: every argument but the cast is optional."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.meetings.links import ListeningLink, ReplyLink, listening_path, reply_path
from comite.meetings.models.attendance import Answer, ListenerReply, Presence, Proxy, Reply
from comite.meetings.models.meetings import (
    AgendaItem,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingStatus,
)
from comite.meetings.models.rules import CommitteeRules, Rules
from comite.meetings.models.seats import College, Mandate, Seat
from comite.meetings.queries import get_meeting
from comite.territories.models import Committee, Participation, Standing
from tests.cast import Cast

SINCE = date(2025, 1, 6)


def make_college(cast: Cast, name: str = "Communes", *, committee: int | None = None) -> College:
    """A college of Valmer's committee."""
    with write() as session:
        college = College(committee_id=committee or cast.committee, name=name)
        session.add(college)
        session.flush()
    return college


def make_member(cast: Cast, authority: int, *, committee: int | None = None, **facts: Any) -> None:
    """Have an authority sit in a committee, if it does not yet."""
    committee_id = committee or cast.committee
    known = select(Participation.id).where(
        Participation.committee_id == committee_id, Participation.authority_id == authority
    )
    with write() as session:
        if session.scalar(known) is None:
            values = {"standing": Standing.MEMBER, "joined_on": SINCE, **facts}
            session.add(Participation(committee_id=committee_id, authority_id=authority, **values))


def make_seat(
    cast: Cast,
    authority: int | None = None,
    *people: Reader,
    committee: int | None = None,
    college: College | None = None,
    **facts: Any,
) -> Seat:
    """A seat of an authority (Valmer's) in a committee, held by the first person, then substitutes."""
    authority_id = authority or cast.valmer
    make_member(cast, authority_id, committee=committee)
    with write() as session:
        seat = Seat(
            committee_id=committee or cast.committee,
            authority_id=authority_id,
            college_id=college.id if college else None,
            **{"starts_on": SINCE, **facts},
        )
        session.add(seat)
        session.flush()
        session.add_all(
            Mandate(seat_id=seat.id, user_id=person.user_id, rank=rank, starts_on=SINCE)
            for rank, person in enumerate(people)
        )
    return seat


def make_rules(cast: Cast, *, committee: int | None = None, **facts: Any) -> Rules:
    """The rules of a committee, changed where said."""
    rules = Rules(**facts)
    with write() as session:
        session.merge(CommitteeRules(committee_id=committee or cast.committee).take(rules))
    return rules


def make_meeting(
    cast: Cast,
    *,
    status: MeetingStatus = MeetingStatus.CONVENED,
    starts_at: datetime | None = None,
    committee: int | None = None,
    **facts: Any,
) -> Meeting:
    """A meeting of Valmer's committee, in three weeks unless said otherwise, in any state."""
    committee_id = committee or cast.committee
    lead = db.session.scalar(select(Committee.lead_authority_id).where(Committee.id == committee_id))
    begun = status in (MeetingStatus.OPEN, MeetingStatus.CLOSED, MeetingStatus.MINUTED)
    begins = starts_at or clock.now() + (timedelta(minutes=-30) if begun else timedelta(days=21))
    convened = status not in (MeetingStatus.PREPARING, MeetingStatus.CANCELLED)
    values: dict[str, Any] = {
        "title": "Séance d’automne",
        "slug": "seance-d-automne",
        "ends_at": begins + timedelta(hours=2),
        "proposals_until": begins - timedelta(days=7),
        "convened_at": begins - timedelta(days=10) if convened else None,
        "opened_at": begins if begun else None,
        "closed_at": begins + timedelta(minutes=20) if begun and status is not MeetingStatus.OPEN else None,
        "created_by_id": cast.elise.user_id,
        **facts,
    }
    with write() as session:
        meeting = Meeting(
            committee_id=committee_id, authority_id=lead, starts_at=begins, status=status, **values
        )
        session.add(meeting)
        session.flush()
    return again(cast, meeting)


def again(cast: Cast, meeting: Meeting) -> Meeting:
    """The same meeting, read anew with its agenda."""
    return get_meeting(cast.denis, meeting.id)


def make_agenda_item(
    cast: Cast,
    meeting: Meeting,
    title: str = "Charte locale de l’intelligence artificielle",
    *,
    kind: ItemKind = ItemKind.DISCUSSION,
    status: ItemStatus = ItemStatus.ACCEPTED,
    by: Reader | None = None,
    **facts: Any,
) -> AgendaItem:
    """A point of an agenda, accepted unless said otherwise."""
    proposer = by or (cast.amina if status is not ItemStatus.ACCEPTED else None)
    if status is ItemStatus.DECLINED:
        facts.setdefault("declined_reason", "Nous en parlerons à la séance suivante.")
    with write() as session:
        item = AgendaItem(
            meeting_id=meeting.id,
            committee_id=meeting.committee_id,
            title=title,
            kind=kind,
            status=status,
            proposed_by_id=proposer.user_id if proposer else None,
            **facts,
        )
        session.add(item)
        session.flush()
    return item


def make_presence(
    cast: Cast,
    meeting: Meeting,
    seat: Seat,
    person: Reader | None = None,
    *,
    arrived_at: datetime | None = None,
    left_at: datetime | None = None,
) -> Presence:
    """Somebody on a seat, since the beginning of the meeting unless said otherwise."""
    with write() as session:
        presence = Presence(
            meeting_id=meeting.id,
            committee_id=meeting.committee_id,
            seat_id=seat.id,
            user_id=person.user_id if person else None,
            attendee_name="" if person else "Une personne sans compte",
            arrived_at=arrived_at or meeting.opened_at or meeting.starts_at,
            left_at=left_at,
        )
        session.add(presence)
        session.flush()
    return presence


def make_proxy(
    cast: Cast, meeting: Meeting, giver: Seat, holder: Seat, *, given_at: datetime | None = None
) -> Proxy:
    """A voice entrusted for a meeting, the day before unless said otherwise."""
    with write() as session:
        proxy = Proxy(
            meeting_id=meeting.id,
            committee_id=meeting.committee_id,
            giver_seat_id=giver.id,
            holder_seat_id=holder.id,
            given_at=given_at or meeting.starts_at - timedelta(days=1),
        )
        session.add(proxy)
        session.flush()
    return proxy


def make_reply(cast: Cast, meeting: Meeting, seat: Seat, answer: Answer = Answer.PRESENT) -> Reply:
    """What a seat answered to a convocation."""
    with write() as session:
        reply = Reply(
            meeting_id=meeting.id, committee_id=meeting.committee_id, seat_id=seat.id, answer=answer
        )
        session.add(reply)
        session.flush()
    return reply


def make_listener_reply(
    cast: Cast, meeting: Meeting, person: Reader, answer: Answer = Answer.PRESENT
) -> ListenerReply:
    """What somebody who observes answered to a convocation."""
    with write() as session:
        reply = ListenerReply(
            meeting_id=meeting.id,
            committee_id=meeting.committee_id,
            user_id=person.user_id,
            authority_id=person.affiliations[0].authority_id,
            answer=answer,
        )
        session.add(reply)
        session.flush()
    return reply


def listening_link_of(meeting: Meeting, person: Reader) -> str:
    """The address that the mail of a convocation gives somebody who observes."""
    authority_id = person.affiliations[0].authority_id
    return listening_path(ListeningLink(meeting.id, authority_id, person.user_id or 0))


def link_of(meeting: Meeting, seat: Seat, person: Reader) -> str:
    """The address that the mail of a convocation gives a person to answer."""
    return reply_path(ReplyLink(meeting.id, seat.id, person.user_id or 0))


def committee_of(cast: Cast) -> Committee:
    """The committee of Valmer."""
    found = db.session.get(Committee, cast.committee)
    assert found is not None
    return found
