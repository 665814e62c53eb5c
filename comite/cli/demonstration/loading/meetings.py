"""The meetings of the committee: its seats, one meeting held, one convened, one in preparation."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from comite.accounts import queries as accounts
from comite.accounts.readers import Reader
from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company, votes
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.experiences.models import ExperienceReport
from comite.foundation import clock
from comite.foundation.database import db
from comite.meetings.models.attendance import Answer, ListenerFacts, ReplyFacts
from comite.meetings.models.meetings import (
    AgendaItem,
    ItemContent,
    ItemKind,
    Meeting,
    MeetingContent,
    PlaceKind,
)
from comite.meetings.models.rules import Rules
from comite.meetings.models.seats import MandateFacts, Seat, SeatFacts
from comite.meetings.operations import agenda, attendance, convocation, meetings, replies, rules, seats
from comite.meetings.queries.listeners import possible_observers
from comite.meetings.queries.seats import list_seats, voting_seats
from comite.territories.models import AuthorityKind, Committee

FOUNDED = -200
# Who answers what, seat after seat; those beyond have not answered yet.
_COMING, _EXCUSED, _PROXY = Answer.PRESENT, Answer.EXCUSED, Answer.PROXY
ANSWERS = (_COMING, _COMING, _EXCUSED, _COMING, _PROXY, _COMING, _COMING)


def moments(now: datetime) -> Iterator[Moment]:
    """The seats, then the life of each meeting."""
    content = reading.meetings()
    yield Moment(FOUNDED, partial(_found, content))
    for entry in content["meeting"]:
        told = _Telling(content["committee"], entry, now)
        yield Moment(entry["created"], told.plan)
        for place, item in enumerate(entry.get("item", [])):
            if "by" not in item:
                yield Moment(entry["created"] + 1 + place / 100, partial(told.add, place))
                continue
            yield Moment(item["proposed"], partial(told.add, place))
            if "accepted" in item:
                yield Moment(item["accepted"], partial(told.accept, place))
        if "convened" in entry:
            yield Moment(entry["convened"], told.convene)
            yield Moment(entry["convened"] + 0.5, told.answer)
        if entry["day"] < 0:
            yield Moment(entry["day"], told.hold)


def _found(content: Entry) -> None:
    """The rules, the colleges, a seat for each member and the people who hold it."""
    committee = company.committee(content["committee"])
    elise = company.animator_of(committee)
    rules.change_rules(elise, committee, Rules(frequency=content["frequency"]), 0)
    colleges = [seats.add_college(elise, committee, each["name"]).id for each in content["college"]]
    seats.add_missing_seats(elise, committee)
    for seat in list_seats(committee.id, clock.today()):
        is_commune = seat.authority.kind is AuthorityKind.COMMUNE
        seats.edit_seat(elise, seat, SeatFacts(college_id=colleges[0 if is_commune else 1]))
        members = accounts.list_people_of([seat.authority_id])
        ranked = sorted(members, key=lambda each: -each.role.rank)
        for rank, member in enumerate(ranked[:3]):
            seats.give_mandate(elise, seat, MandateFacts(member.user_id, rank == 0, clock.today()))
    db.session.expire_all()


class _Telling:
    """One meeting as it comes to life."""

    def __init__(self, committee: str, entry: Entry, now: datetime) -> None:
        self.entry, self.words = entry, committee
        self.day = reading.day(entry["day"], clock.in_paris(now).date())
        self.starts_at = datetime.combine(self.day, time(14, 0), clock.PARIS)
        self.meeting_id = 0
        self.items: dict[int, int] = {}

    @property
    def committee(self) -> Committee:
        """Its committee."""
        return company.committee(self.words)

    @property
    def meeting(self) -> Meeting:
        """Its row, once it was planned."""
        return db.session.get_one(Meeting, self.meeting_id)

    def plan(self) -> None:
        """The animator fixes the date."""
        entry = self.entry
        content = MeetingContent(
            title=entry["title"],
            starts_at=self.starts_at,
            ends_at=self.starts_at + timedelta(hours=2),
            place_kind=PlaceKind(entry["place_kind"]),
            place=entry.get("place", ""),
            link=entry.get("link", ""),
            source=entry.get("introduction", ""),
        )
        elise = company.animator_of(self.committee)
        self.meeting_id = meetings.create_meeting(elise, self.committee, content).id

    def add(self, place: int) -> None:
        """The animator adds a point, or somebody proposes one."""
        entry = self.entry["item"][place]
        kind, born = _born(entry.get("born", ""))
        content = ItemContent(
            title=entry["title"],
            kind=ItemKind(entry["kind"]),
            source=entry.get("text", ""),
            planned_minutes=entry["minutes"],
            rapporteur_id=company.reader(entry["rapporteur"]).user_id if "rapporteur" in entry else None,
            born_kind=kind,
            born_id=born,
        )
        author = company.reader(entry["by"]) if "by" in entry else company.animator_of(self.committee)
        self.items[place] = agenda.add_item(author, self.meeting, content).id

    def accept(self, place: int) -> None:
        """The animator puts a proposal on the agenda."""
        item = db.session.get_one(AgendaItem, self.items[place])
        agenda.accept_item(company.animator_of(self.committee), item)

    def convene(self) -> None:
        """Everybody who sits is convened."""
        convocation.convene_meeting(company.animator_of(self.committee), self.meeting)

    def answer(self) -> None:
        """Some answer, one gives a proxy, others are silent."""
        elise, found = company.animator_of(self.committee), self._seats()
        for seat, answer in zip(found, ANSWERS, strict=False):
            holder = found[0].id if answer is Answer.PROXY else None
            replies.reply(elise, self.meeting, seat, ReplyFacts(answer, holder_seat_id=holder))

    def _seats(self) -> list[Seat]:
        """The seats that have a voice, where somebody sits."""
        found = voting_seats(self.meeting.committee_id, self.day)
        return [each for each in found if each.holder_on(self.day)]

    def hold(self) -> None:
        """The meeting takes place: some come late, one leaves early."""
        elise, found = company.animator_of(self.committee), self._seats()
        coming = [
            seat
            for seat, answer in zip(found, [*ANSWERS, *[Answer.PRESENT] * len(found)], strict=False)
            if answer is Answer.PRESENT
        ]
        self._at(2, lambda: meetings.open_meeting(elise, self.meeting))
        for rank, seat in enumerate(coming):
            holder = seat.holder_on(self.day)
            late = 25 if rank == len(coming) - 1 else 3 + rank
            person = holder.id if holder else None
            self._at(late, partial(attendance.arrive, elise, self.meeting, seat, person))
        self._at(4, partial(self._welcome, elise))
        for place, item in enumerate(self.entry.get("item", [])):
            if "answers" in item:
                self._at(60 + 10 * place, partial(self._vote, place))
        self._at(95, lambda: attendance.leave(elise, self.meeting, coming[1]))
        self._at(118, lambda: meetings.close_meeting(elise, self.meeting))

    def _welcome(self, elise: Reader) -> None:
        """Those who only listen: somebody of each observer, and a guest."""
        met = set()
        for each in possible_observers(self.meeting):
            if each.authority_id not in met:
                met.add(each.authority_id)
                attendance.listen(elise, self.meeting, ListenerFacts(each.user_id, each.authority_id))
        for guest in self.entry.get("guest", []):
            facts = ListenerFacts(attendee_name=guest["name"], organisation=guest["organisation"])
            attendance.listen(elise, self.meeting, facts)

    def _vote(self, place: int) -> None:
        """Hands are raised on a point."""
        entry, item = self.entry["item"][place], db.session.get_one(AgendaItem, self.items[place])
        votes.vote_by_hand(self.meeting, item, entry["question"], entry["answers"])

    def _at(self, minutes: int, happen: Callable[[], object]) -> None:
        """Something that happens so many minutes after the planned beginning."""
        with clock.at(self.starts_at + timedelta(minutes=minutes)):
            happen()
            db.session.flush()


def _born(words: str) -> tuple[str | None, int | None]:
    """The thing that gave a point: « experience:its-slug »."""
    kind, _, slug = words.partition(":")
    if not slug:
        return None, None
    return kind, db.session.scalars(select(ExperienceReport.id).where(ExperienceReport.slug == slug)).one()


def convene_again() -> None:
    """Have the worker write the mails of the meeting that is convened: the past's own errands are dropped."""
    convened = Meeting.convened_at.is_not(None) & (Meeting.starts_at > clock.now())
    for meeting in db.session.scalars(select(Meeting).where(convened)):
        convocation.send_convocations.later(meeting_id=meeting.id, sequence=meeting.sequence, is_change=False)
