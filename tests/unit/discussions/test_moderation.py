"""Reports, decisions, and what they leave behind."""

import pytest

from comite.accounts.audiences import Audience
from comite.accounts.models import ModerationEntry
from comite.discussions import moderated
from comite.discussions.errors import AlreadyHandledError, AlreadyReportedError, ReasonMissingError
from comite.discussions.models.reports import Grievance
from comite.discussions.models.threads import Thread
from comite.discussions.operations import moderation as operations
from comite.discussions.operations.messages import accept_answer
from comite.discussions.queries import messages, threads
from comite.discussions.queries import moderation as queries
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError
from comite.notifications import queries as notifications
from comite.notifications.models import Notification, Reason
from tests.cast import Cast
from tests.factories_discussions import make_message, make_thread


def told(user_id: int | None) -> list[tuple[Reason, str]]:
    """What somebody was told, in order."""
    rows = db.session.execute(
        db.select(Notification.reason, Notification.detail)
        .where(Notification.recipient_id == user_id)
        .order_by(Notification.id)
    )
    return [(row.reason, row.detail) for row in rows]


def test_a_report_waits_for_its_animator_and_administrators(cast: Cast) -> None:
    message = make_message(cast, make_thread(cast), text="Le numéro de M. Durand est…")

    operations.report(cast.chloe, "message", message.id, Grievance.PERSONAL_DATA, "Un numéro de téléphone.")

    for moderator in (cast.elise, cast.denis):
        queue = queries.list_queue(moderator, None).items
        assert [(each.case.id, len(each.reports)) for each in queue] == [(message.id, 1)]
        assert told(moderator.user_id) == [(Reason.REPORTED, "")]
    for person in (cast.amina, cast.chloe, cast.bruno):
        assert queries.list_queue(person, None).items == []


def test_a_visitor_reports_nothing(cast: Cast) -> None:
    thread = make_thread(cast)

    with pytest.raises(NotAllowedError):
        operations.report(cast.visitor, "thread", thread.id, Grievance.OTHER, "")


def test_what_one_does_not_read_is_not_reported(cast: Cast) -> None:
    thread = make_thread(cast, visibility=Audience.COMMITTEE)

    with pytest.raises(NotFoundError):
        operations.report(cast.chloe, "thread", thread.id, Grievance.OTHER, "")


def test_the_same_reader_says_it_once_and_another_may_say_it_too(cast: Cast) -> None:
    thread = make_thread(cast)
    operations.report(cast.bruno, "thread", thread.id, Grievance.ADVERTISING, "")

    with pytest.raises(AlreadyReportedError):
        operations.report(cast.bruno, "thread", thread.id, Grievance.ADVERTISING, "")
    operations.report(cast.chloe, "thread", thread.id, Grievance.OFFENSIVE, "")

    assert len(queries.list_queue(cast.elise, None).items[0].reports) == 2
    assert told(cast.elise.user_id) == [(Reason.REPORTED, "")]


def test_hiding_a_message_takes_its_words_away_and_says_why(cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread)
    accept_answer(cast.amina, thread, message)
    operations.report(cast.chloe, "message", message.id, Grievance.PERSONAL_DATA, "")
    case = queries.get_case(cast.elise, "message", message.id)

    operations.hide_case(cast.elise, case, "Une donnée personnelle.")

    page = messages.read_page(threads.get_thread(cast.amina, thread.id), 1)
    assert page.accepted is None
    assert not page.messages[1].is_shown
    assert threads.get_thread(cast.amina, thread.id).message_count == 1
    assert queries.list_queue(cast.elise, None).items == []
    assert (Reason.MODERATED, "Une donnée personnelle.") in told(cast.bruno.user_id)


def test_a_message_shown_again_counts_again(cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread)
    operations.hide_message(cast.elise, thread, message, "Par erreur.")

    operations.unhide_message(cast.elise, thread, message, "C’était une erreur.")

    assert threads.get_thread(cast.visitor, thread.id).message_count == 2
    assert messages.get_shown_message(cast.visitor, message.id).plain == "Oui, nous."


@pytest.mark.parametrize("who", ["amina", "bruno", "chloe", "farid", "visitor"])
def test_who_does_not_moderate_decides_nothing(cast: Cast, who: str) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread)
    person = getattr(cast, who)
    case = queries.get_case(cast.elise, "thread", thread.id)

    for attempt in (
        lambda: operations.hide_message(person, thread, message, "Non."),
        lambda: operations.unhide_message(person, thread, message, "Non."),
        lambda: operations.hide_thread(person, thread, "Non."),
        lambda: operations.unhide_thread(person, thread, "Non."),
        lambda: operations.lock_thread(person, thread, "Non."),
        lambda: operations.unlock_thread(person, thread, "Non."),
        lambda: operations.hide_case(person, case, "Non."),
        lambda: operations.unhide_case(person, case, "Non."),
        lambda: operations.dismiss(person, case, "Non."),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert db.session.scalar(db.select(db.func.count(ModerationEntry.id))) == 0


def test_the_animator_of_another_committee_sees_and_decides_nothing(cast: Cast) -> None:
    thread = make_thread(cast, by=cast.chloe)
    operations.report(cast.bruno, "thread", thread.id, Grievance.OFF_TOPIC, "")

    assert queries.list_queue(cast.elise, None).items == []
    with pytest.raises(NotFoundError):
        queries.get_case(cast.elise, "thread", thread.id)
    with pytest.raises(NotAllowedError):
        operations.hide_thread(cast.elise, thread, "Non.")


def test_a_decision_without_a_reason_is_refused(cast: Cast) -> None:
    thread = make_thread(cast)

    with pytest.raises(ReasonMissingError):
        operations.hide_thread(cast.elise, thread, "  ")


def test_two_moderators_do_not_decide_the_same_thing_twice(cast: Cast) -> None:
    thread = make_thread(cast)
    operations.hide_thread(cast.elise, thread, "Publicité.")

    with pytest.raises(AlreadyHandledError):
        operations.hide_thread(cast.denis, thread, "Publicité.")


def test_dismissing_answers_every_report_and_is_logged(cast: Cast) -> None:
    thread = make_thread(cast)
    for person in (cast.bruno, cast.chloe):
        operations.report(person, "thread", thread.id, Grievance.OFF_TOPIC, "")
    case = queries.get_case(cast.elise, "thread", thread.id)

    operations.dismiss(cast.elise, case, "La question est à sa place.")

    assert queries.count_waiting(cast.elise) == 0
    assert [each.action for each in queries.list_acts_on(cast.elise, case)] == ["dismiss"]
    with pytest.raises(AlreadyHandledError):
        operations.dismiss(cast.elise, case, "Encore.")


def test_the_journal_names_who_what_and_why(cast: Cast) -> None:
    thread = make_thread(cast)
    operations.lock_thread(cast.elise, thread, "La dispute tourne en rond.")
    operations.unlock_thread(cast.denis, thread, "Apaisée.")

    acts = queries.list_acts(cast.elise, None).items

    assert [(act.entry.action, act.entry.reason, act.entry.actor.name) for act in acts] == [
        ("unlock", "Apaisée.", "Denis Roux"),
        ("lock", "La dispute tourne en rond.", "Élise Garnier"),
    ]
    assert [act.case.title for act in acts] == [thread.title, thread.title]
    assert queries.list_acts(cast.chloe, None).items == []


def test_a_hidden_thread_comes_back_to_the_audience_it_had(cast: Cast) -> None:
    thread = make_thread(cast, visibility=Audience.NETWORK)
    case = queries.get_case(cast.elise, "thread", thread.id)
    operations.hide_case(cast.elise, case, "Publicité.")

    operations.unhide_case(cast.elise, case, "Erreur.")

    assert threads.get_thread(cast.chloe, thread.id).audience is Audience.NETWORK


def test_the_author_of_a_hidden_thread_is_told_without_reading_it(cast: Cast) -> None:
    thread = make_thread(cast)

    operations.hide_thread(cast.elise, thread, "Publicité.")

    topic = notifications.list_topics(cast.amina, None).items[0]
    assert topic.subject is None
    assert topic.told[0].notification.detail == "Publicité."
    assert notifications.count_unread(cast.amina) == 1


def test_things_of_other_features_are_moderated_from_the_same_queue(cast: Cast) -> None:
    hidden: list[tuple[int, str]] = []
    thread = make_thread(cast)
    own = moderated.of_kind("thread")
    moderated.register(
        moderated.Moderated(
            "thread", lambda _actor, key, reason: hidden.append((key, reason)), own.unhide, own.cases
        )
    )

    try:
        operations.hide_case(cast.elise, queries.get_case(cast.elise, "thread", thread.id), "Publicité.")
    finally:
        moderated.register(own)

    assert hidden == [(thread.id, "Publicité.")]
    assert not db.session.get(Thread, thread.id).is_hidden
