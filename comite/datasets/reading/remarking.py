"""What typed columns reveal: codes spoilt by a spreadsheet, numbers that may be misread, a row of totals."""

# ruff: noqa: S608  each statement is ours: columns by position, paths and patterns as quoted constants.

from collections.abc import Callable, Sequence

from comite.datasets.reading.column_sql import text_sql
from comite.datasets.reading.column_types import SCIENTIFIC, announces_codes, may_be_thousands
from comite.datasets.reading.facts import CodeKind, ColumnType
from comite.datasets.reading.remarks import Remarks
from comite.datasets.reading.shaping import is_total
from comite.datasets.reading.table import LINE, RawColumn, Workshop
from comite.datasets.reading.warehouse import path_sql

EXPECTED_LENGTHS = {CodeKind.SIREN: 9, CodeKind.SIRET: 14, CodeKind.INSEE: 5, CodeKind.POSTAL: 5}

Check = Callable[[Workshop, RawColumn, Remarks], None]


def remark_on_columns(workshop: Workshop, columns: Sequence[RawColumn], remarks: Remarks) -> None:
    """Look at each column with what is known of its type, then at the last row."""
    for column in columns:
        for check in CHECKS:
            check(workshop, column, remarks)
    remark_on_totals(workshop, columns, remarks)


def remark_on_spoilt_codes(workshop: Workshop, column: RawColumn, remarks: Remarks) -> None:
    """2,17801E+13 was a SIRET before a spreadsheet shortened it: its last figures are gone."""
    if not announces_codes(column.name) or not any(map(SCIENTIFIC.fullmatch, column.sample)):
        return
    for line, cell in cells_like(workshop, column, SCIENTIFIC.pattern):
        remarks.add("spoilt_code", line=line, column=column.name, cell=cell)


def remark_on_lost_zeros(workshop: Workshop, column: RawColumn, remarks: Remarks) -> None:
    """Codes one figure too short: the first zero went when they were taken for numbers."""
    length = EXPECTED_LENGTHS.get(column.found.code_kind) if column.found.code_kind else None
    if length is None or column.found.type is not ColumnType.CODE:
        return
    for line, cell in cells_like(workshop, column, f"[0-9]{{{length - 1}}}"):
        remarks.add("lost_zero", line=line, column=column.name, cell=cell, length=length)


def remark_on_thousands(_: Workshop, column: RawColumn, remarks: Remarks) -> None:
    """1.250 was read as one and a quarter."""
    is_dotted = column.found.type is ColumnType.DECIMAL and column.found.decimal_mark == "."
    if is_dotted and may_be_thousands(column.sample):
        remarks.add("may_be_thousands", column=column.name, cell=next(v for v in column.sample if "." in v))


def remark_on_choices(_: Workshop, column: RawColumn, remarks: Remarks) -> None:
    """Say what was decided about units, days in the American order, days that were numbers."""
    found = column.found
    if found.has_unit:
        remarks.add("unit_removed", column=column.name)
    if found.month_first:
        remarks.add("month_first", column=column.name)
    if found.serial:
        remarks.add("serial_dates", column=column.name)
    if found.decimal_mark == "mixed":
        remarks.add("mixed_marks", column=column.name)


def cells_like(workshop: Workshop, column: RawColumn, pattern: str) -> list[tuple[int, str]]:
    """The first cells of a column with this shape, as they were written."""
    statement = (
        f"SELECT {LINE}, {column.values} FROM {path_sql(workshop.raw_path)}"
        f" WHERE regexp_full_match({column.values}, {text_sql(pattern)}) ORDER BY {LINE} LIMIT 3"
    )
    return [(line, cell) for line, cell in workshop.all(statement)]


def remark_on_totals(workshop: Workshop, columns: Sequence[RawColumn], remarks: Remarks) -> None:
    """A row of totals stays in the table: whoever adds a column up must know."""
    cells = ", ".join(column.values for column in columns)
    last = workshop.all(
        f"SELECT {LINE}, {cells} FROM {path_sql(workshop.raw_path)} ORDER BY {LINE} DESC LIMIT 3"
    )
    for line, *row in last:
        if is_total(row):
            remarks.add("total_row", line=line)


CHECKS: tuple[Check, ...] = (
    remark_on_spoilt_codes,
    remark_on_lost_zeros,
    remark_on_thousands,
    remark_on_choices,
)
