"""The style guide has one page for each component, and none elsewhere than where pages are made."""

import pytest

from comite.foundation.rendering import TEMPLATES
from comite.home import style_guide
from tests.client import Client
from tests.site import Site

# Parts of other components, and what every page shows already.
WITHOUT_PAGE = {
    "avatar", "field_parts", "form", "hero", "members_map", "wordmark",
}  # fmt: skip


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


def test_every_page_of_the_guide_is_of_a_component_that_exists():
    components = {path.stem for path in (TEMPLATES / "components").glob("*.html")}

    assert set(style_guide.TITLES) <= components
    shown = {path.stem.removeprefix("_") for path in (TEMPLATES / "style").glob("_*.html")}
    assert shown == set(style_guide.TITLES)
    assert components >= WITHOUT_PAGE
