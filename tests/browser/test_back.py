"""« Back » is instant: pages wait whole in the browser, and private ones are forgotten with the session."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import BROWSERS, QUIET
from tests.site import Site

# One page of each way of working: lists, forms that keep what is typed, menus, what refreshes itself.
PAGES = (
    "/",
    "/retours-experience/",
    "/retours-experience/nouveau",
    "/jeux-de-donnees/nouveau",
    "/discussions/nouvelle",
    "/seances/",
    "/notifications",
    "/taches",
    "/mon-compte",
    "/recherche?q=eau",
)


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """Amina's browser, which keeps the pages she leaves as browsers do; that of other tests does not."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    keeping = chromium.browser_type.launch(
        executable_path=path, args=list(QUIET), ignore_default_args=["--disable-back-forward-cache"]
    )
    with site.inside() as cast:
        amina = cast.amina
    context = keeping.new_context(base_url=site.address)
    context.add_cookies([{"name": "comite", "value": site.key_of(amina), "url": site.address}])
    yield context.new_page()
    keeping.close()


def go_back(page: Page) -> bool:
    """Go back; says whether the page was there whole, as it had been left."""
    page.evaluate("history.back()")
    page.wait_for_function("document.readyState === 'complete' && location.pathname !== '/robots.txt'")
    page.wait_for_timeout(50)
    return bool(page.evaluate("window.wasKept === true"))


def leave(page: Page) -> None:
    """Go elsewhere, having put a mark that only the page itself can bear."""
    page.evaluate("addEventListener('pageshow', (event) => { window.wasKept = event.persisted; })")
    page.goto("/robots.txt")


def test_every_kind_of_page_is_there_at_once_when_one_comes_back(page):
    lost = []
    for path in PAGES:
        page.goto(path)
        leave(page)
        if not go_back(page):
            lost.append(path)

    assert lost == []


def test_what_one_read_is_not_there_any_more_once_signed_out(page):
    page.goto("/mon-compte")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/")

    page.evaluate("history.back()")
    page.wait_for_url("**/connexion**")

    assert page.get_by_role("heading", level=1).inner_text() == "Se connecter"
