"""The five questions one at a time: kept as they come, taken up where they were, and a draft at the end."""

import pytest
from sqlalchemy import select

from comite.experiences import operations, queries
from comite.experiences.completeness import assess
from comite.experiences.models import ExperienceReport
from comite.foundation.database import db
from tests.factories_experiences import content, make_domain, make_report

HOME = "/retours-experience/nouveau"


def answers() -> list[dict[str, object]]:
    """What an agent says, question by question."""
    domain = make_domain().id
    return [
        {"title": "Écouter le réseau la nuit"},
        {"domain_id": domain, "phase": "production"},
        {"problem": "Cinq fuites par semaine."},
        {"solution": "Un modèle compare les débits.", "ai_types": ["learning", "rules"]},
        {"outcome": "positive", "what_did_not": "Les vieux compteurs."},
    ]


def test_five_answers_make_a_draft(client, cast):
    bruno = client.as_(cast.bruno)

    places = [
        bruno.post(f"{HOME}/question-{rank}", said).headers["Location"]
        for rank, said in enumerate(answers(), start=1)
    ]

    report = db.session.scalars(select(ExperienceReport)).one()
    report = queries.get_report(cast.bruno, report.slug)
    assert places[:4] == [f"{HOME}/question-{rank}" for rank in (2, 3, 4, 5)]
    assert places[4] == f"/retours-experience/{report.slug}/completer"
    assert (report.title, report.authority_id, report.is_draft) == ("Écouter le réseau la nuit", 2, True)
    assert {each.value for each in report.ai_types} == {"learning", "rules"}
    assert queries.find_unsaved(cast.bruno, queries.START) is None


def test_an_answer_that_is_missing_is_asked_again_and_nothing_else_is(client, cast):
    page = client.as_(cast.bruno).post(f"{HOME}/question-1", {"title": ""})

    assert page.status_code == 422
    assert page.text.count("À remplir.") == 2


def test_one_leaves_and_finds_the_answers_again(client, cast):
    bruno = client.as_(cast.bruno)
    bruno.post(f"{HOME}/question-1", answers()[0])
    bruno.post(f"{HOME}/question-3", {"problem": "À moitié dit", "way": "later"})

    assert "Écouter le réseau la nuit" in bruno.get(f"{HOME}/question-1").text
    assert "À moitié dit" in bruno.get(f"{HOME}/question-3").text
    assert "À moitié dit" in bruno.get(HOME).text


def test_the_last_question_leads_back_to_what_is_missing(client, cast):
    bruno = client.as_(cast.bruno)
    said = answers()
    bruno.post(f"{HOME}/question-1", said[0])

    answer = bruno.post(f"{HOME}/question-5", said[4])

    assert answer.headers["Location"] == f"{HOME}/question-2"
    assert db.session.scalars(select(ExperienceReport)).all() == []


def test_the_way_of_asking_is_remembered(client, cast):
    bruno = client.as_(cast.bruno)
    first = bruno.get(HOME).status_code
    bruno.post(f"{HOME}/une-question-a-la-fois")
    one_by_one = bruno.get(HOME).headers.get("Location")
    bruno.post(f"{HOME}/question-2", {"way": "all"})

    assert first == 200
    assert one_by_one == f"{HOME}/question-1"
    assert bruno.get(HOME).status_code == 200


def test_changing_to_one_question_keeps_what_was_typed(client, cast):
    bruno = client.as_(cast.bruno)

    answer = bruno.post(HOME, {"title": "Déjà dit", "problem": "", "way": "one"})

    assert answer.headers["Location"] == f"{HOME}/question-1"
    assert "Déjà dit" in bruno.get(f"{HOME}/question-1").text


def test_typing_one_answer_does_not_lose_the_others(client, cast):
    bruno = client.as_(cast.bruno)
    bruno.post(f"{HOME}/question-1", answers()[0])

    bruno.browser.post(
        f"{HOME}/frappe", json={"problem": "En train d’écrire"}, headers={"X-Form-Token": bruno.form_token()}
    )

    assert "Écouter le réseau" in bruno.get(f"{HOME}/question-1").text
    assert "En train d’écrire" in bruno.get(f"{HOME}/question-3").text


def test_examples_are_real_cases_that_the_reader_may_read(client, cast):
    make_report(cast, title="Un vrai cas", problem="Des pertes d’eau toutes les nuits.")
    hidden = make_report(cast, title="Un cas secret", problem="Un secret bien gardé.")
    operations.hide(cast.denis, hidden, "Non.")

    page = client.as_(cast.chloe).get(f"{HOME}/question-3").text

    assert "Des pertes d’eau toutes les nuits." in page
    assert "Un secret bien gardé." not in page


def test_the_page_says_how_far_one_is_and_how_long_it_takes(client, cast):
    bruno = client.as_(cast.bruno)
    before = bruno.get(f"{HOME}/question-1").text
    bruno.post(f"{HOME}/question-1", answers()[0])
    after = bruno.get(f"{HOME}/question-2").text

    assert "Question 1 sur 5" in before
    assert "10\u00a0minutes" in before
    assert "9\u00a0minutes" in after
    assert 'value="20"' in after


def test_the_time_left_shrinks_with_what_is_said(cast):
    little, more = assess(content(problem="")), assess(content(problem="Un problème."))

    assert more.minutes_left == little.minutes_left - 3


@pytest.mark.parametrize("how_many", [1, 15])
def test_a_question_costs_the_same_whatever_the_examples(client, cast, query_log, how_many):
    for rank in range(how_many):
        make_report(cast, title=f"Cas {rank}", problem="Un problème.")
    bruno = client.as_(cast.bruno)

    with query_log:
        bruno.get(f"{HOME}/question-3")

    assert len(query_log) <= 8
