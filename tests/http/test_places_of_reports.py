"""Where a new report is told: asked of who has several authorities or committees, and of nobody else."""

import io

import pytest
from sqlalchemy import select

from comite.accounts.models import Membership, Role
from comite.experiences.models import ExperienceReport
from comite.foundation.database import db, write
from comite.territories.models import Participation, Standing
from tests.cast import LONG_AGO
from tests.factories_experiences import make_domain

HOME = "/retours-experience/nouveau"
BOTH = ("Comité de la donnée de Valmer", "Comité de la donnée d’Ostrelle")


@pytest.fixture
def answers(app):
    """The five answers, without the place."""
    return {
        "title": "Écouter le réseau la nuit",
        "domain_id": make_domain().id,
        "phase": "production",
        "problem": "Cinq fuites par semaine.",
        "solution": "Un modèle compare les débits.",
        "outcome": "positive",
    }


def sit(authority_id, committee_id, standing=Standing.MEMBER):
    """Give an authority a place in one more committee."""
    with write() as session:
        session.add(
            Participation(
                committee_id=committee_id,
                authority_id=authority_id,
                standing=standing,
                joined_on=LONG_AGO.date(),
            )
        )


def belong(person, authority_id):
    """Give a person one more authority."""
    with write() as session:
        session.add(
            Membership(user_id=person.user_id, authority_id=authority_id, role=Role.AGENT, since=LONG_AGO)
        )


def started():
    """Where the only report was told."""
    report = db.session.scalars(select(ExperienceReport)).one()
    return report.authority_id, report.committee_id


def test_one_place_is_said_and_not_asked(client, cast, answers):
    page = client.as_(cast.bruno).get(HOME)

    assert 'type="radio" name="place"' not in page.text.replace("\n", " ")
    assert "pour le <strong>Comité de la donnée de Valmer</strong>" in page.text


def test_an_authority_of_two_committees_is_asked_which(client, cast, answers):
    sit(cast.valmer, cast.other_committee)
    bruno = client.as_(cast.bruno)

    page = bruno.get(HOME)
    without = bruno.post(HOME, answers)
    bruno.post(HOME, {**answers, "place": f"{cast.valmer}-{cast.other_committee}"})

    assert "Dans quel comité" in page.text
    assert [name in page.text for name in BOTH] == [True, True]
    assert "checked" not in page.text.split("Dans quel comité")[1].split("</fieldset>")[0]
    assert (without.status_code, 'href="#place-0"' in without.text) == (422, True)
    assert started() == (cast.valmer, cast.other_committee)


def test_a_person_of_two_authorities_begins_with_the_one_she_speaks_for(client, cast, answers):
    belong(cast.bruno, cast.ostrelle)
    bruno = client.as_(cast.bruno)
    bruno.post("/au-nom-de", {"authority_id": str(cast.ostrelle), "next": "/"})

    page = bruno.get(HOME)
    bruno.post(HOME, {**answers, "place": f"{cast.valmer}-{cast.committee}"})

    asked = page.text.split("Au nom de qui")[1].split("</fieldset>")[0]
    assert [each.split(">")[0].count("checked") for each in asked.split("<input")[1:]] == [0, 1]
    assert [name in asked for name in BOTH] == [True, True]
    assert started() == (cast.valmer, cast.committee)


def test_two_authorities_one_of_two_committees_make_three_places(client, cast):
    belong(cast.bruno, cast.ostrelle)
    sit(cast.valmer, cast.other_committee, Standing.OBSERVER)

    page = client.as_(cast.bruno).get(HOME)

    asked = page.text.split("Au nom de qui, et dans quel comité")[1].split("</fieldset>")[0]
    assert asked.count("<input") == 3
    assert asked.index(f"Valmer, {BOTH[0]}") < asked.index(f"Valmer, {BOTH[1]}")


def test_an_authority_without_committee_tells_the_network(client, cast, answers):
    with write() as session:
        session.execute(db.delete(Participation).where(Participation.authority_id == cast.valmer))
    bruno = client.as_(cast.bruno)

    page = bruno.get(HOME)
    bruno.post(HOME, {**answers, "place": f"{cast.valmer}-0"})

    assert "Au nom de <strong>Valmer</strong>." in page.text
    assert started() == (cast.valmer, None)


@pytest.mark.parametrize("place", ["3-2", "2-2", "2", "2-", "0-0", "2-1-1", "", "é", "2-1' OR 1"])
def test_a_place_that_is_not_theirs_is_refused(client, cast, answers, place):
    page = client.as_(cast.bruno).post(HOME, {**answers, "place": place})

    assert page.status_code == 422
    assert db.session.scalars(select(ExperienceReport)).all() == []


def test_one_question_at_a_time_asks_it_with_the_first(client, cast, answers):
    sit(cast.valmer, cast.other_committee)
    bruno = client.as_(cast.bruno)
    steps = [("title",), ("domain_id", "phase"), ("problem",), ("solution",), ("outcome",)]

    without = bruno.post(f"{HOME}/question-1", {"title": answers["title"]})
    bruno.post(
        f"{HOME}/question-1", {"title": answers["title"], "place": f"{cast.valmer}-{cast.other_committee}"}
    )
    again = bruno.get(f"{HOME}/question-1")
    for rank, names in enumerate(steps[1:], start=2):
        bruno.post(f"{HOME}/question-{rank}", {name: answers[name] for name in names})

    assert without.status_code == 422
    assert "checked" in again.text.split(BOTH[1])[0].rsplit("<input", 1)[1]
    assert started() == (cast.valmer, cast.other_committee)


def test_a_committee_left_meanwhile_is_asked_again(client, cast, answers):
    sit(cast.valmer, cast.other_committee)
    bruno = client.as_(cast.bruno)
    bruno.post(f"{HOME}/question-1", {"title": "Déjà dit", "place": f"{cast.valmer}-{cast.other_committee}"})
    with write() as session:
        session.execute(db.delete(Participation).where(Participation.committee_id == cast.other_committee))

    bruno.post(f"{HOME}/question-1", {"title": answers["title"]})
    for rank, names in enumerate(
        [("domain_id", "phase"), ("problem",), ("solution",), ("outcome",)], start=2
    ):
        bruno.post(f"{HOME}/question-{rank}", {name: answers[name] for name in names})

    assert started() == (cast.valmer, cast.committee)


IMPORT = "/imports/retours"
LIST = "Titre;Problème;Solution\r\nLes fuites;Cinq fuites;Un modèle\r\n".encode()


def a_list():
    """A file of one report."""
    return {"document": (io.BytesIO(LIST), "retours.csv")}


def test_an_import_asks_the_committee_of_whose_authority_sits_in_several(client, cast, work):
    sit(cast.valmer, cast.other_committee)
    browser = client.as_(cast.bruno)
    page = browser.get(IMPORT).text

    unanswered = browser.post(IMPORT, a_list())
    chosen = {"place": f"collectivite-{cast.valmer}-comite-{cast.other_committee}"}
    asked = browser.post(IMPORT, {**a_list(), **chosen})
    work()
    browser.post(f"{asked.headers['Location']}/lancement")
    work()

    assert page.count("Valmer, dans") == len(BOTH)
    assert "Choisissez…" in page
    assert unanswered.status_code == 422
    assert BOTH[1] in browser.get(asked.headers["Location"]).text
    assert db.session.scalars(select(ExperienceReport.committee_id)).all() == [cast.other_committee]


def test_an_import_asks_nothing_of_whose_authority_sits_in_one(client, cast):
    page = client.as_(cast.bruno).get(IMPORT).text

    assert f'value="collectivite-{cast.valmer}"' in page
    assert "Valmer, dans" not in page


def test_other_imports_do_not_ask_the_committee(client, cast):
    sit(cast.valmer, cast.other_committee)

    assert "Valmer, dans" not in client.as_(cast.bruno).get("/imports/jeux-de-donnees").text
