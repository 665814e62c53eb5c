"""The summary: what is in it, when it leaves, and what keeps it from leaving."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from comite.accounts.audiences import Audience
from comite.accounts.models import User
from comite.discussions.operations.moderation import hide_thread
from comite.discussions.queries.threads import find_any_thread
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.jobs import Job
from comite.notifications import operations, queries
from comite.notifications.models import Level, Notification, Reason
from comite.notifications.rhythm import Frequency, Rhythm
from tests.cast import Cast
from tests.conftest import QueryLog
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_report
from tests.factories_people import be_seen

# A Monday, and the Tuesday at eight in Paris when summaries leave unless one chose.
MONDAY = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 1, 13, 7, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
CHLOE = 3
Worker = Callable[[datetime], list[EmailMessage]]


@pytest.fixture
def worker(cast: Cast, work: Callable[[], int], data_dir: Path) -> Worker:
    """The worker comes at an instant: gives the mails that leave."""

    def come(instant: datetime) -> list[EmailMessage]:
        with clock.at(instant):
            operations.send_digests()
            work()
        paths = sorted((data_dir / "mails").glob("*.eml"))
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
        for path in paths:
            path.unlink()
        return mails

    return come


@pytest.fixture(autouse=True)
def monday(cast: Cast) -> Iterator[None]:
    """It is Monday, and Chloé was here."""
    with clock.at(MONDAY):
        be_seen(cast.chloe)
        yield


def tell(
    cast: Cast, title: str = "Un sujet", *, reason: Reason = Reason.REPLIED, detail: str = "Trois mots."
) -> int:
    """Chloé is told something of a new thread of Amina's."""
    thread = make_thread(cast, title=title)
    with write() as session:
        session.execute(db.delete(Job))
        operations.tell(
            [CHLOE], reason=reason, kind="thread", subject_id=thread.id, actor=cast.amina, detail=detail
        )
    return thread.id


def plain(mail: EmailMessage) -> str:
    """Its words."""
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def test_a_summary_leaves_at_its_hour_and_once(cast: Cast, worker: Worker) -> None:
    tell(cast)

    before = worker(TUESDAY - timedelta(minutes=1))
    (mail,) = worker(TUESDAY)
    after = worker(TUESDAY + timedelta(hours=1)) + worker(TUESDAY + WEEK)

    assert before == after == []
    assert mail["To"].addresses[0].addr_spec == "chloe@exemple.test"
    assert mail["Subject"] == "Votre résumé : Un sujet"
    assert "- Amina Berger a répondu.\n  Trois mots.\n" in plain(mail)
    assert "parce que vous suivez cette discussion" in plain(mail)


def test_there_is_no_summary_when_there_is_nothing_to_say(cast: Cast, worker: Worker) -> None:
    assert worker(TUESDAY) == []


def test_the_first_summary_explains_itself_and_the_second_does_not(cast: Cast, worker: Worker) -> None:
    tell(cast)
    (first,) = worker(TUESDAY)
    with clock.at(MONDAY + WEEK):
        tell(cast, "Autre chose")
    (second,) = worker(TUESDAY + WEEK)

    assert "Voici votre premier résumé" in plain(first)
    assert "le mardi à 8 h" in plain(first)
    assert "premier résumé" not in plain(second)
    assert "Un sujet" not in plain(second)


def test_what_is_told_after_the_hour_waits_for_the_next_summary(cast: Cast, worker: Worker) -> None:
    with clock.at(TUESDAY + timedelta(minutes=1)):
        tell(cast)

    assert worker(TUESDAY + timedelta(minutes=5)) == []
    assert len(worker(TUESDAY + WEEK)) == 1


def test_a_summary_the_worker_missed_leaves_when_it_is_back(cast: Cast, worker: Worker) -> None:
    tell(cast)

    assert len(worker(TUESDAY + timedelta(days=3))) == 1


@pytest.mark.parametrize("why", ["read", "muted", "committee muted", "hidden", "suspended"])
def test_what_became_vain_meanwhile_is_left_out(cast: Cast, worker: Worker, why: str) -> None:
    thread = make_thread(cast)
    operations.choose_level(cast.chloe, "authority", cast.valmer, Level.DIGEST)
    operations.announce(kind="thread", subject_id=thread.id, actor_id=1)
    if why == "read":
        operations.mark_all_read(cast.chloe)
    elif why == "muted":
        operations.choose_level(cast.chloe, "thread", thread.id, Level.MUTE)
    elif why == "committee muted":
        operations.choose_level(cast.chloe, "authority", cast.valmer, Level.MUTE)
    elif why == "hidden":
        hide_thread(cast.denis, thread, "Publicité.")
    else:
        with write() as session:
            session.get_one(User, CHLOE).suspended_at = clock.now()

    mails = worker(TUESDAY)

    assert [mail for mail in mails if mail["To"].addresses[0].username == "chloe"] == []


@pytest.fixture
def away(app: Flask) -> Callable[[bool], None]:
    """Whether the mail server is away; what it does not take is left as files otherwise."""
    kept = app.extensions["settings"]

    def go(is_away: bool) -> None:
        app.extensions["settings"] = replace(kept, smtp_url="smtp://127.0.0.1:9" if is_away else "")

    yield go
    app.extensions["settings"] = kept


def test_a_summary_that_waited_for_the_mail_server_tells_only_what_may_still_be_read(
    cast: Cast, worker: Worker, away: Callable[[bool], None]
) -> None:
    kept, hidden = tell(cast, "La cantine"), tell(cast, "Un secret")
    away(True)
    assert worker(TUESDAY) == []

    hide_thread(cast.denis, find_any_thread(hidden), "Publicité.")
    away(False)
    (mail,) = to_chloe(worker(TUESDAY + timedelta(hours=2)))

    assert "secret" not in mail.as_string()
    assert mail["Subject"] == "Votre résumé : La cantine"
    assert f"/discussions/{kept}-la-cantine" in plain(mail)


@pytest.mark.parametrize("why", ["hidden", "suspended", "another address"])
@pytest.mark.parametrize("reason", [Reason.REPLIED, Reason.MENTIONED])
def test_a_mail_that_waited_and_may_say_nothing_any_more_does_not_leave(
    cast: Cast,
    worker: Worker,
    work: Callable[[], int],
    away: Callable[[bool], None],
    reason: Reason,
    why: str,
) -> None:
    away(True)
    thread = make_thread(cast, title="Un secret")
    operations.tell([CHLOE], reason=reason, kind="thread", subject_id=thread.id, actor=cast.amina, detail="x")
    assert worker(TUESDAY) == []
    assert waiting_mails() > 0

    if why == "hidden":
        hide_thread(cast.denis, thread, "Publicité.")
    with write() as session:
        chloe = session.get_one(User, CHLOE)
        chloe.suspended_at = clock.now() if why == "suspended" else None
        chloe.email = "ailleurs@exemple.test" if why == "another address" else chloe.email
    away(False)

    mails = worker(TUESDAY + timedelta(hours=2))

    assert (to_chloe(mails), waiting_mails()) == ([], 0)


def to_chloe(mails: list[EmailMessage]) -> list[EmailMessage]:
    return [mail for mail in mails if mail["To"].addresses[0].addr_spec == "chloe@exemple.test"]


def waiting_mails() -> int:
    return db.session.scalars(
        db.select(db.func.count()).where(Job.done_at.is_(None), Job.name == "comite.foundation.mail.send")
    ).one()


def test_what_is_shown_again_is_told_then(cast: Cast, worker: Worker) -> None:
    report = make_report(cast, visibility=Audience.PUBLIC)
    operations.choose_level(cast.chloe, "authority", cast.valmer, Level.DIGEST)
    operations.announce(kind="experience", subject_id=report.id, actor_id=1)
    with write():
        report.audience = Audience.AUTHORITY
    hidden = [mail for mail in worker(TUESDAY) if "chloe" in str(mail["To"])]
    with write() as session:
        session.merge(report).audience = Audience.PUBLIC

    shown = [mail for mail in worker(TUESDAY + WEEK) if "chloe" in str(mail["To"])]

    assert hidden == []
    assert report.title in plain(shown[0])


def test_things_are_grouped_the_latest_first_and_cut_short(cast: Cast, worker: Worker) -> None:
    first = tell(cast, "Premier sujet")
    tell(cast, "Second sujet")
    for rank in range(4):
        operations.tell(
            [CHLOE], reason=Reason.REPLIED, kind="thread", subject_id=first, detail=f"Réponse {rank}."
        )

    (mail,) = worker(TUESDAY)

    words = plain(mail)
    assert mail["Subject"] == "Votre résumé : Premier sujet, et un autre sujet"
    assert words.index("« Premier sujet »") < words.index("« Second sujet »")
    assert words.index("Réponse 3.") < words.index("Réponse 1.")
    assert "Réponse 0." not in words
    assert "Et 2\u00a0autres nouvelles." in words


def test_many_things_are_counted_rather_than_listed(cast: Cast, worker: Worker) -> None:
    for rank in range(14):
        tell(cast, f"Sujet numéro {rank}")

    (mail,) = worker(TUESDAY)

    assert plain(mail).count("« Sujet numéro") == 12
    assert "Et 2\u00a0autres sujets" in plain(mail)
    assert worker(TUESDAY + WEEK) == []


@pytest.mark.parametrize(
    ("rhythm", "hours"),
    [
        (Rhythm(Frequency.DAILY, 18), [8, 32, 56]),
        (Rhythm(Frequency.WEEKLY, 9, 2), [47]),
        (Rhythm(Frequency.NEVER), []),
    ],
)
def test_a_summary_comes_when_one_chose(cast: Cast, worker: Worker, rhythm: Rhythm, hours: list[int]) -> None:
    operations.choose_rhythm(cast.chloe, rhythm)
    leaving = []
    for hour in range(72):
        with clock.at(MONDAY + timedelta(hours=hour, minutes=-1)):
            if hour % 24 == 1:
                tell(cast)
        if worker(MONDAY + timedelta(hours=hour)):
            leaving.append(hour)

    assert leaving == hours


def test_who_stays_away_has_one_mail_a_week_tasks_included(cast: Cast, worker: Worker) -> None:
    be_seen(cast.chloe, MONDAY - timedelta(days=40))
    operations.choose_rhythm(cast.chloe, Rhythm(Frequency.DAILY, 8))
    left = []
    for day in range(14):
        with clock.at(MONDAY + timedelta(days=day)):
            tell(cast, f"Sujet {day}", reason=Reason.APPROVAL_AWAITED if day % 2 else Reason.MENTIONED)
            # `tell` drops what waits: the mail is asked for again.
            last = db.session.scalar(db.select(db.func.max(Notification.id)))
            operations.send_mail.later(notification_id=last)
        left += [(day, mail) for mail in worker(MONDAY + timedelta(days=day, minutes=5))]

    assert [day for day, _mail in left] == [1, 8]
    assert "Sujet 0" in plain(left[0][1])
    assert "Amina Berger attend votre validation" in plain(left[1][1])
    assert {f"« Sujet {day} »" in plain(left[1][1]) for day in range(1, 8)} == {True}


def test_who_stays_away_and_wants_no_summary_has_what_awaits_them_once_a_week(
    cast: Cast, worker: Worker
) -> None:
    be_seen(cast.chloe, MONDAY - timedelta(days=40))
    operations.choose_rhythm(cast.chloe, Rhythm(Frequency.NEVER))
    left = []
    for day in range(9):
        with clock.at(MONDAY + timedelta(days=day)):
            tell(cast, f"Sujet {day}", reason=Reason.APPROVAL_AWAITED)
            last = db.session.scalar(db.select(db.func.max(Notification.id)))
            operations.send_mail.later(notification_id=last)
        left += [day for _mail in worker(MONDAY + timedelta(days=day, minutes=5))]

    assert left == [0, 7]


def test_somebody_present_has_what_awaits_them_at_once_and_not_again(cast: Cast, worker: Worker) -> None:
    thread = make_thread(cast, title="À valider")
    operations.tell([CHLOE], reason=Reason.APPROVAL_AWAITED, kind="thread", subject_id=thread.id)

    at_once = [mail for mail in worker(MONDAY + timedelta(minutes=1)) if "chloe" in str(mail["To"])]
    later = [mail for mail in worker(TUESDAY) if "chloe" in str(mail["To"])]

    assert [mail["Subject"] for mail in at_once] == ["À valider : À valider"]
    assert later == []


def test_a_summary_says_what_one_follows(cast: Cast, worker: Worker) -> None:
    operations.choose_level(cast.chloe, "authority", cast.valmer, Level.DIGEST)
    report = make_report(cast)
    operations.announce(kind="experience", subject_id=report.id, actor_id=1)

    mail = next(mail for mail in worker(TUESDAY) if "chloe" in str(mail["To"]))

    assert "Vous le lisez parce que vous suivez « Valmer »." in plain(mail)


def test_what_waited_two_months_is_news_no_more(cast: Cast, worker: Worker) -> None:
    operations.choose_rhythm(cast.chloe, Rhythm(Frequency.NEVER))
    tell(cast)
    with clock.at(MONDAY + timedelta(days=70)):
        be_seen(cast.chloe)
        operations.choose_rhythm(cast.chloe, Rhythm())

    assert worker(MONDAY + timedelta(days=78)) == []


def test_asking_who_is_owed_a_summary_costs_the_same_for_one_and_for_all(
    cast: Cast, query_log: QueryLog
) -> None:
    costs = []
    for people in ([CHLOE], [1, 2, 3, 5, 6]):
        thread = make_thread(cast)
        operations.tell(people, reason=Reason.REPLIED, kind="thread", subject_id=thread.id)
        with query_log, clock.at(TUESDAY):
            operations.send_digests()
        costs.append(len(query_log))

    assert costs[0] == costs[1]
    of_digests = db.select(Job.arguments).where(Job.name == operations.write_digest.name)
    asked = db.session.scalars(of_digests.order_by(Job.id)).all()
    assert [each["user_id"] for each in asked] == [3, 1, 2, 3, 5, 6]


def test_a_summary_half_written_is_not_written(cast: Cast) -> None:
    tell(cast)

    with suppress(ZeroDivisionError), clock.at(TUESDAY), write():
        operations.write_digest(user_id=CHLOE)
        raise ZeroDivisionError

    assert queries.find_digest_choice(CHLOE) is None
    assert (
        db.session.scalar(db.select(Notification.mailed_at).where(Notification.recipient_id == CHLOE)) is None
    )
