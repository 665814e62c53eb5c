"""Blocks as people begin them: right under a sentence, where Python-Markdown wants an empty line first.

« Voici : » and then dashes is a list for whoever writes it, and for every other Markdown; so are a table and
a fence. Items go in by two spaces as well as by four, and a dash left alone makes no title of what is above.
"""

import re
from collections.abc import Iterator

_QUOTE = re.compile(r"(?: {0,3}> ?)*")
_FENCE = re.compile(r" *(`{3,}|~{3,})[^`]*$")
_ITEM = re.compile(r"( *)([-*+]|\d{1,9}\.) +(?=\S)")
# Under a sentence only a first number begins a list (« en\n2024. Puis »), and a telephone (« + 33 ») none.
_FIRST = re.compile(r" {0,3}(?:[-*]|1\.) +\S")
_ALONE = re.compile(r" *[-*+] *$")
_RULE = re.compile(r" {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$")
_UNDER_HEADERS = re.compile(r" {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
NOTHING, TEXT, DASHES, NUMBERS, TABLE, FENCED = "", "text", "dashes", "numbers", "table", "fenced"
_LISTS = (DASHES, NUMBERS)


def apart(source: str) -> str:
    """The same text with an empty line wherever a block begins right under another."""
    return "\n".join(_Reading().written(source.expandtabs(4).split("\n")))


class _Reading:
    """A text read line by line: in which quote, fence and list it stands."""

    def __init__(self) -> None:
        self.depth = 0
        self.fence = ""
        self.block = NOTHING
        # How far in each item stands that could hold the next one.
        self.indents: list[int] = []

    def written(self, lines: list[str]) -> Iterator[str]:
        """The lines, and the empty ones between blocks."""
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            quote = _QUOTE.match(line)
            mark = quote.group() if quote else ""
            if mark.count(">") != self.depth and not self.fence:
                self.depth, self.block, self.indents = mark.count(">"), NOTHING, []
            for words in self._taken(line[len(mark) :], following[len(mark) :]):
                yield mark + words if words else mark.rstrip() or words

    def _taken(self, words: str, following: str) -> Iterator[str]:
        """One line, and the empty one that it wants before itself."""
        indent = len(words) - len(words.lstrip(" "))
        if self.fence:
            self._look_for_the_end(words)
        elif not words.strip():
            self.block = NOTHING
        elif _ALONE.match(words) and self.block in (TEXT, *_LISTS):
            # Under words, a dash alone would make them a title.
            words = "\\-" if self.block == TEXT and words.strip() == "-" else words
            if self.block != TEXT:
                return
        elif fence := _FENCE.match(words):
            if indent < 2 and self.block != NOTHING:
                yield ""
            self.fence, self.block = fence[1], TEXT
        elif _RULE.match(words):
            self.block, self.indents = NOTHING, []
        elif item := _ITEM.match(words):
            yield from self._item(item, words)
            return
        else:
            yield from self._text(words, following, indent)
        yield words

    def _item(self, item: re.Match[str], words: str) -> Iterator[str]:
        """What begins as an item does."""
        indent, kind = len(item[1]), NUMBERS if item[2][0].isdigit() else DASHES
        while self.indents and indent < self.indents[-1] + 2:
            self.indents.pop()
        is_listed = self.block in _LISTS or bool(self.indents) or (self.block == NOTHING and indent < 4)
        if self.indents or not _FIRST.match(words) or self.block in (NOTHING, kind):
            pass
        else:
            is_listed = True
            yield ""
        if not is_listed:
            yield words
            return
        if not self.indents or self.block == NOTHING:
            self.block = kind
        yield " " * 4 * len(self.indents) + words[indent:]
        self.indents.append(indent)

    def _text(self, words: str, following: str, indent: int) -> Iterator[str]:
        """Words of a paragraph, or the headers of a table."""
        is_header = "|" in words and "|" in following and bool(_UNDER_HEADERS.match(following))
        if indent < 2 and (self.block == FENCED or (is_header and self.block in (TEXT, *_LISTS))):
            yield ""
            self.block = NOTHING
        if is_header:
            self.block = TABLE
        elif self.block == NOTHING:
            self.block = TEXT
            if indent < 4:
                self.indents = []

    def _look_for_the_end(self, words: str) -> None:
        """Where a fence closes, its block ends."""
        closing = words.strip()
        if closing.startswith(self.fence) and not closing.strip(self.fence[0]):
            self.fence, self.block = "", FENCED
