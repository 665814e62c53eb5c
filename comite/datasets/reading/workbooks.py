"""Spreadsheets (xlsx, xls, ods): the right sheet, its cells as text, its merged cells spread out."""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from comite.datasets.reading.facts import FileFormat
from comite.datasets.reading.remarks import Remarks, UnreadableError

CELLS_MAX = 12_000_000
SHEET_BYTES_MAX = 300 * 1024 * 1024
CHUNK_BYTES = 1 << 20
CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*?(/?)>')
DAMAGED = (CalamineError, WorksheetNotFound, XmlError, ZipError, OSError, ValueError, OverflowError)
FAILED_FORMULA = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*? t="e"[^<>]*>')
MERGED_MAX = 20_000

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """One sheet, chosen among those of a workbook."""

    name: str
    names: tuple[str, ...]
    content: CalamineSheet


def open_sheet(path: Path, format_: FileFormat, wanted: str | None, remarks: Remarks) -> Sheet:
    """The wanted sheet, or the first visible one that holds a table."""
    if format_ is FileFormat.XLSX:
        measure(path, remarks)
    if format_ is FileFormat.ODS:
        require_whole_document(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        metadata = [each for each in workbook.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        names = tuple(each.name for each in metadata)
        visible = [each.name for each in metadata if each.visible is SheetVisibleEnum.Visible]
        candidates = [wanted] if wanted in names and wanted is not None else visible or list(names)
        chosen = choose(workbook, candidates)
    except PasswordError as error:
        raise UnreadableError("password") from error
    except DAMAGED as error:
        raise UnreadableError("damaged") from error
    if chosen is None:
        raise UnreadableError("empty_workbook")
    if len(names) > 1:
        remarks.add("other_sheets", sheet=chosen.name, count=len(names) - 1)
    return Sheet(chosen.name, names, chosen)


def choose(workbook: CalamineWorkbook, names: list[str]) -> CalamineSheet | None:
    """The first sheet of two columns and three rows at least; failing that, the fullest."""
    best: tuple[int, CalamineSheet] | None = None
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height * sheet.width > CELLS_MAX:
            raise UnreadableError("too_many_cells", cells=sheet.height * sheet.width)
        if sheet.height >= 3 and sheet.width >= 2:
            return sheet
        size = sheet.height * sheet.width
        if size and (best is None or size > best[0]):
            best = (size, sheet)
    return best[1] if best else None


def measure(path: Path, remarks: Remarks) -> None:
    """Refuse, before anything is allocated, a workbook whose far corner makes billions of cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member.filename):
                    with archive.open(member) as inside:
                        measure_sheet(inside, remarks)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, *DAMAGED) as error:
        raise UnreadableError("damaged") from error


def require_whole_document(path: Path) -> None:
    """Refuse an ods whose text is cut: the library below would read it for ever (seen by mutation)."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as inside:
            parser.ParseFile(inside)
    except (expat.ExpatError, KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, *DAMAGED) as error:
        raise UnreadableError("damaged") from error


def refuse_doctype(*_: object) -> None:
    """No spreadsheet declares entities: they are made to multiply."""
    raise UnreadableError("damaged")


def measure_sheet(inside: IO[bytes], remarks: Remarks) -> None:
    """Follow the cells that hold something, and the size of the sheet they need."""
    columns: set[bytes] = set()
    last_row, read, rest = 0, 0, b""
    while chunk := inside.read(CHUNK_BYTES):
        read += len(chunk)
        piece = rest + chunk
        found = [(column, row) for column, row, empty in CELL.findall(piece) if not empty]
        columns.update(column for column, _ in found)
        last_row = max([last_row, *(int(row) for _, row in found[-1:]), *(int(row) for _, row in found[:1])])
        for column, row in FAILED_FORMULA.findall(piece):
            remarks.add("failed_formula", line=int(row), cell=f"{column.decode()}{row.decode()}")
        cells = last_row * max(map(column_number, columns), default=0)
        if cells > CELLS_MAX:
            raise UnreadableError("too_many_cells", cells=cells)
        if read > SHEET_BYTES_MAX:
            raise UnreadableError("unpacks_too_large", megabytes=SHEET_BYTES_MAX // 1024 // 1024)
        # A tag cut in two is seen whole the next time.
        rest = piece[piece.rfind(b"<") :][-4096:]


def column_number(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def each_row(sheet: Sheet) -> Iterator[Record]:
    """The rows of a sheet as text, a cell merged downwards being repeated on each line."""
    heights = [(start, end) for start, end in merged_ranges(sheet) if end[0] > start[0]]
    columns_of = {start: (start[1], end[0]) for start, end in heights}
    going_on: dict[int, tuple[int, str]] = {}
    left = sheet.content.start[1] if sheet.content.start else 0
    for row, values in enumerate(sheet.content.iter_rows()):
        cells = [as_text(value) for value in values]
        for column, (last_row, text) in list(going_on.items()):
            if row > last_row:
                del going_on[column]
            elif 0 <= column - left < len(cells) and not cells[column - left]:
                cells[column - left] = text
        for start in [place for place in columns_of if place[0] == row] if columns_of else ():
            column, last_row = columns_of.pop(start)
            if 0 <= column - left < len(cells):
                going_on[column] = (last_row, cells[column - left])
        yield row + 1, cells


def merged_ranges(sheet: Sheet) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The merged cells, while there are few enough to be meant."""
    ranges = sheet.content.merged_cell_ranges or []
    return ranges[:MERGED_MAX]


def spread_across(sheet: Sheet, records: Iterator[Record], remarks: Remarks) -> Iterator[Record]:
    """Repeat along a row of data the value of a cell merged sideways."""
    left = sheet.content.start[1] if sheet.content.start else 0
    widths: dict[int, list[tuple[int, int]]] = {}
    for (first_row, first_column), (last_row, last_column) in merged_ranges(sheet):
        if last_row > first_row or last_column > first_column:
            for row in range(first_row, min(last_row, first_row + MERGED_MAX) + 1):
                widths.setdefault(row + 1, []).append((first_column - left, last_column - left))
    for line, cells in records:
        if line in widths and not remarks.seen["merged_cells", None]:
            remarks.add("merged_cells", line=line)
        for first, last in widths.get(line, ()):
            for column in range(max(0, first), min(last + 1, len(cells))):
                cells[column] = cells[column] or cells[first]
        yield line, cells


def as_text(value: Value) -> str:
    """A cell as it would be written in a clean CSV."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value)
        case dt.datetime():
            is_day = value.time() == dt.time()
            return value.date().isoformat() if is_day else value.replace(microsecond=0).isoformat()
        case dt.timedelta():
            seconds = round(value.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case dt.date() | dt.time():
            return value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    """A number as the spreadsheet shows it: fifteen figures, no exponent when it can be avoided."""
    if value.is_integer() and abs(value) < 1e17:
        return str(int(value))
    short = f"{value:.15g}"
    return f"{Decimal(short):f}" if "e" in short and 1e-9 < abs(value) < 1e20 else short
