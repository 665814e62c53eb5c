"""Mails that arrive, when something goes wrong on our side or theirs."""

import mailbox
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from comite.accounts import operations as people
from comite.accounts.models import Membership
from comite.discussions.models.threads import Message, Thread
from comite.foundation import clock, letterboxes, storage
from comite.foundation.database import db, write
from comite.foundation.errors import ReadOnlyError
from comite.foundation.jobs import Job
from comite.foundation.return_addresses import ReplyTo, reply_address
from comite.notifications.models import MailOutcome, ReceivedMail
from comite.notifications.operations import fetch_mails, forget_received, read_mail, receiving
from tests.cast import Cast
from tests.factories_discussions import make_thread
from tests.factories_people import PASSWORD, make_person

Work = Callable[[], int]


@pytest.fixture
def box(app: Flask, tmp_path: Path) -> Iterator[mailbox.Maildir]:
    kept = app.extensions["settings"]
    folder = tmp_path / "courrier"
    box = mailbox.Maildir(folder, create=True)
    app.extensions["settings"] = replace(
        kept, reply_address="reponse@exemple.test", reply_maildir=str(folder)
    )
    yield box
    app.extensions["settings"] = kept


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return make_thread(cast)


def letter(app: Flask, thread: Thread, user_id: int, sender: str, text: str, name: str = "un") -> bytes:
    address = reply_address(app.extensions["settings"], ReplyTo(user_id, "t", thread.id))
    return (
        f"From: {sender}\r\nTo: {address}\r\nMessage-ID: <{name}@exemple.test>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def sources(thread: Thread) -> list[str]:
    db.session.remove()
    found = db.select(Message.source).where(Message.thread_id == thread.id).order_by(Message.number)
    return list(db.session.scalars(found))[1:]


def outcomes() -> list[MailOutcome]:
    return list(db.session.scalars(db.select(ReceivedMail.outcome).order_by(ReceivedMail.id)))


def test_a_mail_whose_reading_fails_is_kept_and_read_later_once(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.add(letter(app, thread, 2, "bruno@exemple.test", "Malgré la panne."))
    with monkeypatch.context() as broken:
        broken.setattr("comite.discussions.answering.post_under_lock", lambda *_: 1 / 0)
        fetch_mails()
        work()

    assert outcomes() == [MailOutcome.WAITING]
    assert sources(thread) == []
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        work()

    assert sources(thread) == ["Malgré la panne."]
    assert outcomes() == [MailOutcome.POSTED]


def test_a_mail_kept_twice_by_a_worker_that_was_killed_posts_once(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.add(letter(app, thread, 2, "bruno@exemple.test", "Une fois."))
    with monkeypatch.context() as killed:
        killed.setattr(letterboxes, "forget", lambda _: None)
        fetch_mails()
    fetch_mails()
    work()

    assert sources(thread) == ["Une fois."]
    assert sorted(outcomes()) == [MailOutcome.POSTED, MailOutcome.REPEATED]


def test_a_job_done_twice_posts_once(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, work: Work
) -> None:
    box.add(letter(app, thread, 2, "bruno@exemple.test", "Une fois."))
    fetch_mails()
    work()

    read_mail(received_id=db.session.scalar(db.select(ReceivedMail.id)))

    assert sources(thread) == ["Une fois."]


def test_a_full_disk_makes_mails_wait_in_the_letterbox(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.add(letter(app, thread, 2, "bruno@exemple.test", "Plus tard."))

    def full(*_arguments: object) -> None:
        raise ReadOnlyError

    monkeypatch.setattr(receiving, "_take_in", full)
    with pytest.raises(ReadOnlyError):
        fetch_mails()

    assert len(list((Path(box._path) / "new").iterdir())) == 1
    assert outcomes() == []


def test_a_letterbox_that_is_gone_stops_nothing(app: Flask, box: mailbox.Maildir) -> None:
    for name in ("new", "cur", "tmp"):
        (Path(box._path) / name).rmdir()

    assert fetch_mails() == 0


def test_an_erased_account_answers_no_more(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, work: Work
) -> None:
    person = make_person(cast)
    raw = letter(app, thread, person.user_id or 0, person.email, "Encore là ?")
    people.erase_account(person, PASSWORD)
    box.add(raw)
    fetch_mails()
    work()

    assert outcomes() == [MailOutcome.IGNORED]
    assert sources(thread) == []


def test_who_may_read_and_not_write_is_refused(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, work: Work
) -> None:
    with write() as session:
        session.execute(db.delete(Membership).where(Membership.user_id == cast.bruno.user_id))
    box.add(letter(app, thread, 2, "bruno@exemple.test", "Je n’écris plus pour personne."))
    fetch_mails()
    work()

    assert outcomes() == [MailOutcome.REFUSED]
    assert sources(thread) == []


def test_more_replies_than_anybody_writes_in_an_hour_are_refused(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "POSTED_PER_HOUR", 2)
    for rank in range(4):
        box.add(letter(app, thread, 2, "bruno@exemple.test", f"Texte {rank}", name=str(rank)))
    fetch_mails()
    work()

    assert outcomes().count(MailOutcome.POSTED) == 2
    assert outcomes().count(MailOutcome.REFUSED) == 2


def test_a_text_that_is_too_long_is_given_back_whole(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, work: Work
) -> None:
    box.add(letter(app, thread, 2, "bruno@exemple.test", "Des mots. " * 3_000))
    fetch_mails()
    row = db.session.scalar(db.select(ReceivedMail.id))
    read_mail(received_id=row)

    waiting = db.session.scalars(db.select(Job).where(Job.done_at.is_(None))).all()
    mail = next(each for each in waiting if each.arguments.get("template") == "reply_refused")
    assert "20 000" in mail.arguments["context"]["sentence"]
    assert mail.arguments["context"]["text"].count("Des mots.") == 3_000


def test_what_is_kept_of_mails_is_forgotten_after_half_a_year(
    app: Flask, cast: Cast, box: mailbox.Maildir, thread: Thread, work: Work
) -> None:
    box.add(letter(app, thread, 2, "bruno@exemple.test", "Texte"))
    fetch_mails()
    work()
    kept = {each.digest for each, _ in storage.current().each()}
    with time_machine.travel(clock.now() + timedelta(days=200)):
        with write():
            forget_received()
        storage.sweep()

    assert outcomes() == []
    assert kept
    assert list(storage.current().each()) == []
