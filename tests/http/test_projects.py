"""The pages of pooled projects and of the simulator."""

import io

import pytest

from comite.accounts.audiences import Audience
from comite.engineering.forms.projects import cents_of
from comite.engineering.queries import projects as queries
from tests.cast import Cast
from tests.client import Client
from tests.factories_datasets import make_dataset
from tests.factories_engineering_projects import again, make_furnished_project, make_project


def test_a_project_goes_from_a_sentence_to_two_deliberations(client: Client, cast: Cast) -> None:
    bruno, amina, elise = client.as_(cast.bruno), client.as_(cast.amina), client.as_(cast.elise)
    words = {
        "authority_id": str(cast.valmer), "committee_id": str(cast.committee), "title": "Un outil commun",
        "objective": "Nous cherchons.", "visibility": "committee", "basis": "population",
    }  # fmt: skip

    place = bruno.post("/ingenierie/projets/nouveau", words).headers["Location"]
    bruno.post(f"{place}/budget", {"label": "Licence", "kind": "running", "amount": "1 000,01 €"})
    bruno.post(f"{place}/etapes", {"step": "Comparer trois offres", "due_on": "2026-12-01"})
    yes = {"standing": "accepted", "deliberated_on": "2026-03-02", "reference": "2026-17"}
    amina.post(f"{place}/participation", {**yes, "authority_id": str(cast.valmer)})
    elise.post(f"{place}/participation", {**yes, "authority_id": str(cast.lead)})
    bruno.post(f"{place}/etat", {"status": "preparing"})
    bruno.post(f"{place}/etat", {"status": "running"})
    page = bruno.get(place).text

    assert "En cours" in page
    assert "Ce que chaque collectivité paierait" in page
    assert "1\u202f000,01\u00a0€" in page


def test_the_shares_shown_make_the_total(client: Client, cast: Cast) -> None:
    project = make_furnished_project(cast)

    page = client.as_(cast.farid).get(f"/ingenierie/projets/{project.slug}").text

    assert "5\u202f000,01\u00a0€" in page
    assert "5\u202f000\u00a0€" in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"standing": "accepted"}, "Indiquez la date de la délibération"),
        ({"standing": "accepted", "deliberated_on": "2199-01-01"}, "Cette délibération est à venir"),
        ({"standing": "peut-être"}, "À corriger avant de continuer"),
    ],
)
def test_a_refused_answer_says_what_to_do(client: Client, cast: Cast, sent: dict, sentence: str) -> None:
    project = make_project(cast)

    answer = client.as_(cast.amina).post(
        f"/ingenierie/projets/{project.slug}/participation", {**sent, "authority_id": str(cast.valmer)}
    )

    assert answer.status_code in (409, 422)
    assert sentence in answer.text


def test_an_amount_that_cannot_be_read_is_refused_and_kept(client: Client, cast: Cast) -> None:
    project = make_project(cast)

    answer = client.as_(cast.bruno).post(
        f"/ingenierie/projets/{project.slug}/budget",
        {"label": "Licence", "kind": "running", "amount": "douze"},
    )

    assert answer.status_code == 422
    assert "Ce montant ne se lit pas" in answer.text
    assert 'value="douze"' in answer.text


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("12 500", 1_250_000), ("12 500,50 €", 1_250_050), ("12500.5", 1_250_050), ("0", 0), ("0,01", 1),
        ("", None), ("1,234", None), ("-5", None), ("1e3", None), ("١٢", None), ("9" * 12, None),
        ("1,2,3", None),
    ],
)  # fmt: skip
def test_sums_are_read_as_people_write_them(written: str, cents: int | None) -> None:
    assert cents_of(written) == cents


def test_a_document_is_joined_read_by_members_and_taken_away(client: Client, cast: Cast) -> None:
    project = make_project(cast)
    base = f"/ingenierie/projets/{project.slug}"
    bruno = client.as_(cast.bruno)

    bruno.post(f"{base}/documents", {"file": (io.BytesIO(b"un devis"), "devis été.pdf")})
    file = again(cast, project).files[0]
    read = client.as_(cast.farid).get(f"{base}/documents/{file.id}")
    hidden = client.as_(cast.chloe).get(f"{base}/documents/{file.id}")
    bruno.post(f"{base}/documents/{file.id}/retrait")

    assert read.data == b"un devis"
    assert "attachment" in read.headers["Content-Disposition"]
    assert hidden.status_code == 404
    assert again(cast, project).files == []


def test_a_dataset_that_one_may_not_read_is_neither_linked_nor_shown(client: Client, cast: Cast) -> None:
    project = make_project(cast, visibility=Audience.PUBLIC)
    dataset = make_dataset(
        cast, title="Du comité", visibility=Audience.COMMITTEE, committee_id=cast.committee
    )
    base = f"/ingenierie/projets/{project.slug}"

    client.as_(cast.bruno).post(f"{base}/jeux-de-donnees", {"dataset": f"/jeux-de-donnees/{dataset.slug}"})
    unknown = client.as_(cast.bruno).post(f"{base}/jeux-de-donnees", {"dataset": "rien"})

    assert "Du comité" in client.as_(cast.farid).get(base).text
    assert "Du comité" not in client.get(base).text
    assert "Aucun jeu de données que vous pouvez lire n’a ces mots" in unknown.text


def test_the_simulator_shares_and_says_what_it_misses(client: Client, cast: Cast) -> None:
    farid = client.as_(cast.farid)
    flat = farid.get(f"/ingenierie/repartition?comite={cast.committee}&montant=100&cle=flat").text
    usage = farid.get(f"/ingenierie/repartition?comite={cast.committee}&montant=100&cle=usage").text
    odd = farid.get("/ingenierie/repartition?comite=x&montant=abc&cle=zz&usage-1=9999999999999").text
    table = farid.get(f"/ingenierie/repartition/parts.csv?comite={cast.committee}&montant=100,01&cle=flat")

    assert "50\u00a0€" in flat
    assert "Il manque l’usage de" in usage
    assert "Ce montant ne se lit pas" in odd
    assert table.text.count("50,0") == 2
    assert farid.get("/ingenierie/repartition/parts.csv").status_code == 404


@pytest.mark.parametrize("how_many", [1, 12])
def test_the_board_and_a_project_cost_the_same_however_long(client, cast, query_log, how_many) -> None:
    for rank in range(how_many):
        project = make_furnished_project(cast, title=f"Projet {rank}")
    bruno = client.as_(cast.bruno)

    with query_log:
        bruno.get("/ingenierie/projets/")
    listed = len(query_log)
    with query_log:
        bruno.get(f"/ingenierie/projets/{project.slug}")

    assert listed <= 9
    assert len(query_log) <= 15


def test_a_project_is_discussed(client: Client, cast: Cast) -> None:
    project = make_project(cast)

    page = client.as_(cast.elise).get(f"/discussions/nouvelle?sujet=project:{project.id}")

    assert project.title in page.text
    assert queries.get_project(cast.elise, project.slug).id == project.id
