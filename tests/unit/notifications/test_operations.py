"""Telling, following, muting, reading; and what one may no longer read."""

import pytest

from comite.accounts.audiences import Audience
from comite.discussions.operations.moderation import hide_thread
from comite.discussions.operations.reach import narrow
from comite.foundation.database import db, write
from comite.foundation.errors import NotAllowedError, NotFoundError
from comite.notifications import links, operations, queries
from comite.notifications.links import Link, Purpose
from comite.notifications.models import Level, Notification, Reason
from tests.cast import Cast
from tests.conftest import waiting_jobs
from tests.factories_discussions import make_thread


def tell(cast: Cast, thread_id: int, *recipients: int | None, reason: Reason = Reason.PUBLISHED) -> None:
    """Tell some people something of a thread."""
    operations.tell(
        [each for each in recipients if each],
        reason=reason,
        kind="thread",
        subject_id=thread_id,
        actor=cast.amina,
    )


def test_each_person_is_told_once_and_nobody_of_their_own_doing(cast: Cast) -> None:
    thread = make_thread(cast)

    tell(cast, thread.id, 2, 5, 2, cast.amina.user_id)

    assert list(db.session.scalars(db.select(Notification.recipient_id))) == [2, 5]


@pytest.mark.parametrize(
    ("reason", "is_mailed"),
    [
        (Reason.MENTIONED, True),
        (Reason.APPROVAL_AWAITED, True),
        (Reason.CHANGES_REQUESTED, True),
        (Reason.REPLIED, False),
        (Reason.PUBLISHED, False),
        (Reason.MODERATED, False),
    ],
)
def test_only_what_awaits_an_answer_is_mailed_at_once(cast: Cast, reason: Reason, is_mailed: bool) -> None:
    thread = make_thread(cast)
    with write():
        before = len(waiting_jobs())

    tell(cast, thread.id, cast.bruno.user_id, reason=reason)

    assert ("notifications.operations.telling.send_mail" in waiting_jobs()[before:]) == is_mailed


def test_a_muted_duty_is_shown_and_not_mailed(cast: Cast) -> None:
    thread = make_thread(cast)
    operations.choose_level(cast.bruno, "thread", thread.id, Level.MUTE)

    tell(cast, thread.id, cast.bruno.user_id, reason=Reason.APPROVAL_AWAITED)

    assert queries.count_unread(cast.bruno) == 1
    assert "notifications.operations.telling.send_mail" not in waiting_jobs()


def test_what_one_may_no_longer_read_is_neither_shown_nor_counted(cast: Cast) -> None:
    thread = make_thread(cast, by=cast.elise)
    operations.tell([3], reason=Reason.PUBLISHED, kind="thread", subject_id=thread.id)
    before = queries.count_unread(cast.chloe)

    hide_thread(cast.elise, thread, "Publicité.")

    assert before == 1
    assert queries.count_unread(cast.chloe) == 0
    assert queries.list_topics(cast.chloe, None).items == []
    assert queries.list_latest(cast.chloe) == []


def test_a_thing_one_no_longer_reads_leaves_the_list_of_choices(cast: Cast) -> None:
    about = make_thread(cast)
    thread = make_thread(cast, about_kind="thread", about_id=about.id)
    operations.choose_level(cast.chloe, "thread", thread.id, Level.DIGEST)

    narrow("thread", about.id, Audience.COMMITTEE, cast.valmer, cast.committee)

    assert queries.list_choices(cast.chloe, None).items == []


def test_notifications_are_grouped_by_thing(cast: Cast) -> None:
    first, second = make_thread(cast, title="Premier sujet"), make_thread(cast, title="Second sujet")
    for thread in (first, second, first):
        tell(cast, thread.id, cast.chloe.user_id)

    topics = queries.list_topics(cast.chloe, None).items

    assert [(each.subject.title, len(each.told)) for each in topics if each.subject] == [
        ("Premier sujet", 2),
        ("Second sujet", 1),
    ]


def test_one_thing_then_all_can_be_marked_as_read(cast: Cast) -> None:
    threads = [make_thread(cast) for _ in range(3)]
    for thread in threads:
        tell(cast, thread.id, cast.chloe.user_id, cast.bruno.user_id)

    operations.mark_read(cast.chloe, "thread", threads[0].id)
    after_one = queries.count_unread(cast.chloe)
    operations.mark_all_read(cast.chloe)

    assert (after_one, queries.count_unread(cast.chloe), queries.count_unread(cast.bruno)) == (2, 0, 3)


def test_a_visitor_has_no_notifications(cast: Cast) -> None:
    assert queries.count_unread(cast.visitor) == 0
    with pytest.raises(NotAllowedError):
        operations.mark_all_read(cast.visitor)


def test_following_takes_the_place_of_muting(cast: Cast) -> None:
    thread = make_thread(cast)
    operations.choose_level(cast.chloe, "thread", thread.id, Level.MUTE)

    operations.choose_level(cast.chloe, "thread", thread.id, Level.DIGEST)

    assert queries.level_of(cast.chloe, "thread", thread.id) is Level.DIGEST
    assert queries.ids_of_followers("thread", thread.id) == [1, 3]


def test_nobody_follows_what_they_do_not_read(cast: Cast) -> None:
    thread = make_thread(cast, visibility=Audience.COMMITTEE)

    with pytest.raises(NotFoundError):
        operations.choose_level(cast.chloe, "thread", thread.id, Level.DIGEST)


def test_following_by_writing_does_not_undo_a_mute(cast: Cast) -> None:
    thread = make_thread(cast)
    operations.choose_level(cast.bruno, "thread", thread.id, Level.MUTE)

    operations.subscribe(2, "thread", thread.id)

    assert queries.level_of(cast.bruno, "thread", thread.id) is Level.MUTE


def test_somebody_else_s_choice_is_not_found(cast: Cast) -> None:
    thread = make_thread(cast)
    operations.choose_level(cast.chloe, "thread", thread.id, Level.DIGEST)
    choice = queries.list_choices(cast.chloe, None).items[0].subscription

    with pytest.raises(NotFoundError):
        queries.get_subscription(cast.bruno, choice.id)
    with pytest.raises(NotAllowedError):
        operations.forget_choice(cast.bruno, choice)
    operations.forget_choice(cast.chloe, choice)


def test_the_link_of_a_mail_mutes_for_its_person_only(cast: Cast) -> None:
    thread = make_thread(cast)
    token = links.path_of(Link(Purpose.MUTE, 3, "thread", thread.id)).rpartition("/")[2]

    link = links.read(Purpose.MUTE, token)
    assert link is not None
    operations.mute_by_link(link)

    assert queries.chosen_on([("thread", thread.id)])[3] == {("thread", thread.id): Level.MUTE}


@pytest.mark.parametrize(
    "token",
    ["", ".", "3.thread.1", "3.thread.1.", "3.thread.1.0000", "é.é.é.é", "3.thread.1.2.3", "a" * 2000],
)
def test_a_link_that_is_not_ours_opens_nothing(cast: Cast, token: str) -> None:
    assert links.read(Purpose.MUTE, token) is None


def test_a_link_changed_by_one_letter_opens_nothing(cast: Cast) -> None:
    token = links.path_of(Link(Purpose.MUTE, 3, "thread", 12)).rpartition("/")[2]

    assert links.read(Purpose.MUTE, token) is not None
    assert links.read(Purpose.MUTE, token.replace("3.thread", "2.thread", 1)) is None
    assert links.read(Purpose.MUTE, token.replace(".12.", ".13.", 1)) is None
    assert links.read(Purpose.STOP, token) is None


def test_what_was_told_of_a_thing_that_is_gone_goes_too(cast: Cast) -> None:
    thread = make_thread(cast)
    tell(cast, thread.id, cast.chloe.user_id)

    with write():
        operations.forget_about("thread", thread.id)

    assert db.session.scalar(db.select(Notification.id)) is None
    assert queries.ids_of_followers("thread", thread.id) == []
