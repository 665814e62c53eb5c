"""The rows of a list as they are written, for imports: no types, just cells and their line numbers."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from comite.datasets.reading import encodings, workbooks
from comite.datasets.reading.delimited import Records, detect_dialect
from comite.datasets.reading.facts import FileFormat
from comite.datasets.reading.formats import recognise
from comite.datasets.reading.remarks import Remarks, UnreadableError

CELLS_MAX = 120
# Titles and notes above the lines of a list.
HEAD_ROWS = 20
LETTERS_MAX = 12_000_000

Progress = Callable[[float, str], None]
Record = tuple[int, list[str]]


def read(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The first rows of a file, or the sentence that says why there are none. Runs in a child process."""
    try:
        records = each_record(Path(arguments["path"]), arguments["filename"], arguments["sheet"])
        progress(0.2, "decoded")
        return {"rows": filled_rows(records, int(arguments["rows_max"])), "error": ""}
    except UnreadableError as error:
        return {"rows": [], "error": error.remark.sentence}


def filled_rows(records: Iterator[Record], limit: int) -> list[Record]:
    """The rows that say something; raises `UnreadableError` when they are too many to be a list."""
    rows: list[Record] = []
    letters = 0
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        letters += sum(map(len, cells))
        if len(rows) == limit + HEAD_ROWS or letters > LETTERS_MAX:
            raise UnreadableError("list_too_long", limit=limit)
        rows.append((line, cells[:CELLS_MAX]))
    return rows


def each_record(path: Path, filename: str, sheet: str) -> Iterator[Record]:
    """The rows of a text or of a workbook, with the line where each begins."""
    remarks = Remarks()
    format_ = recognise(path, filename)
    if format_ in (FileFormat.JSON, FileFormat.GEOJSON):
        raise UnreadableError("not_a_list")
    if format_ is not FileFormat.CSV:
        yield from workbooks.each_row(workbooks.open_sheet(path, format_, sheet, remarks))
        return
    letters = encodings.detect(path, remarks)
    dialect = detect_dialect(encodings.sample_of(path, letters))
    with encodings.OpenText(path, letters) as text:
        records = Records(text.lines, dialect, remarks, letters.has_nul)
        ahead = list(itertools.islice(records, 50))
        widths = [len(cells) for _, cells in ahead]
        # Known from here on: a broken quotation is mended towards the width of its neighbours.
        records.expected_width = max(widths, key=widths.count) if widths else None
        yield from ahead
        yield from records
