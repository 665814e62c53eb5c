"""Writing, changing, deleting and keeping messages."""

import io

import pytest
import time_machine

from comite.accounts.audiences import Audience
from comite.discussions.errors import (
    EmptyMessageError,
    MessageGoneError,
    ThreadClosedError,
    ThreadLockedError,
    TooManyFilesError,
)
from comite.discussions.models.threads import Message, MessageContent, MessageRevision, NewFile
from comite.discussions.operations import messages as operations
from comite.discussions.operations import moderation
from comite.discussions.operations.threads import close_thread
from comite.discussions.queries import messages as queries
from comite.discussions.queries import threads
from comite.foundation import clock, storage
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from tests.cast import Cast
from tests.factories_discussions import first_message, make_message, make_thread


def kept(words: bytes = b"des mots", name: str = "note.txt") -> NewFile:
    """A file safely kept."""
    return NewFile(storage.current().put(io.BytesIO(words), 1000), name, "text/plain")


def test_members_and_observers_answer_and_it_counts(cast: Cast) -> None:
    thread = make_thread(cast, visibility=Audience.COMMITTEE)

    for person in (cast.bruno, cast.farid, cast.elise):
        make_message(cast, thread, by=person)

    found = threads.get_thread(cast.amina, thread.id)
    assert (found.message_count, found.last_number, found.last_shown_number) == (4, 4, 4)


def test_an_administrator_without_authority_answers_in_their_own_name(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast), by=cast.denis)

    assert message.author_authority is None


def test_outsiders_and_visitors_do_not_answer(cast: Cast) -> None:
    thread = make_thread(cast, visibility=Audience.COMMITTEE)

    for person in (cast.chloe, cast.visitor, cast.gael):
        with pytest.raises(NotAllowedError):
            operations.post_message(person, thread, MessageContent("Bonjour"))


def test_a_closed_thread_takes_no_more_messages(cast: Cast) -> None:
    thread = make_thread(cast)
    close_thread(cast.amina, thread)

    with pytest.raises(ThreadClosedError):
        make_message(cast, thread)


def test_a_locked_thread_takes_no_more_messages_nor_changes(cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread)
    moderation.lock_thread(cast.elise, thread, "La dispute tourne en rond.")

    with pytest.raises(ThreadLockedError):
        make_message(cast, thread, by=cast.elise)
    with pytest.raises(ThreadLockedError):
        operations.edit_message(cast.bruno, message, MessageContent("Autre"), message.version)


def test_an_empty_message_is_refused(cast: Cast) -> None:
    thread = make_thread(cast)

    with pytest.raises(EmptyMessageError):
        operations.post_message(cast.bruno, thread, MessageContent("  \n "))


def test_what_is_written_is_rendered_and_mentions_become_links(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast), text="**Merci** @amina et @ostrelle, pas @personne-ici.")

    assert "<strong>Merci</strong>" in message.html
    assert 'href="/personnes/amina"' in message.html
    assert 'href="/collectivites/ostrelle"' in message.html
    assert "/personnes/personne-ici" not in message.html
    assert message.plain.startswith("Merci @amina")


def test_a_script_does_not_survive(cast: Cast) -> None:
    message = make_message(
        cast, make_thread(cast), text='<script>alert(1)</script><img src=x onerror="alert(1)">'
    )

    assert "script" not in message.html
    assert "onerror" not in message.html


def test_a_change_keeps_what_was_written_before(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast), text="Nous avons dix capteurs.")

    operations.edit_message(
        cast.bruno, message, MessageContent("Nous avons douze capteurs."), message.version
    )

    changes = queries.list_changes(queries.get_message(cast.bruno, message.id))
    assert changes[0].pieces == (
        ("same", "Nous avons "),
        ("removed", "dix "),
        ("added", "douze "),
        ("same", "capteurs."),
    )


def test_only_its_author_changes_a_message(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast))

    for person in (cast.amina, cast.elise, cast.denis):
        with pytest.raises(NotAllowedError):
            operations.edit_message(person, message, MessageContent("Autre"), message.version)


def test_a_stale_change_is_refused(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast))
    version = message.version
    operations.edit_message(cast.bruno, message, MessageContent("Première"), version)

    with pytest.raises(StaleVersionError):
        operations.edit_message(cast.bruno, message, MessageContent("Seconde"), version)


def test_a_deleted_message_leaves_its_place_and_no_words(cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread)

    operations.delete_message(cast.bruno, message)

    with pytest.raises(NotFoundError):
        queries.get_shown_message(cast.bruno, message.id)
    assert threads.get_thread(cast.amina, thread.id).message_count == 1
    assert make_message(cast, thread).number == 3


def test_only_its_author_deletes_a_message(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast))

    for person in (cast.amina, cast.elise):
        with pytest.raises(NotAllowedError):
            operations.delete_message(person, message)


def test_a_deleted_message_can_be_put_back_for_thirty_days(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast))
    operations.delete_message(cast.bruno, message)

    operations.restore_message(cast.bruno, message)

    assert queries.get_shown_message(cast.amina, message.id).plain == "Oui, nous."


def test_after_thirty_days_the_words_of_a_deleted_message_are_gone(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast), text="Un secret de dix mots.")
    operations.edit_message(cast.bruno, message, MessageContent("Autre secret."), message.version)
    operations.delete_message(cast.bruno, message)

    with time_machine.travel(clock.now() + operations.KEPT_DELETED * 1.01, tick=False), write():
        operations.purge_deleted()

    db.session.expire_all()
    assert db.session.scalar(db.select(Message.source).where(Message.id == message.id)) == ""
    assert db.session.scalar(db.select(MessageRevision.id)) is None
    with pytest.raises(MessageGoneError):
        operations.restore_message(cast.bruno, message)


def test_the_thread_of_a_message_taken_back_is_left_to_its_authority(cast: Cast) -> None:
    thread = make_thread(cast)

    operations.delete_message(cast.amina, first_message(cast, thread))

    with pytest.raises(NotFoundError):
        threads.get_thread(cast.visitor, thread.id)
    assert threads.get_thread(cast.bruno, thread.id).message_count == 0


def test_one_answer_is_kept_at_a_time(cast: Cast) -> None:
    thread = make_thread(cast)
    first, second = make_message(cast, thread), make_message(cast, thread, by=cast.chloe)

    operations.accept_answer(cast.amina, thread, first)
    operations.accept_answer(cast.elise, thread, second)

    accepted = queries.read_page(thread, 1).accepted
    assert accepted is not None
    assert accepted.id == second.id


def test_others_do_not_keep_an_answer(cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread)

    for person in (cast.bruno, cast.chloe):
        with pytest.raises(NotAllowedError):
            operations.accept_answer(person, thread, message)


def test_the_message_of_another_thread_is_not_kept_as_an_answer(cast: Cast) -> None:
    thread, message = make_thread(cast), make_message(cast, make_thread(cast))

    with pytest.raises(NotFoundError):
        operations.accept_answer(cast.amina, thread, message)


def test_a_message_carries_files_and_no_more_than_five(cast: Cast) -> None:
    thread = make_thread(cast)
    message = operations.post_message(cast.bruno, thread, MessageContent("Voici.", (kept(),)))
    files = tuple(kept() for _ in range(5))

    with pytest.raises(TooManyFilesError):
        operations.edit_message(cast.bruno, message, MessageContent("Voici.", files), message.version)

    attachment = queries.get_message(cast.bruno, message.id).attachments[0]
    assert queries.get_attachment(cast.visitor, attachment.id).file_name == "note.txt"


def test_the_file_of_a_hidden_message_is_not_given(cast: Cast) -> None:
    thread = make_thread(cast)
    posted = operations.post_message(cast.bruno, thread, MessageContent("Voici.", (kept(),)))
    message = queries.get_message(cast.bruno, posted.id)
    attachment_id = message.attachments[0].id

    moderation.hide_message(cast.elise, thread, message, "Une liste d’habitants.")

    for person in cast.people().values():
        with pytest.raises(NotFoundError):
            queries.get_attachment(person, attachment_id)


def test_a_quote_from_another_thread_is_left_out(cast: Cast) -> None:
    thread, elsewhere = make_thread(cast), make_thread(cast, visibility=Audience.COMMITTEE)

    message = operations.post_message(
        cast.bruno, thread, MessageContent("Oui.", quoted_id=first_message(cast, elsewhere).id)
    )

    assert message.quoted_id is None
