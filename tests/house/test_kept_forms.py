"""What is typed at length in any form is kept on the server until it is sent, and nothing secret is."""

import re
from collections import Counter

from wtforms import PasswordField, TextAreaField

from comite.accounts.forms import InvitationListForm, SuspensionForm
from comite.datasets.forms import PrivacyForm
from comite.discussions.forms import WritingForm
from comite.experiences.forms.sections import SectionForm
from comite.experiences.forms.start import StartForm
from comite.foundation import unsaved
from comite.foundation.forms import Form
from comite.home.forms import ShowcaseForm
from tests.house.sources import ROOT, files

NOT_KEPT = {
    InvitationListForm: "names and addresses of other people, who have not been invited yet",
    SuspensionForm: "a sentence about a person, for administrators",
    PrivacyForm: "a sentence beside a choice about personal data",
    ShowcaseForm: "the living guide sends nothing",
    StartForm: "reports keep their own drafts, which know their sections",
    SectionForm: "the same",
}
# Never shown: the forms made from it say where they are kept.
UNFINISHED = {WritingForm}
# Templates whose long words stand in a form of their own making, and why.
OWN_FORMS = {
    "templates/datasets/_privacy.html": "a sentence beside a choice about personal data, one for each file",
}


def classes(parent=Form):
    """Every class of forms of the product."""
    for each in parent.__subclasses__():
        if each.__module__.startswith("comite."):
            yield each
            yield from classes(each)


def fields(form):
    """The fields of a class of forms: what makes each of them, and with what."""
    found = [(name, getattr(form, name)) for name in dir(form)]
    return {name: field for name, field in found if hasattr(field, "_formfield")}


def types_at_length(form):
    """Whether people write more than a line in it."""
    return any(issubclass(field.field_class, TextAreaField) for field in fields(form).values())


def is_secret(field):
    """Whether what is typed there is a password."""
    return (
        issubclass(field.field_class, PasswordField)
        or field.kwargs.get("render_kw", {}).get("type") == "password"
    )


def kept():
    """The classes that say where they are kept."""
    return unsaved.forms_kept().values()


def test_each_form_with_long_words_says_where_they_are_kept(app):
    silent = {each for each in classes() if types_at_length(each) and not each.kept_as} - UNFINISHED

    lost = {each.__qualname__ for each in silent if not issubclass(each, tuple(NOT_KEPT))}

    assert lost == set()
    assert {each for each in NOT_KEPT if each.kept_as} == set()


def test_no_two_forms_are_kept_under_one_name(app):
    names = Counter(each.kept_as for each in set(classes()) if vars(each).get("kept_as"))

    assert [name for name, count in names.items() if count > 1] == []
    assert all(unsaved.PLACE.fullmatch(f"{name}-{10**9}") for name in names)


def test_a_form_made_from_a_kept_one_says_its_own_name(app):
    assert {
        each.__qualname__ for each in classes() if each.kept_as and not vars(each).get("kept_as")
    } == set()


def test_nothing_secret_is_typed_in_a_form_that_is_kept(app):
    def is_secret(field):
        return field.field_class is PasswordField or (
            (field.kwargs.get("render_kw") or {}).get("type") == "password"
        )

    secret = {
        (form.__qualname__, name)
        for form in kept()
        for name, field in fields(form).items()
        if is_secret(field)
    }

    assert secret == set()


def test_long_words_stand_in_a_form_that_keeps_them():
    outside = set()
    for path in files("templates", ".html"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("templates/components/"):
            continue
        code = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if "<textarea" in code and name not in OWN_FORMS:
            outside.add(name)

    assert outside == set()
