"""From the press that deletes to the one that takes back."""

import re

import pytest
from markupsafe import escape

from tests.factories_engineering_projects import make_furnished_project
from tests.factories_experiences import make_draft
from tests.factories_thrown import MAKERS, throw_one
from tests.factories_trash import throw_report

FOUND_BY = dict.fromkeys(MAKERS, "elise") | {
    "fiche-d-expertise": "farid",
    "reprise": "chloe",
    "place": "amina",
}


def test_a_deletion_offers_to_be_undone_and_the_undoing_leads_back(client, cast):
    report = make_draft(cast, title="Supprimé par erreur")
    bruno = client.as_(cast.bruno)

    after = bruno.post(f"/retours-experience/{report.slug}/suppression", follow=True).text
    address = re.search(r'action="(/corbeille/[^"]+/retour)"', after)
    restored = bruno.post(address[1])

    assert "corbeille" in after
    assert "Annuler" in after
    assert restored.headers["Location"] == f"/retours-experience/{report.slug}"
    assert bruno.get(f"/retours-experience/{report.slug}").status_code == 200


def test_the_trash_says_what_by_whom_and_until_when(client, cast):
    throw_report(cast, title="Un brouillon")

    page = client.as_(cast.amina).get("/corbeille").text

    assert "Un brouillon" in page
    assert "par Bruno Lemoine" in page
    assert "jusqu’au" in page
    assert "définitive" in page


def test_lists_counts_and_search_never_show_what_is_in_the_trash(client, cast, work):
    report = throw_report(cast, title="Introuvable désormais")
    work()
    bruno = client.as_(cast.bruno)

    for path in ("/", "/retours-experience/?statut=brouillon", "/retours-experience/mes-retours"):
        assert "Introuvable désormais" not in bruno.get(path).text
    # The words of a search stand in its own form: a link to the report is what must not be there.
    assert f"/retours-experience/{report.slug}" not in bruno.get("/recherche?q=introuvable").text


def test_what_was_taken_back_already_is_said_so(client, cast):
    report = throw_report(cast)
    amina = client.as_(cast.amina)
    amina.post(f"/corbeille/brouillon-de-retour/{report.id}/retour")

    again = amina.post(f"/corbeille/brouillon-de-retour/{report.id}/retour")

    assert again.status_code == 409
    assert "déjà rétabli" in again.text


def test_an_amount_of_a_budget_is_thrown_away_and_taken_back_from_the_page(client, cast):
    project = make_furnished_project(cast)
    bruno = client.as_(cast.bruno)
    page = f"/ingenierie/projets/{project.slug}"
    before = bruno.get(page).text

    after = bruno.post(f"{page}/budget/{project.budget[0].id}/retrait", follow=True).text
    address = re.search(r'action="(/corbeille/depense-de-projet/\d+/retour)"', after)
    restored = bruno.post(address[1])

    assert "dans la corbeille pendant 30 jours" in before
    assert "Licence" in before
    assert ">Licence<" not in after
    assert restored.headers["Location"] == f"{page}#budget"
    assert ">Licence<" in bruno.get(page).text


@pytest.mark.parametrize(
    ("slug", "name"), [(slug, name) for slug, name in sorted(FOUND_BY.items())], ids=sorted(FOUND_BY)
)
def test_the_trash_says_what_each_thing_is_and_where_it_was(client, cast, slug, name):
    thing = throw_one(cast, slug)

    page = client.as_(getattr(cast, name)).get("/corbeille").text

    for words in (thing.title, thing.place):
        assert str(escape(words)) in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert f'action="/corbeille/{slug}/{thing.id}/retour"' in page


def test_emptying_one_s_hands_twice_says_that_it_is_gone(client, cast):
    project = make_furnished_project(cast)
    bruno = client.as_(cast.bruno)
    address = f"/ingenierie/projets/{project.slug}/budget/{project.budget[0].id}/retrait"
    bruno.post(address)

    assert bruno.post(address).status_code == 404


def test_the_full_trash_of_who_runs_a_committee_costs_as_little(client, cast, query_log):
    for slug in MAKERS:
        throw_one(cast, slug)
    elise = client.as_(cast.elise)

    with query_log:
        page = elise.get("/corbeille").text

    assert page.count("Rétablir") >= 10
    assert len(query_log) <= 10


@pytest.mark.parametrize("how_many", [1, 12])
def test_the_trash_costs_the_same_however_full(client, cast, query_log, how_many):
    for rank in range(how_many):
        throw_report(cast, title=f"Brouillon {rank}")
    amina = client.as_(cast.amina)

    with query_log:
        amina.get("/corbeille")

    assert len(query_log) <= 10
