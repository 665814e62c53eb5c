"""The demonstration committee has a past that its own rules allow, and loading it can be cut anywhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from comite.accounts import queries as accounts
from comite.accounts.audiences import may_read
from comite.accounts.models import Invitation, ModerationEntry, SignedInSession, User
from comite.accounts.operations import Visit, sign_in
from comite.accounts.readers import VISITOR, Reader
from comite.accounts.trash import list_thrown
from comite.app import create_app
from comite.cli.demonstration import load, reading
from comite.cli.demonstration.loading import datasets, experiences
from comite.cli.demonstration.loading.story import Moment, in_working_hours, live
from comite.datasets.models import Dataset, DatasetFile, PrivacyChoice, ReadingState
from comite.discussions.models.reports import AbuseReport
from comite.discussions.models.threads import Message, Thread
from comite.experiences.models import DatasetLink, ExperienceReport, Replication, ReportStatus, Revision
from comite.foundation import audit, clock, settings
from comite.foundation.database import Base, db, write
from comite.foundation.errors import RefusedError
from comite.foundation.jobs import Job
from comite.imports import queries as imports
from comite.imports.models import BatchState, ImportBatch
from comite.meetings.operations.minutes import faults_of_minutes
from comite.notifications.models import Notification, Reason, Subscription
from comite.search import queries as search
from comite.territories import operations as territories
from comite.territories.models import Committee, LocalAuthority, Participation

pytestmark = pytest.mark.slow


def installation(folder: Path, mode: str = "demo") -> Flask:
    """An empty installation."""
    environment = {"DATA_DIR": str(folder), "COMITE_DISK_RESERVE_MB": "1"}
    app = create_app(settings.load(environment, mode=mode))
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def count(table: type[Base]) -> int:
    """How many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def person(handle: str) -> Reader:
    """One of the demonstration's people, as a reader."""
    return accounts.reader_of(db.session.scalars(select(User.id).where(User.handle == handle)).one())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demonstration, loaded once, killed on the way, and taken up again; without the real communes."""
    app = installation(tmp_path_factory.mktemp("demonstration"))
    patch = pytest.MonkeyPatch()
    patch.setattr(territories, "import_reference", lambda _progress: 0)
    with app.app_context():
        patch.setattr(load.discussions, "moments", lambda: [Moment(-300, killed)])
        with pytest.raises(KeyboardInterrupt):
            load.load()
        patch.undo()
        patch.setattr(territories, "import_reference", lambda _progress: 0)
        assert not load.is_loaded()
        assert count(ExperienceReport) == 0
        load.load()
    patch.undo()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def killed() -> None:
    """The loading is stopped here."""
    raise KeyboardInterrupt


@pytest.fixture
def demo(loaded: Flask) -> Iterator[Flask]:
    """Inside the demonstration."""
    with loaded.app_context():
        yield loaded
        db.session.remove()


def test_everything_that_was_written_is_there(demo: Flask) -> None:
    replications = sum(len(each.get("replications", [])) for each in reading.experiences())
    messages = sum(len(each["messages"]) for each in reading.threads())

    assert load.is_loaded()
    assert count(LocalAuthority) == len(reading.authorities())
    assert count(Committee) == len(reading.committees())
    assert count(User) == len(reading.people())
    assert count(Invitation) == len(reading.invitations())
    # One more is in the trash, and one began with a mission.
    assert count(ExperienceReport) == len(reading.experiences()) + 2
    assert count(Replication) == replications
    assert count(DatasetLink) == sum(len(each.get("datasets", [])) for each in reading.experiences())
    assert count(Dataset) == len(reading.datasets())
    assert count(Thread) == len(reading.threads())
    assert count(Message) == messages


def test_loading_what_is_loaded_changes_nothing(demo: Flask) -> None:
    before = count(Notification)

    load.load()

    assert (count(Notification), count(Thread)) == (before, len(reading.threads()))


def test_the_demonstration_is_refused_elsewhere(tmp_path: Path) -> None:
    app = installation(tmp_path, mode="development")

    with app.app_context():
        with pytest.raises(RefusedError):
            load.load()

        assert count(User) == 0
        db.engine.dispose()


def test_words_of_the_content_are_the_addresses(demo: Flask) -> None:
    handles = set(db.session.scalars(select(User.handle)))
    authorities = set(db.session.scalars(select(LocalAuthority.slug)))
    committees = set(db.session.scalars(select(Committee.slug)))

    assert handles == {each["slug"] for each in reading.people()}
    assert authorities == {each["slug"] for each in reading.authorities()}
    assert committees == {each["slug"] for each in reading.committees()}


def test_everybody_signs_in_with_the_one_password_except_who_is_suspended(demo: Flask) -> None:
    suspended = db.session.scalars(select(User.handle).where(User.suspended_at.is_not(None))).all()

    key = sign_in("amina@exemple.test", reading.password(), Visit("127.0.0.1"))

    assert db.session.scalar(select(func.count(SignedInSession.id))) == 1
    assert key
    assert suspended == ["jean-marc-tellier"]


def test_leads_sit_in_their_committees_and_animate_them(demo: Flask) -> None:
    committee = db.session.scalars(select(Committee).where(Committee.slug == "comite-de-valmer")).one()
    seats = db.session.scalars(select(Participation).where(Participation.committee_id == committee.id)).all()

    assert len(seats) == len(reading.committees()[0]["participation"]) + 1
    assert person("elise-fontanel").animates(committee.id)
    assert not person("ines-duvivier").member_committee_ids


def test_the_past_happened_on_the_days_that_are_told(demo: Flask) -> None:
    entry = next(each for each in reading.experiences() if each["slug"].startswith("plaisir"))
    report = experiences.find(entry["slug"])
    dataset = datasets.find("effectifs-cantines-valmer")
    days_ago = (clock.now() - report.published_at).total_seconds() / 86_400 if report.published_at else 0

    assert days_ago == pytest.approx(-entry["published_on"], abs=0.7)
    assert report.created_at < report.published_at < report.updated_at < clock.now()
    assert dataset.created_at < dataset.published_at == dataset.modified_at
    assert db.session.scalar(select(func.max(Message.written_at))) < clock.now()
    assert db.session.scalar(select(func.max(Notification.at))) < clock.now()


def test_reports_reached_the_state_that_is_told(demo: Flask) -> None:
    wanted = {each["slug"]: each["status"] for each in reading.experiences()}
    found = {each.slug: each for each in db.session.scalars(select(ExperienceReport))}
    sent_back = [slug for slug, status in wanted.items() if status == "changes_requested"]

    assert {slug: str(found[slug].status) for slug in wanted if slug not in sent_back} == {
        slug: status for slug, status in wanted.items() if slug not in sent_back
    }
    assert all(found[slug].status is ReportStatus.DRAFT for slug in sent_back)
    assert all(found[slug].changes_requested for slug in sent_back)


def test_what_is_not_published_stays_home(demo: Flask) -> None:
    kept = db.session.scalars(select(ExperienceReport).where(ExperienceReport.trashed_at.is_(None)))
    waiting = [each for each in kept if not each.published_at]
    drafts = [each for each in db.session.scalars(select(Dataset)) if not each.published_at]
    chloe = person("chloe-marchetti")

    assert len(waiting) == 6
    assert len(drafts) == 1
    assert not any(may_read(VISITOR, each) for each in [*waiting, *drafts])
    assert not any(may_read(chloe, each) for each in waiting if each.authority_id not in chloe.authority_ids)


def test_history_tells_who_corrected_what_and_why(demo: Flask) -> None:
    report = experiences.find("valmer-brouillons-de-deliberations")
    history = db.session.scalars(
        select(Revision).where(Revision.report_id == report.id).order_by(Revision.number)
    ).all()
    correction = next(each for each in history if each.note.startswith("Ajout des deux références"))
    before = history[history.index(correction) - 1]

    assert [each.action for each in history] == ["started", "edited", "proposed", "edited", "published"]
    assert "inventées" not in before.snapshot["what_did_not"]
    assert "inventées" in correction.snapshot["what_did_not"]
    assert correction.author_id == person("amina-benali").user_id


def test_every_file_was_read_but_the_one_that_cannot_be(demo: Flask) -> None:
    rows = db.session.execute(select(DatasetFile.file_name, DatasetFile.state))
    states = {row.file_name: row.state for row in rows}
    unreadable = [name for name, state in states.items() if state is ReadingState.UNREADABLE]

    assert unreadable == ["Releves armoires eclairage.xlsx"]
    assert set(states.values()) == {ReadingState.READ, ReadingState.UNREADABLE}


def test_what_looks_personal_was_decided_upon(demo: Flask) -> None:
    told = sum(len(each.get("screening", [])) for each in reading.datasets())
    suspected = db.session.scalars(
        select(DatasetFile).join(Dataset).where(Dataset.published_at.is_not(None))
    ).all()
    decided = set(db.session.scalars(select(PrivacyChoice.file_id)))

    assert count(PrivacyChoice) == told
    assert [each.file_name for each in suspected if each.findings and each.id not in decided] == []


def test_moderation_hid_the_advertising_and_has_one_report_waiting(demo: Flask) -> None:
    hidden = db.session.scalars(select(Message).where(Message.hidden_at.is_not(None))).all()
    waiting = db.session.scalars(select(AbuseReport).where(AbuseReport.handled_at.is_(None))).all()
    journal = db.session.scalars(select(ModerationEntry.action).order_by(ModerationEntry.at)).all()

    assert len(hidden) == 2
    assert [each.grievance.value for each in waiting] == ["personal_data"]
    assert journal == ["hide", "hide", "suspend"]


def test_bruno_finds_a_mention_that_he_has_not_read(demo: Flask) -> None:
    unread = db.session.scalars(
        select(Notification).where(
            Notification.recipient_id == person("bruno-castel").user_id,
            Notification.read_at.is_(None),
            Notification.reason != Reason.NEWS,
        )
    ).all()

    assert Reason.MENTIONED in {each.reason for each in unread}
    assert len(unread) <= 3


def test_old_things_told_were_read(demo: Flask) -> None:
    week_ago = clock.now() - timedelta(days=7)
    reader = Notification.recipient_id != person_id("jean-marc-tellier")
    old = select(func.count(Notification.id)).where(Notification.at < week_ago, reader)

    assert db.session.scalar(old) > 50
    assert db.session.scalar(old.where(Notification.read_at.is_(None))) == 0


def person_id(handle: str) -> int:
    """Somebody's id, whatever the state of the account."""
    return db.session.scalars(select(User.id).where(User.handle == handle)).one()


def test_the_past_sends_two_mails_and_a_summary_and_no_more(demo: Flask) -> None:
    jobs = db.session.scalars(select(Job)).all()
    ages = [clock.now() - job.run_at for job in jobs]

    # Beside those of the meeting that is convened and of the vote that is open.
    assert sorted(job.name for job in jobs if not job.name.startswith("comite.meetings.")) == [
        "comite.foundation.mail.send",
        "comite.foundation.mail.send",
        "comite.notifications.operations.telling.send_mail",
    ]
    assert [job.arguments["template"] for job in jobs if "template" in job.arguments] == [
        "invitation",
        "digest",
    ]
    assert max(ages) < timedelta(minutes=10)
    assert min(ages) > timedelta(0)


def test_somebody_has_a_summary_each_day_with_news_in_it(demo: Flask) -> None:
    digest = next(
        job.arguments
        for job in db.session.scalars(select(Job)).all()
        if job.arguments.get("template") == "digest"
    )

    assert digest["recipient"] == "amina@exemple.test"
    assert digest["context"]["is_first"]
    assert digest["context"]["groups"]
    assert count(Subscription) > len(reading.follows())


def test_search_finds_at_once_what_was_loaded(demo: Flask) -> None:
    found = search.search(VISITOR, search.Criteria("cantine"))

    assert not found.is_simple
    assert found.total > 3


def test_the_clock_stands_at_each_moment_and_comes_back(demo: Flask) -> None:
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    seen: list[datetime] = []

    with write():
        live(
            [Moment(at, lambda: seen.append(clock.now())) for at in (-1, -2.5)],
            now,
            lambda _done, _total: None,
        )

    assert [each.date() for each in seen] == [date(2026, 3, 8), date(2026, 3, 9)]
    assert clock.now() != seen[-1]


def test_a_naive_instant_is_refused_by_the_clock() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 3, 10)):  # noqa: DTZ001
        pass


def test_people_worked_by_day_in_the_order_of_the_story() -> None:
    now = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)
    told = [now - timedelta(days=20) + timedelta(hours=each) for each in range(20 * 24 + 1)]

    lived = [in_working_hours(instant, now) for instant in told]

    past = [
        clock.in_paris(each).time()
        for each in lived
        if clock.in_paris(each).date() < clock.in_paris(now).date()
    ]
    assert lived == sorted(lived)
    assert lived[-1] == now
    assert min(past) >= time(8, 30)
    assert max(past) <= time(18)


def test_a_list_is_checked_and_waits_for_the_animator(demo: Flask) -> None:
    batch = db.session.scalars(select(ImportBatch)).one()
    counts = imports.count_lines(batch.id)

    assert (batch.state, counts.ready, counts.wrong) == (BatchState.CHECKED, 4, 3)


def test_a_thrown_draft_waits_in_the_trash_of_its_author(demo: Flask) -> None:
    thrown = [each.title for each in list_thrown(person("bruno-castel"))]

    assert thrown == ["Un brouillon commencé deux fois"]


def test_the_log_and_the_frozen_minutes_of_the_past_hold(demo: Flask) -> None:
    assert [str(each) for each in audit.verify()] == []
    assert [str(each) for each in faults_of_minutes()] == []
