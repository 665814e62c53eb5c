"""Two tabs on the same message or dataset: both texts side by side, and a choice before anything is saved."""

import re

import pytest

from comite.datasets import operations as datasets
from comite.datasets import queries as dataset_queries
from comite.datasets.content import DatasetContent
from comite.foundation.markdown import render
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread


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
