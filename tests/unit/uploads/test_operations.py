"""Uploads: attached once and by their sender, whoever comes second."""

import io
from datetime import timedelta

import pytest

from comite.discussions.models.threads import Message, MessageContent, NewFile
from comite.discussions.operations.messages import post_message
from comite.foundation import clock, storage, tasks
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, NotFoundError
from comite.uploads import operations, queries
from comite.uploads.errors import UploadGoneError, WrongOffsetError
from comite.uploads.models import Upload
from comite.uploads.operations import Announced
from tests.cast import Cast
from tests.factories_discussions import make_thread

LIMIT = 1000


def begun(cast: Cast) -> Upload:
    """A file that Bruno announced."""
    return operations.begin_upload(cast.bruno, Announced("plan.txt", "text/plain", 7), LIMIT)


def finished(cast: Cast) -> NewFile:
    """A file of Bruno's that has wholly come."""
    upload = begun(cast)
    kept = storage.current().put(io.BytesIO(b"un plan"), LIMIT)
    operations.finish_upload(cast.bruno, upload, kept)
    return NewFile(kept, "plan.txt", "text/plain", upload.id)


def test_two_forms_sent_together_attach_a_file_once(cast: Cast) -> None:
    thread, file = make_thread(cast), finished(cast)
    content = MessageContent("Voici.", (file,))

    post_message(cast.bruno, thread, content)
    with pytest.raises(UploadGoneError):
        post_message(cast.bruno, thread, content)

    written = db.session.scalars(db.select(Message).where(Message.thread_id == thread.id)).all()
    assert len(written) == 2
    assert db.session.scalars(db.select(Upload)).all() == []


@pytest.mark.parametrize("person", ["amina", "denis"])
def test_nobody_takes_the_file_of_another(cast: Cast, person: str) -> None:
    thread, file = make_thread(cast), finished(cast)

    with pytest.raises(UploadGoneError):
        post_message(getattr(cast, person), thread, MessageContent("Voici.", (file,)))

    assert len(db.session.scalars(db.select(Upload)).all()) == 1


def test_a_file_that_has_not_wholly_come_is_not_taken(cast: Cast) -> None:
    upload = begun(cast)

    with pytest.raises(UploadGoneError):
        operations.take_upload(cast.bruno, upload.id)


def test_visitors_and_others_change_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        operations.begin_upload(cast.visitor, Announced("a", "b", 1), LIMIT)
    upload = begun(cast)
    for change in (
        lambda: operations.resume_upload(cast.amina, upload, 0),
        lambda: operations.note_received(cast.amina, upload, 3),
        lambda: operations.give_up_upload(cast.amina, upload),
    ):
        with pytest.raises(NotAllowedError):
            change()
    with pytest.raises(NotFoundError):
        queries.get_upload(cast.amina, upload.key)


def test_a_piece_goes_on_only_where_the_last_one_ended(cast: Cast) -> None:
    upload = begun(cast)
    operations.note_received(cast.bruno, upload, 3)

    with pytest.raises(WrongOffsetError):
        operations.resume_upload(cast.bruno, upload, 2)


def told(cast: Cast) -> list[tuple[str, int | None, str]]:
    """What Bruno reads of his files on their way: how each stands, how far it is, and where to go on."""
    db.session.expire_all()
    return [(each.state.value, each.percent, each.path) for each in tasks.list_of(cast.bruno.user_id)]


def test_a_file_on_its_way_is_followed_until_it_is_attached(cast: Cast) -> None:
    announced = Announced("plan.txt", "text/plain", 7, "/discussions/nouvelle")
    upload = operations.begin_upload(cast.bruno, announced, LIMIT)
    seen = told(cast)
    operations.note_received(cast.bruno, upload, 3)
    seen += told(cast)
    kept = storage.current().put(io.BytesIO(b"un plan"), LIMIT)
    operations.finish_upload(cast.bruno, upload, kept)
    seen += told(cast)
    operations.take_upload(cast.bruno, upload.id)

    page = "/discussions/nouvelle"
    assert seen == [("waiting", None, page), ("running", 42, page), ("done", 100, page)]
    assert told(cast) == []


def test_a_file_left_half_sent_waits_for_its_sender_then_says_that_it_is_gone(cast: Cast) -> None:
    upload = begun(cast)
    operations.note_received(cast.bruno, upload, 3)
    with clock.at(clock.now() + timedelta(hours=5)), write():
        tasks.tidy()
        waiting = told(cast)
        still_looked_at = tasks.list_of(cast.bruno.user_id)[0].is_moving
    with clock.at(clock.now() + operations.KEPT + timedelta(hours=1)):
        operations.forget_expired()

    assert waiting == [("running", 42, "")]
    assert not still_looked_at
    assert [state for state, _, _ in told(cast)] == ["failed"]
    assert "Choisissez de nouveau" in tasks.list_of(cast.bruno.user_id)[0].error


def test_a_file_given_up_is_followed_no_more(cast: Cast) -> None:
    operations.give_up_upload(cast.bruno, begun(cast))

    assert told(cast) == []
