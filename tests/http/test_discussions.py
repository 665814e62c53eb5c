"""The pages of discussions."""

import io
import re

import pytest

from comite.accounts.audiences import Audience
from comite.discussions.models.threads import PAGE_SIZE, MessageContent
from comite.discussions.operations.messages import accept_answer, edit_message
from comite.discussions.operations.moderation import hide_message, hide_thread, lock_thread
from comite.discussions.operations.threads import close_thread
from comite.discussions.queries.threads import Filters, list_threads
from comite.foundation.database import db
from comite.notifications import queries as notifications
from tests.cast import Cast
from tests.client import Client, apart
from tests.conftest import QueryLog
from tests.factories_discussions import make_message, make_thread


def address(thread: object) -> str:
    """The address of a thread."""
    return f"/discussions/{thread.id}-{thread.slug}"


NEW = {
    "title": "Cantines : qui prévoit les repas ?",
    "category": "question",
    "text": "Nous jetons trop.",
    "visibility": "public",
    "committee": "1",
}


def test_a_newcomer_opens_a_thread_and_reads_it(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    bruno.get("/discussions/nouvelle")

    answer = bruno.post("/discussions/nouvelle", NEW, follow=True)

    assert answer.status_code == 200
    assert "Cantines : qui prévoit les repas ?" in answer.text
    assert "Nous jetons trop." in client.get(answer.request.path).text


def test_a_visitor_is_asked_to_sign_in_before_writing(client: Client) -> None:
    assert client.get("/discussions/nouvelle").headers["Location"].startswith("/connexion")


def test_what_is_missing_is_said_and_the_rest_is_kept(client: Client, cast: Cast) -> None:
    answer = client.as_(cast.bruno).post("/discussions/nouvelle", {**NEW, "title": ""})

    assert answer.status_code == 422
    assert "Nous jetons trop." in answer.text


def test_a_committee_that_is_not_theirs_is_refused(client: Client, cast: Cast) -> None:
    answer = client.as_(cast.chloe).post("/discussions/nouvelle", {**NEW, "committee": "1"})

    assert answer.status_code == 422
    assert not list_threads(cast.chloe, Filters(), None).items


def test_a_committee_audience_without_a_committee_is_explained(client: Client, cast: Cast) -> None:
    answer = client.as_(cast.bruno).post(
        "/discussions/nouvelle", {**NEW, "visibility": "committee", "committee": ""}
    )

    assert answer.status_code == 422
    assert 'href="#committee"' in answer.text
    assert "Choisissez le comité" in answer.text
    assert "Nous jetons trop." in answer.text


def test_a_thread_about_a_thing_is_proposed_its_audience(client: Client, cast: Cast) -> None:
    about = make_thread(cast, visibility=Audience.NETWORK)

    page = client.as_(cast.bruno).get(f"/discussions/nouvelle?sujet=thread:{about.id}")

    assert about.title in page.text
    assert 'value="public"' not in page.text


@pytest.mark.parametrize(
    "subject", ["thread:999", "unknown:1", "thread", "thread:x", ":", "thread:" + "9" * 30]
)
def test_a_thread_about_nothing_known_is_not_found(client: Client, cast: Cast, subject: str) -> None:
    assert client.as_(cast.bruno).get(f"/discussions/nouvelle?sujet={subject}").status_code == 404


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Audience.PUBLIC, {"amina", "bruno", "chloe", "denis", "elise", "farid", "gael", "visitor"}),
        (Audience.NETWORK, {"amina", "bruno", "chloe", "denis", "elise", "farid"}),
        (Audience.COMMITTEE, {"amina", "bruno", "denis", "elise", "farid"}),
    ],
)
def test_each_persona_reads_what_they_may(
    client: Client, cast: Cast, visibility: Audience, readers: set[str]
) -> None:
    thread = make_thread(cast, visibility=visibility)

    for name, person in cast.people().items():
        browser = client.as_(person)
        assert (browser.get(address(thread)).status_code == 200) == (name in readers), name
        assert (thread.title in browser.get("/discussions/").text) == (name in readers), name


def test_what_one_may_not_read_answers_like_what_does_not_exist(client: Client, cast: Cast) -> None:
    thread = make_thread(cast, visibility=Audience.COMMITTEE)

    hidden, missing = client.get(address(thread)), client.get("/discussions/999-rien")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert _alike(hidden.text, address(thread)) == _alike(missing.text, "/discussions/999-rien")


def _alike(page: str, path: str) -> str:
    """A page without its own address and the number of its request."""
    return re.sub(r"repère \w+", "", page).replace(path, "")


def test_an_old_address_leads_to_the_present_one(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)

    assert client.get(f"/discussions/{thread.id}-autre-chose").headers["Location"] == address(thread)


def test_an_answer_appears_on_its_page(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    for _ in range(PAGE_SIZE - 1):
        make_message(cast, thread)

    answer = client.as_(cast.chloe).post(
        f"/discussions/{thread.id}/messages", {"text": "Le dernier **mot**."}
    )

    assert f"{address(thread)}?page=2#message-" in answer.headers["Location"]
    assert "<strong>mot</strong>" in client.get(answer.headers["Location"]).text


def test_the_lasting_address_of_a_message_leads_to_its_page(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    message = [make_message(cast, thread) for _ in range(PAGE_SIZE)][-1]

    answer = client.get(f"/discussions/messages/{message.id}")

    assert answer.headers["Location"] == f"{address(thread)}?page=2#message-{message.id}"


def test_an_answer_refused_is_kept_in_the_form(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    close_thread(cast.amina, thread)
    browser = client.as_(cast.bruno)

    answer = browser.post(f"/discussions/{thread.id}/messages", {"text": "Trop tard ?"})

    assert answer.status_code == 409
    assert "Trop tard ?" in answer.text


def test_an_empty_answer_is_explained(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)

    answer = client.as_(cast.bruno).post(f"/discussions/{thread.id}/messages", {"text": ""})

    assert answer.status_code == 422


def test_quoting_fills_the_form_without_javascript(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="Première ligne\n\nSeconde ligne")
    browser = client.as_(cast.chloe)

    page = browser.get(f"{address(thread)}?citer={message.id}").text

    assert "&gt; **Bruno Lemoine a écrit**" in page
    assert "&gt; Seconde ligne" in page
    sent = browser.post(
        f"/discussions/{thread.id}/messages", {"text": "Merci", "quoted": str(message.id)}, follow=True
    )
    assert "En réponse à" in sent.text


def test_a_message_of_another_thread_is_not_quoted(client: Client, cast: Cast) -> None:
    thread, elsewhere = make_thread(cast), make_thread(cast, visibility=Audience.COMMITTEE)
    message = make_message(cast, elsewhere, text="Entre nous")

    for person in (cast.chloe, cast.amina):
        assert "Entre nous" not in client.as_(person).get(f"{address(thread)}?citer={message.id}").text


def test_a_hidden_message_leaves_its_place_and_none_of_its_words(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="Le numéro secret")
    hide_message(cast.elise, thread, message, "Donnée personnelle.")

    for name, person in cast.people().items():
        page = client.as_(person).get(address(thread)).text
        assert "Le numéro secret" not in page, name
        assert "Message masqué par la modération" in page
        assert ("Donnée personnelle." in page) == (name == "bruno")
        assert client.as_(person).get(f"/discussions/messages/{message.id}/historique").status_code == 404


def test_a_hidden_thread_is_seen_by_moderation_only(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    hide_thread(cast.elise, thread, "Publicité.")

    seen = {
        name: client.as_(person).get(f"/moderation/discussion/{thread.id}").status_code
        for name, person in cast.people().items()
    }

    assert {name for name, status in seen.items() if status == 200} == {"elise", "denis"}
    assert all(
        client.as_(person).get(address(thread)).status_code == 404 for person in cast.people().values()
    )


def test_the_answer_kept_stands_at_the_head(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="La réponse.")
    amina = client.as_(cast.amina)

    amina.post(f"/discussions/messages/{message.id}/reponse-retenue")
    kept, public = amina.get(address(thread)).text, client.get(address(thread)).text
    amina.post(f"/discussions/messages/{message.id}/reponse-retenue", {"keep": "no"})

    assert "Réponse retenue, par Bruno Lemoine" in kept
    assert "Réponse retenue, par Valmer" in public
    assert "Réponse retenue, par" not in client.get(address(thread)).text


def test_somebody_else_does_not_keep_an_answer(client: Client, cast: Cast) -> None:
    message = make_message(cast, make_thread(cast))

    assert (
        client.as_(cast.bruno).post(f"/discussions/messages/{message.id}/reponse-retenue").status_code == 403
    )


def test_a_message_is_changed_and_its_history_read(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="dix capteurs")
    bruno = client.as_(cast.bruno)
    bruno.get(f"/discussions/messages/{message.id}/modifier")

    bruno.post(f"/discussions/messages/{message.id}/modifier", {"text": "douze capteurs", "version": "1"})

    page = client.get(f"/discussions/messages/{message.id}/historique").text
    assert "supprimé" in page
    assert "douze" in client.get(address(thread)).text


def test_a_stale_change_loses_nothing(client: Client, cast: Cast) -> None:
    message = make_message(cast, make_thread(cast))
    bruno = client.as_(cast.bruno)
    path = f"/discussions/messages/{message.id}/modifier"
    bruno.post(path, {"text": "Première main", "version": "1"})

    answer = bruno.post(path, {"text": "Seconde main", "version": "1"})

    assert answer.status_code == 409
    assert "Première main" in answer.text
    assert "Seconde main" in answer.text
    assert bruno.post(path, {"text": "Seconde main", "version": "2"}).status_code == 303


def test_somebody_else_s_message_is_not_changed(client: Client, cast: Cast) -> None:
    message = make_message(cast, make_thread(cast))

    for person in (cast.amina, cast.elise):
        assert client.as_(person).get(f"/discussions/messages/{message.id}/modifier").status_code == 403


def test_the_public_reads_the_authorities_and_not_the_names_of_people(client: Client, cast: Cast) -> None:
    thread = make_thread(cast, visibility=Audience.PUBLIC)
    message = make_message(cast, thread)
    edit_message(cast.bruno, message, MessageContent("Une autre tournure."), message.version)
    names = {cast.amina.name, cast.bruno.name}

    for path in (
        "/discussions/",
        f"/discussions/{thread.id}-{thread.slug}",
        f"/discussions/messages/{message.id}/historique",
    ):
        public = client.get(path).get_data(as_text=True)
        known = client.as_(cast.chloe).get(path).get_data(as_text=True)
        assert [each for each in names if each in public] == [], path
        assert [each for each in names if each in known], path
        assert "Valmer" in public or "Une personne" in public


def test_a_message_is_deleted_and_put_back(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    message = make_message(cast, thread, text="Oups")
    bruno = client.as_(cast.bruno)

    deleted = bruno.post(f"/discussions/messages/{message.id}/suppression", follow=True).text
    restored = bruno.post(f"/discussions/messages/{message.id}/retablissement", follow=True).text

    assert "Oups" not in deleted
    assert "Message supprimé par son auteur" in deleted
    assert "Oups" in restored


def test_a_file_is_joined_and_taken_away_safely(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    browser = client.as_(cast.bruno)
    browser.post(
        f"/discussions/{thread.id}/messages",
        {"text": "Voici.", "files": (io.BytesIO(b"<script>alert(1)</script>"), "page.html")},
        content_type="multipart/form-data",
    )

    page = client.get(address(thread)).text
    path = page.partition("/discussions/fichiers/")[2].partition('"')[0]
    answer = client.get(f"/discussions/fichiers/{path}")

    assert "page.html" in page
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_of_a_thread_one_does_not_read_is_not_found(client: Client, cast: Cast) -> None:
    thread = make_thread(cast, visibility=Audience.COMMITTEE)
    client.as_(cast.bruno).post(
        f"/discussions/{thread.id}/messages",
        {"text": "Voici.", "files": (io.BytesIO(b"entre nous"), "note.txt")},
        content_type="multipart/form-data",
    )

    assert client.as_(cast.farid).get("/discussions/fichiers/1").status_code == 200
    assert client.as_(cast.chloe).get("/discussions/fichiers/1").status_code == 404
    assert client.get("/discussions/fichiers/1").status_code == 404


def test_a_thread_is_closed_reopened_pinned_by_those_who_may(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    path = f"/discussions/{thread.id}/etat"

    assert client.as_(cast.bruno).post(path, {"state": "close"}).status_code == 403
    assert client.as_(cast.amina).post(path, {"state": "pin"}).status_code == 403
    assert client.as_(cast.amina).post(path, {"state": "unknown"}).status_code == 404
    assert client.as_(cast.elise).post(path, {"state": "pin"}).status_code == 303
    closed = client.as_(cast.amina).post(path, {"state": "close"}, follow=True).text
    assert "Cette discussion est close" in closed
    assert "Épinglées" in client.get("/discussions/").text


def test_a_locked_thread_offers_no_form(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    lock_thread(cast.elise, thread, "La dispute tourne en rond.")

    page = client.as_(cast.bruno).get(address(thread)).text

    assert "verrouillé cette discussion" in page
    assert 'id="repondre"' not in page


def test_a_title_is_changed_and_a_stale_one_kept(client: Client, cast: Cast) -> None:
    thread = make_thread(cast)
    amina = client.as_(cast.amina)
    path = f"/discussions/{thread.id}/modifier"
    words = {"title": "Un meilleur titre", "category": "debate", "version": "1"}
    amina.get(path)

    assert amina.post(path, words).status_code == 303
    stale = amina.post(path, {**words, "title": "Encore un autre"})

    assert stale.status_code == 409
    assert "Encore un autre" in stale.text
    assert client.as_(cast.bruno).get(path).status_code == 403


def test_reading_a_thread_marks_it_and_its_notifications_as_read(
    client: Client, cast: Cast, work: object
) -> None:
    thread = make_thread(cast)
    make_message(cast, thread, text="@amina, regarde.")
    work()
    before = notifications.count_unread(cast.amina)

    first = client.as_(cast.amina).get(address(thread)).text
    second = client.as_(cast.amina).get(address(thread)).text

    assert before == 1
    assert notifications.count_unread(cast.amina) == 0
    assert "Nouveau" in first
    assert "Nouveau" not in second
    assert not list_threads(cast.amina, Filters(unread_only=True), None).items


def test_everything_is_marked_as_read_from_the_list(client: Client, cast: Cast) -> None:
    make_thread(cast)
    chloe = client.as_(cast.chloe)

    assert "Non lue" in chloe.get("/discussions/").text
    chloe.post("/discussions/lecture")

    assert '<span class="tag tag--proposed">Non lue</span>' not in chloe.get("/discussions/").text


def test_the_preview_is_what_will_be_published(client: Client, cast: Cast) -> None:
    bruno = client.as_(cast.bruno)
    headers = {"X-Form-Token": bruno.form_token(), "Accept": "application/json"}
    words = {"text": "**Gras** @amina <script>alert(1)</script>"}

    answer = apart(bruno.browser.post, "/apercu", json=words, headers=headers)
    refused = apart(bruno.browser.post, "/apercu", json={"text": "[" * 2000}, headers=headers)

    assert "<strong>Gras</strong>" in answer.text
    assert "/personnes/amina" in answer.text
    assert "script" not in answer.text
    assert refused.status_code == 409
    assert "trop long" in refused.json["error"]
    for odd in ({}, [], {"text": 3}, "x"):
        assert apart(bruno.browser.post, "/apercu", json=odd, headers=headers).status_code == 404
    assert client.post("/apercu", {"text": "x"}).status_code == 401


def test_names_are_suggested_to_those_who_belong(client: Client, cast: Cast) -> None:
    found = client.as_(cast.bruno).get("/mentions.json?q=val").json

    assert "valmer" in [each["value"] for each in found]
    assert client.as_(cast.bruno).get("/mentions.json?q=chl").json[0]["value"] == "chloe"
    assert client.as_(cast.bruno).get("/mentions.json?q=").json == []
    assert client.get("/mentions.json?q=chl").status_code != 200


@pytest.mark.parametrize(
    "query",
    [
        "categorie=debate",
        "categorie=inconnue",
        "comite=1",
        "collectivite=2",
        "voir=non-lues",
        "voir=miennes",
        "suite=abc",
        "sujet=",
    ],
)
def test_filters_answer_to_everyone(client: Client, cast: Cast, query: str) -> None:
    make_thread(cast)

    for person in (cast.visitor, cast.bruno):
        assert client.as_(person).get(f"/discussions/?{query}").status_code == 200


def test_the_filter_in_use_is_shown_with_the_way_out(client: Client, cast: Cast) -> None:
    make_thread(cast)

    page = client.get("/discussions/?categorie=debate").text

    assert "Aucune discussion pour ces filtres" in page
    assert "Retirer le filtre" in page


def test_page_after_page_every_thread_is_seen_once(client: Client, cast: Cast) -> None:
    for rank in range(23):
        make_thread(cast, title=f"Sujet numéro {rank:02}")

    first = client.get("/discussions/").text
    following = re.search(r'href="([^"]*suite=[^"]*)"', first)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).text

    titles = [f"Sujet numéro {rank:02}" for rank in range(23)]
    assert sorted([each in first for each in titles]).count(True) == 20
    assert all((each in first) != (each in second) for each in titles)


@pytest.mark.parametrize("who", ["visitor", "bruno"])
def test_the_list_costs_the_same_however_long(
    client: Client, cast: Cast, query_log: QueryLog, who: str
) -> None:
    browser = client.as_(getattr(cast, who))
    about = make_thread(cast)
    costs = []
    for how_many in (1, 19):
        for _ in range(how_many):
            make_thread(cast, about_kind="thread", about_id=about.id)
        with query_log:
            browser.get("/discussions/")
        costs.append(len(query_log))

    assert costs[0] == costs[1]
    assert costs[0] <= 15


@pytest.mark.parametrize("who", ["visitor", "chloe"])
def test_a_thread_costs_the_same_however_long(
    client: Client, cast: Cast, query_log: QueryLog, who: str
) -> None:
    browser = client.as_(getattr(cast, who))
    thread = make_thread(cast)
    costs = []
    for how_many in (1, 20):
        messages = [make_message(cast, thread, text="@elise et @valmer") for _ in range(how_many)]
        accept_answer(cast.amina, thread, messages[0])
        with query_log:
            browser.get(address(thread))
        costs.append(len(query_log))
        db.session.remove()

    assert costs[0] == costs[1] or who != "visitor"
    assert max(costs) <= 15


def test_a_new_thread_is_a_question_unless_told_otherwise_and_errors_follow_the_page(client, cast):
    bruno = client.as_(cast.bruno)

    blank = bruno.get("/discussions/nouvelle").text
    refused = bruno.post("/discussions/nouvelle", {**NEW, "title": "", "text": ""}).text

    chosen = re.search(
        r'<input[^>]*name="category"[^>]*checked[^>]*>|<input[^>]*checked[^>]*name="category"[^>]*>', blank
    )
    assert chosen
    assert 'value="question"' in chosen[0]
    assert refused.index('href="#title"') < refused.index('href="#text"')


def test_a_word_of_the_trade_is_explained_where_it_is_first_read(client, cast):
    thread = make_thread(cast, text="Faut-il une AIPD ? Sans AIPD, non.", visibility=Audience.PUBLIC)

    page = client.get(f"/discussions/{thread.id}-{thread.slug}").text

    assert page.count("Analyse d’impact relative") == 1
    assert '<button class="term" type="button"><abbr>AIPD</abbr>' in page
