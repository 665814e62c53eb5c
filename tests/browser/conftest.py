"""Debian's Chromium, opened once for all the tests of this level, and who sits before it."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from comite.accounts.readers import Reader
from tests.browser.keyboard import no_mouse
from tests.browser.tabs import Enter, browser_of
from tests.site import Site

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The network is shut, here too.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# The ways in which a journey is lived.
WAYS = ("wide", "360 px, dark", "wide, no script", "360 px, dark, no script", "keyboard only")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the machine."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "Chromium is needed: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(Path(found)), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site where nothing has happened yet."""
    site = Site(tmp_path)
    with site.served():
        yield site
    site.close()


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """How the people of a journey use the product."""
    return str(request.param)


@pytest.fixture
def has_script(way: str) -> bool:
    """Whether their browsers run scripts."""
    return "no script" not in way


@pytest.fixture
def enter(chromium: Browser, site: Site, way: str, has_script: bool) -> Iterator[Enter]:
    """Opens the browser of a person of the cast, or of a visitor, on a new tab."""
    with ExitStack() as closing:

        def come_in(reader: Reader | None = None) -> Page:
            browser = closing.enter_context(
                browser_of(
                    chromium,
                    site,
                    reader,
                    size="telephone" if "360 px" in way else "wide",
                    is_dark="dark" in way,
                    has_script=has_script,
                )
            )
            return browser.new_page()

        if way == "keyboard only":
            closing.enter_context(no_mouse())
        yield come_in
