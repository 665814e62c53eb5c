"""A person's tab, in which no script may fail."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page

from comite.accounts.readers import Reader
from tests.site import Site

SIZES = {"wide": {"width": 1280, "height": 900}, "telephone": {"width": 360, "height": 740}}


@contextmanager
def browser_of(
    chromium: Browser, site: Site, reader: Reader, *, size: str = "wide", has_script: bool = True
) -> Iterator[BrowserContext]:
    """A browser where somebody is signed in."""
    context = chromium.new_context(
        base_url=site.address,
        viewport=SIZES[size],
        java_script_enabled=has_script,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": "comite", "value": site.key_of(reader), "url": site.address}])
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


def press(page: Page, name: str) -> None:
    """Press a button, as its words say."""
    page.get_by_role("button", name=name, exact=True).first.click()
