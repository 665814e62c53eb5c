"""Fields say what they want, and errors are tied to their field."""

from enum import StrEnum

import pytest

from comite.foundation import forms


class Colour(StrEnum):
    """Something to choose."""

    RED = "red"
    GREEN = "green"


LABELS = {Colour.RED: "Rouge", Colour.GREEN: "Vert"}


class Sheet(forms.Form):
    """One field of each kind."""

    title = forms.text("Titre", max_length=20, hint="Une phrase courte.")
    story = forms.long_text("Récit", max_length=280, required=False)
    colour = forms.choice("Couleur", Colour, LABELS, radio=True)
    shades = forms.several("Nuances", Colour, LABELS)
    agreed = forms.yes_no("D’accord")
    version = forms.whole_hidden()


@pytest.fixture
def sent_empty(bare_app):
    with bare_app.test_request_context(method="POST"):
        form = Sheet()
        form.validate_on_submit()
        yield form


def test_an_error_is_read_with_its_field(show, sent_empty):
    page = show("form", "field(form, 'title')", form=sent_empty)

    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="title-hint title-error"' in page
    assert 'id="title-error"' in page
    assert "À remplir." in page


def test_the_summary_leads_to_each_field_in_error(show, sent_empty):
    page = show("form", "form_errors(form)", form=sent_empty)

    assert 'href="#title"' in page
    assert 'href="#colour-0"' in page
    assert 'role="alert"' in page


def test_a_form_without_error_has_no_summary(show):
    page = show("form", "form_errors(form)", form=Sheet())

    assert page.strip() == ""


def test_a_rule_that_refused_the_form_is_said_above_it(show):
    form = Sheet()
    form.refuse(ValueError("Cette fiche est déjà publiée."))

    page = show("form", "form_errors(form)", form=form)

    assert "Cette fiche est déjà publiée." in page
    assert 'role="alert"' in page


def test_what_may_be_left_out_says_so(show):
    needed = show("form", "field(form, 'title')", form=Sheet())
    free = show("form", "field(form, 'story')", form=Sheet())

    assert "(facultatif)" not in needed
    assert "(facultatif)" in free


def test_choices_are_a_group_with_a_name(show):
    page = show("form", "field(form, 'colour', hints={'red': 'Comme une tomate'})", form=Sheet())

    assert "<fieldset" in page
    assert "<legend" in page
    assert "Comme une tomate" in page


def test_a_hidden_field_has_no_label(show):
    page = show("form", "field(form, 'version')", form=Sheet())

    assert "<label" not in page
    assert 'type="hidden"' in page


def test_options_become_attributes_or_behaviours(show):
    page = show(
        "form",
        "field(form, 'story', rows=9, limit=280, toolbar=true, mentions='/m', preview='/p')",
        form=Sheet(),
    )

    assert 'rows="9"' in page
    assert 'data-behaviour="editor"' in page
    assert 'data-mentions-url="/m"' in page
    assert 'data-preview-url="/p"' in page
    assert "280 caractères au plus" in page
    assert 'limit="280"' not in page.replace('data-limit="280"', "")


def test_a_wicked_label_is_escaped(show):
    form = Sheet()
    form.title.label.text = "<script>x</script>"

    page = show("form", "field(form, 'title')", form=form)

    assert "<script>" not in page


def test_a_rule_about_one_field_is_said_at_that_field(show):
    class TooShort(Exception):  # noqa: N818 - a rule, as a form is told of it
        field = "title"

    form = Sheet()
    form.refuse(TooShort("Ce titre est trop court."))

    summary = show("form", "form_errors(form)", form=form)
    field = show("form", "field(form, 'title')", form=form)

    assert 'href="#title"' in summary
    assert 'id="title-error"' in field
    assert form.status == 422


def test_a_page_that_refused_begins_with_what_it_refused(show):
    form = Sheet()
    form.refuse(ValueError("Cette fiche est déjà publiée."))

    page = show("form", "form_errors(form)", form=form)

    assert 'tabindex="-1" autofocus' in page


def test_a_label_that_asks_is_followed_by_no_colon(show, sent_empty):
    sent_empty.title.label.text = "Qui ?"

    page = show("form", "form_errors(form)", form=sent_empty)

    assert "Qui\u202f?</a> À remplir." in page


def test_a_group_of_choices_in_error_says_so_itself(show, sent_empty):
    page = show("form", "field(form, 'colour')", form=sent_empty)

    assert 'role="radiogroup" aria-invalid="true" aria-describedby="colour-error"' in page


def test_what_must_be_filled_in_is_said_before_the_fields(show):
    page = show("form", "form_frame(form, caller=fields)", form=Sheet(), fields=lambda: "")

    assert "sauf ceux qui portent la mention" in page


@pytest.mark.usefixtures("show")
def test_a_form_of_one_field_says_nothing_of_it():
    class Alone(forms.Form):
        """One field and a box."""

        title = forms.text("Titre", max_length=20)
        agreed = forms.yes_no("D’accord")

    assert Alone().asks == ""


@pytest.mark.usefixtures("show")
def test_a_form_without_optional_field_says_that_all_are_asked():
    class Strict(forms.Form):
        """Two fields."""

        title = forms.text("Titre", max_length=20)
        story = forms.long_text("Récit", max_length=280)

    assert Strict().asks == "Tous les champs sont à remplir."
