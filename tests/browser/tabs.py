"""A person's tab, in which no script may fail, and what everyone does in it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from comite.accounts.readers import Reader
from tests.site import Site

SIZES = {"wide": {"width": 1280, "height": 900}, "telephone": {"width": 360, "height": 740}}
Enter = Callable[..., Page]


@contextmanager
def browser_of(
    chromium: Browser,
    site: Site,
    reader: Reader | None,
    *,
    size: str = "wide",
    is_dark: bool = False,
    has_script: bool = True,
) -> Iterator[BrowserContext]:
    """A browser where somebody is signed in, or nobody."""
    context = chromium.new_context(
        base_url=site.address,
        viewport=SIZES[size],
        java_script_enabled=has_script,
        color_scheme="dark" if is_dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    if reader is not None:
        context.add_cookies([{"name": "comite", "value": site.key_of(reader), "url": site.address}])
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


def press(place: Page | Locator, name: str) -> None:
    """Press a button, as its words say; in a list it also says what it acts upon."""
    about = re.compile(rf"^{re.escape(name)}\s*:\s")
    buttons = place.get_by_role("button", name=name, exact=True).or_(place.get_by_role("button", name=about))
    buttons.first.click()


def heading(page: Page) -> Locator:
    """The title of the page."""
    return page.get_by_role("heading", level=1)


def words_in_mail(site: Site, address: str) -> str:
    """What the last mail that somebody received says."""
    latest = max(site.mails.glob(f"*{address}*.eml"))
    body = message_from_bytes(latest.read_bytes(), policy=policy.default).get_body(("plain",))
    return body.get_content() if body else ""


def link_in_mail(site: Site, address: str, before: str = "") -> str:
    """The first address of ours in that mail, or the first after these words."""
    words = words_in_mail(site, address)
    found = re.search(re.escape(before) + "(" + re.escape(site.address) + r"/\S+)", words)
    assert found, words
    return found[1]
