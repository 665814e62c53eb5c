"""Addresses made from titles: free, for ever, and never those of our own pages."""

import re

from flask import Flask

from comite.engineering.models.projects import PooledProject
from comite.foundation import slugs
from comite.foundation.database import write
from tests.cast import Cast
from tests.factories_engineering_projects import make_project


def test_no_title_takes_the_address_of_a_page_of_ours(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    places = {rule.partition("<slug>")[0] for rule in rules if "/<slug>" in rule}
    own = {
        rule.removeprefix(place).split("/")[0] for place in places for rule in rules if rule.startswith(place)
    }

    assert {word for word in own if re.fullmatch(r"[a-z0-9-]+", word)} <= slugs.RESERVED


def test_a_title_that_is_taken_gets_a_number(cast: Cast) -> None:
    first = make_project(cast, title="Nouveau")
    second = make_project(cast, title="Nouveau !")

    assert (first.slug, second.slug) == ("nouveau-2", "nouveau-3")
    with write():
        assert slugs.free_slug(PooledProject.slug, "Nouveau projet") == "nouveau-projet"
