"""The pages of notifications."""

import pytest

from comite.notifications import links, operations, queries
from comite.notifications.links import Link, Purpose
from comite.notifications.models import Level, Reason
from tests.cast import Cast
from tests.client import Client
from tests.conftest import QueryLog
from tests.factories_discussions import make_thread


def tell(thread_id: int, *recipients: int, reason: Reason = Reason.REPLIED) -> None:
    """Tell people something of a thread."""
    operations.tell(recipients, reason=reason, kind="thread", subject_id=thread_id, detail="Trois mots.")


def test_a_person_sees_what_they_were_told_and_a_count_everywhere(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    tell(thread.id, 3)
    chloe = client.as_(cast.chloe)

    page = chloe.get("/notifications").text

    assert thread.title in page
    assert "Trois mots." in page
    assert '<span class="account__count">1</span>' in chloe.get("/discussions/").text


def test_one_then_all_are_marked_as_read(client: Client, cast: Cast) -> None:
    threads = [make_thread(cast, title=f"Sujet {rank}") for rank in range(3)]
    for thread in threads:
        tell(thread.id, 3)
    chloe = client.as_(cast.chloe)

    chloe.post("/notifications/lecture", {"kind": "thread", "subject_id": str(threads[0].id)})
    unread = chloe.get("/notifications?voir=non-lues").text
    chloe.post("/notifications/lecture")

    assert "Sujet 0" not in unread
    assert "Sujet 1" in unread
    assert "Vous êtes à jour" in chloe.get("/notifications?voir=non-lues").text
    assert "Sujet 1" in chloe.get("/notifications").text


def test_an_empty_page_teaches(client: Client, cast: Cast) -> None:
    assert "Rien pour le moment" in client.as_(cast.chloe).get("/notifications").text
    assert "Vous ne suivez rien encore" in client.as_(cast.chloe).get("/notifications/suivis").text


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    for path in ("/notifications", "/notifications/suivis"):
        assert client.get(path).headers["Location"].startswith("/connexion")


def test_a_thread_is_followed_muted_and_forgotten(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    chloe = client.as_(cast.chloe)
    thing = {"kind": "thread", "subject_id": str(thread.id)}

    chloe.post("/notifications/suivis", {**thing, "level": "digest"})
    followed = chloe.get("/notifications/suivis").text
    chloe.post("/notifications/suivis", {**thing, "level": "mute"})
    muted = queries.level_of(cast.chloe, "thread", thread.id)
    choice = queries.list_choices(cast.chloe, None).items[0].subscription
    chloe.post(f"/notifications/suivis/{choice.id}/oubli")

    assert thread.title in followed
    assert muted is Level.MUTE
    assert queries.level_of(cast.chloe, "thread", thread.id) is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "thread", "subject_id": "x", "level": "digest"},
        {"kind": "thread", "subject_id": "999", "level": "digest"},
        {"kind": "unknown", "subject_id": "1", "level": "digest"},
        {"kind": "thread", "subject_id": "1", "level": "all"},
    ],
)
def test_odd_choices_find_nothing(client: Client, cast: Cast, sent: dict[str, str]) -> None:
    assert client.as_(cast.chloe).post("/notifications/suivis", sent).status_code == 404


def test_a_mail_s_link_mutes_on_confirmation_without_signing_in(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    path = links.path_of(Link(Purpose.MUTE, 3, "thread", thread.id))

    looked = client.get(path)
    before = queries.level_of(cast.chloe, "thread", thread.id)
    client.post(path)

    assert looked.status_code == 200
    assert thread.title not in looked.text
    assert before is None
    assert queries.level_of(cast.chloe, "thread", thread.id) is Level.MUTE
    assert client.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404


def test_going_on_leads_nowhere_outside(client: Client, cast: Cast) -> None:
    answer = client.as_(cast.chloe).post("/notifications/lecture", {"next": "https://ailleurs.example/"})

    assert answer.headers["Location"] == "/notifications"


def test_the_page_costs_the_same_however_long(client: Client, cast: Cast, query_log: QueryLog) -> None:
    chloe = client.as_(cast.chloe)
    costs = []
    for how_many in (1, 19):
        for _ in range(how_many):
            tell(make_thread(cast).id, 3)
        with query_log:
            chloe.get("/notifications")
        costs.append(len(query_log))

    assert costs[0] == costs[1]
    assert costs[0] <= 15
