"""Hostile texts in every field, read on every page, by a real browser without the content policy: none runs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

import markdown
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.xss.corpus import CANARY, payloads
from tests.browser.xss.filling import Filling
from tests.browser.xss.sending import pages_sent_back, shown_documents
from tests.site import Site

# Filling every field takes a minute, and reading every page three.
pytestmark = pytest.mark.timeout(1200)
LOADER = "/--essai--"
WATCH = """
window.hit = (number) => top.told("ran " + number);
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => top.told("called " + name);
"""
# Loads pages in frames, a few at a time, then looks at what the parser made of them.
LOOK = """async ([visits, together]) => {
  const armed = [];
  const fine = new Set(["http:", "https:", "mailto:"]);
  const addresses = ["href", "src", "action", "formaction", "xlink:href", "data", "ping", "background", "poster", "cite"];
  const leads = (value) => { try { return new URL(value, location.href).protocol; } catch { return "https:"; } };
  const leaves = (value) => { try { return new URL(value, location.href).host === "CANARY"; } catch { return false; } };
  const foreign = new Set(["IFRAME", "OBJECT", "EMBED", "APPLET", "BASE", "FRAMESET", "MATH", "STYLE", "TEMPLATE", "PORTAL"]);
  const look = (document, where) => {
    for (const each of document.querySelectorAll("*")) {
      for (const name of each.getAttributeNames()) {
        const value = each.getAttribute(name);
        if (/^on/i.test(name)) armed.push(`${where}: ${name}=${value}`);
        if (addresses.includes(name) && !fine.has(leads(value))) armed.push(`${where}: ${name}=${value}`);
        if (name === "srcdoc" || (name === "style" && /url|hit[(]|expression|animation/.test(value))) armed.push(`${where}: ${name}=${value}`);
        if (addresses.includes(name) && leaves(value) && each.tagName !== "A")
          armed.push(`${where}: ${name}=${value}`);
      }
      if (each.tagName === "SCRIPT" && !/^\\/static\\//.test(each.getAttribute("src") ?? ""))
        armed.push(`${where}: script ${each.textContent.slice(0, 80)}`);
      if (foreign.has(each.tagName)) armed.push(`${where}: ${each.outerHTML.slice(0, 120)}`);
      if (each.tagName === "META" && each.httpEquiv) armed.push(`${where}: ${each.outerHTML}`);
    }
    if (document.documentElement.textContent.includes("94011")) armed.push(`${where}: a template was evaluated`);
  };
  const show = ([url, html]) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    const end = () => {
      let next = null;
      try {
        look(frame.contentDocument, url);
        next = frame.contentDocument.querySelector("a[rel=next]")?.getAttribute("href") ?? null;
      } catch (error) {
        armed.push(`${url}: ${error}`);  // it went elsewhere, or names of its own hide those of the page
      }
      setTimeout(() => { frame.remove(); resolve(next); }, 20);
    };
    document.body.append(frame);
    if (html === null) {
      const given = setTimeout(() => { armed.push(`${url}: never shown`); end(); }, 20_000);
      frame.onload = () => { clearTimeout(given); end(); };
      frame.src = url;
      return;
    }
    frame.contentWindow.hit = (number) => top.told("ran " + number);
    frame.contentDocument.open();
    frame.contentDocument.write(html);
    frame.contentDocument.close();
    setTimeout(end, 30);
  });
  const queue = [...visits];
  let shown = 0;
  const lane = async () => {
    for (let visit = queue.shift(); visit; visit = queue.shift()) {
      const next = await show(visit);
      shown += 1;
      if (next && visit[2]) {
        const { pathname, search } = new URL(next, location.origin + visit[0]);
        queue.push([pathname + search, null, true]);
      }
    }
  };
  await Promise.all(Array.from({ length: together }, lane));
  return [shown, armed];
}""".replace("CANARY", CANARY)


@dataclass
class Seen:
    """What happened while pages were looked at."""

    shown: int = 0
    ran: list[str] = field(default_factory=list)
    armed: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def corpus() -> list[str]:
    """The hostile texts."""
    return payloads()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, corpus: list[str]) -> Iterator[tuple[Site, Filling]]:
    """A site where every field holds them, served without its content policy."""
    site = Site(tmp_path_factory.mktemp("hostile"), mode="demo")
    with site.inside() as cast:
        filling = Filling(cast, corpus)
        filling.fill()
    site.work()
    with site.inside():
        filling.decide()
    assert filling.decks.unfinished() == [], "some fields did not receive every text"
    with site.served(unprotected):
        yield site, filling
    site.close()


def unprotected(wsgi: Callable[..., Any]) -> Callable[..., Any]:
    """The same site without the headers that would save it and without its looks, and a page from which to load others."""
    dropped = {"content-security-policy", "x-frame-options", "cross-origin-opener-policy"}

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] == LOADER:
            start("200 OK", [("Content-Type", "text/html")])
            return [b"<!DOCTYPE html><title>.</title><body>"]

        if environ["PATH_INFO"].endswith(".css"):
            start("200 OK", [("Content-Type", "text/css"), ("Cache-Control", "max-age=9999")])
            return [b""]

        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start(status, [each for each in headers if each[0].lower() not in dropped], *rest)

        return wsgi(environ, begin)

    return answer


def test_the_corpus_is_large(corpus):
    assert len(set(corpus)) >= 500


def test_nothing_that_people_write_runs_on_any_page(chromium, hostile):
    site, visits = hostile[0], hostile[1].visits
    with site.inside() as cast:
        people = cast.people()

    seen = Seen()
    for who in dict.fromkeys(visit.who for visit in visits):
        key = site.key_of(people[who]) if who != "visitor" else ""
        pages = [[each.path, None, each.goes_on] for each in visits if each.who == who]
        look(chromium, site, pages, seen, key)

    assert seen.shown >= len(visits)
    assert seen.ran == []
    assert seen.armed == []


def test_nothing_runs_in_forms_sent_back_with_what_was_typed(chromium, hostile, corpus):
    site, filling = hostile
    pages = pages_sent_back(site, filling, corpus)

    seen = look(chromium, site, pages, Seen())

    assert seen.shown == len(pages)
    assert seen.ran == []
    assert seen.armed == []


def test_no_file_or_export_is_shown_as_a_page(hostile):
    site, filling = hostile

    assert shown_documents(site, filling) == []


def test_nothing_runs_in_the_mails_that_leave(chromium, hostile):
    site, _filling = hostile
    pages = [[path.name, html_of(path.read_bytes())] for path in sorted(site.mails.glob("*.eml"))]

    seen = look(chromium, site, pages, Seen())

    assert seen.shown > 20
    assert seen.ran == []
    assert seen.armed == []


def test_the_same_texts_run_where_nothing_cleans_them(chromium, hostile, corpus):
    site, _filling = hostile
    extensions = ["tables", "footnotes", "abbr", "sane_lists", "pymdownx.tasklist", "pymdownx.magiclink"]
    pages = [[str(rank), markdown.markdown(each, extensions=extensions)] for rank, each in enumerate(corpus)]

    seen = look(chromium, site, pages, Seen())

    assert len({each for each in seen.ran if each.startswith("ran")}) > 20
    assert len(seen.armed) > 20


def look(chromium: Browser, site: Site, pages: list[list[Any]], seen: Seen, key: str = "") -> Seen:
    """Have the browser show these pages; note what ran, and what waited for a click."""
    context = chromium.new_context(base_url=site.address)
    page = _watched(context, site, seen)
    if key:
        context.add_cookies([{"name": "comite", "value": key, "url": site.address}])
    page.goto(LOADER)
    shown, armed = page.evaluate(LOOK, [pages, 4])
    seen.shown += shown
    seen.armed += armed
    context.close()
    return seen


def _watched(context: BrowserContext, site: Site, seen: Seen) -> Page:
    """A tab that tells of every script, dialog, and request to another host."""
    context.expose_function("told", lambda what: seen.ran.append(what))  # noqa: PLW0108 - it marks it
    context.add_init_script(WATCH)

    def note(request: Request) -> None:
        if not request.url.startswith((site.address, "data:", "about:", "blob:")):
            seen.ran.append(f"asked {request.url}")

    # Listened to rather than held up: holding requests up empties the cache of the browser.
    context.on("request", note)
    page = context.new_page()
    page.on("dialog", lambda dialog: (seen.ran.append(f"dialog {dialog.message}"), dialog.dismiss()))
    return page


def html_of(mail: bytes) -> str:
    """The page of a mail."""
    body = message_from_bytes(mail, policy=policy.default).get_body(("html",))  # type: ignore[attr-defined]
    return str(body.get_content())
