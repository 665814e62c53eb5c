"""Starting, changing and closing threads; who reads them."""

import pytest

from comite.accounts.audiences import Audience
from comite.discussions.errors import ThreadLockedError, TooWideError
from comite.discussions.models.threads import Category, MessageContent, Place, ThreadContent
from comite.discussions.operations import threads as operations
from comite.discussions.operations.moderation import hide_thread, lock_thread
from comite.discussions.operations.reach import narrow
from comite.discussions.queries import threads as queries
from comite.discussions.queries.threads import Filters
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError, StaleVersionError
from comite.search.models import SearchChange
from tests.cast import Cast
from tests.factories_discussions import make_message, make_thread

HEAD = ThreadContent("Une question", Category.QUESTION)
WORDS = MessageContent("Quelques mots.")


def test_an_agent_starts_a_thread_on_the_first_day(cast: Cast) -> None:
    thread = make_thread(cast, by=cast.bruno, visibility=Audience.COMMITTEE)

    assert thread.message_count == 1
    assert thread.author_authority_id == cast.valmer
    assert thread.committee_id == cast.committee


def test_a_visitor_and_a_suspended_person_start_nothing(cast: Cast) -> None:
    for nobody in (cast.visitor, cast.gael):
        with pytest.raises(NotAllowedError):
            operations.start_thread(nobody, Place(Audience.PUBLIC), HEAD, WORDS)


def test_nobody_starts_a_thread_in_a_committee_that_is_not_theirs(cast: Cast) -> None:
    place = Place(Audience.PUBLIC, committee_id=cast.committee)

    with pytest.raises(NotAllowedError):
        operations.start_thread(cast.chloe, place, HEAD, WORDS)


def test_a_thread_about_nothing_is_not_kept_inside_one_authority(cast: Cast) -> None:
    with pytest.raises(TooWideError):
        operations.start_thread(cast.amina, Place(Audience.AUTHORITY), HEAD, WORDS)


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Audience.PUBLIC, {"amina", "bruno", "chloe", "denis", "elise", "farid", "gael", "visitor"}),
        (Audience.NETWORK, {"amina", "bruno", "chloe", "denis", "elise", "farid"}),
        (Audience.COMMITTEE, {"amina", "bruno", "denis", "elise", "farid"}),
    ],
)
def test_a_thread_is_read_and_listed_by_its_audience_only(
    cast: Cast, visibility: Audience, readers: set[str]
) -> None:
    thread = make_thread(cast, visibility=visibility)

    for name, person in cast.people().items():
        listed = [row.thread.id for row in queries.list_threads(person, Filters(), None).items]
        assert (thread.id in listed) == (name in readers), name
        if name in readers:
            assert queries.get_thread(person, thread.id).id == thread.id
        else:
            with pytest.raises(NotFoundError):
                queries.get_thread(person, thread.id)


def test_a_hidden_thread_is_read_by_nobody_outside_moderation(cast: Cast) -> None:
    thread = make_thread(cast)

    hide_thread(cast.elise, thread, "Il nomme un agent.")

    for person in cast.people().values():
        assert queries.list_threads(person, Filters(), None).count == 0
        with pytest.raises(NotFoundError):
            queries.get_thread(person, thread.id)


def test_a_thread_about_a_thing_is_as_narrow_as_it(cast: Cast) -> None:
    about = make_thread(cast, visibility=Audience.PUBLIC)
    thread = make_thread(cast, about_kind="thread", about_id=about.id)

    narrow("thread_of_another_kind", about.id, Audience.AUTHORITY, cast.valmer, cast.committee)
    unchanged = queries.get_thread(cast.visitor, thread.id).audience
    narrow("thread", about.id, Audience.COMMITTEE, cast.valmer, cast.committee)

    assert unchanged is Audience.PUBLIC
    assert queries.get_thread(cast.farid, thread.id).audience is Audience.COMMITTEE
    with pytest.raises(NotFoundError):
        queries.get_thread(cast.visitor, thread.id)


def test_a_thread_comes_back_when_its_subject_does(cast: Cast) -> None:
    about = make_thread(cast)
    thread = make_thread(cast, about_kind="thread", about_id=about.id)

    narrow("thread", about.id, Audience.AUTHORITY, cast.valmer, None)
    narrow("thread", about.id, Audience.PUBLIC, cast.valmer, None)

    assert queries.get_thread(cast.visitor, thread.id).audience is Audience.PUBLIC


def test_a_thread_is_not_wider_than_what_it_is_about(cast: Cast) -> None:
    about = make_thread(cast, visibility=Audience.COMMITTEE)

    with pytest.raises(TooWideError):
        make_thread(cast, visibility=Audience.PUBLIC, about_kind="thread", about_id=about.id)


def test_nobody_starts_a_thread_about_what_they_do_not_read(cast: Cast) -> None:
    about = make_thread(cast, visibility=Audience.COMMITTEE)

    with pytest.raises(NotFoundError):
        make_thread(
            cast, by=cast.chloe, visibility=Audience.COMMITTEE, about_kind="thread", about_id=about.id
        )


def test_who_starts_a_thread_can_read_it(cast: Cast) -> None:
    about = make_thread(cast, visibility=Audience.PUBLIC)

    with pytest.raises(TooWideError):
        make_thread(
            cast, by=cast.chloe, visibility=Audience.COMMITTEE, about_kind="thread", about_id=about.id
        )


def test_a_new_title_keeps_the_address(cast: Cast) -> None:
    thread = make_thread(cast)
    slug = thread.slug

    operations.edit_thread(
        cast.amina, thread, ThreadContent("Un autre titre", Category.DEBATE), thread.version
    )

    assert (thread.title, thread.slug, thread.version) == ("Un autre titre", slug, 2)


def test_a_title_is_changed_by_its_author_and_moderation_only(cast: Cast) -> None:
    thread = make_thread(cast)

    for person in (cast.bruno, cast.chloe, cast.farid):
        with pytest.raises(NotAllowedError):
            operations.edit_thread(person, thread, HEAD, thread.version)
    operations.edit_thread(cast.elise, thread, HEAD, thread.version)


def test_a_stale_title_is_refused(cast: Cast) -> None:
    thread = make_thread(cast)

    with pytest.raises(StaleVersionError):
        operations.edit_thread(cast.amina, thread, HEAD, thread.version - 1)


def test_its_author_and_its_animator_close_a_thread_and_others_do_not(cast: Cast) -> None:
    thread = make_thread(cast)

    with pytest.raises(NotAllowedError):
        operations.close_thread(cast.bruno, thread)
    operations.close_thread(cast.amina, thread)
    operations.reopen_thread(cast.elise, thread)

    assert not thread.is_closed


def test_its_author_does_not_reopen_what_moderation_locked(cast: Cast) -> None:
    thread = make_thread(cast)
    lock_thread(cast.elise, thread, "La dispute tourne en rond.")

    with pytest.raises(ThreadLockedError):
        operations.reopen_thread(cast.amina, thread)


def test_only_moderation_pins_a_thread(cast: Cast) -> None:
    thread = make_thread(cast)

    with pytest.raises(NotAllowedError):
        operations.pin_thread(cast.amina, thread)
    operations.pin_thread(cast.elise, thread)

    assert [row.thread.id for row in queries.list_pinned(cast.visitor, Filters())] == [thread.id]


def test_the_animator_of_another_committee_does_not_pin(cast: Cast) -> None:
    thread = make_thread(cast, by=cast.chloe)

    with pytest.raises(NotAllowedError):
        operations.pin_thread(cast.elise, thread)


def test_filters_narrow_the_list(cast: Cast) -> None:
    question = make_thread(cast)
    debate = make_thread(cast, by=cast.chloe, category=Category.DEBATE)

    def listed(**chosen: object) -> list[int]:
        page = queries.list_threads(cast.amina, Filters(**chosen), None)  # type: ignore[arg-type]
        return [row.thread.id for row in page.items]

    assert listed() == [debate.id, question.id]
    assert listed(category=Category.DEBATE) == [debate.id]
    assert listed(committee_id=cast.committee) == [question.id]
    assert listed(authority_id=cast.ostrelle) == [debate.id]
    assert listed(mine_only=True) == [question.id]
    assert listed(followed_only=True) == [question.id]
    assert listed(unread_only=True) == [debate.id]
    assert listed(about=("experience", 1)) == []


def test_the_thread_written_in_last_comes_first(cast: Cast) -> None:
    older, newer = make_thread(cast), make_thread(cast)

    make_message(cast, older)

    page = queries.list_threads(cast.visitor, Filters(), None)
    assert [row.thread.id for row in page.items] == [older.id, newer.id]


def test_search_looks_at_what_is_new(cast: Cast) -> None:
    thread = make_thread(cast)

    message = make_message(cast, thread)

    waiting = {(each.kind, each.subject_id) for each in db.session.scalars(db.select(SearchChange))}
    assert waiting == {("thread", thread.id), ("message", message.id)}
