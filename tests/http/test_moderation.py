"""The pages of moderation."""

import pytest

from comite.accounts.audiences import Audience
from comite.discussions.models.reports import Grievance
from comite.discussions.operations import moderation as operations
from tests.cast import Cast
from tests.client import Client
from tests.conftest import QueryLog
from tests.factories_discussions import make_message, make_thread


def test_a_reader_reports_a_message_and_the_animator_examines_it(client: Client, cast: Cast) -> None:
    message = make_message(cast, make_thread(cast), text="Le numéro de M. Durand")
    chloe, elise = client.as_(cast.chloe), client.as_(cast.elise)
    chloe.get(f"/signaler/message/{message.id}")

    sent = chloe.post(
        f"/signaler/message/{message.id}",
        {"grievance": "personal_data", "comment": "Un numéro."},
        follow=True,
    )
    queue = elise.get("/moderation").text
    case = elise.get(f"/moderation/message/{message.id}").text

    assert "Merci" in sent.text
    assert "Il contient des données personnelles" in queue
    assert "Un numéro." in case
    assert "Chloé Martin" in case


def test_a_report_sent_twice_is_said_once(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    chloe = client.as_(cast.chloe)
    words = {"grievance": "off_topic", "comment": ""}
    chloe.post(f"/signaler/discussion/{thread.id}", words)

    assert chloe.post(f"/signaler/discussion/{thread.id}", words).status_code == 409


def test_reporting_needs_a_reason(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)

    assert client.as_(cast.chloe).post(f"/signaler/discussion/{thread.id}", {}).status_code == 422


@pytest.mark.parametrize("path", ["/signaler/discussion/999", "/signaler/inconnu/1", "/signaler/message/1"])
def test_what_one_does_not_read_is_not_reported(client: Client, cast: Cast, path: str) -> None:
    make_thread(cast, visibility=Audience.COMMITTEE)

    assert client.as_(cast.chloe).get(path).status_code == 404
    assert client.get(path).headers["Location"].startswith("/connexion")


def test_a_message_is_hidden_with_its_reason_then_shown_again(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="Publicité éhontée")
    elise = client.as_(cast.elise)
    page = f"/discussions/{thread.id}-{thread.slug}"

    elise.post(f"/moderation/message/{message.id}/masquage", {"reason": "Démarchage."}, follow=True)
    hidden = client.get(page).text
    elise.post(f"/moderation/message/{message.id}/retablissement", {"reason": "Erreur."}, follow=True)

    assert "Publicité éhontée" not in hidden
    assert "Publicité éhontée" in client.get(page).text
    journal = elise.get("/moderation/journal").text
    assert "Démarchage." in journal
    assert "a rétabli" in journal


def test_a_decision_without_a_reason_is_asked_for_one(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)

    answer = client.as_(cast.elise).post(f"/moderation/discussion/{thread.id}/masquage", {"reason": " "})

    assert answer.status_code == 422
    assert "Dites pourquoi" in answer.text


def test_a_thread_is_locked_and_unlocked(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    denis = client.as_(cast.denis)

    locked = denis.post(
        f"/moderation/discussion/{thread.id}/verrouillage", {"reason": "Stop."}, follow=True
    ).text
    unlocked = denis.post(
        f"/moderation/discussion/{thread.id}/deverrouillage", {"reason": "Reprenez."}, follow=True
    ).text

    assert "Déverrouiller" in locked
    assert "Verrouiller" in unlocked


def test_a_message_is_not_locked_and_unknown_decisions_do_not_exist(client: Client, cast: Cast) -> None:
    message = make_message(cast, make_thread(cast))
    elise = client.as_(cast.elise)

    for action in ("verrouillage", "suppression"):
        assert elise.post(f"/moderation/message/{message.id}/{action}", {"reason": "Non."}).status_code == 404


def test_dismissing_what_nobody_reported_is_explained(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)

    answer = client.as_(cast.elise).post(
        f"/moderation/discussion/{thread.id}/classement", {"reason": "Rien."}
    )

    assert answer.status_code == 409


@pytest.mark.parametrize("who", ["amina", "bruno", "chloe", "farid"])
def test_who_moderates_nothing_finds_no_moderation(client: Client, cast: Cast, who: str) -> None:
    thread = make_thread(cast)
    browser = client.as_(getattr(cast, who))

    for path in ("/moderation", "/moderation/journal", f"/moderation/discussion/{thread.id}"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/moderation/discussion/{thread.id}/masquage", {"reason": "Non."}).status_code == 404


def test_the_animator_of_another_committee_finds_no_case(client: Client, cast: Cast) -> None:
    thread = make_thread(cast, by=cast.chloe)

    assert client.as_(cast.elise).get(f"/moderation/discussion/{thread.id}").status_code == 404


def test_the_queue_costs_the_same_however_long(client: Client, cast: Cast, query_log: QueryLog) -> None:
    elise = client.as_(cast.elise)
    costs = []
    for how_many in (1, 19):
        for _ in range(how_many):
            message = make_message(cast, make_thread(cast))
            operations.report(cast.chloe, "message", message.id, Grievance.OTHER, "")
        with query_log:
            elise.get("/moderation")
        costs.append(len(query_log))

    assert costs[0] == costs[1]
    assert costs[0] <= 15
