"""What a template may hold."""

import re

from tests.house.sources import ROOT, files

LINES_MAX = 100
# The mails are read by programs that know no style sheet.
MAIL = "templates/mail/"
FAULTS = {
    "|safe": re.compile(r"\|\s*safe\b"),
    "autoescape off": re.compile(r"autoescape\s+false"),
    "inline style": re.compile(r"<style\b|\sstyle\s*="),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>|<script\b[^>]*>\s*[^<\s]"),
    "inline handler": re.compile(r"<[a-zA-Z][^>]*\son[a-z]+\s*="),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "another host's file": re.compile(r"<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=\"https?:"),
    "words stuck to the word before": re.compile(r"(?<!%})\n[ \t]*{%-\s*(?:if|for)\b[^%]*%}[\w(«—·]"),
    # Details hide what is left of the first one: bare words would lose their first letters.
    "words cut at their left": re.compile(r"card__details\">\s*(?!<|{%)\S"),
    "endblock without its name": re.compile(r"{%-?\s*endblock\s*-?%}"),
}  # fmt: skip
ALLOWED_IN_MAIL = {"inline style"}


def without_comments(text: str) -> str:
    """What the template does, without what it says to its readers."""
    return re.sub(r"{#.*?#}\n?", "", text, flags=re.DOTALL)


def faults(name: str, text: str) -> list[str]:
    """What this template holds and should not."""
    code = without_comments(text)
    found = [fault for fault, pattern in FAULTS.items() if pattern.search(code)]
    if name.startswith(MAIL):
        found = [fault for fault in found if fault not in ALLOWED_IN_MAIL]
    if code.count("\n") >= LINES_MAX:
        found.append("as long as a hundred lines")
    if is_page(name) and "{% extends " not in code and not code.lstrip().startswith("<!DOCTYPE"):
        found.append("a page without layout")
    return found


def is_page(name: str) -> bool:
    """Whether people see it by itself: no layout, component, mail or partial."""
    folder, _, last = name.removeprefix("templates/").rpartition("/")
    return (
        folder.partition("/")[0] not in {"layouts", "components", "mail"}
        and last[0] != "_"
        and last.endswith(".html")
    )


def test_templates_only_show():
    found = {}
    for path in [*files("templates", ".html"), *files("templates", ".txt"), *files("templates", ".xml")]:
        name = path.relative_to(ROOT).as_posix()
        found[name] = faults(name, path.read_text(encoding="utf-8"))

    assert {name: words for name, words in found.items() if words} == {}


def test_each_fault_is_seen():
    layout = '{% extends "layouts/page.html" %}\n'

    assert faults("templates/home/show.html", layout + "{{ body | safe }}") == ["|safe"]
    assert faults("templates/home/show.html", layout + "{% autoescape false %}") == ["autoescape off"]
    assert faults("templates/home/show.html", layout + '<p class="a" style="color:red">') == ["inline style"]
    assert faults("templates/home/show.html", layout + "<script>go()</script>") == ["inline script"]
    assert faults("templates/home/show.html", layout + '<script src="/a.js">go()</script>') == [
        "inline script"
    ]
    assert faults("templates/home/show.html", layout + '<a href="/" onclick="go()">') == ["inline handler"]
    assert faults("templates/home/show.html", layout + '<a href="JavaScript:go()">') == [
        "javascript: address"
    ]
    assert faults("templates/home/show.html", layout + '<img src="https://x.fr/a">') == [
        "another host's file"
    ]
    assert faults("templates/home/show.html", layout + "{% endblock %}") == ["endblock without its name"]
    assert faults("templates/home/_row.html", "<p>{{ name }}\n  {%- if age %}({{ age }}){% endif %}</p>") == [
        "words stuck to the word before"
    ]
    assert faults("templates/home/_row.html", '<p class="card__details">\n  Vu hier</p>') == [
        "words cut at their left"
    ]
    assert faults("templates/home/_row.html", '<p class="card__details">{{ when }}</p>') == [
        "words cut at their left"
    ]
    assert faults("templates/home/show.html", layout + "\n" * 99) == ["as long as a hundred lines"]
    assert faults("templates/home/show.html", "<p>Bonjour</p>") == ["a page without layout"]


def test_what_is_right_is_left_alone():
    assert (
        faults(
            "templates/components/card.html",
            '{# |safe is forbidden #}<script type="module" src="/a.js"></script>',
        )
        == []
    )
    assert faults("templates/mail/layout.html", '<p style="color: red">') == []
    assert faults("templates/home/_row.html", '<button class="button" data-condition="x">') == []
    details = (
        '<p class="card__details">\n  {% if a %}<span class="card__detail">{{ a }}</span>{% endif %}</p>'
    )
    assert faults("templates/home/_row.html", details) == []
