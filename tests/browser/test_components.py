"""The components in a real browser: what JavaScript adds, what stays without it, what everyone can use."""

import re
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.browser.showcase import make_site

SIZES = {
    "wide": {"width": 1280, "height": 900},
    "phone": {"width": 360, "height": 740},
    "zoomed": {"width": 320, "height": 640},
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the showcase answers."""
    server = make_server("127.0.0.1", 0, make_site(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def context(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh person's browser."""
    context = chromium.new_context(base_url=address, viewport=SIZES["wide"], reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab where no error may happen."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


def visit(page: Page, path: str) -> None:
    """Open a page and let its behaviours arrive."""
    page.goto(path)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_guide_can_be_used_by_everyone(chromium, address, size, theme):
    context = chromium.new_context(
        base_url=address, viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()

    visit(page, "/style")
    violations = Axe().run(page).response["violations"]
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()

    assert [(each["id"], each["nodes"][0]["target"]) for each in violations] == []
    assert not too_wide


def test_the_counter_says_what_is_left_then_what_is_too_much(page):
    visit(page, "/ecrire")

    page.locator("#story").fill("x" * 390)
    expect(page.locator("#story-limit")).to_have_text("Encore 10 caractères")
    page.locator("#story").fill("x" * 401)

    expect(page.locator("#story-limit")).to_have_text("1 caractère de trop")


def test_a_combobox_tells_assistive_tools_what_is_active(page):
    visit(page, "/ecrire")
    field = page.locator("#place")

    field.press_sequentially("val")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    chosen = page.locator(f"#{active}").get_attribute("aria-selected")
    field.press("Enter")

    assert chosen == "true"
    expect(field).to_have_value("valmer-les-bains")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_escape_closes_suggestions_and_keeps_what_was_typed(page):
    visit(page, "/ecrire")
    field = page.locator("#place")

    field.press_sequentially("val")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")

    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("val")


def test_a_pause_saves_the_draft(page):
    visit(page, "/ecrire")

    page.locator("#title").press_sequentially("Budget")

    expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré", timeout=8000)


def test_what_was_written_without_connection_is_offered_again(page, context):
    visit(page, "/ecrire")
    context.route("**/brouillon", lambda route: route.abort())

    page.locator("#title").press_sequentially("Écrit dans le train")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Connexion perdue", timeout=8000)
    page.on("dialog", lambda dialog: dialog.accept())
    visit(page, "/ecrire")
    page.get_by_role("button", name="Reprendre ce texte").click()

    expect(page.locator("#title")).to_have_value("Écrit dans le train")


def test_a_password_is_never_kept_on_the_device(page):
    visit(page, "/style")

    kept = page.evaluate(
        """async () => {
          const entry = document.querySelector("script[src]").src;
          const { valuesOf } = await import(entry.replace("comite.js", "server.js"));
          const form = document.querySelector("form:has([type=password])");
          form.querySelector("[type=password]").value = "un long secret";
          return JSON.stringify(valuesOf(form));
        }"""
    )

    assert "secret" not in kept


def test_work_under_way_refreshes_itself_until_it_is_over(page):
    visit(page, "/attendre")

    page.get_by_role("link", name="Suivre ailleurs").focus()
    page.evaluate(_HEAR)
    expect(page.locator(".progress")).to_contain_text("100", timeout=8000)
    heard = page.evaluate("window.heard")

    expect(page.locator("[data-poll-url]")).to_have_count(0)
    expect(page.get_by_role("link", name="Suivre ailleurs")).to_be_focused()
    # Thirty-seven, then forty-seven per cent: said once, by quarters.
    assert [re.sub(r"\s", "", each) for each in heard] == ["Lecture:25%", "Lecture:100%"]


def test_work_that_ends_reloads_its_page(page):
    visit(page, "/finir")
    page.evaluate("document.body.dataset.seen = 'yes'")

    expect(page.locator("body[data-seen]")).to_have_count(0)


def test_a_page_that_one_is_leaving_is_not_reloaded_by_work_that_ends(page):
    page.goto("/finir")
    page.evaluate("document.body.dataset.seen = 'yes'")
    page.wait_for_timeout(500)
    page.evaluate("dispatchEvent(new Event('beforeunload'))")
    page.wait_for_event("response", lambda answer: answer.url.endswith("/fini"))
    page.wait_for_timeout(1000)

    expect(page.locator("body[data-seen]")).to_have_count(1)


# What a screen reader is told: the words of the regions that speak, as they change.
_HEAR = """() => {
  window.heard = [];
  const regions = [...document.querySelectorAll("main [role=status]")];
  const hear = ([{ target }]) => window.heard.push(target.textContent.trim());
  const changes = { childList: true, characterData: true, subtree: true };
  for (const each of regions) new MutationObserver(hear).observe(each, changes);
}"""


def test_a_grave_action_is_asked_twice_and_can_be_given_up(page):
    visit(page, "/style")

    page.get_by_role("button", name="Archiver").click()
    expect(page.get_by_role("dialog", name="Archiver cette fiche ?")).to_be_visible()
    focused = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Escape")

    assert focused == "Ne rien changer"
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith("/style")


def test_a_dialog_gives_the_focus_back(page):
    visit(page, "/style")

    page.get_by_role("button", name="Ouvrir un dialogue").click()
    expect(page.get_by_role("dialog", name="Signaler ce message")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Ouvrir un dialogue")).to_be_focused()


def test_the_chosen_appearance_stays_on_the_next_page(page):
    visit(page, "/style")
    page.get_by_label("Apparence").select_option("dark")

    visit(page, "/ecrire")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_everything_needed_stands_without_javascript(chromium, address):
    context = chromium.new_context(base_url=address, viewport=SIZES["phone"], java_script_enabled=False)
    page = context.new_page()

    visit(page, "/style")
    page.locator(".navigation--narrow summary").click()
    menu_entries = page.locator(".navigation--narrow a:visible").count()
    idle = [each.get_attribute("class") for each in page.locator("[hidden]:visible").all()]
    visit(page, "/ecrire")
    page.locator("#title").fill("Sans script")
    page.get_by_role("button", name="Enregistrer").click()
    address_after = page.url
    context.close()

    assert menu_entries == 2
    assert idle == []
    assert address_after.endswith("/attendre")


def test_single_keys_search_help_and_lead(page):
    visit(page, "/style")

    page.keyboard.press("/")
    searching = page.evaluate("document.activeElement.id")
    page.keyboard.press("g")
    page.keyboard.press("f")
    typed = page.locator("#recherche-generale").input_value()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis clavier")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/ecrire")

    assert searching == "recherche-generale"
    assert typed == "gf"


def test_single_keys_can_be_switched_off_and_stay_off(page):
    visit(page, "/style")
    page.get_by_role("button", name="Raccourcis clavier").focus()
    page.keyboard.press("Space")
    page.get_by_label("Utiliser ces raccourcis").uncheck()

    visit(page, "/style")
    page.keyboard.press("?")
    page.keyboard.press("/")

    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.id") != "recherche-generale"


def test_a_keyboard_alone_reaches_the_content_and_always_shows_where_it_is(page):
    visit(page, "/ecrire")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    inside = page.evaluate("document.activeElement.id")
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(_IS_FOCUS_SEEN))

    assert skip == "Aller au contenu"
    assert inside == "contenu"
    assert all(seen)


_IS_FOCUS_SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def test_the_meaning_of_a_word_opens_with_the_focus_and_closes_on_escape(page):
    visit(page, "/style")
    word = page.locator(".term").first
    meaning = word.locator(".term__meaning")

    def shown() -> bool:
        return meaning.evaluate("each => each.getBoundingClientRect().height > 5")

    word.focus()
    opened = shown()
    page.keyboard.press("Escape")
    closed = not shown()
    still_there = word.evaluate("each => document.activeElement === each")
    page.keyboard.press("Shift+Tab")
    word.focus()

    assert (opened, closed, still_there, shown()) == (True, True, True, True)


def test_what_can_be_folded_is_so_on_a_telephone_until_it_is_pressed(page):
    visit(page, "/style")
    part, rest = page.locator(".fold"), page.locator(".fold-rest")

    expect(part).to_have_attribute("open", "")
    expect(rest.locator("summary")).to_be_hidden()
    page.set_viewport_size(SIZES["phone"])
    expect(part.locator("p")).to_be_hidden()
    part.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(part.locator("p")).to_be_visible()
    rest.locator("summary").focus()
    page.keyboard.press("Enter")
    # The button is gone: the first thing it showed has the focus.
    expect(rest.locator("a").first).to_be_focused()
    expect(rest.get_by_text("Comment ne pas perdre nos aînés")).to_be_visible()
    page.set_viewport_size(SIZES["wide"])
    expect(rest.locator("summary")).to_be_hidden()


def test_a_meaning_near_the_edge_opens_inwards_and_a_press_opens_it_again(page):
    page.set_viewport_size({"width": 1100, "height": 800})
    visit(page, "/style")
    word = page.locator(".term").first
    word.evaluate("each => each.closest('p').style.setProperty('text-align', 'end')")
    meaning = word.locator(".term__meaning")

    word.focus()
    slides = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")

    assert not slides
    assert meaning.evaluate("each => each.getBoundingClientRect().height > 5")


def test_paper_says_where_it_comes_from_and_leaves_out_what_is_pressed(page):
    visit(page, "/style")
    origin, header = page.locator(".origin"), page.locator(".voice, .search, .footer")
    on_screen = origin.is_visible()

    page.emulate_media(media="print")

    assert not on_screen
    assert origin.is_visible()
    assert [each for each in header.all() if each.is_visible()] == []


def test_paper_keeps_tables_whole_and_says_when(page):
    page.set_viewport_size({"width": 720, "height": 1000})  # what a sheet of A4 holds
    visit(page, "/style")
    heads = page.locator(".table__grid--cards thead").first
    is_card = not heads.is_visible()
    told = page.locator("time[title]").first

    page.emulate_media(media="print")

    assert is_card
    assert heads.is_visible()
    assert page.locator(".table").evaluate_all(
        "all => all.every(each => getComputedStyle(each).overflowX == 'visible')"
    )
    shown = told.evaluate("each => getComputedStyle(each, '::after').content")
    assert shown.strip('"') == told.get_attribute("title")


def test_on_a_telephone_the_ways_to_begin_share_a_line_while_they_fit(page):
    words = ("Raconter une expérience", "Publier un fichier", "Poser une question")
    buttons = "".join(f'<a class="button" href="#">{each}</a>' for each in words)
    page.set_viewport_size(SIZES["phone"])
    visit(page, "/style")
    page.locator("main").evaluate(
        "(main, inside) => { main.innerHTML = inside }", f'<div class="starts">{buttons}</div>'
    )

    first, second, third = (each.bounding_box() for each in page.locator(".starts > .button").all())
    page.set_viewport_size(SIZES["zoomed"])
    slides = page.evaluate("document.documentElement.scrollWidth > innerWidth")

    assert second["y"] == third["y"] > first["y"]
    assert {first["height"], second["height"], third["height"]} == {44}
    assert not slides
