"""The style guide has one page for each component, and none elsewhere than where pages are made."""

import re

import pytest

from comite.foundation.rendering import TEMPLATES
from comite.home import style_guide
from tests.client import Client
from tests.site import Site

# Parts of the fields, whose page shows them.
WITHOUT_PAGE = {"field_parts", "form"}
# What every page calls by itself.
OF_THE_LAYOUT = {"flashes"}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("workshop"), mode="demo")
    with site.inside():
        yield Client(site.app)
    site.close()


@pytest.mark.parametrize("name", style_guide.TITLES)
def test_each_component_has_its_page(workshop, name):
    page = workshop.get(f"/style/{name}")

    assert page.status_code == 200
    assert style_guide.TITLES[name] in page.text
    assert "Comment l’appeler" in page.text


def test_a_component_nobody_made_is_not_found(workshop):
    assert workshop.get("/style/inconnu").status_code == 404


def test_every_component_has_a_page_and_no_page_is_of_another():
    components = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    shown = {path.stem.removeprefix("_") for path in (TEMPLATES / "style").glob("_*.html")}

    assert set(style_guide.TITLES) == components - WITHOUT_PAGE
    assert shown == set(style_guide.TITLES)


@pytest.mark.parametrize("name", style_guide.TITLES)
def test_a_page_calls_all_that_its_component_offers(name):
    offered = re.findall(r"^  ([a-z_]+)\(", style_guide.get_shown(name).usage, flags=re.MULTILINE)
    states = (TEMPLATES / "style" / f"_{name}.html").read_text(encoding="utf-8")

    assert [each for each in offered if not re.search(rf"\b{each}\(", states)] in ([], [*OF_THE_LAYOUT])


def test_the_guide_is_not_in_production(client):
    assert client.get("/style").status_code == 404
    assert client.get("/style/button").status_code == 404
