"""Documents that people go on writing: safe HTML turned into ODT, rows turned into ODS.

Whoever has a document to give (a convention, minutes, a model, a table) says it in Markdown or in rows:

    office.text_document("Convention", markdown.render(source, first_title=2).html)   → bytes of an .odt
    office.spreadsheet([Sheet("Banque de temps", columns, rows)])                     → bytes of an .ods
    office.csv_table(Sheet("Banque de temps", columns, rows))                         → bytes of a .csv

The documents are accessible: one title of level 1, ranked headings, real lists, tables with a header row, the
language and the title in the file. Their names and types: `ODT`, `ODS`, with `foundation.rendering.download`.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from comite.foundation import clock
from comite.foundation.office_text import BodyWriter, cleaned, escaped
from comite.foundation.text import harmless_cell

ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
CSV = "text/csv"
CellValue = str | int | float | date | None

_SHEET_NAME_MAX = 31


@dataclass(frozen=True)
class Sheet:
    """One table of a spreadsheet; numbers stay numbers, days stay days, words are never formulas."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[CellValue]]


def text_document(title: str, html: str, *, description: str = "") -> bytes:
    """The .odt of safe HTML under a title; its headings should begin at level 2."""
    from odfdo import Document, Element  # noqa: PLC0415 - few requests need it, and it is slow to load

    document = Document("text")
    _describe(document, title, description)
    for style in _styles():
        document.insert_style(style, automatic=True)
    writer = BodyWriter()
    writer.write(html)
    body = document.body
    body.clear()
    heading = f'<text:h text:style-name="Heading_20_1" text:outline-level="1">{escaped(title)}</text:h>'
    body.append(Element.from_tag(heading))
    for block in writer.blocks:
        body.append(Element.from_tag(block))
    return _saved(document)


def spreadsheet(sheets: Sequence[Sheet], *, title: str = "") -> bytes:
    """The .ods of some tables, each with its header row."""
    from odfdo import Document, Table  # noqa: PLC0415 - few requests need it, and it is slow to load

    document = Document("spreadsheet")
    _describe(document, title or sheets[0].name, "")
    document.body.clear()
    for sheet in sheets:
        table = Table(_sheet_name(sheet.name))
        table.append(_header_row(sheet.columns))
        for row in sheet.rows:
            table.append(_row(row))
        document.body.append(table)
    return _saved(document)


def csv_table(sheet: Sheet) -> bytes:
    """The .csv of a table, as French spreadsheets open it; words that look like a formula are neutralised."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([[_plain(value) for value in row] for row in (sheet.columns, *sheet.rows)])
    return written.getvalue().encode("utf-8-sig")


def _plain(value: CellValue) -> str:
    """One value as a French spreadsheet reads it; an apostrophe stands before what it would calculate."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.in_paris(value).date()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.10g}".replace(".", ",") if isinstance(value, float) else str(value)
    return harmless_cell(cleaned(str(value)))


def _describe(document: Any, title: str, description: str) -> None:
    """Say in the file what it is, when it was made, and in which language."""
    document.meta.set_title(cleaned(title))
    document.meta.set_language("fr-FR")
    document.meta.set_creation_date(clock.now().replace(tzinfo=None))
    if description:
        document.meta.set_description(cleaned(description))


def _styles() -> list[Any]:
    """The marks of words and the frames of cells."""
    from odfdo import Style  # noqa: PLC0415 - see text_document

    line = "0.5pt solid #5b6670"
    struck = Style("text", name="Struck")
    struck.set_properties({"style:text-line-through-style": "solid"}, area="text")
    raised = Style("text", name="Raised")
    raised.set_properties({"style:text-position": "super 58%"}, area="text")
    quote = Style("paragraph", name="Quote", parent_style="Text_20_body")
    quote.set_properties({"fo:margin-left": "0.8cm", "fo:margin-right": "0.8cm"}, area="paragraph")
    return [
        Style("text", name="Bold", bold=True),
        Style("text", name="Italic", italic=True),
        struck,
        raised,
        quote,
        Style("table-cell", area="table-cell", name="Plain", border=line, padding="0.15cm"),
        Style("table-cell", area="table-cell", name="Head", border=line, padding="0.15cm"),
    ]


def _saved(document: Any) -> bytes:
    """The bytes of a document."""
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _sheet_name(name: str) -> str:
    """A name that every spreadsheet program accepts."""
    return re.sub(r"[\[\]*?:/\\']", " ", cleaned(name)).strip()[:_SHEET_NAME_MAX] or "Feuille"


def _header_row(columns: Sequence[str]) -> Any:
    """The row that names the columns, repeated on each printed page."""
    from odfdo import Element  # noqa: PLC0415 - see text_document

    cells = "".join(f"{_CELL}<text:p>{escaped(name)}</text:p></table:table-cell>" for name in columns)
    return Element.from_tag(
        f"<table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>"
    )


_CELL = '<table:table-cell office:value-type="string">'


def _row(values: Sequence[CellValue]) -> Any:
    """One row, each value with its own type."""
    from odfdo import Element  # noqa: PLC0415 - see text_document

    return Element.from_tag(f"<table:table-row>{''.join(map(_cell, values))}</table:table-row>")


def _cell(value: CellValue) -> str:
    """One cell: typed by us, so that no program takes words for a formula."""
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, datetime):
        value = clock.in_paris(value).date()
    if isinstance(value, date):
        typed = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        return f"<table:table-cell {typed}><text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        shown = str(value).replace(".", ",")
        typed = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {typed}><text:p>{shown}</text:p></table:table-cell>"
    return f"{_CELL}<text:p>{escaped(str(value))}</text:p></table:table-cell>"
