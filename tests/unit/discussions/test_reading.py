"""What is unread, how threads and messages are found, whom names designate."""

import pytest

from comite.accounts.audiences import Audience, keys_of
from comite.discussions.models.threads import PAGE_SIZE
from comite.discussions.operations import reading
from comite.discussions.operations.messages import delete_message
from comite.discussions.operations.moderation import hide_message, hide_thread
from comite.discussions.queries import threads
from comite.discussions.queries.mentions import mentions_in
from comite.discussions.queries.messages import difference, read_page
from comite.discussions.queries.threads import Filters
from comite.discussions.subjects import MessageLoader, ThreadLoader
from comite.foundation.errors import NotAllowedError
from tests.cast import Cast
from tests.factories_discussions import make_message, make_thread


def unread(cast: Cast, name: str) -> set[int]:
    """What somebody has not read: by the marks and by the filter, which must agree."""
    person = getattr(cast, name)
    marked = {row.thread.id for row in threads.list_threads(person, Filters(), None).items if row.is_unread}
    found = threads.list_threads(person, Filters(unread_only=True), None)
    filtered = {row.thread.id for row in found.items}
    assert marked == filtered
    assert found.count == len(filtered)
    return marked


def test_a_thread_is_unread_until_its_page_was_read(cast: Cast) -> None:
    thread = make_thread(cast)
    make_message(cast, thread)
    before = unread(cast, "chloe")

    reading.mark_thread_read(cast.chloe, thread.id, 2)
    after = unread(cast, "chloe")
    make_message(cast, thread)

    assert (before, after, unread(cast, "chloe")) == ({thread.id}, set(), {thread.id})


def test_a_mark_does_not_go_back(cast: Cast) -> None:
    thread = make_thread(cast)
    make_message(cast, thread)
    reading.mark_thread_read(cast.chloe, thread.id, 2)

    reading.mark_thread_read(cast.chloe, thread.id, 1)

    assert unread(cast, "chloe") == set()


def test_what_one_wrote_is_not_unread(cast: Cast) -> None:
    thread = make_thread(cast)
    make_message(cast, thread)

    assert unread(cast, "bruno") == set()
    assert unread(cast, "amina") == {thread.id}


def test_a_hidden_or_deleted_message_is_not_something_to_read(cast: Cast) -> None:
    thread = make_thread(cast)
    reading.mark_thread_read(cast.chloe, thread.id, 1)
    hidden, deleted = make_message(cast, thread), make_message(cast, thread)

    hide_message(cast.elise, thread, hidden, "Publicité.")
    delete_message(cast.bruno, deleted)

    assert unread(cast, "chloe") == set()


def test_everything_can_be_counted_as_read(cast: Cast) -> None:
    thread = make_thread(cast)

    reading.mark_all_read(cast.chloe)
    after = unread(cast, "chloe")
    make_message(cast, thread)

    assert after == set()
    assert unread(cast, "chloe") == {thread.id}


def test_nothing_is_kept_of_what_a_visitor_reads(cast: Cast) -> None:
    thread = make_thread(cast)

    with pytest.raises(NotAllowedError):
        reading.mark_thread_read(cast.visitor, thread.id, 1)
    assert threads.list_threads(cast.visitor, Filters(), None).items[0].is_unread is False


def test_pages_hold_thirty_messages_whatever_became_of_them(cast: Cast) -> None:
    thread = make_thread(cast)
    messages = [make_message(cast, thread) for _ in range(PAGE_SIZE)]
    delete_message(cast.bruno, messages[3])

    found = threads.get_thread(cast.amina, thread.id)

    assert found.page_count == 2
    assert [each.number for each in read_page(found, 2).messages] == [PAGE_SIZE + 1]
    assert messages[-1].page_number == 2


def test_a_thread_is_found_by_its_first_message_and_an_answer_by_its_own(cast: Cast) -> None:
    thread = make_thread(cast, title="Cantines", text="Moins de restes.")
    message = make_message(cast, thread, text="Chez nous, 430 repas.")

    (of_thread,) = ThreadLoader().load([thread.id])
    answers = list(MessageLoader().load([message.id, message.id - 1]))

    assert (of_thread.title, of_thread.text) == ("Cantines", "Moins de restes.")
    assert [(each.id, each.text, each.title) for each in answers] == [
        (message.id, "Chez nous, 430 repas.", "Cantines")
    ]
    assert answers[0].address == f"/discussions/{thread.id}-cantines#message-{message.id}"
    assert list(ThreadLoader().each_id()) == [thread.id]
    assert list(MessageLoader().each_id()) == [message.id]


@pytest.mark.parametrize("visibility", [Audience.COMMITTEE, Audience.NETWORK, Audience.PUBLIC])
def test_what_is_found_is_what_is_read(cast: Cast, visibility: Audience) -> None:
    thread = make_thread(cast, visibility=visibility)
    message = make_message(cast, thread)
    (of_thread,) = ThreadLoader().load([thread.id])

    for person in cast.people().values():
        found = bool(set(of_thread.keys) & keys_of(person))
        assert found == (thread.id in ThreadLoader().readable(person, [thread.id]))
        assert found == (message.id in MessageLoader().readable(person, [message.id]))
        assert found == bool(ThreadLoader().search(person, ["essayé"], 5))
        assert found == bool(MessageLoader().search(person, ["oui"], 5))


def test_what_is_hidden_is_not_found(cast: Cast) -> None:
    thread = make_thread(cast)
    hidden = make_message(cast, thread)
    other = make_thread(cast)
    hide_message(cast.elise, thread, hidden, "Publicité.")
    hide_thread(cast.elise, other, "Publicité.")

    assert list(MessageLoader().each_id()) == []
    assert list(MessageLoader().load([hidden.id])) == []
    assert list(ThreadLoader().each_id()) == [thread.id]
    for person in cast.people().values():
        assert MessageLoader().readable(person, [hidden.id]) == {}
        assert MessageLoader().search(person, ["oui"], 5) == []
        assert ThreadLoader().readable(person, [other.id]) == {}


def test_a_percent_sign_in_a_search_is_a_percent_sign(cast: Cast) -> None:
    make_thread(cast, title="Trente pour cent")

    assert ThreadLoader().search(cast.visitor, ["%"], 5) == []


def test_names_designate_people_then_authorities(cast: Cast) -> None:
    found = mentions_in("@amina, @valmer, @inconnu, `@bruno`, amina@exemple.test")

    assert found.addresses == {
        "amina": "/personnes/amina",
        "valmer": "/collectivites/valmer",
        "bruno": "/personnes/bruno",
    }
    assert found.authority_ids == (cast.valmer,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("a", ""),
        ("", "b"),
        ("un deux trois", "un trois"),
        ("a\n\nb", "a\nb c"),
        ("x " * 4000, "y x " * 4000),
    ],
)
def test_a_difference_tells_both_texts_again(before: str, after: str) -> None:
    pieces = difference(before, after)

    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "removed") == after
