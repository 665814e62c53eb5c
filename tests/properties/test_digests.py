"""Each event is told exactly once to each entitled follower who did not mute it, and never to others.

Whatever people follow and mute, hide and show again, whenever they want their summary, whatever the worker
does twice or only half, and through both changes of hour of the year. Lives that some fault would spoil are
written out and always lived; hypothesis imagines others.
"""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from comite.accounts.audiences import Audience
from comite.accounts.models import Membership, Role, User
from comite.accounts.queries import reader_of
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.jobs import Job, run_waiting
from comite.notifications import operations
from comite.notifications.models import Level, Reason
from comite.notifications.rhythm import Frequency, Rhythm
from tests.cast import LONG_AGO, Cast
from tests.conftest import _restore
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_domain, make_report

BRUNO, CHLOE, ELISE, FARID = 2, 3, 5, 6
PEOPLE = (BRUNO, CHLOE, ELISE, FARID)
NAMES = {BRUNO: "bruno", CHLOE: "chloe", ELISE: "elise", FARID: "farid"}
WIDE = ("domain", "authority", "committee")
# Two days before each change of hour, and an ordinary winter day.
BEGINNINGS = (
    datetime(2026, 3, 27, 5, 30, tzinfo=UTC),
    datetime(2026, 10, 23, 22, 30, tzinfo=UTC),
    datetime(2026, 1, 14, 12, 0, tzinfo=UTC),
)
Place = tuple[str, int]
PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)


def hour_come(rhythm: Rhythm, now: datetime) -> datetime:
    """The last hour of a rhythm on the clocks of Paris, found by looking at the clock of every hour past."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    while True:
        shown, before = hour.astimezone(PARIS), (hour - HOUR).astimezone(PARIS)
        is_skipped = before.hour == rhythm.hour - 1 and shown.hour == rhythm.hour + 1
        is_its_day = rhythm.frequency is Frequency.DAILY or shown.weekday() == rhythm.weekday
        if is_its_day and not shown.fold and (shown.hour == rhythm.hour or is_skipped):
            return hour
        hour -= HOUR


class KilledError(Exception):
    """The worker stops here."""


@dataclass
class Event:
    """Something published, or an answer; `hearers` are those who must be told of it."""

    places: tuple[Place, ...]
    audience: Audience
    is_report: bool = True
    is_hidden: bool = False
    hearers: set[int] | None = None


@dataclass
class Life:
    """What happened, kept apart from the product: what should be true is read here."""

    now: datetime
    events: list[Event] = field(default_factory=list)
    chosen: dict[tuple[int, Place], Level] = field(default_factory=dict)
    seen: dict[int, datetime] = field(default_factory=lambda: dict.fromkeys(PEOPLE, LONG_AGO))
    rhythms: dict[int, Rhythm] = field(default_factory=lambda: dict.fromkeys(PEOPLE, Rhythm()))
    gone: set[int] = field(default_factory=set)
    told: dict[tuple[int, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    mails: dict[int, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))

    def reads(self, person: int, event: Event) -> bool:
        """Whether somebody may read a thing now: everyone but Chloé sits in its committee, Bruno wrote it."""
        if event.is_hidden:
            return person == BRUNO and event.is_report
        if event.audience is Audience.PUBLIC:
            return True
        is_seated = person != CHLOE and person not in self.gone
        return is_seated or (event.audience is Audience.NETWORK and person not in self.gone)

    def level(self, person: int, event: Event) -> Level | None:
        """The most precise choice of somebody about a thing."""
        found = (self.chosen.get((person, place)) for place in event.places)
        return next((level for level in found if level), None)

    def concerned(self, event: Event) -> set[int]:
        """Who must hear of a report that is announced now."""
        if event.is_hidden:
            return set()
        return {
            person
            for person in PEOPLE
            if self.reads(person, event)
            and self.level(person, event) is not Level.MUTE
            and (self.level(person, event) or (person != CHLOE and person not in self.gone))
        }


class Story:
    """Makes the product live what hypothesis imagines."""

    def __init__(self, app: Flask, cast: Cast, mails: Path, beginning: datetime) -> None:
        self.app, self.cast, self.folder = app, cast, mails
        self.life = Life(beginning)
        self.reports: dict[int, int] = {}
        with write() as session:
            session.execute(db.update(User).values(last_seen_at=None))
        self.wide = {"domain": make_domain().id, "authority": cast.valmer, "committee": cast.committee}

    def publish(self, audience: Audience) -> None:
        """Amina publishes a report whose summary bears its mark."""
        rank = len(self.life.events)
        report = make_report(
            self.cast, title=f"Essai {rank}", summary=f"jeton{rank}.", visibility=audience, committee_id=1
        )
        self.reports[rank] = report.id
        places = (("experience", report.id), *self.wide.items())
        self.life.events.append(Event(places, audience))

    def answer(self, people: frozenset[int], audience: Audience, is_mention: bool) -> None:
        """Some people are told of an answer, or that they are named, in a thread of its own."""
        rank = len(self.life.events)
        thread = make_thread(self.cast, title=f"Question {rank}", visibility=audience)
        with write() as session:
            session.execute(db.delete(Job).where(Job.name.like("%tell_about")))
            operations.tell(
                people,
                reason=Reason.MENTIONED if is_mention else Reason.REPLIED,
                kind="thread",
                subject_id=thread.id,
                actor=self.cast.amina,
                detail=f"jeton{rank}.",
            )
        event = Event((("thread", thread.id),), audience, is_report=False)
        event.hearers = {each for each in people if self.life.level(each, event) is not Level.MUTE}
        self.life.events.append(event)

    def choose(self, person: int, where: str | int, level: Level) -> None:
        """Somebody chooses, about a wide place or about one of the things that happened."""
        if isinstance(where, int):
            if where >= len(self.life.events) or not self.life.reads(person, self.life.events[where]):
                return
            place = self.life.events[where].places[0]
        else:
            place = (where, self.wide[where])
        operations.choose_level(reader_of(person), *place, level)
        self.life.chosen[person, place] = level

    def show(self, rank: int, shown: bool) -> None:
        """A report is hidden from all but its authority, or shown again."""
        if rank not in self.reports:
            return
        event = self.life.events[rank]
        event.is_hidden = not shown
        with write() as session:
            report = session.get_one(ExperienceReport, self.reports[rank])
            assert report.status is ReportStatus.PUBLISHED
            report.audience = event.audience if shown else Audience.AUTHORITY

    def set_rhythm(self, person: int, rhythm: Rhythm) -> None:
        """Somebody chooses the hour of their summary."""
        operations.choose_rhythm(reader_of(person), rhythm)
        self.life.rhythms[person] = rhythm

    def visit(self, person: int) -> None:
        """Somebody comes, and reads nothing of it."""
        with write() as session:
            session.get_one(User, person).last_seen_at = clock.now()
        self.life.seen[person] = clock.now()

    def move(self, is_back: bool) -> None:
        """Farid leaves his authority, or comes back."""
        with write() as session:
            session.execute(db.delete(Membership).where(Membership.user_id == FARID))
            if is_back:
                session.add(
                    Membership(
                        user_id=FARID, authority_id=self.cast.waters, role=Role.AGENT, since=clock.now()
                    )
                )
        (self.life.gone.discard if is_back else self.life.gone.add)(FARID)

    def tick(self, is_killed: bool, is_replayed: bool) -> None:
        """The worker comes: perhaps killed before the end of each summary, perhaps doing everything twice."""
        for event in self.life.events:
            if event.hearers is None:
                event.hearers = self.life.concerned(event)
        for person in PEOPLE if is_killed else ():
            with suppress(KilledError), write():
                operations.write_digest(user_id=person)
                raise KilledError
        operations.send_digests()
        done = self._work()
        if is_replayed:
            operations.send_digests()
            with write() as session:
                session.add_all(
                    Job(name=name, arguments=arguments, asked_at=clock.now(), run_at=clock.now())
                    for name, arguments in done
                )
            self._work()
        self._open_mails()

    def _work(self) -> list[tuple[str, dict[str, object]]]:
        """Do all that waits; gives what was done."""
        done: list[tuple[str, dict[str, object]]] = []
        while True:
            db.session.remove()
            rows = db.session.execute(db.select(Job.name, Job.arguments).where(Job.done_at.is_(None))).all()
            if not rows:
                return done
            done += [(row.name, row.arguments) for row in rows]
            db.session.remove()
            run_waiting(self.app, len(rows))
            errors = db.session.scalars(db.select(Job.error).where(Job.error.is_not(None))).all()
            assert errors == []

    def _open_mails(self) -> None:
        """Read the mails that came: each word of them is for somebody entitled to it now."""
        life = self.life
        for path in sorted(self.folder.glob("*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            path.unlink()
            address = mail["To"].addresses[0].username
            person = next((key for key, name in NAMES.items() if name == address), None)
            if person is None:
                continue
            words = mail.get_body(("plain",)).get_content()
            self._note_mail(person, str(mail["Message-ID"]))
            self._note_hour(person, str(mail["Message-ID"]))
            for rank, event in enumerate(life.events):
                if f"jeton{rank}." in words:
                    assert event.hearers is not None
                    assert person in event.hearers
                    assert life.reads(person, event)
                    assert life.level(person, event) is not Level.MUTE
                    life.told[person, rank].add(str(mail["Message-ID"]))
                    assert len(life.told[person, rank]) == 1

    def _note_mail(self, person: int, mark: str) -> None:
        """Who stays away has one mail in seven days at most; the same one twice is one."""
        past = self.life.mails[person]
        if mark in {each for _at, each in past}:
            return
        if self.life.seen[person] <= self.life.now - timedelta(days=30):
            assert all(at <= self.life.now - timedelta(days=7) for at, _mark in past)
        past.append((self.life.now, mark))

    def _note_hour(self, person: int, mark: str) -> None:
        """A summary is the one of the last hour that its reader chose, on the clocks of Paris."""
        if mark.startswith("<digest-"):
            due = datetime.fromtimestamp(int(mark.partition("@")[0].rpartition("-")[2]), UTC)
            assert due == hour_come(self.life.rhythms[person], self.life.now)

    def check_all_were_told(self) -> None:
        """Once all had their time: each event was told to each who should have been."""
        for rank, event in enumerate(self.life.events):
            for person in event.hearers or ():
                is_silent = self.life.level(person, event) is Level.MUTE
                is_silent |= self.life.rhythms[person].frequency is Frequency.NEVER
                if self.life.reads(person, event) and not is_silent:
                    assert len(self.life.told[person, rank]) == 1, (NAMES[person], rank)


person = st.sampled_from(PEOPLE)
ranks = st.integers(0, 3)
steps = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from([Audience.COMMITTEE, Audience.NETWORK, Audience.PUBLIC])),
    st.tuples(
        st.just("answer"),
        st.frozensets(person, min_size=1),
        st.sampled_from([Audience.COMMITTEE, Audience.PUBLIC]),
        st.booleans(),
    ),
    st.tuples(st.just("choose"), person, st.sampled_from(WIDE) | ranks, st.sampled_from(list(Level))),
    st.tuples(st.just("show"), ranks, st.booleans()),
    st.tuples(
        st.just("set_rhythm"),
        person,
        st.builds(Rhythm, st.sampled_from(list(Frequency)), st.integers(0, 23), st.integers(0, 6)),
    ),
    st.tuples(st.just("visit"), person),
    st.tuples(st.just("move"), st.booleans()),
    st.tuples(st.just("tick"), st.booleans(), st.booleans()),
)
moments = st.lists(st.tuples(st.sampled_from((0, 1, 5, 13, 30, 70)), steps), min_size=4, max_size=14)
lives = st.tuples(st.sampled_from(BEGINNINGS), st.frozensets(person), moments)
Step = tuple[object, ...]
Lived = tuple[datetime, frozenset[int], list[tuple[int, Step]]]
SPRING, AUTUMN, WINTER = BEGINNINGS
ALL_HERE = frozenset(PEOPLE)
TICK, TWICE, KILLED = ("tick", False, False), ("tick", False, True), ("tick", True, True)
PUBLISHED = ("publish", Audience.COMMITTEE)


def always(beginning: datetime, present: frozenset[int], *steps_lived: Step) -> Lived:
    """A life whose steps follow each other by an hour; a number among them is a longer wait, in hours."""
    lived: list[tuple[int, Step]] = []
    wait = 1
    for step in steps_lived:
        if isinstance(step[0], int):
            wait = step[0]
            continue
        lived.append((wait, step))
        wait = 1
    return beginning, present, lived


# What each sort of fault would spoil.
MUTED_SINCE = always(
    WINTER, ALL_HERE, PUBLISHED, TICK, ("choose", ELISE, "committee", Level.MUTE),
    ("choose", FARID, 0, Level.MUTE), ("choose", CHLOE, "domain", Level.MUTE), TWICE,
)  # fmt: skip
MUTED_THEN_HEARD_AGAIN = always(
    WINTER, ALL_HERE, ("choose", ELISE, "authority", Level.MUTE), PUBLISHED, TICK,
    ("choose", ELISE, "authority", Level.DIGEST), PUBLISHED, TICK,
)  # fmt: skip
PRECISE_AND_WIDE = always(
    WINTER, ALL_HERE, ("choose", ELISE, "committee", Level.MUTE), ("choose", ELISE, "domain", Level.DIGEST),
    ("choose", FARID, "committee", Level.DIGEST), ("choose", FARID, "authority", Level.MUTE), PUBLISHED, TICK,
    ("choose", ELISE, 0, Level.MUTE), PUBLISHED, TICK,
)  # fmt: skip
HIDDEN_SINCE = always(WINTER, ALL_HERE, PUBLISHED, TICK, ("show", 0, False), TWICE)
SHOWN_AGAIN = always(
    WINTER, ALL_HERE, PUBLISHED, TICK, ("show", 0, False), (200,), TICK, (90,), ("show", 0, True), TICK
)
NEVER_ENTITLED = always(
    WINTER, ALL_HERE, ("choose", CHLOE, "authority", Level.ALL), ("choose", FARID, "authority", Level.DIGEST),
    ("move", False), PUBLISHED, TICK, ("move", True), TWICE,
)  # fmt: skip
NAMED_THEN_GONE = always(
    WINTER, ALL_HERE, ("answer", ALL_HERE, Audience.COMMITTEE, True), ("choose", ELISE, 0, Level.MUTE),
    ("move", False), KILLED, TWICE,
)  # fmt: skip
EACH_EVENT_BY_MAIL = always(
    WINTER, ALL_HERE, ("choose", ELISE, "committee", Level.ALL), ("choose", ELISE, "authority", Level.DIGEST),
    PUBLISHED, KILLED, ("choose", FARID, "committee", Level.ALL), PUBLISHED, TWICE, TWICE,
)  # fmt: skip
AWAY = always(
    WINTER, frozenset(), PUBLISHED, TICK, (70,), TWICE, ("answer", ALL_HERE, Audience.PUBLIC, True), KILLED,
    (70,), PUBLISHED, TWICE,
)  # fmt: skip


def nights(beginning: datetime, hour: int, frequency: Frequency = Frequency.DAILY) -> Lived:
    """Something every few hours around a change of hour, for who reads at two or three in the morning."""
    chosen = [("set_rhythm", each, Rhythm(frequency, hour, 6)) for each in PEOPLE]
    hours = [step for _ in range(6) for step in (("publish", Audience.PUBLIC), TICK, (7,), TWICE)]
    return always(beginning, ALL_HERE, *chosen, *hours)


@pytest.mark.timeout(600)
def test_each_event_is_told_once_to_each_entitled_follower_and_never_to_others(
    app: Flask, cast: Cast, data_dir: Path
) -> None:
    @given(lives)
    @example(MUTED_SINCE)
    @example(MUTED_THEN_HEARD_AGAIN)
    @example(PRECISE_AND_WIDE)
    @example(HIDDEN_SINCE)
    @example(SHOWN_AGAIN)
    @example(NEVER_ENTITLED)
    @example(NAMED_THEN_GONE)
    @example(EACH_EVENT_BY_MAIL)
    @example(AWAY)
    @example(nights(SPRING, 2))
    @example(nights(AUTUMN, 2))
    @example(nights(AUTUMN, 3, Frequency.WEEKLY))
    @settings(
        max_examples=8,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a life is short enough to be read as it is
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    def holds(imagined: Lived) -> None:
        _restore(app, data_dir)
        beginning, present, told = imagined
        with clock.at(beginning):
            story = Story(app, cast, data_dir / "mails", beginning)
            for each in present:
                story.visit(each)
        for hours, (name, *arguments) in told:
            story.life.now += timedelta(hours=hours)
            with clock.at(story.life.now):
                step: Callable[..., None] = getattr(story, str(name))
                step(*arguments)
        for day in range(16):
            with clock.at(story.life.now):
                story.tick(is_killed=day % 2 == 0, is_replayed=day % 5 == 0)
            story.life.now += timedelta(hours=23)
        story.check_all_were_told()

    holds()


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        (Rhythm(Frequency.DAILY, 2), "2026-03-29T06:00+00:00", "2026-03-29T01:00+00:00"),
        (Rhythm(Frequency.DAILY, 2), "2026-10-25T09:00+00:00", "2026-10-25T00:00+00:00"),
        (Rhythm(Frequency.DAILY, 3), "2026-10-25T09:00+00:00", "2026-10-25T02:00+00:00"),
        (Rhythm(Frequency.WEEKLY, 8, 1), "2026-07-16T09:00+00:00", "2026-07-14T06:00+00:00"),
    ],
)
def test_the_hours_that_lives_are_held_against_are_those_of_paris(rhythm: Rhythm, now: str, due: str) -> None:
    assert hour_come(rhythm, datetime.fromisoformat(now)) == datetime.fromisoformat(due)
