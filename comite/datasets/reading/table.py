"""Rows of text become a typed table: proved type by type, written as Parquet and as clean CSV."""

# ruff: noqa: S608  each statement is ours: columns by position, paths and patterns as quoted constants.

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comite.datasets.reading.column_sql import expression, text_sql
from comite.datasets.reading.column_types import SPACES, TEXT, TypeGuess
from comite.datasets.reading.facts import Column, ColumnType, Row
from comite.datasets.reading.paging import page_sql, shown_sql
from comite.datasets.reading.shaping import BETWEEN_SPARES, Shape
from comite.datasets.reading.warehouse import Connection, path_sql

LINE = "line"
BATCH_ROWS = 2000
COLUMNS_AT_ONCE = 40
BLANKS = f"{SPACES}\t\n\r"
LINE_BYTES_DEFAULT = 2_000_000
EXACT_COUNT_ROWS = 100_000
# Cells a spreadsheet would take for a formula; figures alone are harmless.
FORMULA = "(?s)[-=+@\\t\\r\\n＝＋－＠].*"
FIGURES = f"[-+]?[0-9][0-9{SPACES}.,]*"


@dataclass
class RawColumn:
    """A column before it has a type."""

    position: int
    written_name: str
    name: str
    values: str
    filled: int = 0
    found: TypeGuess = TEXT
    storage: str = "VARCHAR"
    sample: list[str] = field(default_factory=list)


class Workshop:
    """The files of one reading and the database that works on them."""

    def __init__(self, folder: Path, connection: Connection) -> None:
        self.connection = connection
        self.rows_path = folder / "rows.csv"
        self.raw_path = folder / "raw.parquet"
        self.table_path = folder / "table.parquet"
        self.csv_path = folder / "table.csv"
        self.longest_row_bytes = LINE_BYTES_DEFAULT

    def note_longest(self, rows: Sequence[list[str]], start: int, end: int) -> int:
        """Remember how long a row may be: the database reserves that much several times over."""
        if end - start > LINE_BYTES_DEFAULT:
            longest = max(sum(2 * len(cell) for cell in row) + 3 * len(row) for row in rows)
            # A letter takes four bytes at most, a doubled quotation mark two.
            self.longest_row_bytes = max(self.longest_row_bytes, min(2 * longest, end - start))
        return end

    def all(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement of ours."""
        return self.connection.execute(statement).fetchall()

    def one(self, statement: str) -> tuple[Any, ...]:
        """The only row of a statement of ours."""
        return self.all(statement)[0]


def write_rows(workshop: Workshop, rows: Iterable[list[str]]) -> None:
    """Put shaped rows on the disk in the one dialect the database will be told to read."""
    batch: list[list[str]] = []
    written = 0
    with workshop.rows_path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        # Carriage returns inside a cell are quoted only when they belong to the end of line.
        writer = csv.writer(file, lineterminator="\r\n")
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH_ROWS:
                writer.writerows(batch)
                written = workshop.note_longest(batch, written, file.tell())
                batch.clear()
        writer.writerows(batch)
        workshop.note_longest(batch, written, file.tell())


def load(workshop: Workshop, width: int, shape: Shape) -> None:
    """Make the raw table: trimmed text, an empty cell being no value; refuse to lose a row on the way."""
    for parallel in (True, False):
        workshop.connection.execute(
            f"COPY (SELECT {', '.join(raw_columns(width, shape))} FROM {rows_sql(workshop, width, parallel)})"
            f" TO {path_sql(workshop.raw_path)}"
            f" (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {group_rows(width)})"
        )
        (count,) = workshop.one(f"SELECT count(*) FROM {path_sql(workshop.raw_path)}")
        if count == shape.row_count:
            break
    else:
        raise RuntimeError(f"{count} rows loaded of {shape.row_count}")
    workshop.rows_path.unlink()


def group_rows(width: int) -> int:
    """Rows of one Parquet group: fewer when they are wide, since a group stands in memory."""
    return max(2048, min(122_880, 2_000_000 // max(1, width)))


def rows_sql(workshop: Workshop, width: int, parallel: bool) -> str:
    """How the database reads our rows."""
    names = [LINE, *(f"c{position}" for position in range(1, width + 1)), "spare"]
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    return (
        f"read_csv({path_sql(workshop.rows_path)}, auto_detect=false, header=false, delim=',', quote='\"',"
        f" escape='\"', new_line='\\r\\n', nullstr='', max_line_size={workshop.longest_row_bytes},"
        f" parallel={str(parallel).lower()},"
        f" columns={{{columns}}})"
    )


def raw_columns(width: int, shape: Shape) -> Iterator[str]:
    """Each cell trimmed, then those that stuck out, each in a column of its own."""
    yield f"CAST({LINE} AS BIGINT) AS {LINE}"
    for position in range(1, width + 1):
        yield f"{trimmed_sql(f'c{position}')} AS c{position}"
    for extra in range(1, shape.spare_width + 1):
        cell = f"string_split(spare, {text_sql(BETWEEN_SPARES)})[{extra}]"
        yield f"{trimmed_sql(cell)} AS c{width + extra}"


def trimmed_sql(cell: str) -> str:
    """A cell without the spaces around it; nothing at all when only spaces are left."""
    # Trimming costs twice the look at both ends: few cells need it.
    has_blanks = f"regexp_matches({cell}, {text_sql(f'^[{BLANKS}]|[{BLANKS}]$')})"
    trimmed = f"CASE WHEN {has_blanks} THEN trim({cell}, {text_sql(BLANKS)}) ELSE {cell} END"
    return f"nullif({trimmed}, '')"


def count_filled(workshop: Workshop, width: int) -> list[int]:
    """How many values each column has."""
    counts: list[int] = []
    for start in range(1, width + 1, COLUMNS_AT_ONCE):
        asked = ", ".join(f"count(c{p})" for p in range(start, min(start + COLUMNS_AT_ONCE, width + 1)))
        counts.extend(workshop.one(f"SELECT {asked} FROM {path_sql(workshop.raw_path)}"))
    return counts


def convert(workshop: Workshop, columns: Sequence[RawColumn]) -> None:
    """Write the clean table: the line of each row, then its values c1, c2… with their types."""
    values = ", ".join(f"{value_sql(column)} AS c{column.position}" for column in columns)
    workshop.connection.execute(
        f"COPY (SELECT {LINE}, {values} FROM {path_sql(workshop.raw_path)})"
        f" TO {path_sql(workshop.table_path)}"
        f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {group_rows(len(columns))})"
    )


def value_sql(column: RawColumn) -> str:
    """The typed value of a column."""
    if column.storage == "VARCHAR":
        return column.values
    value = expression(column.found, column.values, column.storage)
    return f"CAST({value} AS DATE)" if column.storage == "DATE" else value


def describe(workshop: Workshop, columns: Sequence[RawColumn], row_count: int) -> tuple[Column, ...]:
    """Count and bound each column of the clean table."""
    described: list[Column] = []
    for start in range(0, len(columns), COLUMNS_AT_ONCE):
        some = columns[start : start + COLUMNS_AT_ONCE]
        asked = ", ".join(measures_sql(column, row_count) for column in some)
        answers = iter(workshop.one(f"SELECT {asked} FROM {path_sql(workshop.table_path)}"))
        described.extend(described_column(column, row_count, answers) for column in some)
    return tuple(described)


def measures_sql(column: RawColumn, row_count: int) -> str:
    """What is asked of the clean values of one column."""
    cell = f"c{column.position}"
    counted = f"count(DISTINCT {cell})" if row_count <= EXACT_COUNT_ROWS else f"approx_count_distinct({cell})"
    if not is_ordered(column):
        return f"count({cell}), {counted}, NULL, NULL"
    bounds = (shown_sql(f"{side}({cell})", column.storage) for side in ("min", "max"))
    return f"count({cell}), {counted}, {', '.join(bounds)}"


def is_ordered(column: RawColumn) -> bool:
    """Smallest and largest mean something."""
    return column.storage not in ("VARCHAR", "BOOLEAN")


def described_column(column: RawColumn, row_count: int, answers: Iterator[Any]) -> Column:
    """The facts of one column, from the next four answers."""
    filled, distinct_count, minimum, maximum = (next(answers) for _ in range(4))
    found = column.found
    is_date = column.storage == "DATE"
    return Column(
        position=column.position,
        written_name=column.written_name,
        name=column.name,
        type=ColumnType.DATE if is_date else found.type,
        code_kind=found.code_kind,
        decimal_mark=found.decimal_mark if found.decimal_mark != "mixed" else ",",
        in_utc=found.with_offset,
        null_count=row_count - filled,
        distinct_count=min(distinct_count, filled),
        minimum=minimum,
        maximum=maximum,
        examples=tuple(value[:200] for value in column.sample[:5]),
    )


def write_csv(workshop: Workshop, columns: Sequence[RawColumn]) -> None:
    """The clean table for everyone: UTF-8, commas, RFC 4180, nothing a spreadsheet would run."""
    values = ", ".join(f"{csv_cell_sql(column)} AS {csv_name_sql(column.name)}" for column in columns)
    workshop.connection.execute(
        f"COPY (SELECT {values} FROM {path_sql(workshop.table_path)})"
        f" TO {path_sql(workshop.csv_path)} (FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"')"
    )


def csv_cell_sql(column: RawColumn) -> str:
    """One value as the clean CSV shows it."""
    cell = f"c{column.position}"
    if column.storage != "VARCHAR":
        shown = shown_sql(cell, column.storage)
        return f"{shown} || 'Z'" if column.found.with_offset else shown
    return (
        f"CASE WHEN regexp_full_match({cell}, {text_sql(FORMULA)})"
        f" AND NOT regexp_full_match({cell}, {text_sql(FIGURES)}) THEN '''' || {cell} ELSE {cell} END"
    )


def csv_name_sql(name: str) -> str:
    """A column name, harmless as a cell and as an SQL identifier."""
    harmless = f"'{name}" if name[0] in "=+-@＝＋－＠" else name
    return '"' + harmless.replace('"', '""') + '"'


def preview(workshop: Workshop, columns: Sequence[RawColumn], rows: int) -> tuple[Row, ...]:
    """The first rows of the clean table."""
    types = [column.storage for column in columns]
    return tuple(row[1:] for row in workshop.all(page_sql(workshop.table_path, types, "", rows, 0)))
