"""The page from which an animator takes away all that the committee owns."""

import io
import zipfile

from comite.exports import operations
from tests.factories_exports import fill_committee, make_export
from tests.factories_people import the_committee

PAGE = "/comites/comite-de-valmer/export"


def test_an_animator_asks_leaves_comes_back_and_downloads(client, cast, work):
    fill_committee(cast)
    elise = client.as_(cast.elise)
    assert PAGE in elise.get("/comites/comite-de-valmer").text

    asked = elise.post(PAGE, follow=True)
    assert "Préparation en cours" in asked.text
    assert "Tâches en cours (1)" in asked.text
    while work():
        pass
    ready = elise.get(PAGE).text
    assert "Télécharger l’archive" in ready
    assert PAGE in elise.get("/taches").text
    place = next(each for each in ready.split('"') if each.endswith(".zip"))
    answer = elise.get(place)

    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=comite-de-la-donnee-de-valmer-"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None


def test_an_archive_that_is_not_ready_is_not_downloaded_and_says_so(client, cast):
    export = operations.ask_export(cast.elise, the_committee(cast.committee))

    answer = client.as_(cast.elise).get(f"{PAGE}/{export.id}.zip", follow_redirects=True)

    assert "n’est pas prêt" in answer.text


def test_an_archive_is_thrown_away(client, cast):
    export = make_export(cast)
    elise = client.as_(cast.elise)

    assert "est effacé" in elise.post(f"{PAGE}/{export.id}/oubli", follow=True).text
    assert elise.get(f"{PAGE}/{export.id}.zip").status_code == 404


def test_members_are_not_offered_an_export(client, cast):
    assert PAGE not in client.as_(cast.amina).get("/comites/comite-de-valmer").text
