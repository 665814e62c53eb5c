"""Each kind of page, full, empty or refused, for each role: nobody is left out, and nothing is cut off."""

import os
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, Page

from comite.cli.demonstration import accounts
from tests.site import Site
from tests.tour import Stop, empty_tour, furnish

TELEPHONE = {"width": 360, "height": 740}
NARROWEST = {"width": 320, "height": 740}
WIDE = {"width": 1280, "height": 900}
WANTED = {"resultTypes": ["violations"]}
# What changes from one width or theme to the other; the rest was looked at already.
# The two other lights: only colours can differ there.
COLOURS = {**WANTED, "runOnly": ["color-contrast"]}
IN_ANOTHER_LIGHT = {**WANTED, "runOnly": ["color-contrast", "landmark-unique", "link-in-text-block"]}
# Documents for machines, files to keep, and addresses that lead on to another page.
NOT_PAGES = {
    # Leads to the sign-in before it; looked at on its journey (`test_second_factor.py`).
    "accounts.sign_in_code",
    "actions.proof", "agenda.download", "ballots.votes_feed", "decisions.actions_feed", "decisions.feed",
    "engineering.feed", "engineering.missions_feed", "library.library_feed", "notifications.feed",
    "projects.projects_feed", "attendance.quorum", "authorities.feed", "authorities.suggest",
    "datasets.clean", "datasets.download", "datasets.feed", "datasets.harvest", "datasets.progress",
    "exports.archive", "exports.progress",
    "decisions.export_csv", "decisions.export_odt", "discussions.feed", "engineering.mission_convention",
    "engineering.steering", "engineering.time_bank_export", "experiences.attachment",
    "experiences.export_markdown", "experiences.export_pdf", "experiences.feed", "experiences.workshop",
    "first_steps.index", "home.alive", "home.ready", "home.robots", "imports.model", "imports.progress",
    "imports.report", "library.export_markdown", "library.export_odt", "looks.logo", "looks.sheet",
    "meetings.calendar_file", "meetings.feed", "messages.download", "messages.show", "messages.suggest",
    "messages.suggest_things", "minutes.export_markdown", "minutes.export_odt", "minutes.export_pdf",
    "notifications.unsubscribe",
    "own_account.export", "own_account.export_files", "people.suggest", "projects.document", "search.feed",
    "simulator.export", "static", "tasks.progress", "territories.feed",
}  # fmt: skip


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, list[Stop]]]:
    """The demonstration's look on a site with one of each thing."""
    site = Site(tmp_path_factory.mktemp("furnished"), mode="demo", demo_accounts=accounts.accounts())
    stops = furnish(site)
    with site.served():
        yield site, stops
    site.close()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, list[Stop]]]:
    """A site where nobody has written anything yet."""
    site = Site(tmp_path_factory.mktemp("bare"))
    with site.served():
        yield site, empty_tour()
    site.close()


@pytest.mark.timeout(1800)
def test_every_page_of_a_furnished_site_can_be_used_by_everyone(chromium, furnished):
    site, stops = furnished

    faults = look(chromium, site, stops)

    assert not faults, "\n".join(faults)


def test_every_page_of_a_bare_site_can_be_used_by_everyone(chromium, bare):
    site, stops = bare

    faults = look(chromium, site, stops)

    assert not faults, "\n".join(faults)


def test_the_tour_leaves_no_page_out(furnished):
    site, stops = furnished

    seen = {endpoint_of(site.app, stop.path) for stop in stops}

    assert pages_of(site.app) - seen == set()


def test_a_fault_is_seen(chromium, bare):
    site, _stops = bare
    context = chromium.new_context(base_url=site.address, viewport=TELEPHONE)
    page = context.new_page()
    page.goto("/")

    page.evaluate(_SPOILT)
    faults = faults_of(page, WANTED)
    context.close()

    assert [each.split(" ")[0] for each in faults] == ["label", "small", "sideways"]


_SPOILT = """() => {
  document.querySelector("main").innerHTML += "<input><div class=wide>";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".wide { width: 500px; height: 9px }");
  document.adoptedStyleSheets = [sheet];
}"""


def look(chromium: Browser, site: Site, stops: list[Stop]) -> list[str]:
    """What is wrong on these pages: at 320 and 360 pixels in the dark, and wide."""
    with site.inside() as cast:
        people = cast.people()
    stops = sorted(stops, key=lambda stop: stop.who)
    kinds = [endpoint_of(site.app, stop.path) for stop in stops]
    found: list[str] = []
    for who, rows in groupby(enumerate(stops), key=lambda row: row[1].who):
        context = chromium.new_context(
            base_url=site.address, viewport=TELEPHONE, color_scheme="dark", reduced_motion="reduce"
        )
        if who != "visitor":
            context.add_cookies([{"name": "comite", "value": site.key_of(people[who]), "url": site.address}])
        page = context.new_page()
        for number, stop in rows:
            is_new = kinds.index(kinds[number]) == number
            faults = _look_at(page, stop, WANTED if is_new else IN_ANOTHER_LIGHT, in_all_lights=is_new)
            found += [f"{stop.name} ({stop.path}): {fault}" for fault in faults]
        context.close()
    return found


def _look_at(page: Page, stop: Stop, second_look: dict[str, list[str]], *, in_all_lights: bool) -> list[str]:
    """What is wrong on one page, loaded once; the first of its kind is looked at in the four lights."""
    page.set_viewport_size(TELEPHONE)
    page.emulate_media(color_scheme="dark")
    status = open_page(page, stop)
    found = [] if status == stop.status else [f"status {status}"]
    found += [f"{fault} [360, dark]" for fault in faults_of(page, WANTED)]
    _keep_picture(page, stop, "360-dark")
    found += _in_this_light(page, stop, "light", TELEPHONE, in_all_lights)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    found += [f"{fault} [1280, light]" for fault in faults_of(page, second_look)]
    _keep_picture(page, stop, "1280-light")
    found += _in_this_light(page, stop, "dark", WIDE, in_all_lights)
    return found


def _in_this_light(page: Page, stop: Stop, theme: str, size: dict[str, int], is_wanted: bool) -> list[str]:
    """The colours of a page in one more light, and its picture for those who asked."""
    if not is_wanted and not os.environ.get("SCREENSHOTS_DIR"):
        return []
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme)
    name = f"{size['width']}-{theme}"
    _keep_picture(page, stop, name)
    return [f"{fault} [{name}]" for fault in faults_of(page, COLOURS)] if is_wanted else []


def open_page(page: Page, stop: Stop) -> int:
    """Go to a page, send its form as it stands if that is what it is for; gives the status."""
    answer = page.goto(stop.path)
    assert answer is not None
    if not stop.is_sent:
        return answer.status
    # Sent without the browser's own checks, as an older browser would.
    with page.expect_navigation() as sent:
        page.evaluate("document.querySelector('main form.form[method=post]').submit()")
    return sent.value.status


def faults_of(page: Page, wanted: dict[str, list[str]]) -> list[str]:
    """What axe finds, what is too small for a thumb, and whether one must scroll sideways."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(options) => axe.run(options)", wanted)["violations"]
    faults = [f"{each['id']} {node['html'][:120]}" for each in found for node in each["nodes"][:3]]
    if page.viewport_size == TELEPHONE:
        faults += [f"small {each}" for each in page.evaluate(_SMALL)]
        page.set_viewport_size(NARROWEST)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"sideways {page.evaluate(_WIDEST)}")
    return faults


# What a thumb presses is 44 pixels high, or its label is; a link or a word inside a sentence is not asked to.
_SMALL = """() => [...document.querySelectorAll(
    "button, summary, select, textarea, input:not([type=hidden], [disabled]), .button, nav a[class],"
    + "main :is(h2, h3, th, td, dd) > a:only-child:not([class]), .filters__active a, .file-list__link,"
    + "main :is(.row, .notification__told) > a")]
  .filter((each) => each.getClientRects().length && !each.closest(".visually-hidden, .term, .listbox, .skip"))
  .filter((each) => [each, ...(each.labels ?? [])].every((part) => part.getBoundingClientRect().height < 43))
  .map((each) => each.outerHTML.slice(0, 120)).slice(0, 3)"""
_WIDEST = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".scroll"))
  .map((each) => each.outerHTML.slice(0, 120)).slice(0, 2).join(" / ")"""


def pages_of(app: Flask) -> set[str]:
    """Every view that shows a page."""
    rules = app.url_map.iter_rules()
    return {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - NOT_PAGES


def endpoint_of(app: Flask, path: str) -> str:
    """The view that answers an address; nothing when none does."""
    adapter = app.url_map.bind("localhost")
    bare_path = path.partition("?")[0]
    return adapter.match(bare_path)[0] if adapter.test(bare_path) else ""


def _keep_picture(page: Page, stop: Stop, look: str) -> None:
    """A picture for those who asked for them with SCREENSHOTS_DIR."""
    folder = os.environ.get("SCREENSHOTS_DIR")
    if not folder:
        return
    name = re.sub(r"\W+", "-", f"{stop.name}-{stop.who}").strip("-")
    page.screenshot(path=Path(folder) / f"{name}--{look}.png", full_page=True)
