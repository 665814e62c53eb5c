"""The pages of the library."""

import io
import zipfile

import pytest

from tests.cast import Cast
from tests.client import Client
from tests.factories_library import make_model


def test_a_model_is_shared_published_taken_away_and_told_of(client: Client, cast: Cast) -> None:
    bruno, amina, chloe = client.as_(cast.bruno), client.as_(cast.amina), client.as_(cast.chloe)
    words = {
        "authority_id": str(cast.valmer), "kind": "charter", "title": "Notre charte", "summary": "Courte.",
        "source": "## Un\n\nLe **texte**.", "visibility": "public",
    }  # fmt: skip

    place = bruno.post("/ingenierie/modeles/nouveau", words).headers["Location"]
    hidden = client.get(place).status_code
    amina.post(f"{place}/publication")
    document = client.get(f"{place}/modele.odt")
    markdown = client.get(f"{place}/modele.md").text
    chloe.post(f"{place}/usages", {"outcome": "adapted", "word": "Deux mots changés."})
    chloe.post(f"{place}/propositions", {"suggestion": "Ajouter un titre."})
    shown, kept = client.get(place).text, amina.get(place).text

    assert hidden == 404
    assert "texte" in zipfile.ZipFile(io.BytesIO(document.data)).read("content.xml").decode()
    assert "Le **texte**." in markdown
    assert "Deux mots changés." in shown
    assert "Chloé" not in shown
    assert "Ajouter un titre." not in shown
    assert "Ajouter un titre." in kept


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        ("usages", {}, "À corriger avant de continuer"),
        ("usages", {"outcome": "as_is", "report": "inconnu"}, "Aucun retour d’expérience ne porte ce nom"),
        ("propositions", {"suggestion": ""}, "À corriger avant de continuer"),
    ],
)
def test_a_refused_form_says_what_to_do(
    client: Client, cast: Cast, path: str, sent: dict, sentence: str
) -> None:
    model = make_model(cast)

    answer = client.as_(cast.chloe).post(f"/ingenierie/modeles/{model.slug}/{path}", sent)

    assert answer.status_code in (409, 422)
    assert sentence in answer.text


@pytest.mark.parametrize("how_many", [1, 12])
def test_the_library_costs_the_same_however_long(client, cast, query_log, how_many) -> None:
    for rank in range(how_many):
        model = make_model(cast, title=f"Modèle {rank}")

    with query_log:
        client.get("/ingenierie/modeles/")
    listed = len(query_log)
    with query_log:
        client.get(f"/ingenierie/modeles/{model.slug}")

    assert listed <= 8
    assert len(query_log) <= 12


def test_the_shipped_models_are_brought_by_a_button(client: Client, cast: Cast) -> None:
    elise = client.as_(cast.elise)

    elise.post("/ingenierie/modeles/fournis")

    assert "Charte locale de l’intelligence artificielle" in client.get("/ingenierie/modeles/").text
    elise.post("/ingenierie/modeles/fournis")
    assert "déjà là" in elise.get("/ingenierie/modeles/").text
