"""Who is told of what is written, and who is not."""

from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from comite.accounts.audiences import Audience
from comite.discussions.models.threads import MessageContent
from comite.discussions.operations.messages import delete_message, edit_message
from comite.discussions.operations.moderation import hide_message
from comite.discussions.operations.reading import mark_thread_read
from comite.discussions.operations.telling import tell_about
from comite.foundation.database import db
from comite.notifications import queries as notifications
from comite.notifications.models import Level, Notification, Reason
from comite.notifications.operations import choose_level
from tests.cast import Cast
from tests.factories_discussions import make_message, make_thread

Work = Callable[[], int]


def told(cast: Cast) -> set[tuple[str, Reason]]:
    """Who was told of messages, and why; the news that a thread is open are tested with the others."""
    names = {person.user_id: name for name, person in cast.people().items()}
    rows = db.session.execute(
        db.select(Notification.recipient_id, Notification.reason).where(Notification.kind == "message")
    )
    return {(names[row.recipient_id], row.reason) for row in rows}


def test_who_follows_a_thread_is_told_of_an_answer_and_its_author_is_not(cast: Cast, work: Work) -> None:
    thread = make_thread(cast)
    choose_level(cast.farid, "thread", thread.id, Level.DIGEST)
    make_message(cast, thread, by=cast.chloe)

    work()

    assert told(cast) == {("amina", Reason.REPLIED), ("farid", Reason.REPLIED)}


def test_who_muted_a_thread_hears_no_more_of_it(cast: Cast, work: Work) -> None:
    thread = make_thread(cast)
    choose_level(cast.amina, "thread", thread.id, Level.MUTE)
    make_message(cast, thread, text="Qu’en pensez-vous, @amina ?")

    work()

    assert told(cast) == set()


def test_a_mentioned_person_is_told_once_and_follows_from_then_on(cast: Cast, work: Work) -> None:
    thread = make_thread(cast)
    make_message(cast, thread, text="@elise l’a essayé. @elise, qu’en dis-tu ?")
    work()

    make_message(cast, thread, text="Encore moi.")
    work()

    assert ("elise", Reason.MENTIONED) in told(cast)
    assert ("elise", Reason.REPLIED) in told(cast)
    assert notifications.level_of(cast.elise, "thread", thread.id) is Level.ALL
    assert (
        db.session.scalar(db.select(db.func.count(Notification.id)).where(Notification.recipient_id == 5))
        == 2
    )


def test_mentioning_an_authority_tells_its_editors(cast: Cast, work: Work) -> None:
    make_message(
        cast, make_thread(cast, by=cast.elise), by=cast.farid, text="Demandons à @valmer et @ostrelle."
    )

    work()

    assert told(cast) == {
        ("amina", Reason.MENTIONED),
        ("chloe", Reason.MENTIONED),
        ("elise", Reason.REPLIED),
    }


def test_who_may_not_read_is_not_told(cast: Cast, work: Work) -> None:
    thread = make_thread(cast, visibility=Audience.COMMITTEE)
    make_message(cast, thread, text="@chloe et @ostrelle et @gael n’en sauront rien.")

    work()

    assert told(cast) == {("amina", Reason.REPLIED)}


@pytest.mark.parametrize("gone", [hide_message, None])
def test_what_is_hidden_or_deleted_before_it_is_told_is_not_told(
    cast: Cast, work: Work, gone: object
) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="@elise, regarde.")
    if gone is None:
        delete_message(cast.bruno, message)
    else:
        hide_message(cast.elise, thread, message, "Publicité.")

    work()

    assert told(cast) - {("bruno", Reason.MODERATED)} == set()


def test_telling_twice_tells_once(cast: Cast, work: Work) -> None:
    message = make_message(cast, make_thread(cast), text="@elise, regarde.")
    work()
    before = told(cast), db.session.scalar(db.select(db.func.count(Notification.id)))

    tell_about(message_id=message.id, is_new=True)

    assert (told(cast), db.session.scalar(db.select(db.func.count(Notification.id)))) == before


def test_a_name_added_by_a_change_is_told_and_the_others_are_not_told_again(cast: Cast, work: Work) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="Regarde.")
    work()

    edit_message(cast.bruno, message, MessageContent("@elise, regarde."), message.version)
    work()

    assert told(cast) == {("amina", Reason.REPLIED), ("elise", Reason.MENTIONED)}
    assert (
        db.session.scalar(db.select(db.func.count(Notification.id)).where(Notification.kind == "message"))
        == 2
    )


def test_a_new_thread_about_a_thing_is_told_to_the_editors_of_its_authority(cast: Cast, work: Work) -> None:
    about = make_thread(cast, by=cast.bruno)
    make_thread(cast, by=cast.chloe, about_kind="thread", about_id=about.id)

    work()

    assert told(cast) == {("amina", Reason.STARTED), ("bruno", Reason.STARTED)}


def test_a_mute_of_the_thing_discussed_counts_for_a_new_thread(cast: Cast, work: Work) -> None:
    about = make_thread(cast, by=cast.bruno)
    choose_level(cast.bruno, "thread", about.id, Level.MUTE)
    choose_level(cast.farid, "thread", about.id, Level.ALL)

    make_thread(cast, by=cast.chloe, about_kind="thread", about_id=about.id)
    work()

    assert told(cast) == {("amina", Reason.STARTED), ("farid", Reason.STARTED)}


def mails(folder: Path, name: str) -> list[EmailMessage]:
    """The mails that left for somebody."""
    parser = BytesParser(policy=policy.default)
    paths = sorted((folder / "mails").glob(f"*{name}@*.eml"))
    return [parser.parsebytes(path.read_bytes()) for path in paths]


def test_a_mention_leaves_by_mail_with_its_reason_and_a_way_out(
    cast: Cast, work: Work, data_dir: Path
) -> None:
    thread = make_thread(cast)
    make_message(cast, thread, text="@elise, **regarde**.")

    work()

    (mail,) = mails(data_dir, "elise")
    words = mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert mail["To"].addresses[0].addr_spec == "elise@exemple.test"
    assert "Bruno Lemoine vous mentionne" in words
    assert "@elise, regarde." in words
    assert f"http://localhost/discussions/{thread.id}-{thread.slug}#message-" in words
    assert "parce que votre nom" in words
    for body in (words, page):
        assert "http://localhost/notifications/silence/5.thread." in body


def test_an_answer_is_mailed_to_who_asked_and_waits_for_the_summary_of_who_follows(
    cast: Cast, work: Work, data_dir: Path
) -> None:
    thread = make_thread(cast)
    choose_level(cast.farid, "thread", thread.id, Level.DIGEST)
    make_message(cast, thread)

    work()

    assert len(mails(data_dir, "amina")) == 1
    assert mails(data_dir, "farid") == []


def test_the_mails_of_a_thread_are_one_conversation_of_its_reader(
    cast: Cast, work: Work, data_dir: Path
) -> None:
    thread = make_thread(cast)
    make_message(cast, thread, text="Une première réponse.")
    make_message(cast, thread, text="Une deuxième.")

    work()

    first, second = mails(data_dir, "amina")
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == first["In-Reply-To"] == second["References"] == second["In-Reply-To"]
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_is_hidden_before_its_mail_leaves_is_not_mailed(cast: Cast, work: Work, data_dir: Path) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="@elise, regarde.")
    tell_about(message_id=message.id, is_new=True)
    hide_message(cast.denis, thread, message, "Publicité.")

    work()

    assert mails(data_dir, "elise") == []
    assert notifications.count_unread(cast.elise) == 0
    assert notifications.list_topics(cast.elise, None).items == []


def test_what_was_read_in_the_page_is_not_mailed(cast: Cast, work: Work, data_dir: Path) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="@elise, regarde.")
    tell_about(message_id=message.id, is_new=True)
    mark_thread_read(cast.elise, thread.id, message.number)

    work()

    assert mails(data_dir, "elise") == []
