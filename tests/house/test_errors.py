"""What a rule says of a field is said at a field."""

import re
from importlib import import_module

from comite.foundation.errors import RuleBrokenError
from comite.foundation.forms import Form
from tests.house.sources import PACKAGE, python_files


def modules_named(ending):
    """Every module of the product whose name ends so."""
    for path in sorted(PACKAGE.rglob(f"*{ending}.py")):
        yield import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))


def every(kind):
    """A class and all that come from it."""
    return {kind}.union(*map(every, kind.__subclasses__()))


def test_the_field_that_a_rule_names_stands_in_a_form():
    list(modules_named("forms"))
    for folder in PACKAGE.rglob("forms"):
        for path in folder.glob("*.py"):
            import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    list(modules_named("errors"))
    fields = {name for form in every(Form) for name in vars(form)}

    named = {(rule.__name__, name) for rule in every(RuleBrokenError) for name in rule.field.split()}

    assert len(named) > 30
    assert sorted((rule, name) for rule, name in named if name not in fields) == []


# Taking errors away is no matter: the page then speaks of none.
WRITTEN = re.compile(r"\.errors\s*(?:\+?=(?!=)(?!\s*\(\))|\.append\()")


def test_what_is_wrong_with_a_field_is_said_through_the_form():
    """`Form.blame` also has the title of the page begin with « Erreur »."""
    found = {path.name for path in python_files() if WRITTEN.search(path.read_text(encoding="utf-8"))}

    assert found == {"forms.py"}
    assert WRITTEN.search("form.name.errors = [sentence]")
    assert WRITTEN.search("form.name.errors.append(sentence)")
    assert not WRITTEN.search("if form.name.errors == []:")
