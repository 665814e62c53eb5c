"""Two tabs on the same message or dataset: both texts side by side, and a choice before anything is saved."""

import json
import re

import pytest

from comite.datasets import operations as datasets
from comite.datasets import queries as dataset_queries
from comite.datasets.content import DatasetContent
from comite.foundation.markdown import render
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_minutes import make_action
from tests.forms_kept import ROOMS
from tests.forms_of import forms_of, kept_form


def version_in(page) -> str:
    """The version that a page's form carries."""
    tag = re.search(r'<input[^>]*name="version"[^>]*>', page.text)[0]
    return re.search(r'value="(\d+)"', tag)[1]


@pytest.mark.parametrize(
    ("answer", "kept"), [("mine", "Seconde"), ("saved", "Première"), ("both", "Première\n\nSeconde")]
)
def test_the_author_of_a_message_chooses_between_two_tabs(client, cast, answer, kept):
    message = make_message(cast, make_thread(cast))
    bruno, path = client.as_(cast.bruno), f"/discussions/messages/{message.id}/modifier"
    bruno.post(path, {"text": "Première", "version": "1"})

    page = bruno.post(path, {"text": "Seconde", "version": "1"})
    form = {"text": "Seconde", "version": version_in(page), "clash": "text"}
    unanswered = bruno.post(path, form)
    saved = bruno.post(path, {**form, "keep-text": answer})

    assert (page.status_code, unanswered.status_code, saved.status_code) == (409, 409, 303)
    assert "Version enregistrée" in page.text
    assert bruno.get(path).text.count(kept.splitlines()[0]) >= 1
    assert re.search(rf">\s*{kept}</textarea>", bruno.get(path).text.replace("\r", ""))


def described(client, cast):
    """A dataset that Bruno opened before Amina described it, and what he then sends."""
    dataset = make_dataset(cast, author=cast.bruno, published=False)
    bruno, path = client.as_(cast.bruno), f"/jeux-de-donnees/{dataset.slug}/modifier"
    form = {
        "title": "Le titre de Bruno", "general_interest": "Pour Bruno.", "licence": "lov2",
        "frequency": "unknown",
        "visibility": "public", "theme": "EDUC", "version": version_in(bruno.get(path)),
    }  # fmt: skip
    fresh = dataset_queries.get_dataset(cast.amina, dataset.slug)
    content = DatasetContent(title="Le titre d’Amina", general_interest="Pour Amina.")
    datasets.edit_dataset(cast.amina, fresh, content, render(""), fresh.version)
    return dataset, bruno, path, form


def test_two_people_on_the_same_dataset_choose_field_by_field(client, cast):
    dataset, bruno, path, form = described(client, cast)

    page = bruno.post(path, form)
    asked = re.findall(r'name="clash"\s+value="(\w+)"', page.text)
    answers = {
        "keep-title": "saved", "keep-general_interest": "both", "keep-theme": "mine", "clash": asked,
        "version": version_in(page),
    }  # fmt: skip
    saved = bruno.post(path, {**form, **answers})
    kept = dataset_queries.get_dataset(cast.bruno, dataset.slug)

    assert page.status_code == 409
    assert asked == ["title", "general_interest", "theme"]
    assert "Éducation, culture et sport" in page.text
    assert saved.status_code == 302
    assert (kept.title, kept.general_interest, kept.theme) == (
        "Le titre d’Amina",
        "Pour Amina.\n\nPour Bruno.",
        "EDUC",
    )


def test_one_unanswered_field_of_a_dataset_keeps_everything_as_it_was(client, cast):
    dataset, bruno, path, form = described(client, cast)
    page = bruno.post(path, form)

    again = bruno.post(
        path, {**form, "version": version_in(page), "clash": ["title", "theme"], "keep-title": "mine"}
    )

    assert again.status_code == 409
    assert dataset_queries.get_dataset(cast.bruno, dataset.slug).title == "Le titre d’Amina"
    assert 'value="mine" checked' in re.sub(r"\s+", " ", again.text)


def edited(client, cast, room):
    """The forms of a room that change something that exists: they say which version they were opened on."""
    return [
        (name, path, field, who)
        for name, path, field, who in ROOMS[room](cast)
        # What is said of an action adds to what was said before: see below.
        if name != "avancement" and kept_form(client.as_(who).get(path), name).values.get("version")
    ]


def test_all_that_people_write_together_says_on_which_version(client, cast):
    found = {name for room in ROOMS for name, *_ in edited(client, cast, room)}

    assert found == {
        "jeu", "message", "demande", "fiche", "projet", "modele", "seance", "point", "note", "compte-rendu",
        "decision", "question", "comite", "presentation", "page",
    }  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_two_tabs_on_anything_are_brought_together_and_nothing_is_overwritten(client, cast, room):
    for name, path, field, who in edited(client, cast, room):
        one, two = client.as_(who), client.as_(who)
        first, second = kept_form(one.get(path), name), kept_form(two.get(path), name)

        saved = one.post(first.address, {**first.values, field: "Premier texte."})
        crossed = two.post(second.address, {**second.values, field: "Second texte."})
        beside = kept_form(crossed, name)
        unanswered = two.post(beside.address, beside.values)
        stored = kept_form(one.get(path), name).values[field]
        joined = two.post(beside.address, {**beside.values, f"keep-{field}": "both"})

        statuses = [each.status_code for each in (saved, crossed, unanswered, joined)]
        assert [302 if each == 303 else each for each in statuses] == [302, 409, 409, 302], (path, statuses)
        assert "Deux versions à rapprocher" in crossed.text, path
        assert all(words in crossed.text for words in ("Premier texte.", "Second texte.")), path
        assert stored == "Premier texte.", path
        assert kept_form(one.get(path), name).values[field] == "Premier texte.\n\nSecond texte.", path


@pytest.mark.parametrize("room", ROOMS)
def test_two_versions_of_anything_are_still_two_when_the_page_is_opened_again(client, cast, room):
    for name, path, field, who in edited(client, cast, room):
        one, two = client.as_(who), client.as_(who)
        first, second = kept_form(one.get(path), name), kept_form(two.get(path), name)
        one.post(first.address, {**first.values, field: "Premier texte."})
        beside = kept_form(two.post(second.address, {**second.values, field: "Second texte."}), name)
        on_the_page = {"version": beside.values["version"], "draft": beside.values["draft"]}
        typed = {field: "Second texte, encore.", f"keep-{field}": "", **on_the_page}
        two.send(
            "POST",
            f"/textes-en-cours/{beside.place}",
            json.dumps(typed).encode(),
            Content_Type="application/json",
        )

        back = kept_form(two.get(path), name)
        answer = two.post(back.address, back.values)

        assert back.values[field] == "Second texte, encore.", path
        assert answer.status_code == 409, path
        assert "Deux versions à rapprocher" in answer.text, path


def test_two_people_on_the_same_action_see_each_other_s_news(client, cast):
    action = make_action(cast)
    bruno, path = client.as_(cast.bruno), f"/decisions/actions/{action.id}"
    form = kept_form(bruno.get(path), "avancement")
    amina = client.as_(cast.amina)
    amina.post(form.address, {**form.values, "state": "done", "word": "C’est fait."})

    crossed = bruno.post(form.address, {**form.values, "state": "started", "word": "Je commence."})
    beside = kept_form(crossed, "avancement")
    bruno.post(beside.address, {**beside.values, "keep-state": "saved"})

    assert crossed.status_code == 409
    assert beside.values["clash"] == "state"
    assert beside.values["word"] == "Je commence."
    kept = kept_form(bruno.get(path), "avancement").values
    assert (kept["state"], kept["word"]) == (["done"], "")
    assert "Je commence." in bruno.get(path).text


def test_two_people_on_the_same_rules_choose_between_them(client, cast):
    path = "/comites/comite-de-valmer/reglement"
    one, two = client.as_(cast.elise), client.as_(cast.elise)
    first = next(each for each in forms_of(one.get(path)) if "quorum_percent" in each.values)
    one.post(path, {**first.values, "quorum_percent": "60"})

    crossed = two.post(path, {**first.values, "quorum_percent": "40"})
    beside = next(each for each in forms_of(crossed) if "quorum_percent" in each.values)
    joined = two.post(path, {**beside.values, "keep-quorum_percent": "mine"})

    assert (crossed.status_code, joined.status_code) == (409, 303)
    assert beside.values["clash"] == "quorum_percent"
    assert 'value="40"' in one.get(path).text
