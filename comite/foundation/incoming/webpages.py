"""The words of mails written as web pages; the sanitiser goes first, so that what is read is well formed."""

import re
from html.parser import HTMLParser

import nh3

TAGS = {
    "a",
    "blockquote",
    "br",
    "div",
    "hr",
    "li",
    "ol",
    "p",
    "table",
    "td",
    "th",
    "tr",
    "ul",
    "h1",
    "h2",
    "h3",
}
ATTRIBUTES = {
    "div": {"class", "id", "name"},
    "blockquote": {"class", "type"},
    "a": {"href"},
    "hr": {"id"},
    "p": {"id"},
}
BLOCKS = TAGS - {"a", "td", "th", "br"}
# What each program puts around the mail that is answered.
QUOTES = re.compile(
    r"moz-cite-prefix|moz-forward|yahoo_quoted|protonmail_quote|zmail_extra|gmail_attr|quoted-content|"
    r"mail-editor-reference-message|gmail_signature|moz-signature|messagereplysection|ms-outlook-mobile-sig|"
    r"reply-intro|\bquote\b|(?:^| )signature(?:$| )"
)
# Gmail's frame holds what is quoted, and what one answers between two quotes.
FRAME = re.compile(r"gmail_quote")
# What each program puts above the mail that is answered, which then goes on to the end.
ABOVE = re.compile(r"divrplyfwdmsg|appendonsend|outlookmessageheader|zwchr")
ELEMENTS_MAX = 10_000
EMPTY = frozenset({"br", "hr"})


class _Words(HTMLParser):
    """Collects the words that stand outside what is quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.link = ""
        self.is_framed = False
        self.is_over = False

    @property
    def is_quoting(self) -> bool:
        """Whether the words met now are somebody else's."""
        return self.is_over or (bool(self.open) and self.open[-1][1])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Enter an element."""
        marks = " ".join(value or "" for name, value in attributes if name != "href").lower()
        self.is_over = self.is_over or bool(ABOVE.search(marks))
        if tag in EMPTY:
            self._line()
            return
        if tag in BLOCKS:
            self._line()
        if tag == "li" and not self.is_quoting:
            self.pieces.append("- ")
        if tag == "a":
            self.link = next((value or "" for name, value in attributes if name == "href"), "")
        self.is_framed = self.is_framed or bool(FRAME.search(marks))
        quotes = bool(QUOTES.search(marks)) or (tag == "blockquote" and (self.is_framed or "cite" in marks))
        self.open.append((tag, self.is_quoting or quotes))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those left open inside it."""
        if tag not in (name for name, _ in self.open):
            return
        while self.open and self.open.pop()[0] != tag:
            continue
        if tag in BLOCKS:
            self._line(is_paragraph=tag in ("p", "ul", "ol", "h1", "h2", "h3"))
        elif tag in ("td", "th"):
            self._add(" ")
        elif tag == "a":
            self._end_link()

    def _end_link(self) -> None:
        """Say where a link leads, unless its words do."""
        said = "".join(self.pieces[-3:])
        if self.link.startswith(("https://", "http://")) and self.link.rstrip("/") not in said:
            self._add(f" ({self.link})" if "\n" not in self.link else "")
        self.link = ""

    def handle_data(self, data: str) -> None:
        """Meet words."""
        self._add(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _add(self, words: str) -> None:
        """Keep words, unless they are somebody else's."""
        if not self.is_quoting:
            self.pieces.append(words)

    def _line(self, *, is_paragraph: bool = False) -> None:
        """End a line, or a paragraph."""
        if not self.is_quoting:
            self.pieces.append("\n\n" if is_paragraph else "\n")


def _bounded(page: str) -> str:
    """The beginning of a page, as far as any mail goes: the sanitiser is quadratic on nested elements."""
    rank = -1
    for _ in range(ELEMENTS_MAX):
        rank = page.find("<", rank + 1)
        if rank < 0:
            return page
    return page[:rank]


def words(page: str) -> str:
    """What a web page says, as plain text with its lines, without what it quotes."""
    clean = nh3.clean(
        _bounded(page),
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags={"script", "style", "title", "head"} - TAGS,
        generic_attribute_prefixes=set(),
        link_rel=None,
    )
    reader = _Words()
    reader.feed(clean)
    reader.close()
    lines = [line.strip() for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
