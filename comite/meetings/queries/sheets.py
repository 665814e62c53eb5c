"""Reading who answered and who sits: what the sign-in sheet and the list of answers show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.meetings.models.attendance import Presence, Proxy, Reply
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.rules import Rules
from comite.meetings.models.seats import Seat
from comite.meetings.queries.attendance import Voice
from comite.meetings.queries.seats import voting_seats
from comite.meetings.quorum import Quorum, quorum_of


@dataclass(frozen=True)
class SeatRow:
    """A seat in a meeting: who may sit, what was answered, who sat, whose voice it holds."""

    seat: Seat
    holder: User | None
    substitutes: Sequence[User]
    reply: Reply | None = None
    proxy_to: Seat | None = None
    proxies_from: Sequence[Seat] = ()
    presences: Sequence[Presence] = field(default=())
    proxy_given_at: datetime | None = None

    def proxy_given_before(self, instant: datetime) -> bool:
        """Whether its voice was entrusted by an instant."""
        return self.proxy_given_at is not None and self.proxy_given_at <= instant

    @property
    def seated(self) -> Presence | None:
        """Who sits there now."""
        return next((each for each in self.presences if each.left_at is None), None)

    @property
    def name(self) -> str:
        """The seat in words: its authority, and its own name when it has one."""
        return f"{self.seat.authority.name}, {self.seat.name}" if self.seat.name else self.seat.authority.name

    @property
    def people(self) -> list[User]:
        """Who may sit there, the holder first."""
        return [*([self.holder] if self.holder else []), *self.substitutes]


def list_rows(meeting: Meeting) -> list[SeatRow]:
    """Every seat that has a voice in a meeting, in five statements however many they are."""
    seats = voting_seats(meeting.committee_id, meeting.held_on)
    by_id = {each.id: each for each in seats}
    replies = {
        each.seat_id: each
        for each in db.session.scalars(
            select(Reply)
            .where(Reply.meeting_id == meeting.id)
            .options(joinedload(Reply.user), joinedload(Reply.substitute))
        )
    }
    proxies = db.session.scalars(select(Proxy).where(Proxy.meeting_id == meeting.id)).all()
    given = {each.giver_seat_id: each.holder_seat_id for each in proxies}
    given_at = {each.giver_seat_id: each.given_at for each in proxies}
    presences: dict[int, list[Presence]] = {}
    of_meeting = select(Presence).where(Presence.meeting_id == meeting.id).options(joinedload(Presence.user))
    for each in db.session.scalars(of_meeting.order_by(Presence.arrived_at, Presence.id)):
        presences.setdefault(each.seat_id, []).append(each)
    return [
        SeatRow(
            seat,
            seat.holder_on(meeting.held_on),
            seat.substitutes_on(meeting.held_on),
            replies.get(seat.id),
            by_id.get(given.get(seat.id, 0)),
            [by_id[giver] for giver, holder in given.items() if holder == seat.id and giver in by_id],
            presences.get(seat.id, ()),
            given_at.get(seat.id),
        )
        for seat in seats
    ]


def quorum_in(rules: Rules, rows: Sequence[SeatRow], at: datetime) -> Quorum:
    """The quorum at an instant, from rows already read; the same as `quorum_at`."""
    voices = [Voice(row.seat.id, row.seat.authority_id, row.seat.college_id) for row in rows]
    seated = {row.seat.id for row in rows if any(each.covers(at) for each in row.presences)}
    given = {row.seat.id: row.proxy_to.id for row in rows if row.proxy_to and row.proxy_given_before(at)}
    return quorum_of(rules, voices, seated, given)


@dataclass(frozen=True)
class Fullest:
    """The quorum when it was first reached, otherwise when it was the nearest; no instant if nobody came."""

    quorum: Quorum
    at: datetime | None = None


def fullest_in(rules: Rules, rows: Sequence[SeatRow], opened_at: datetime) -> Fullest:
    """The moment of a meeting that its minutes tell: people sign in after it is opened."""
    best = Fullest(quorum_in(rules, rows, opened_at))
    arrivals = sorted({each.arrived_at for row in rows for each in row.presences})
    for arrival in arrivals:
        found = Fullest(quorum_in(rules, rows, arrival), arrival)
        if found.quorum.is_reached:
            return found
        if found.quorum.present > best.quorum.present:
            best = found
    return best


def rows_of(reader: Reader, meeting: Meeting, rows: Sequence[SeatRow]) -> list[SeatRow]:
    """Those for which a reader may answer: where they sit on the day."""
    return [
        row
        for row in rows
        if reader.is_signed_in
        and reader.user_id in {each.user_id for each in row.seat.mandates_on(meeting.held_on)}
    ]


def possible_holders(rules: Rules, giver_id: int, rows: Sequence[SeatRow]) -> list[SeatRow]:
    """The seats to which one may give one's voice: another, that kept its own and may hold one more."""
    mine = next((row for row in rows if row.seat.id == giver_id), None)
    if mine is None or mine.proxies_from:
        return []
    return [
        row
        for row in rows
        if row.seat.id != giver_id
        and row.proxy_to is None
        and sum(each.id != giver_id for each in row.proxies_from) < rules.proxies_per_holder
    ]
