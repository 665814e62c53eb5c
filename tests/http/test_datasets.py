"""The pages of the datasets."""

import io

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph

from comite.accounts.audiences import Audience
from comite.datasets import operations, queries, tables
from comite.foundation.database import db
from tests.factories_datasets import TABLE, kept_file, make_dataset


def test_a_file_becomes_a_draft_in_one_step_and_its_rows_are_shown(client, cast, work):
    amina = client.as_(cast.amina)

    answer = amina.post(
        "/jeux-de-donnees/nouveau",
        {
            "title": "Écoles",
            "general_interest": "Prévoir.",
            "authority_id": str(cast.valmer),
            "visibility": "public",
            "committee_id": "",
            "files": (io.BytesIO(TABLE), "écoles.csv"),
        },
        content_type="multipart/form-data",
    )
    work()
    page = amina.get(answer.location)

    assert answer.status_code == 302
    assert "3 lignes" in page.text.replace("\xa0", " ")
    assert "cp1252" in page.text
    dataset = queries.get_dataset(cast.amina, "ecoles")
    rows = amina.get(f"/jeux-de-donnees/ecoles/fichiers/{dataset.files[0].id}?tri=2&ordre=asc")
    assert rows.text.index("Pasteur") < rows.text.index("Jules-Ferry")
    original = amina.get(f"/jeux-de-donnees/ecoles/fichiers/{dataset.files[0].id}/original")
    assert original.data == TABLE
    assert "attachment" in original.headers["Content-Disposition"]
    clean = amina.get(f"/jeux-de-donnees/ecoles/fichiers/{dataset.files[0].id}/propre.csv")
    assert "École Pasteur,80,30.25" in clean.get_data(as_text=True)


@pytest.mark.parametrize("who", ["visitor", "chloe", "elise", "denis", "gael"])
def test_a_draft_does_not_exist_for_others(client, cast, who):
    dataset = make_dataset(cast, published=False)
    file_id = dataset.files[0].id if "files" in dataset.__dict__ else 1

    for path in ("", "/lecture", f"/fichiers/{file_id}", f"/fichiers/{file_id}/original", "/modifier"):
        answer = client.as_(getattr(cast, who)).get(f"/jeux-de-donnees/{dataset.slug}{path}")
        assert answer.status_code in (404, 303), path


def test_the_page_of_a_published_dataset_is_public(client, cast):
    dataset = make_dataset(cast, description="Relevés **annuels**.")

    page = client.get(f"/jeux-de-donnees/{dataset.slug}")

    assert page.status_code == 200
    assert "Citer ces données" in page.text
    assert "<strong>annuels</strong>" in page.text


@pytest.mark.parametrize("how_many", [1, 20])
def test_the_list_costs_the_same_however_long(client, cast, query_log, how_many):
    for rank in range(how_many):
        make_dataset(cast, title=f"Jeu {rank}", files=[kept_file()])

    with query_log:
        page = client.get("/jeux-de-donnees/")

    assert page.status_code == 200
    assert len(query_log) == 3


def test_the_catalogue_holds_the_public_ones_only(client, cast, work):
    public = make_dataset(cast, title="Public")
    make_dataset(cast, title="Du comité", visibility=Audience.COMMITTEE, committee_id=cast.committee)
    make_dataset(cast, title="Brouillon", published=False)

    graph = Graph().parse(data=client.get("/catalogue.ttl").text, format="turtle")

    assert {str(title) for title in graph.objects(None, DCTERMS.title)} >= {"Public"}
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) == 1
    assert str(next(graph.objects(None, DCTERMS.identifier))) in (public.identifier, f"{public.identifier}/1")


def test_two_editors_at_once_lose_nothing(client, cast):
    dataset = make_dataset(cast)
    amina = client.as_(cast.amina)
    form = {
        "title": "Titre d’Amina",
        "general_interest": "Utile.",
        "visibility": "public",
        "committee_id": "",
        "licence": "lov2",
        "frequency": "yearly",
        "version": "1",
    }
    path = f"/jeux-de-donnees/{dataset.slug}/modifier"

    first = amina.post(path, form)
    second = amina.post(path, {**form, "title": "Titre concurrent"})

    assert first.status_code == 302
    assert second.status_code == 409
    assert "Titre concurrent" in second.text


def test_a_publication_is_confirmed_in_french(client, cast):
    dataset = make_dataset(cast, published=False)
    file = queries.get_dataset(cast.amina, dataset.slug).files[0]
    tables.read_file(file_id=file.id)
    db.session.remove()

    page = client.as_(cast.amina).post(f"/jeux-de-donnees/{dataset.slug}/publication", follow=True)

    assert "Jeu de données publié" in page.text


def test_an_agent_cannot_publish_and_is_told_kindly(client, cast):
    dataset = make_dataset(cast, published=False)

    page = client.as_(cast.bruno).post(f"/jeux-de-donnees/{dataset.slug}/publication")

    assert page.status_code == 403
    assert operations.permissions.may_publish(cast.bruno, dataset) is False
