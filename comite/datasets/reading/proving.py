"""The type of each column, guessed from a sample and proved on every row."""

# ruff: noqa: S608  each statement is ours: columns by position, paths and patterns as quoted constants.

from collections.abc import Callable, Iterator, Sequence

from comite.datasets.reading.column_sql import decimal_sql, decimal_storage, expression
from comite.datasets.reading.column_types import TEXT, TypeGuess, guess, guess_nearly
from comite.datasets.reading.facts import ColumnType
from comite.datasets.reading.remarks import Remarks
from comite.datasets.reading.table import LINE, RawColumn, Workshop
from comite.datasets.reading.warehouse import path_sql

SAMPLE_ROWS = 5000
SAMPLE_VALUES = 400
THIN_SAMPLE = 50
PROVED_AT_ONCE = 8
GUESSES_MAX = 4


def find_types(
    workshop: Workshop, columns: Sequence[RawColumn], remarks: Remarks, tell: Callable[[float], None]
) -> None:
    """Guess from a sample, prove on the whole, and guess again with the values that refused."""
    for some in groups(columns):
        take_samples(workshop, some)
        for column in some:
            column.found = guess(column.name, column.sample)
            if column.found.type is ColumnType.TEXT:
                remark_on_words_among_figures(workshop, column, remarks)
    pending = [column for column in columns if column.found.needs_proof]
    for attempt in range(GUESSES_MAX):
        unproved: list[RawColumn] = []
        for number, some in enumerate(groups(pending)):
            tell((attempt + number * PROVED_AT_ONCE / len(pending)) / GUESSES_MAX)
            unproved += prove(workshop, some, remarks)
        pending = unproved
    for column in pending:
        give_up(workshop, column, remarks)


def groups(columns: Sequence[RawColumn]) -> Iterator[Sequence[RawColumn]]:
    """A few columns at a time: one reading serves them all, and they stand in memory together."""
    for start in range(0, len(columns), PROVED_AT_ONCE):
        yield columns[start : start + PROVED_AT_ONCE]


def take_samples(workshop: Workshop, columns: Sequence[RawColumn]) -> None:
    """Some different values of each column: of its first rows, or further down when these are empty."""
    cells = ", ".join(column.values for column in columns)
    rows = workshop.all(f"SELECT {cells} FROM {path_sql(workshop.raw_path)} LIMIT {SAMPLE_ROWS}")
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        found = list(dict.fromkeys(value for value in values if value is not None))[:SAMPLE_VALUES]
        is_thin = len(found) < THIN_SAMPLE and column.filled > len(rows) - values.count(None)
        column.sample = sample(workshop, column, "true") if is_thin else found


def sample(workshop: Workshop, column: RawColumn, condition: str) -> list[str]:
    """Some different values of a column, from its first rows that meet a condition."""
    rows = (
        f"SELECT {column.values} AS v, {LINE} FROM {path_sql(workshop.raw_path)}"
        f" WHERE {column.values} IS NOT NULL AND {condition} LIMIT {SAMPLE_ROWS}"
    )
    found = workshop.all(f"SELECT v FROM ({rows}) GROUP BY v ORDER BY min({LINE}) LIMIT {SAMPLE_VALUES}")
    return [value for (value,) in found]


def prove(workshop: Workshop, columns: Sequence[RawColumn], remarks: Remarks) -> list[RawColumn]:
    """Settle the columns that have their type for certain or are texts; give back those to prove again."""
    proofs = ", ".join(f"count({expression(column.found, column.values)})" for column in columns)
    counts = workshop.one(f"SELECT {proofs} FROM {path_sql(workshop.raw_path)}")
    unproved: list[RawColumn] = []
    for column, count in zip(columns, counts, strict=True):
        if count == column.filled:
            settle(workshop, column)
        elif widen(workshop, column, remarks):
            unproved.append(column)
    return unproved


def widen(workshop: Workshop, column: RawColumn, remarks: Remarks) -> bool:
    """Guess again with the values that refused; no when the column is the text it is."""
    found = column.found
    refusing = sample(workshop, column, f"{expression(found, column.values)} IS NULL")
    column.found = guess(column.name, [*column.sample, *refusing])
    if column.found == found:
        column.found = TEXT
    if not column.found.needs_proof:
        remark_on_exceptions(workshop, column, found, remarks)
        return False
    column.sample = [*column.sample, *refusing][-2 * SAMPLE_VALUES :]
    return True


def give_up(workshop: Workshop, column: RawColumn, remarks: Remarks) -> None:
    """Neither guess held: the column is a text."""
    remark_on_exceptions(workshop, column, column.found, remarks)
    column.found = TEXT


def remark_on_words_among_figures(workshop: Workshop, column: RawColumn, remarks: Remarks) -> None:
    """A text that would be numbers or dates without a few words deserves to be told."""
    missed = guess_nearly(column.name, column.sample)
    if missed.needs_proof:
        remark_on_exceptions(workshop, column, missed, remarks)


def remark_on_exceptions(workshop: Workshop, column: RawColumn, missed: TypeGuess, remarks: Remarks) -> None:
    """Show the few cells that keep a column from having a type."""
    refused = f"{expression(missed, column.values)} IS NULL"
    source = f"{path_sql(workshop.raw_path)} WHERE {column.values} IS NOT NULL AND {refused}"
    (count,) = workshop.one(f"SELECT count(*) FROM {source}")
    if count > 0.2 * column.filled:
        return
    cells = workshop.all(f"SELECT {LINE}, {column.values} FROM {source} ORDER BY {LINE} LIMIT 5")
    for line, cell in cells:
        remarks.add(
            "exception", line=line, column=column.name, cell=cell, type=missed.type.value, count=count
        )


def settle(workshop: Workshop, column: RawColumn) -> None:
    """Choose how the proved values are stored."""
    match column.found.type:
        case ColumnType.INTEGER:
            column.storage = "BIGINT"
        case ColumnType.BOOLEAN:
            column.storage = "BOOLEAN"
        case ColumnType.DATE:
            column.storage = "DATE"
        case ColumnType.DATETIME:
            settle_instant(workshop, column)
        case ColumnType.DECIMAL:
            settle_decimal(workshop, column)


def settle_instant(workshop: Workshop, column: RawColumn) -> None:
    """Instants that are all at midnight are days."""
    value = expression(column.found, column.values)
    (has_hours,) = workshop.one(
        f"SELECT count(*) FROM {path_sql(workshop.raw_path)} WHERE CAST({value} AS TIME) <> TIME '00:00:00'"
    )
    column.storage = "TIMESTAMP" if has_hours or column.found.with_offset else "DATE"


def settle_decimal(workshop: Workshop, column: RawColumn) -> None:
    """The narrowest column that keeps each figure; text when there is none."""
    spelled = decimal_sql(column.found, column.values)
    whole, scale, has_exponent = workshop.one(
        f"SELECT max(length(ltrim(split_part(n, '.', 1), '-0'))), max(length(split_part(n, '.', 2))),"
        f" count(*) FILTER (WHERE contains(lower(n), 'e'))"
        f" FROM (SELECT {spelled} AS n FROM {path_sql(workshop.raw_path)})"
    )
    storage = decimal_storage(whole or 0, scale or 0, has_exponent > 0)
    if storage is None:
        column.found = TEXT
    column.storage = storage or "VARCHAR"
