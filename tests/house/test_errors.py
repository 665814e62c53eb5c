"""What a rule says of a field is said at a field."""

from importlib import import_module

from comite.foundation.errors import RuleBrokenError
from comite.foundation.forms import Form
from tests.house.sources import PACKAGE


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
