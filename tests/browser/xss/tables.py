"""Files whose names of columns, cells and sheets are hostile."""

import csv
import io

import xlsxwriter

COLUMNS = 250


def hostile_tables(payloads: list[str]) -> dict[str, bytes]:
    """Files by name: one of cells, some of columns that look personal, a workbook, one that cannot be read."""
    one_line = [each.replace("\n", " ").replace("\x00", "") for each in payloads]
    groups = [one_line[start : start + COLUMNS] for start in range(0, len(one_line), COLUMNS)]
    found = {
        "cellules.csv": _csv(
            [["vecteur", "rang"], *([each, str(rank)] for rank, each in enumerate(one_line))]
        )
    }
    for rank, names in enumerate(groups):
        rows = [[f"p{row}.{column}@boite.test" for column in range(len(names))] for row in range(2)]
        found[f"colonnes {rank}.csv"] = _csv([names, *rows])
    short = [each for each in one_line if len(each) <= 31 and not set(each) & set("[]:*?/\\'\"")]
    for rank, name in enumerate(short[:3]):
        found[f"feuille {rank}.xlsx"] = _workbook(name, one_line[:20])
    return {
        **found,
        "illisible.csv": b"\x00" + "\n".join(one_line[:50]).encode(),
        "a.html": b"<script>hit(0)</script>",
    }


def _csv(rows: list[list[str]]) -> bytes:
    """A file of values with semicolons."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _workbook(sheet: str, cells: list[str]) -> bytes:
    """A workbook with one sheet of this name."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, ["vecteur", "rang"])
        for row, cell in enumerate(cells, start=1):
            page.write_string(row, 0, cell)
            page.write_number(row, 1, row)
    return content.getvalue()
