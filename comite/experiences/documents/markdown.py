"""A report as a Markdown file."""

import re
from collections.abc import Iterator, Sequence

from comite.experiences.documents.outline import Outline
from comite.experiences.models import Indicator

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")
COLUMNS = ("Indicateur", "Avant", "Après", "Unité", "Période", "Méthode", "Source")


def as_markdown(outline: Outline) -> str:
    """The whole report; long texts as their authors wrote them."""
    return "\n".join(_lines(outline)).rstrip() + "\n"


def _lines(outline: Outline) -> Iterator[str]:
    """The lines of the file."""
    yield f"# {_plain(outline.title)}"
    yield ""
    yield _plain(outline.summary)
    yield ""
    yield from _pairs(outline.facts)
    for part in outline.parts:
        yield f"## {part.title}"
        yield ""
        yield re.sub(r"^(#{1,4}) ", r"##\1 ", part.source, flags=re.MULTILINE)
        yield ""
    if outline.figures:
        yield "## Les chiffres"
        yield ""
        yield from _table([row for figure in outline.figures for row in figure.rows])
        yield from (
            f"Sources discordantes : {_plain(each.label)}.\n"
            for each in outline.figures
            if each.is_discordant
        )
    for title, pairs in (("Sobriété", outline.sobriety), ("Conformité", outline.compliance)):
        if pairs:
            yield f"## {title}"
            yield ""
            yield from _pairs(pairs)
    yield from _list("Sources", outline.sources)
    yield from _list("Documents joints", outline.files)
    for name, outcome, told, _html in outline.replications:
        yield f"## Repris par {_plain(name)} (bilan : {outcome.lower()})"
        yield ""
        yield told
        yield ""
    yield f"Source : <{outline.address}>"


def _pairs(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Facts as a list."""
    yield from (f"- **{term}** : {_plain(value)}" for term, value in pairs)
    yield ""


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    """A titled list, when there is something in it."""
    if items:
        yield f"## {title}"
        yield ""
        yield from (f"- {_plain(item)}" for item in items)
        yield ""


def _table(rows: Sequence[Indicator]) -> Iterator[str]:
    """The figures as a table."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{' --- |' * len(COLUMNS)}"
    for row in rows:
        cells = (row.label, row.before, row.after, row.unit, row.period, row.method, row.source)
        yield f"| {' | '.join(map(_plain, cells))} |"
    yield ""


def _plain(words: str) -> str:
    """Words that Markdown must not read as marks."""
    return _SPECIAL.sub(r"\\\1", words)
