"""The body of an .odt, read from the HTML of our own converter: headings, paragraphs, lists, tables."""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

# What XML cannot carry, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The arrow that leads from a footnote back to its text: a printed page has no use for it.
_BACK = re.compile(r'<a class="footnote-backref".*?</a>')
_TITLES = {"h1", "h2", "h3", "h4", "h5", "h6"}
_MARKS = {"strong": "Bold", "b": "Bold", "em": "Italic", "i": "Italic", "del": "Struck", "sup": "Raised"}
_SHOWN_LINKS = ("http://", "https://", "mailto:")


def cleaned(words: str) -> str:
    """Words that XML can carry."""
    return _FORBIDDEN.sub("", words)


def escaped(words: str) -> str:
    """The same, escaped."""
    return escape(cleaned(words), quote=True)


# What may stand directly inside what: anything else keeps its words only.
_PARENTS = {
    "li": ("ul", "ol"),
    "thead": ("table",),
    "tr": ("table", "thead"),
    "th": ("tr",),
    "td": ("tr",),
}
_CLOSING = {
    "ul": "</text:list>",
    "ol": "</text:list>",
    "li": "</text:list-item>",
    "table": "</table:table>",
    "thead": "</table:table-header-rows>",
    "tr": "</table:table-row>",
    "th": "</table:table-cell>",
    "td": "</table:table-cell>",
}
_PLAIN = ("p", "div", "dt", "dd", "hr")


@dataclass
class _Open:
    """A list, a table or a part of one that is being read; a table counts the cells of its rows."""

    tag: str
    start: int
    width: int = 0
    widest: int = 0


class BodyWriter(HTMLParser):
    """Reads HTML into blocks of XML, well formed whatever it was given; the unknown keeps its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.parts: list[str] = []
        self.marks: list[str] = []
        self.opened: list[_Open] = []
        self.paragraph_end = ""
        self.style = "Text_20_body"
        self.table_count = 0
        self.is_code = False

    def write(self, html: str) -> None:
        """Read all of it."""
        self.feed(_BACK.sub("", html))
        self.close()
        self._end_paragraph()
        while self.opened:
            self._shut()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, or a mark inside one."""
        if tag in _TITLES:
            self._start_title(int(tag[1]))
        elif tag in _CLOSING:
            self._open(tag)
        elif tag in _PLAIN or tag in ("blockquote", "pre"):
            self._end_paragraph()
            self.style = {"blockquote": "Quote", "pre": "Preformatted_20_Text"}.get(tag, self.style)
            self.is_code = self.is_code or tag == "pre"
        elif tag == "br":
            self._inline("<text:line-break/>")
        elif tag == "a":
            self._start_link(dict(attrs).get("href") or "")
        elif tag in _MARKS or tag == "code":
            style = _MARKS.get(tag, "Teletype")
            self._mark(f'<text:span text:style-name="{style}">', "</text:span>")

    def handle_endtag(self, tag: str) -> None:
        """Close a block, or a mark inside one."""
        if tag in _CLOSING:
            self._close(tag)
        elif tag in _TITLES or tag in _PLAIN:
            self._end_paragraph()
        elif tag in ("blockquote", "pre"):
            self._end_paragraph()
            self.style, self.is_code = "Text_20_body", False
        elif (tag == "a" or tag in _MARKS or tag == "code") and self.marks:
            self.parts.append(self.marks.pop())

    def handle_data(self, data: str) -> None:
        """Words."""
        if self.is_code:
            lines = [escaped(line).replace("  ", "<text:s/> ") for line in data.strip("\n").split("\n")]
            self._inline("<text:line-break/>".join(lines))
        elif data.strip():
            self._inline(escaped(re.sub(r"[ \t\r\n]+", " ", data)))
        elif self.paragraph_end:
            self.parts.append(" ")

    def _mark(self, opening: str, closing: str) -> None:
        """Open a mark, and remember how it closes."""
        if self._inline(opening):
            self.marks.append(closing)

    def _inline(self, xml: str) -> bool:
        """Put something into the paragraph, which it opens if need be; nothing stands between two rows."""
        if self.opened and self.opened[-1].tag not in ("li", "th", "td"):
            return False
        if not self.paragraph_end:
            self.parts.append(f'<text:p text:style-name="{self.style}">')
            self.paragraph_end = "</text:p>"
        self.parts.append(xml)
        return True

    def _start_link(self, address: str) -> None:
        """A link that leads outside; the words alone of one that leads to this site."""
        is_shown = address.startswith(_SHOWN_LINKS)
        link = f'<text:a xlink:type="simple" xlink:href="{escaped(address)}">' if is_shown else ""
        self._mark(link, "</text:a>" if is_shown else "")

    def _start_title(self, level: int) -> None:
        """A heading of its rank; inside a list or a table it is a paragraph."""
        self._end_paragraph()
        if self.opened:
            return
        name = f"Heading_20_{level}"
        self.parts.append(f'<text:h text:style-name="{name}" text:outline-level="{level}">')
        self.paragraph_end = "</text:h>"

    def _open(self, tag: str) -> None:
        """Begin a list, a table or a part of one, where it may stand."""
        self._end_paragraph()
        parent = self.opened[-1].tag if self.opened else ""
        needed = _PARENTS.get(tag, ("", "li", "td", "th"))
        if parent not in needed:
            return
        if tag in ("th", "td"):
            self.opened[-2 if self.opened[-2].tag == "table" else -3].width += 1
        self.opened.append(_Open(tag, len(self.parts)))
        self.parts.append(self._opening(tag))

    def _opening(self, tag: str) -> str:
        """What begins it; a table is begun once its width is known."""
        if tag in ("ul", "ol"):
            name = "Numbering_20_1" if tag == "ol" else "List_20_1"
            return f'<text:list text:style-name="{name}">'
        if tag in ("th", "td"):
            name = "Head" if tag == "th" else "Plain"
            return f'<table:table-cell office:value-type="string" table:style-name="{name}">'
        plain = {"li": "<text:list-item>", "thead": "<table:table-header-rows>", "tr": "<table:table-row>"}
        return plain.get(tag, "")

    def _close(self, tag: str) -> None:
        """End the nearest of its kind, and what was left open in it."""
        self._end_paragraph()
        if tag not in [each.tag for each in self.opened]:
            return
        while self._shut() != tag:
            pass

    def _shut(self) -> str:
        """End what was opened last; gives what it was."""
        ended = self.opened.pop()
        if len(self.parts) == ended.start + 1 and ended.tag in ("th", "td", "li"):
            self.parts.append("<text:p/>")
        if ended.tag == "tr":
            table = next(each for each in reversed(self.opened) if each.tag == "table")
            table.widest, table.width = max(table.widest, table.width), 0
        if ended.tag == "table":
            self.table_count += 1
            self.parts[ended.start] = (
                f'<table:table table:name="Tableau {self.table_count}">'
                f'<table:table-column table:number-columns-repeated="{max(ended.widest, 1)}"/>'
            )
        self.parts.append(_CLOSING[ended.tag])
        self._end_block()
        return ended.tag

    def _end_paragraph(self) -> None:
        """Close the paragraph and the marks left open in it."""
        if self.paragraph_end:
            self.parts += [*reversed(self.marks), self.paragraph_end]
        self.marks, self.paragraph_end = [], ""
        self._end_block()

    def _end_block(self) -> None:
        """Keep what was written as one block, unless it is inside a list or a table."""
        if self.parts and not self.opened:
            self.blocks.append("".join(self.parts))
            self.parts = []
