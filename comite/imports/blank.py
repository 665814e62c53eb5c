"""The model files: the headings in French, one line as an example, and what goes in each column."""

import io
from collections.abc import Sequence

from comite.foundation.office import Sheet, csv_table
from comite.imports.columns import Column
from comite.imports.labels import KIND_SLUGS
from comite.imports.models import ImportKind
from comite.imports.rules.registry import RULES
from comite.imports.work import SHEET

EXAMPLE = "Exemple : "
HELP_SHEET = "Mode d’emploi"
ADVICE = (
    "Remplissez la feuille « À remplir », une ligne par élément, sous les titres.",
    "La ligne qui commence par « Exemple » n’est jamais importée : vous pouvez la laisser.",
    "Les colonnes facultatives peuvent être vides ou supprimées ; leur ordre n’a pas d’importance.",
    "Avant tout import, le site vérifie chaque ligne et vous dit quoi corriger.",
)


def file_name(kind: ImportKind, ending: str) -> str:
    """How a model file is called on the person's machine."""
    return f"modele-{KIND_SLUGS[kind]}.{ending}"


def as_csv(kind: ImportKind) -> bytes:
    """The model as French spreadsheets open it: semicolons, and a mark that says UTF-8."""
    columns = RULES[kind].columns
    return csv_table(Sheet(SHEET, [each.heading for each in columns], [_example(columns)]))


def _example(columns: Sequence[Column]) -> list[str]:
    """A line that shows what is expected; its first cell says that it is one."""
    return [EXAMPLE + columns[0].example, *(each.example for each in columns[1:])]


def as_xlsx(kind: ImportKind) -> bytes:
    """The same for Excel, its headings kept in sight."""
    import xlsxwriter  # noqa: PLC0415 - needed once in a while

    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        bold = book.add_format({"bold": True})
        for name, rows in _sheets(kind):
            sheet = book.add_worksheet(name)
            sheet.set_column(0, max(map(len, rows)) - 1, 26)
            for rank, cells in enumerate(rows):
                sheet.write_row(rank, 0, cells, bold if name == SHEET and not rank else None)
            if name == SHEET:
                sheet.freeze_panes(1, 0)
    return kept.getvalue()


def _sheets(kind: ImportKind) -> tuple[tuple[str, list[list[str]]], ...]:
    """The sheet to fill in, and the one that explains each column."""
    columns = RULES[kind].columns
    return (
        (SHEET, [[each.heading for each in columns], _example(columns)]),
        (HELP_SHEET, _explained(columns)),
    )


def as_ods(kind: ImportKind) -> bytes:
    """The model as an OpenDocument spreadsheet, with a second sheet that explains each column."""
    from odfdo import Document, Row, Table  # noqa: PLC0415 - 30 MB that a process needs once in a while

    document = Document("spreadsheet")
    document.body.clear()
    for name, rows in _sheets(kind):
        table = Table(name)
        for cells in rows:
            row = Row()
            row.set_values(cells)
            table.append_row(row)
        document.body.append(table)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _explained(columns: Sequence[Column]) -> list[list[str]]:
    """What goes in each column."""
    return [
        *([sentence] for sentence in ADVICE),
        [],
        ["Colonne", "Nécessaire", "Ce qui s’écrit", "Exemple"],
        *([each.heading, "oui" if each.needed else "non", each.hint, each.example] for each in columns),
    ]
