"""The editor in a real browser: tools, suggestions by keyboard, tables from a spreadsheet, undo, preview."""

import re
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from comite.foundation.markdown import render
from tests.browser.showcase import make_site

PASTE = """([types, shift]) => {
  const field = document.querySelector("#story");
  if (shift) field.dispatchEvent(new KeyboardEvent("keydown", { key: "V", ctrlKey: true, shiftKey: true }));
  const clipboard = new DataTransfer();
  for (const [type, words] of Object.entries(types)) clipboard.setData(type, words);
  const paste = new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true });
  field.focus();
  return field.dispatchEvent(paste);
}"""
CELLS = {
    "text_html": "<style>td{}</style><table><tr><td><td></tr><tr><td><td>Commune<td>Note<td>Coût</tr>"
    "<tr><td><td rowspan=2>Étang|Neuf<td>ligne 1<br/>ligne 2<td>1 234,50 €</tr>"
    "<tr><td><td>5*3*2 et __init__<td>-12</tr><tr><td><td>&lt;b&gt;gras&lt;/b&gt;<td>[a](b) `c` ~~d~~"
    "<td>0</tr>"
    "<tr><td><td>C:\\x\\|y<td>*étoile a_b &amp;amp;lt;<td></tr><tr style='display:none'><td></tr></table>",
    "text_plain": "x",
}
SHOWN = [
    ["Commune", "Note", "Coût"],
    ["Étang|Neuf", "ligne 1 ligne 2", "1 234,50 €"],
    ["", "5*3*2 et __init__", "-12"],
    ["<b>gras</b>", "[a](b) `c` ~~d~~", "0"],
    ["C:\\x\\|y", "*étoile a_b &amp;lt;", ""],
]
TABLE = "| École | Effectif |\n| --- | --: |\n| Étang | 120 |\n| Pasteur | 12,5 |\n"


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


@pytest.fixture(params=["wide", "telephone"])
def page(request, chromium: Browser, address: str) -> Iterator[Page]:
    """The form where one writes, in a tab where no error may happen."""
    size = {"width": 1280, "height": 900} if request.param == "wide" else {"width": 360, "height": 740}
    context = chromium.new_context(base_url=address, viewport=size, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/ecrire")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()
    assert errors == []


def paste(page: Page, *, shift: bool = False, **types: str) -> bool:
    """Paste; whether the browser would then do it its own way."""
    named = {name.replace("_", "/"): words for name, words in types.items()}
    return bool(page.evaluate(PASTE, [named, shift]))


def test_the_preview_shows_the_text_and_runs_nothing(page):
    page.locator("#story").fill("bonjour")
    page.locator(".preview__folder summary").click()

    expect(page.locator(".preview__result")).to_contain_text("Vu : bonjour")
    assert page.title().startswith("Écrire")


@pytest.mark.parametrize(
    ("keys", "expected"), [("b", "**important**"), ("I", "*important*"), ("k", "[important](https://)")]
)
def test_marks_are_written_around_the_selection_and_undone(page, keys, expected):
    page.locator("#story").press_sequentially("important")
    page.locator("#story").select_text()
    page.keyboard.press(f"Control+{keys}")
    expect(page.locator("#story")).to_have_value(expected)

    page.keyboard.press("Control+z")

    expect(page.locator("#story")).to_have_value("important")


# What is chosen stands between ‹ and ›, or the caret at ¦.
TOOL_CASES = [
    ("Gras", "un‹ mot ›gras", "un **mot** gras"),
    ("Gras", "un ‹**mot**›", "un mot"),
    ("Gras", "un **‹mot›**", "un mot"),
    ("Italique", "un **‹mot›**", "un ***mot***"),
    ("Gras", "‹- un\n- deux\n\ntrois›", "- **un**\n- **deux**\n\n**trois**"),
    ("Gras", "‹- **un**\n- **deux**›", "- un\n- deux"),
    ("Gras", "Voir ¦", "Voir **texte important**"),
    ("Liste", "Voici :\n‹un\ndeux›\nsuite", "Voici :\n\n- un\n- deux\n\nsuite"),
    ("Liste", "‹- un\n- deux›", "un\ndeux"),
    ("Liste", "- un\n‹deux›", "- un\n- deux"),
    ("Citation", "un\nd¦eux\ntrois", "un\n\n> deux\n\ntrois"),
    ("Tableau", "Voici :¦", "Voici :\n\n| Colonne 1 | Colonne 2 |\n| --- | --- |\n|  |  |"),
    ("Tableau", "un\n\n‹Nom›", "un\n\n| Nom | Colonne 2 |\n| --- | --- |\n|  |  |"),
    ("Lien", "voir ‹http://a.test/b›", "voir [texte du lien](http://a.test/b)"),
]


def test_each_tool_writes_what_markdown_wants_and_takes_it_back(page):
    field = page.locator("#story")

    for tool, given, expected in TOOL_CASES:
        field.fill("")
        field.fill(given.translate(dict.fromkeys(map(ord, "‹›¦"))))
        first, last = given.find("‹"), given.find("›")
        chosen = [first, last - 1] if first >= 0 else [given.index("¦")] * 2
        field.evaluate("(field, [from, to]) => field.setSelectionRange(from, to)", chosen)
        page.get_by_role("button", name=tool, exact=True).click()
        written = field.input_value()
        page.keyboard.press("Control+z")

        assert (tool, given, written) == (tool, given, expected)
        assert field.input_value() == given.translate(dict.fromkeys(map(ord, "‹›¦")))


def test_the_tools_are_one_stop_of_the_keyboard(page):
    page.locator("#title").focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    third = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("End")
    last = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    again = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Tab")

    assert [first, third, last, again] == ["Gras", "Lien", "Citer un contenu du site", "Gras"]
    assert page.evaluate("document.activeElement.id") == "story"


def test_a_mention_is_chosen_by_keyboard(page):
    page.locator("#story").press_sequentially("merci @val")
    expect(page.locator(".listbox__option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("#story")).to_have_value("merci @valmer ")


def test_a_list_follows_the_caret_and_a_refusal_is_final(page):
    field = page.locator("#story")
    option = page.locator(".listbox__option")
    field.press_sequentially("l’@val")
    expect(option).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Home")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(field).to_have_value("l\n’@val")

    field.fill("voir , merci")
    field.evaluate("field => field.setSelectionRange(5, 5)")
    field.press_sequentially("@val")
    expect(option.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("voir @valmer, merci")

    field.fill("")
    field.press_sequentially("@val")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    expect(page.get_by_role("listbox")).to_have_count(0)


@pytest.mark.parametrize("typed", ["voir #bud", "voir [[budget v"])
def test_a_content_is_cited_by_keyboard(page, typed):
    field = page.locator("#story")
    if "[[" in typed:
        typed = typed.replace(" v", "")
    field.press_sequentially(typed)
    option = page.get_by_role("option", name="Budget [vert] du comité")
    expect(option).to_be_visible()
    expect(page.get_by_role("listbox")).to_have_attribute("aria-label", "Contenus à citer")
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    violations = Axe().run(page).response["violations"]
    page.keyboard.press("Enter")

    assert page.locator(f"#{active}").count() == 1
    assert [each["id"] for each in violations] == []
    expect(field).to_have_value("voir [Budget \\[vert\\] du comité](/retours-experience/0) ")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_the_tool_opens_the_same_list(page):
    page.locator("#story").fill("voir")
    page.get_by_role("button", name="Citer un contenu du site").click()
    expect(page.locator(".listbox__option")).to_have_count(2)
    page.locator(".listbox__option").last.click()

    expect(page.locator("#story")).to_have_value("voir [Bus à la demande](/retours-experience/1) ")


def test_a_title_of_markdown_opens_nothing(page):
    page.locator("#story").press_sequentially("# Titre\n## Autre")
    page.wait_for_timeout(400)

    expect(page.get_by_role("listbox")).to_have_count(0)


@pytest.mark.parametrize(
    "types",
    [
        {"text_plain": "École\tEffectif\nÉtang\t120\nPasteur\t12,5\n"},
        {"text_plain": "École\tEffectif\r\nÉtang\t120\r\nPasteur\t12,5\r\n\t\r\n"},
        {
            "text_plain": "École\tEffectif",
            "text_html": "<meta><style>td{}</style><table><tr><td>École<td>Effectif</tr>"
            "<tr><td>\n Étang <td>120</tr><tr><td><b onclick='x()'>Pasteur</b><td>12,5</table>",
        },
    ],
    ids=["text", "windows", "html"],
)
def test_cells_of_a_spreadsheet_become_a_table_that_can_be_undone(page, types):
    field = page.locator("#story")
    field.press_sequentially("Voici :")

    handled = not paste(page, **types)
    expect(field).to_have_value(f"Voici :\n\n{TABLE}")
    expect(page.locator(".editor__status")).to_contain_text("Tableau de 3 lignes et 2 colonnes inséré")
    page.keyboard.press("Control+z")

    assert handled
    expect(field).to_have_value("Voici :")


def test_quotes_pipes_lines_and_merged_cells_stay_in_their_cells(page):
    paste(page, text_plain='a\t"b ""c""\nsuite"\n1|2\t"seul\n')
    first = page.locator("#story").input_value()
    page.locator("#story").fill("")
    paste(page, text_html="<table><tr><td colspan=2>Titre<td>x</tr><tr><td>1<td>2<td>3</tr></table>")

    assert first == '| a | b "c" suite |\n| --- | --- |\n| 1\\|2 | "seul |\n'
    assert page.locator("#story").input_value() == "| Titre |  | x |\n| --: | --: | --: |\n| 1 | 2 | 3 |\n"


def test_cells_show_what_they_held_whatever_their_signs(page):
    paste(page, **CELLS)

    html = str(render(page.locator("#story").input_value()).html)
    rows = page.evaluate(
        "html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('tr')]"
        ".map(row => [...row.cells].map(cell => cell.textContent))",
        html,
    )

    assert [[plain_spaces(cell) for cell in row] for row in rows] == SHOWN


def plain_spaces(words: str) -> str:
    """The words with the spaces of a keyboard."""
    return words.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    "types",
    [
        {"text_plain": "une phrase"},
        {"text_plain": "une\tligne"},
        {"text_plain": "a\nb\nc"},
        {"text_plain": "x", "text_html": "<p>Un article</p><table><tr><td>1<td>2<tr><td>3<td>4</table>"},
    ],
)
def test_what_is_no_table_is_pasted_as_usual(page, types):
    assert paste(page, **types) is True


def test_the_words_themselves_can_be_pasted_too(page):
    assert paste(page, shift=True, text_plain="a\tb\n1\t2") is True


def test_a_table_too_large_for_the_text_is_not_cut_in_silence(page):
    page.evaluate("document.querySelector('#story').maxLength = 50")

    handled = not paste(page, text_plain="\n".join("cellule\tcellule" for _ in range(20)))

    assert handled
    expect(page.locator(".editor__status")).to_contain_text("joignez plutôt le fichier")
    expect(page.locator("#story")).to_have_value("")


TOOLS = [
    "Gras", "Italique", "Lien", "Liste", "Citation", "Tableau",
    "Mentionner quelqu’un", "Citer un contenu du site",
]  # fmt: skip


@pytest.mark.parametrize(("width", "lines"), [(320, 2), (360, 2), (500, 1), (640, 1), (700, 1), (1280, 1)])
def test_every_tool_is_seen_whole_at_any_width(page, width, lines):
    page.set_viewport_size({"width": width, "height": 800})
    bar = page.get_by_role("toolbar", name="Mise en forme")

    boxes = [bar.get_by_role("button", name=name, exact=True).bounding_box() for name in TOOLS]

    right = bar.bounding_box()["x"] + bar.bounding_box()["width"] + 1
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes), boxes
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= right for box in boxes), boxes
    assert len({round(box["y"]) for box in boxes}) == lines
    assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")


@pytest.mark.parametrize(("width", "is_drawn"), [(360, True), (1280, False)])
def test_a_tool_is_drawn_where_words_do_not_fit_and_keeps_its_name(page, width, is_drawn):
    page.set_viewport_size({"width": width, "height": 800})
    bar = page.get_by_role("toolbar", name="Mise en forme")

    tool = bar.get_by_role("button", name="Citer un contenu du site")

    assert tool.get_attribute("title") == "Citer un contenu du site"
    assert tool.locator("svg").is_visible() is is_drawn
    assert tool.get_by_text("Contenu").is_visible() is not is_drawn
