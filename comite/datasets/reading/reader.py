"""Reads one file, from its bytes to a clean table and what is worth saying of it. Runs in a child process."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from comite.datasets.reading import encodings, places, proving, remarking, table, warehouse, workbooks
from comite.datasets.reading.delimited import Records, detect_dialect
from comite.datasets.reading.documents import COLUMNS_MAX, Document, each_object
from comite.datasets.reading.facts import Column, FileFormat, Reading
from comite.datasets.reading.formats import recognise
from comite.datasets.reading.headers import SEARCHED_ROWS, clean_names, find_header
from comite.datasets.reading.remarks import Remarks, UnreadableError
from comite.datasets.reading.shaping import Shape, shaped
from comite.datasets.reading.table import RawColumn, Workshop

PREVIEW_ROWS = 100
LOOKED_AT_RECORDS = 200
ROWS_BETWEEN_REPORTS = 20_000

Progress = Callable[[float, str], None]
Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Source:
    """The records of a file, whichever its format, and what is already known of it."""

    facts: Reading
    records: Iterator[Record]
    header: list[str]
    share_read: Callable[[], float]


def read_file(
    path: Path, filename: str, workdir: Path, progress: Progress, sheet: str | None = None
) -> Reading:
    """Read a file into `workdir`: `table.parquet` and `table.csv` when it holds a table.

    Always answers: a file that cannot be read gives errors that say why, where, and what to do.
    """
    remarks = Remarks()
    format_ = FileFormat.OTHER
    try:
        format_ = recognise(path, filename)
        progress(0.02, "recognised")
        if format_ is FileFormat.CSV:
            return read_delimited(path, workdir, remarks, progress)
        if format_ in (FileFormat.JSON, FileFormat.GEOJSON):
            return read_document(path, format_, workdir, remarks, progress)
        return read_workbook(path, format_, sheet, workdir, remarks, progress)
    except UnreadableError as error:
        return Reading(format_, warnings=remarks.all(), errors=(error.remark,))


def read_delimited(path: Path, workdir: Path, remarks: Remarks, progress: Progress) -> Reading:
    """A text of separated values."""
    letters = encodings.detect(path, remarks)
    sample = encodings.sample_of(path, letters)
    encodings.remark_on_letters(sample, remarks)
    dialect = detect_dialect(sample)
    progress(0.08, "decoded")
    with encodings.OpenText(path, letters) as text:
        records = Records(text.lines, dialect, remarks, letters.has_nul)
        ahead = list(itertools.islice(records, LOOKED_AT_RECORDS))
        # Known from here on: a broken quotation is mended towards the width of its neighbours.
        records.expected_width = usual_width([len(cells) for _, cells in ahead])
        facts = Reading(
            FileFormat.CSV,
            encoding=letters.reported,
            had_bom=letters.had_bom,
            separator=dialect.separator,
        )
        source = beheaded(facts, ahead, iter(records), text.share_read, remarks)
        return tabulate(source, workdir, remarks, progress)


def read_document(
    path: Path, format_: FileFormat, workdir: Path, remarks: Remarks, progress: Progress
) -> Reading:
    """JSON or GeoJSON: its columns are known only after a first reading."""
    letters = encodings.detect(path, remarks)
    document = Document(format_, remarks)
    with encodings.OpenText(path, letters) as text:
        document.survey(each_object(text.lines))
    progress(0.2, "surveyed")
    facts = Reading(
        document.format,
        encoding=letters.reported,
        had_bom=letters.had_bom,
        bounding_box=document.shapes.box,
        geometry_types=tuple(document.shapes.types),
    )
    with encodings.OpenText(path, letters) as text:
        records = document.rows(each_object(text.lines))
        source = Source(facts, records, list(document.names), text.share_read)
        return tabulate(source, workdir, remarks, progress)


def read_workbook(
    path: Path, format_: FileFormat, wanted: str | None, workdir: Path, remarks: Remarks, progress: Progress
) -> Reading:
    """One sheet of a workbook."""
    sheet = workbooks.open_sheet(path, format_, wanted, remarks)
    progress(0.15, "opened")
    records = workbooks.each_row(sheet)
    ahead = list(itertools.islice(records, LOOKED_AT_RECORDS))
    facts = Reading(format_, sheet_names=sheet.names, sheet=sheet.name)
    source = beheaded(facts, ahead, records, lambda: 0.5, remarks)
    source = replace(source, records=workbooks.spread_across(sheet, source.records, remarks))
    return tabulate(source, workdir, remarks, progress)


def usual_width(widths: Sequence[int]) -> int | None:
    """How many cells most records have."""
    counted = Counter(width for width in widths if width > 0)
    return max(counted, key=lambda width: (counted[width], width)) if counted else None


def beheaded(
    facts: Reading,
    ahead: list[Record],
    rest: Iterator[Record],
    share_read: Callable[[], float],
    remarks: Remarks,
) -> Source:
    """Separate the header from the titles above it and the rows under it."""
    full = [record for record in ahead if any(map(str.strip, record[1]))]
    if not full:
        raise UnreadableError("empty_file")
    found = find_header(full[:SEARCHED_ROWS])
    body = full[found.row + 1 :] if found else full
    written = found.names if found else []
    header_line = full[found.row][0] if found else None
    width = table_width(used_width(written), [used_width(cells) for _, cells in body])
    if width > COLUMNS_MAX:
        raise UnreadableError("too_many_columns", count=width, limit=COLUMNS_MAX)
    header = [*written[:width], *[""] * (width - len(written))]
    if found is None:
        remarks.add("no_header", line=full[0][0])
    elif found.row and [cell.strip() for cell in full[found.row][1]] == written:
        remarks.add("lines_above", line=header_line, count=found.row)
    facts = replace(facts, header_line=header_line)
    return Source(facts, itertools.chain(body, rest), header, share_read)


def table_width(named: int, used: Sequence[int]) -> int:
    """The columns that have a name, and more when most rows go further."""
    if not named:
        return max(used, default=0)
    usual = usual_width(used)
    return max(named, usual) if usual and used.count(usual) > 0.5 * len(used) else named


def used_width(cells: Sequence[str]) -> int:
    """The number of cells up to the last one that holds something."""
    return next((index for index in range(len(cells), 0, -1) if cells[index - 1].strip()), 0)


def tabulate(source: Source, workdir: Path, remarks: Remarks, progress: Progress) -> Reading:
    """Records become a typed table on the disk; facts are completed with what it shows."""
    shape = Shape()
    with warehouse.opened(workdir, width=len(source.header)) as connection:
        workshop = Workshop(workdir, connection)
        rows = shaped(source.records, source.header, remarks, shape)
        table.write_rows(workshop, reported(rows, source.share_read, progress))
        if not shape.row_count:
            return without_rows(source, remarks)
        progress(0.6, "loaded")
        table.load(workshop, len(source.header), shape)
        columns = kept_columns(workshop, source, shape, remarks)
        progress(0.68, "typed")
        proving.find_types(workshop, columns, remarks, lambda share: progress(0.68 + 0.14 * share, "typed"))
        progress(0.82, "converted")
        table.convert(workshop, columns)
        described = table.describe(workshop, columns, shape.row_count)
        progress(0.92, "exported")
        table.write_csv(workshop, columns)
        first_rows = table.preview(workshop, columns, PREVIEW_ROWS)
        remarking.remark_on_columns(workshop, columns, remarks)
        workshop.raw_path.unlink()
    progress(1.0, "done")
    return replace(
        source.facts,
        bounding_box=source.facts.bounding_box or places.box_of(described),
        columns=described,
        row_count=shape.row_count,
        decimal_mark=written_mark(source.facts, described),
        preview=first_rows,
        warnings=remarks.all(),
    )


def written_mark(facts: Reading, columns: Sequence[Column]) -> str | None:
    """The decimal mark of a text; other formats know numbers without one."""
    marks = [column.decimal_mark for column in columns if column.decimal_mark]
    return marks[0] if marks and facts.format is FileFormat.CSV else None


def reported(
    rows: Iterable[list[str]], share_read: Callable[[], float], progress: Progress
) -> Iterator[list[str]]:
    """The same rows, telling now and then how far the reading is."""
    for number, row in enumerate(rows):
        if number % ROWS_BETWEEN_REPORTS == 0:
            progress(0.1 + 0.48 * share_read(), "read")
        yield row


def without_rows(source: Source, remarks: Remarks) -> Reading:
    """A header and nothing under it is no table yet."""
    error = UnreadableError("no_rows", line=source.facts.header_line)
    return replace(source.facts, warnings=remarks.all(), errors=(error.remark,))


def kept_columns(workshop: Workshop, source: Source, shape: Shape, remarks: Remarks) -> list[RawColumn]:
    """The columns that have a name or a value, named and numbered."""
    written = [*source.header, *[""] * shape.spare_width]
    if len(written) > COLUMNS_MAX:
        raise UnreadableError("too_many_columns", count=len(written), limit=COLUMNS_MAX)
    filled = table.count_filled(workshop, len(written))
    kept = [index for index, name in enumerate(written) if name.strip() or filled[index]]
    names = clean_names([written[index] for index in kept], remarks, source.facts.header_line)
    return [
        RawColumn(position, written[index].strip(), names[position - 1], f"c{index + 1}", filled[index])
        for position, index in enumerate(kept, 1)
    ]
