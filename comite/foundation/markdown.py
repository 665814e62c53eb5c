"""Markdown to safe HTML, once, when a text is saved."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import markdown as python_markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markupsafe import Markup, escape
from pymdownx.highlight import HighlightExtension
from pymdownx.superfences import SuperFencesCodeExtension

from comite.foundation import blocks
from comite.foundation.errors import RuleBrokenError
from comite.foundation.text import shorten, typeset

# Raised when what is written changes; each text keeps the one it was rendered under, and older ones are
# rendered anew by the worker (`renewal`).
VERSION = 4
LENGTH_MAX = 60_000
# Python-Markdown is quadratic on brackets (32 kB of « [a]( » took 14 s): what people write has few.
BRACKETS_MAX = 1_000
LINES_MAX = 4_000
DEPTH_MAX = 12
# How long the name of a table may be, and what the links back from footnotes begin with.
TABLE_NAME_MAX = 120
BACK = "Revenir au texte, appel de note "
MENTION = re.compile(r"(?<![\w@/.])@([a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?)(?![\w@])")

TAGS = {
    "a", "abbr", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3",
    "h4", "h5", "h6", "hr", "input", "kbd", "li", "ol", "p", "pre", "strong", "sub", "sup", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "abbr": {"title"},
    "code": {"class"},
    "input": {"type", "checked", "disabled"},
    "li": {"class", "id"},
    "ol": {"start"},
    "sup": {"id"},
    "td": {"align"},
    "th": {"align", "scope"},
    "ul": {"class"},
    "div": {"class"},
}
_CLASSES = re.compile(
    r"^(mention|footnote|footnote-ref|footnote-backref|task-list|task-list-item|language-\w{1,20})$"
)
_IDS = re.compile(r"^(fn|fnref)[\w:-]{1,40}$")
# Our schemes, or an address of the site: what stands before its first slash holds no colon (RFC 3986 §4.2).
_LINK = re.compile(r"\s*(?:https?:|mailto:|[^:/?#]*(?:[/?#]|\Z))", re.IGNORECASE)
_ALIGN = {"left", "center", "right"}


class TooComplexTextError(RuleBrokenError):
    """A text is too long or too intricate to be rendered safely."""

    sentence = (
        "Ce texte est trop long ou contient trop de crochets et de chevrons pour être mis en forme. "
        "Raccourcissez-le ou joignez-le en fichier."
    )


@dataclass(frozen=True)
class Rendered:
    """A text ready for the page, and the same without markup for search and mails."""

    html: Markup
    plain: str


def render(source: str, mentions: Mapping[str, str] | None = None, *, first_title: int = 3) -> Rendered:
    """The safe HTML of a Markdown text; `mentions` gives the address of each known @name.

    `first_title` is the rank of its highest titles on the page. Raises `TooComplexTextError` above the caps.
    """
    _refuse_costly(source)
    # `reset` keeps the converter's extensions; a new one per text also forgets footnotes and references.
    converter = python_markdown.Markdown(extensions=_extensions(mentions or {}), output_format="html")
    try:
        raw = converter.convert(_shallow(blocks.apart(source)))
    except RecursionError as error:
        raise TooComplexTextError from error
    html = _rank_titles(_CLEANER.clean(_keep_titles(raw)), first_title)
    html = _typeset(_own_footnotes(_frame_tables(_say_tasks(html))))
    return Rendered(Markup(html), plain(html))  # noqa: S704 - nh3 has just cleaned it


def _typeset(html: str) -> str:
    """The French spaces of the words, code left as it was written."""
    parts, in_code = re.split(r"(<[^>]*>)", html), 0
    for index, part in enumerate(parts):
        if tag := re.match(r"<(/?)(?:code|pre)\b", part):
            in_code += -1 if tag[1] else 1
        elif not in_code and not part.startswith("<"):
            parts[index] = typeset(part)
    return "".join(parts)


def plain(html: str) -> str:
    """The words of an HTML text, for search and mails."""
    # A substitution in a `Markup` escapes what it adds: the tags would become words.
    spaced = re.sub(r"</(p|li|h\d|td|th|tr|pre|blockquote)>|<br>|<hr>", " \\g<0>", str(html))
    text = nh3.clean(spaced, tags=set(), attributes={})
    for entity, letter in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&nbsp;", "\u00a0"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, letter)
    return re.sub(r"[ \t\n]+", " ", text).strip()


def mentioned(source: str) -> list[str]:
    """The @names a text seems to contain, each once, in order."""
    return list(dict.fromkeys(MENTION.findall(source)))[:50]


def _refuse_costly(source: str) -> None:
    """Raise before a text that would hold a process for seconds."""
    if len(source) > LENGTH_MAX or source.count("[") > BRACKETS_MAX or source.count("<") > BRACKETS_MAX:
        raise TooComplexTextError
    if source.count("*") + source.count("_") > 6 * BRACKETS_MAX or source.count("`") > 2 * BRACKETS_MAX:
        raise TooComplexTextError
    if source.count("\n") > LINES_MAX or max(map(len, source.split("\n"))) > LENGTH_MAX // 2:
        raise TooComplexTextError


def _shallow(source: str) -> str:
    """The same text with quotes and lists no deeper than people write them."""
    lines = []
    for written in source.split("\n"):
        line = written
        quotes = re.match(r"^(?:\s{0,3}>\s?)+", line)
        if quotes and quotes.group().count(">") > DEPTH_MAX:
            line = "> " * DEPTH_MAX + line[quotes.end() :]
        indent = len(line) - len(line.lstrip(" \t"))
        lines.append(line if indent <= DEPTH_MAX * 4 else " " * (DEPTH_MAX * 4) + line.lstrip(" \t"))
    return "\n".join(lines)


def _keep_titles(html: str) -> str:
    """The allow-list has no `h1`, which is the page's own: those of a text count as its `h2`."""
    return re.sub(r"<(/?)h1>", r"<\1h2>", html)


def _rank_titles(html: str, first: int) -> str:
    """Titles ranked from the first one on without a gap, so that the outline of the page holds."""
    above: list[int] = []

    def ranked(found: re.Match[str]) -> str:
        level = int(found[2])
        if not found[1]:
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        return f"<{found[1]}h{min(first + len(above) - 1, 6)}>"

    return re.sub(r"<(/?)h([2-6])>", ranked, html)


def _frame_tables(html: str) -> str:
    """Tables slide sideways on a narrow screen, by keyboard too, instead of widening the page.

    They are named by what their columns hold, for nobody writes their title; heads say what they head.
    """
    named = re.sub(r"<table>((?:(?!</?table\b).)*)", _framed, html, flags=re.DOTALL)
    return named.replace("</table>", "</table></div>")


def _framed(found: re.Match[str]) -> str:
    """The beginning of a table, in its frame."""
    head, mark, rows = found[1].partition("</thead>")
    heads = [
        words for each in re.findall(r"<th\b[^>]*>(.*?)</th>", head, re.DOTALL) if (words := plain(each))
    ]
    name = f' aria-label="{escape(shorten(", ".join(heads), TABLE_NAME_MAX))}"' if heads else ""
    scoped = re.sub(r"<th(?![^>]*\bscope=)\b", '<th scope="col"', head) if mark else head
    frame = '<div class="scroll" role="group" aria-label="Tableau" tabindex="0">'
    return f"{frame}<table{name}>{scoped}{mark}{rows}"


def _say_tasks(html: str) -> str:
    """The boxes of task lists say what they show: they are the only fields our allow-list leaves."""
    boxes = re.compile(r"<input\b[^>]*>")
    return boxes.sub(lambda found: f'{found[0][:-1]} aria-label="{_task_state(found[0])}">', html)


def _task_state(box: str) -> str:
    """What a box of a task list shows, in words."""
    return "Fait" if "checked" in box else "À faire"


def _own_footnotes(html: str) -> str:
    """Footnotes numbered apart from those of the other texts of the page, whose links say where they lead."""
    mark = secrets.token_hex(4)
    html = re.sub(rf'title="({BACK}\d+)"', r'aria-label="\1"', html)
    html = re.sub(r'(<a class="footnote-ref"[^>]*)>(\d+)<', r'\1 aria-label="Note \2">\2<', html)
    return re.sub(r'(id="|href="#)(fn|fnref):', rf"\1\2-{mark}-", html)


def _allow(tag: str, attribute: str, value: str) -> str | None:
    """Keep of the open-ended attributes only the values our own converter writes."""
    if attribute == "class":
        kept = [name for name in value.split() if _CLASSES.match(name)]
        return " ".join(kept) or None
    if attribute == "id":
        return value if _IDS.match(value) else None
    if attribute == "href":
        return value if _LINK.match(value) else None
    if attribute == "align":
        return value if value in _ALIGN else None
    if tag == "input" and attribute == "type":
        return value if value == "checkbox" else None
    return value


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_allow,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
    set_tag_attribute_values={"input": {"disabled": "", "type": "checkbox"}},
    strip_comments=True,
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "svg", "math"},
)


class _Mentions(Extension):
    """Turns known @names into links."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        super().__init__()
        self.addresses = addresses

    def extendMarkdown(self, md: python_markdown.Markdown) -> None:  # noqa: N802 - the library's name
        """Register after code spans and links."""
        md.inlinePatterns.register(_Mention(self.addresses, md), "mention", 75)


class _Mention(InlineProcessor):
    """One @name; unknown, it stays as it was written."""

    def __init__(self, addresses: Mapping[str, str], md: python_markdown.Markdown) -> None:
        super().__init__(MENTION.pattern, md)
        self.addresses = addresses

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element | None, int | None, int | None]:
        """Make the link."""
        address = self.addresses.get(m.group(1))
        if address is None:
            return None, None, None
        link = ET.Element("a", {"href": address, "class": "mention"})
        link.text = f"@{m.group(1)}"
        return link, m.start(0), m.end(0)


def _extensions(mentions: Mapping[str, str]) -> list[Any]:
    """What Markdown means here: tables, footnotes, abbreviations, task lists, bare links, fences, strike."""
    return [
        TableExtension(use_align_attribute=True),
        FootnoteExtension(BACKLINK_TITLE=f"{BACK}{{}}"),
        "sane_lists",
        "abbr",
        "nl2br",
        "pymdownx.tasklist",
        "pymdownx.magiclink",
        HighlightExtension(use_pygments=False),
        SuperFencesCodeExtension(),
        "pymdownx.tilde",
        _Mentions(mentions),
    ]
