"""Who hears that something was published: the people it concerns, by the most precise of their choices."""

from collections.abc import Callable

import pytest

from comite.accounts.audiences import Audience
from comite.accounts.models import Membership, Role, User
from comite.discussions.operations import telling
from comite.experiences import operations as experiences
from comite.foundation.database import db, write
from comite.foundation.jobs import Job
from comite.notifications import operations, queries
from comite.notifications.models import Level, Notification, Reason
from tests.cast import LONG_AGO, Cast
from tests.conftest import QueryLog
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_experiences import make_domain, make_draft, make_report

Work = Callable[[], int]
SEND = operations.send_mail.name


def hearers(cast: Cast, kind: str = "experience") -> set[str]:
    """Who was told the news of a kind of things."""
    names = {person.user_id: name for name, person in cast.people().items()}
    rows = db.session.scalars(
        db.select(Notification.recipient_id).where(
            Notification.reason == Reason.NEWS, Notification.kind == kind
        )
    )
    return {names[each] for each in rows}


def mailed(cast: Cast) -> set[str]:
    """To whom the news is mailed at once."""
    names = {person.user_id: name for name, person in cast.people().items()}
    ids = [
        row["notification_id"] for row in db.session.scalars(db.select(Job.arguments).where(Job.name == SEND))
    ]
    rows = db.session.scalars(
        db.select(Notification.recipient_id).where(
            Notification.id.in_(ids), Notification.reason == Reason.NEWS
        )
    )
    return {names[each] for each in rows}


def announce(cast: Cast, **changes: object) -> None:
    """Amina publishes a report, and it is announced."""
    report = make_report(cast, **changes)
    operations.announce(kind="experience", subject_id=report.id, actor_id=1)


def test_the_people_of_its_committees_hear_of_a_report_and_its_author_does_not(
    cast: Cast, work: Work
) -> None:
    make_report(cast)

    work()

    assert hearers(cast) == {"bruno", "elise", "farid"}


def test_a_dataset_and_a_thread_are_announced_too(cast: Cast, work: Work) -> None:
    make_dataset(cast)
    make_thread(cast)

    work()

    assert hearers(cast, "dataset") == {"bruno", "elise", "farid"}
    assert hearers(cast, "thread") == {"bruno", "elise", "farid"}


@pytest.mark.parametrize("place", ["authority", "domain", "committee"])
def test_who_follows_its_authority_its_domain_or_its_committee_hears_of_it(cast: Cast, place: str) -> None:
    keys = {"authority": cast.valmer, "domain": make_domain().id, "committee": cast.committee}
    operations.choose_level(cast.chloe, place, keys[place], Level.DIGEST)

    announce(cast, committee_id=cast.committee)

    assert "chloe" in hearers(cast)


@pytest.mark.parametrize("place", ["authority", "domain", "committee"])
def test_following_does_not_let_read(cast: Cast, place: str) -> None:
    keys = {"authority": cast.valmer, "domain": make_domain().id, "committee": cast.committee}
    operations.choose_level(cast.chloe, place, keys[place], Level.ALL)

    announce(cast, committee_id=cast.committee, visibility=Audience.COMMITTEE)

    assert hearers(cast) == {"bruno", "elise", "farid"}


@pytest.mark.parametrize("place", ["authority", "domain", "committee"])
def test_who_muted_any_of_these_does_not_hear_of_it(cast: Cast, place: str) -> None:
    keys = {"authority": cast.valmer, "domain": make_domain().id, "committee": cast.committee}
    operations.choose_level(cast.farid, place, keys[place], Level.MUTE)

    announce(cast, committee_id=cast.committee)

    assert hearers(cast) == {"bruno", "elise"}


@pytest.mark.parametrize(
    ("choices", "hears", "is_mailed"),
    [
        ({}, True, False),
        ({"committee": Level.ALL}, True, True),
        ({"committee": Level.ALL, "authority": Level.DIGEST}, True, False),
        ({"committee": Level.MUTE, "authority": Level.ALL}, True, True),
        ({"authority": Level.ALL, "domain": Level.MUTE}, False, False),
        ({"committee": Level.MUTE, "authority": Level.MUTE, "domain": Level.ALL}, True, True),
    ],
)
def test_the_most_precise_choice_decides(
    cast: Cast, choices: dict[str, Level], hears: bool, is_mailed: bool
) -> None:
    keys = {"authority": cast.valmer, "domain": make_domain().id, "committee": cast.committee}
    for place, level in choices.items():
        operations.choose_level(cast.farid, place, keys[place], level)

    announce(cast, committee_id=cast.committee)

    assert ("farid" in hearers(cast)) is hears
    assert ("farid" in mailed(cast)) is is_mailed


def test_the_choice_about_the_thing_itself_comes_first(cast: Cast) -> None:
    report = make_draft(cast)
    operations.choose_level(cast.amina, "experience", report.id, Level.MUTE)
    operations.choose_level(cast.amina, "authority", cast.valmer, Level.ALL)
    experiences.publish_report(cast.amina, report)

    operations.announce(kind="experience", subject_id=report.id, actor_id=2)

    assert "amina" not in hearers(cast)


def test_who_wrote_hears_of_what_an_editor_published_by_mail_and_once(cast: Cast, work: Work) -> None:
    report = make_draft(cast)
    experiences.publish_report(cast.amina, report)

    work()

    reasons = db.session.scalars(db.select(Notification.reason).where(Notification.recipient_id == 2)).all()
    assert reasons == [Reason.PUBLISHED]
    assert queries.level_of(cast.bruno, "experience", report.id) is Level.ALL


def test_who_was_told_of_a_thread_is_not_told_again_that_it_is_open(cast: Cast, work: Work) -> None:
    make_thread(cast, text="@bruno, l’avez-vous essayé ?")

    work()

    assert hearers(cast, "thread") == {"elise", "farid"}


def test_announcing_twice_tells_once(cast: Cast, work: Work) -> None:
    report = make_report(cast)
    work()
    before = db.session.scalar(db.select(db.func.count(Notification.id)))

    operations.announce(kind="experience", subject_id=report.id, actor_id=1)

    assert db.session.scalar(db.select(db.func.count(Notification.id))) == before


def test_a_draft_and_what_is_gone_are_not_announced(cast: Cast) -> None:
    draft = make_draft(cast)

    operations.announce(kind="experience", subject_id=draft.id, actor_id=1)
    operations.announce(kind="experience", subject_id=999, actor_id=1)
    operations.announce(kind="nothing", subject_id=1, actor_id=1)

    assert hearers(cast) == set()


@pytest.fixture
def crowd(cast: Cast) -> int:
    """Five hundred more people of Valmer, one in ten of whom wants all by mail."""
    how_many = 500
    with write() as session:
        session.add_all(
            User(
                id=1000 + rank,
                handle=f"p-{rank}",
                email=f"p{rank}@exemple.test",
                name=f"P {rank}",
                created_at=LONG_AGO,
            )
            for rank in range(how_many)
        )
        session.flush()
        session.add_all(
            Membership(user_id=1000 + rank, authority_id=cast.valmer, role=Role.AGENT, since=LONG_AGO)
            for rank in range(how_many)
        )
        session.flush()
        for rank in range(0, how_many, 10):
            operations.subscribe(1000 + rank, "committee", cast.committee, Level.ALL)
    return how_many


def test_telling_five_hundred_people_takes_a_few_statements(
    cast: Cast, crowd: int, query_log: QueryLog
) -> None:
    report = make_report(cast, committee_id=cast.committee)
    db.session.remove()

    with query_log:
        operations.announce(kind="experience", subject_id=report.id, actor_id=1)

    told = db.session.scalar(
        db.select(db.func.count(Notification.id)).where(Notification.reason == Reason.NEWS)
    )
    assert told == crowd + 3
    assert len(mailed_jobs()) == crowd // 10
    assert len(query_log) <= 25


def mailed_jobs() -> list[int]:
    """The mails asked for."""
    return list(db.session.scalars(db.select(Job.id).where(Job.name == SEND)))


def test_an_answer_for_five_hundred_followers_takes_a_few_statements(
    cast: Cast, crowd: int, query_log: QueryLog
) -> None:
    thread = make_thread(cast)
    with write():
        for rank in range(crowd):
            operations.subscribe(1000 + rank, "thread", thread.id)
    message = make_message(cast, thread)
    db.session.remove()

    with query_log:
        telling.tell_about(message_id=message.id, is_new=True)

    assert len(query_log) <= 25
