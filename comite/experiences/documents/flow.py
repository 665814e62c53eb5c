"""Safe HTML of long texts turned into the paragraphs, lists and tables of a PDF."""

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, ListFlowable, ListItem, Paragraph, Preformatted, Table, TableStyle

MARGIN = 20 * mm
# What the frame of a page leaves between its margins and its own padding.
WIDTH = A4[0] - 2 * MARGIN - 12
CODE_WIDTH = 95
# A wider table does not fit a page: its cells then follow each other.
COLUMNS_MAX = 8
_INLINE = {"strong": "b", "em": "i", "del": "strike", "code": "font", "sup": "super", "sub": "sub"}
_TITLES = {"h2", "h3", "h4", "h5", "h6"}
# Helvetica knows the letters of Windows' western code page; what it lacks is written near enough.
_NEAR = str.maketrans(
    {"\u202f": "\u00a0", "\u2009": " ", "\u2011": "-", "−": "-", "→": "->", "≥": ">=", "≤": "<="}
)


def printable(words: str) -> str:
    """Words that the standard fonts of PDF can show."""
    return words.translate(_NEAR).encode("cp1252", "replace").decode("cp1252")


class Flow(HTMLParser):
    """Reads our own converter's HTML; whatever it does not know keeps its words."""

    def __init__(self, styles: Mapping[str, Any]) -> None:
        super().__init__(convert_charrefs=True)
        self.styles = styles
        self.flow: list[Flowable] = []
        self.words: list[str] = []
        self.closing: list[str] = []
        self.lists: list[tuple[str, list[Flowable]]] = []
        self.rows: list[list[Flowable]] = []
        self.style = "text"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, or a mark inside one."""
        if tag in ("p", "li", "td", "th", "pre", "blockquote", "dt", "dd") or tag in _TITLES:
            self._end_block()
            self.style = {"pre": "code", "blockquote": "quote"}.get(
                tag, "subtitle" if tag in _TITLES else self.style
            )
        elif tag in ("ul", "ol"):
            self._end_block()
            self.lists.append((tag, []))
        elif tag == "tr":
            self._end_block()
            self.rows.append([])
        elif tag == "br":
            self.words.append("<br/>")
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            shown = address if address.startswith(("http://", "https://", "mailto:")) else ""
            self._open(
                f'<a href="{escape(shown)}" color="#0b5566">' if shown else "", "</a>" if shown else ""
            )
        elif tag in _INLINE:
            name = _INLINE[tag]
            self._open(f'<{name} face="Courier">' if name == "font" else f"<{name}>", f"</{name}>")

    def handle_endtag(self, tag: str) -> None:
        """Close a block, or a mark inside one."""
        if tag in ("p", "li", "td", "th", "pre", "dt", "dd") or tag in _TITLES:
            self._end_block(is_cell=tag in ("td", "th"))
            self.style = "text" if tag in _TITLES or tag == "pre" else self.style
        elif tag == "blockquote":
            self._end_block()
            self.style = "text"
        elif tag in ("ul", "ol"):
            self._end_list()
        elif tag == "table":
            self._end_table()
        elif (tag == "a" or tag in _INLINE) and self.closing:
            self.words.append(self.closing.pop())

    def handle_data(self, data: str) -> None:
        """Words."""
        kept = data if self.style == "code" else " ".join(data.split()) if data.strip() else data
        lead = " " if data[:1].isspace() and self.style != "code" else ""
        trail = " " if data[-1:].isspace() and self.style != "code" and data.strip() else ""
        words = printable(f"{lead}{kept}{trail}" if data.strip() or self.style == "code" else " ")
        self.words.append(words if self.style == "code" else escape(words, quote=False))

    def end(self) -> None:
        """Make a paragraph of the words after the last block."""
        self.close()
        self._end_block()

    def _open(self, mark: str, closing: str) -> None:
        """Open a mark, and remember how it closes."""
        self.words.append(mark)
        self.closing.append(closing)

    def _end_block(self, *, is_cell: bool = False) -> None:
        """Make a paragraph of the words so far."""
        words = "".join(self.words + self.closing[::-1]).strip()
        self.words, self.closing = [], []
        if not words and not is_cell:
            return
        block: Flowable = (
            Preformatted(words, self.styles["code"], maxLineLength=CODE_WIDTH)
            if self.style == "code"
            else Paragraph(words, self.styles[self.style])
        )
        if is_cell and self.rows:
            self.rows[-1].append(block)
        elif self.lists:
            self.lists[-1][1].append(block)
        else:
            self.flow.append(block)

    def _end_list(self) -> None:
        """Put a list where it belongs: in the one around it, or in the page."""
        self._end_block()
        if not self.lists:
            return
        kind, items = self.lists.pop()
        bullet, start = ("1", 1) if kind == "ol" else ("bullet", "•")
        parts: list[Any] = [ListItem(each) for each in items]
        made = ListFlowable(parts, leftIndent=14, bulletType=bullet, start=start)
        if items:
            (self.lists[-1][1] if self.lists else self.flow).append(made)

    def _end_table(self) -> None:
        """Put a table in the page; rows are as long as the longest."""
        width = max(map(len, self.rows), default=0)
        rows = [row + [Paragraph("", self.styles["text"])] * (width - len(row)) for row in self.rows if row]
        self.rows = []
        if width > COLUMNS_MAX:
            self.flow += [cell for row in rows for cell in row]
        elif rows:
            # Widths of our own: left to themselves, columns beside a very long word get less than nothing.
            widths = [WIDTH / width] * width
            self.flow.append(Table(rows, colWidths=widths, style=GRID, repeatRows=1, splitInRow=1))


GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#ddd5c6")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#f3eee4")),
    ]
)


def flow_of(html: str, styles: Mapping[str, Any]) -> list[Flowable]:
    """The blocks of a long text."""
    reader = Flow(styles)
    reader.feed(html)
    reader.end()
    return reader.flow
