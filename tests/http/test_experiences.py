"""Pages of the experience reports."""

import pytest

from tests.factories_experiences import make_domain, make_draft, make_report

ANSWERS = {
    "title": "Un assistant pour les délibérations",
    "phase": "experiment",
    "problem": "Deux jours de mise en forme par conseil.",
    "solution": "Un modèle **hébergé en France** propose un premier jet.",
    "ai_types": ["generative"],
    "outcome": "mixed",
    "what_did_not": "Les visas sont inventés.",
}


def test_a_newcomer_answers_five_questions_and_has_a_draft(client, cast):
    domain = make_domain("administration")
    bruno = client.as_(cast.bruno)
    answers = {**ANSWERS, "authority_id": cast.valmer, "domain_id": domain.id}

    page = bruno.post("/retours-experience/nouveau", answers, follow=True)

    assert page.status_code == 200
    assert "Votre brouillon est enregistré" in page.text
    draft = bruno.get("/retours-experience/un-assistant-pour-les-deliberations")
    assert "<strong>hébergé en France</strong>" in draft.text


def test_a_draft_does_not_exist_for_the_others(client, cast):
    draft = make_draft(cast)

    answers = [client.as_(who).get(f"/retours-experience/{draft.slug}") for who in (cast.visitor, cast.chloe)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_everyone_reads_a_public_report(client, cast):
    report = make_report(cast)

    page = client.get(f"/retours-experience/{report.slug}")

    assert page.status_code == 200
    assert report.title in page.text


@pytest.mark.parametrize("how_many", [1, 20])
def test_the_list_costs_the_same_however_long(client, cast, query_log, how_many):
    for _ in range(how_many):
        make_report(cast)
    amina = client.as_(cast.amina)

    with query_log:
        amina.get("/retours-experience/")

    assert len(query_log) <= 13


def test_every_page_of_the_writer_is_well_made(client, cast):
    draft = make_draft(cast)
    bruno = client.as_(cast.bruno)
    sections = ("carte", "besoin", "solution", "donnees", "role-humain", "couts", "indicateurs", "lecons",
                "sobriete", "agents-et-habitants", "conformite", "sources")  # fmt: skip
    paths = ["/retours-experience/nouveau", f"/retours-experience/{draft.slug}/completer"]
    paths += [f"/retours-experience/{draft.slug}/completer/{section}" for section in sections]

    for path in paths:
        assert bruno.get(path).status_code == 200
