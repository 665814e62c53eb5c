"""The search page."""

import re

import pytest

from comite.search import operations
from tests.factories_discussions import make_message, make_thread
from tests.unit.search.shelf import Shelf


@pytest.fixture
def shelf(app, monkeypatch):
    made = Shelf()
    monkeypatch.setitem(app.extensions, "subjects", {made.kind: made})
    monkeypatch.setattr(operations, "_checked_at", {})
    return made


@pytest.fixture
def notes(cast, shelf):
    shelf.put(
        1, "Fuites d’eau", "Le réseau perd <b>moins</b> d’eau.", domain="Eau", committee_id=cast.committee
    )
    shelf.put(2, "La cantine", "Moins de gaspillage.", authority_id=cast.ostrelle)
    shelf.put(3, "L’eau du comité", "Entre nous.", audience="committee", committee_id=cast.committee)
    operations.rebuild()
    return shelf


def page(client, query):
    response = client.get("/recherche", query_string=query)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def titles(html):
    return [
        re.sub(r"<[^>]+>", "", title).strip()
        for title in re.findall(r'card__title">(.*?)</h2>', html, re.DOTALL)
    ]


def test_a_visitor_finds_what_is_public_with_its_words_marked(client, notes):
    html = page(client, {"q": "evenement fuite"})

    assert titles(html) == ["Fuites d’eau"]
    assert "<mark>Fuites</mark> d’eau" in html


def test_a_text_is_shown_as_text(client, notes):
    html = page(client, {"q": "réseau"})

    assert "&lt;b&gt;moins&lt;/b&gt;" in html
    assert "<b>moins" not in html


def test_a_member_also_finds_what_the_committee_shares(client, cast, notes):
    member = page(client.as_(cast.amina), {"q": "eau"})
    visitor = page(client, {"q": "eau"})

    assert set(titles(member)) == {"Fuites d’eau", "L’eau du comité"}
    assert titles(visitor) == ["Fuites d’eau"]
    assert "comité" not in "".join(titles(visitor))


def test_filters_show_their_counts_and_can_be_removed(client, cast, notes):
    html = page(client, {"q": "réseau gaspillage", "collectivite": str(cast.ostrelle)})

    assert titles(html) == ["La cantine"]
    assert "Valmer" in html
    assert re.search(r'filters__chip" href="/recherche\?q=r%C3%A9seau\+gaspillage"', html)


def test_a_slip_is_forgiven_and_said(client, notes):
    html = page(client, {"q": "cantinne"})

    assert titles(html) == ["La cantine"]
    assert '<a href="/recherche?q=cantine">cantine</a>' in html


def test_nothing_asked_gives_advice_and_asks_the_index_nothing(client, notes):
    html = page(client, {})

    assert "Ce que vous pouvez trouver" in html
    assert titles(html) == []


def test_nothing_found_says_what_to_try(client, notes):
    assert "Aucun résultat" in page(client, {"q": "introuvable"})
    assert "trop courants" in page(client, {"q": "qui est-ce"})


def test_nothing_found_leads_who_writes_to_ask_it(client, cast, notes):
    address = "/discussions/nouvelle?titre=girouette+quantique"

    asked = client.as_(cast.bruno).get("/recherche?q=girouette+quantique").text
    form = client.as_(cast.bruno).get(address).text

    assert f'href="{address}"' in asked
    assert 'value="girouette quantique"' in form
    assert address not in client.get("/recherche?q=girouette+quantique").text


def test_without_index_the_page_answers_from_the_database_and_says_so(client, shelf):
    shelf.put(1, "Fuites d’eau")

    html = page(client, {"q": "fuites"})

    assert titles(html) == ["Fuites d’eau"]
    assert "Recherche simplifiée" in html


@pytest.mark.parametrize(
    "query",
    [
        "q=%00&page=0",
        "q=" + "a" * 5000,
        "q=eau&page=99999999999",
        "q=eau&nature=nothing&comite=x&collectivite=-1&annee=9999999999999&tri=zzz&domaine=",
        "q=eau&comite=" + "&comite=".join(map(str, range(500))),
        "q=%F0%9F%92%A7&q=autre",
        "q=%22%22%22-%22--%C2%AB%C2%BB",
        "q=%ff%fe",
        "annee=2025",
    ],
)
def test_no_address_whatever_breaks_the_page(client, notes, query):
    assert client.get(f"/recherche?{query}").status_code in (200, 400)


def test_the_page_costs_few_statements_however_much_is_found(client, notes, query_log):
    for number in range(10, 60):
        notes.put(number, f"Eau {number}")
    operations.rebuild()

    with query_log:
        page(client, {"q": "eau"})

    assert len(query_log) <= 4


def test_pages_of_results_follow_one_another(client, notes):
    for number in range(10, 60):
        notes.put(number, f"Piscine {number}")
    operations.rebuild()

    first, second = page(client, {"q": "piscine"}), page(client, {"q": "piscine", "page": "2"})

    assert len(titles(first)) == len(titles(second)) == 20
    assert not set(titles(first)) & set(titles(second))
    assert "page=3" in second


@pytest.fixture
def conversation(cast, monkeypatch):
    """A discussion and two answers that speak of the same."""
    monkeypatch.setattr(operations, "_checked_at", {})
    thread = make_thread(cast, title="Le héron cendré", text="Qui a vu un héron ?")
    make_message(cast, thread, text="Un héron, et un second héron.")
    make_message(cast, thread, text="Aucun héron chez nous.")
    return thread


def test_a_discussion_is_one_result_under_its_best_message(client, conversation):
    operations.rebuild()

    html = page(client, {"q": "héron second"})

    assert titles(html) == ["Le héron cendré"]
    assert "<mark>second</mark>" in html
    assert "et 2 autres messages de cette discussion" in html
    assert "<strong>1</strong> résultat" in html


def test_the_rest_of_a_discussion_is_counted_in_the_singular(client, conversation):
    operations.rebuild()

    assert "et 1 autre message de cette discussion" in page(client, {"q": "héron", "nature": "message"})


def test_a_discussion_is_one_result_without_index_too(client, conversation):
    html = page(client, {"q": "héron"})

    assert "Recherche simplifiée" in html
    assert titles(html) == ["Le héron cendré"]
    assert "et 2 autres messages de cette discussion" in html


def test_the_feed_of_a_search_gives_each_message(client, conversation):
    operations.rebuild()

    assert client.get("/recherche/flux.atom?q=héron").text.count("<entry>") == 3
