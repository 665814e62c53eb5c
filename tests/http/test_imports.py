"""Importing from the pages: the model, the check, the report, and nothing without agreement."""

import io
import re

import pytest

from tests.factories_imports import PEOPLE, checked, make_import, people_list


def sent(content: bytes = PEOPLE, name: str = "liste.csv") -> dict[str, object]:
    """What the form sends."""
    return {"place": "comite-1", "document": (io.BytesIO(content), name)}


def test_an_animator_sends_a_list_sees_its_faults_then_imports_the_rest(client, cast, work):
    elise = client.as_(cast.elise)

    answer = elise.post("/imports/personnes", sent(people_list(20, 7)))
    place = answer.headers["Location"]
    work()
    report = elise.get(place).text
    elise.post(f"{place}/lancement")
    work()
    done = elise.get(place).text

    assert answer.status_code == 303
    assert "13\u00a0lignes prêtes, 7\u00a0lignes à corriger" in report
    assert "n’est pas une adresse électronique" in report
    assert "Corrigez-la" in report
    assert "13\u00a0invitations, 7\u00a0lignes à corriger" in done


def test_the_model_files_are_to_be_kept(client, cast):
    for ending in ("csv", "ods", "xlsx"):
        answer = client.as_(cast.bruno).get(f"/imports/retours/modele.{ending}")

        assert answer.status_code == 200
        assert f"modele-retours.{ending}" in answer.headers["Content-Disposition"]


def test_a_form_without_file_says_so(client, cast):
    answer = client.as_(cast.elise).post("/imports/personnes", {"place": "comite-1"})

    assert answer.status_code == 422
    assert "Choisissez un fichier" in answer.text


@pytest.mark.parametrize("place", ["comite-2", "collectivite-3", "", "comite-1; DROP TABLE"])
def test_one_imports_only_for_the_places_that_are_offered(client, cast, place):
    answer = client.as_(cast.elise).post("/imports/personnes", {**sent(), "place": place})

    assert answer.status_code == 422


def test_a_file_that_cannot_be_read_says_what_to_do(client, cast, work):
    elise = client.as_(cast.elise)
    place = elise.post("/imports/personnes", sent(b"%PDF-1.4", "liste.pdf")).headers["Location"]
    work()

    assert "document PDF" in elise.get(place).text


def test_the_report_is_a_file_that_names_line_column_and_remedy(client, cast, app):
    batch = checked(app, make_import(cast, people_list(20, 7)))

    answer = client.as_(cast.elise).get(f"/imports/lots/{batch.id}/compte-rendu.csv")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.get_data().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Ligne du fichier;Résultat de l’import;À corriger")
    assert text.count("À corriger;") == 8
    assert "Rôle : « roi »" in text


def test_running_twice_and_stopping_what_does_not_run_are_answered_in_words(client, cast, app, work):
    batch = checked(app, make_import(cast))
    elise = client.as_(cast.elise)
    elise.post(f"/imports/lots/{batch.id}/lancement")
    work()

    again = elise.post(f"/imports/lots/{batch.id}/lancement", follow=True)
    stopped = elise.post(f"/imports/lots/{batch.id}/arret", follow=True)

    assert "l’est déjà entièrement" in again.text
    assert "pas prêt" in stopped.text


@pytest.mark.parametrize("how_many", [8, 60])
def test_a_report_costs_the_same_however_long(client, cast, app, query_log, how_many):
    batch = checked(app, make_import(cast, people_list(how_many, 7)))
    elise = client.as_(cast.elise)

    with query_log:
        elise.get(f"/imports/lots/{batch.id}")

    assert len(query_log) == 5


def test_who_animates_imports_for_the_whole_committee_unless_told_otherwise(client, cast):
    page = client.as_(cast.elise).get("/imports/personnes").text

    places = re.findall(r'<option[^>]*value="([a-z]+)-\d+"', page)
    assert places[0] == "comite"
    assert "Votre fichier <span" not in page
