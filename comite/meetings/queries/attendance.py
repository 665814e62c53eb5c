"""Reading who sits, at any instant of a meeting, and whether they are enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from comite.foundation.database import db
from comite.meetings.models.attendance import Presence, Proxy
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.rules import Weighting
from comite.meetings.queries.rules import rules_of
from comite.meetings.queries.seats import voting_seats
from comite.meetings.quorum import Quorum, effective_proxies, quorum_of


@dataclass(frozen=True)
class RollEntry:
    """A voice that can be heard at an instant: a seat that is occupied, or one whose proxy is held there.

    `user_id` is the person who speaks, when they have an account; `via_proxy_of` is the seat that holds the
    proxy.
    """

    seat_id: int
    authority_id: int
    college_id: int | None
    weight: int
    user_id: int | None
    via_proxy_of: int | None = None


@dataclass(frozen=True)
class Voice:
    """A seat that counts for the quorum."""

    seat_id: int
    authority_id: int
    college_id: int | None


def roll_of(meeting: Meeting, at: datetime) -> list[RollEntry]:
    """The voices that can be heard in a meeting at an instant: who sits, and the proxies they hold."""
    weighted = rules_of(meeting.committee_id).weighting is Weighting.WEIGHTED
    seats = voting_seats(meeting.committee_id, meeting.held_on)
    entitled = {each.id for each in seats}
    seated = {each.seat_id: each for each in presences_at(meeting, at) if each.seat_id in entitled}
    proxies = effective_proxies(seated.keys(), proxies_at(meeting, at))
    return [
        RollEntry(
            seat.id,
            seat.authority_id,
            seat.college_id,
            seat.weight if weighted else 1,
            seated[proxies.get(seat.id, seat.id)].user_id,
            proxies.get(seat.id),
        )
        for seat in seats
        if seat.id in seated or seat.id in proxies
    ]


def quorum_at(meeting: Meeting, at: datetime) -> Quorum:
    """Whether enough were present at an instant of a meeting, by the rule of its committee."""
    voices = [
        Voice(each.id, each.authority_id, each.college_id)
        for each in voting_seats(meeting.committee_id, meeting.held_on)
    ]
    seated = {each.seat_id for each in presences_at(meeting, at)} & {each.seat_id for each in voices}
    return quorum_of(rules_of(meeting.committee_id), voices, seated, proxies_at(meeting, at))


def presences_at(meeting: Meeting, at: datetime) -> Sequence[Presence]:
    """The seats that are occupied at an instant."""
    return db.session.scalars(
        select(Presence).where(
            Presence.meeting_id == meeting.id,
            Presence.arrived_at <= at,
            or_(Presence.left_at.is_(None), Presence.left_at > at),
        )
    ).all()


def proxies_at(meeting: Meeting, at: datetime) -> dict[int, int]:
    """For each seat that had entrusted its voice by an instant, the seat that holds it."""
    rows = db.session.execute(
        select(Proxy.giver_seat_id, Proxy.holder_seat_id).where(
            Proxy.meeting_id == meeting.id, Proxy.given_at <= at
        )
    )
    return {row.giver_seat_id: row.holder_seat_id for row in rows}
