"""One page of a clean table. Runs in a child while a visitor waits: it imports as little as it can."""

# ruff: noqa: S608  each statement is ours: columns by position, paths and patterns as quoted constants.

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from comite.datasets.reading.warehouse import Connection, opened, table_sql

PAGE_ROWS_MAX = 100
CELL_SHOWN_CHARACTERS = 2000


def rows_page(arguments: Mapping[str, Any], _: Callable[[float, str], None]) -> dict[str, Any]:
    """The rows of a page as text, with their lines in the file, and how many rows there are in all."""
    path = Path(arguments["path"])
    limit = max(0, min(int(arguments["limit"]), PAGE_ROWS_MAX))
    offset = max(0, int(arguments["offset"]))
    with opened(files=[path]) as connection:
        types = stored_types(connection, path)
    with opened(files=[path], width=len(types)) as connection:
        order = order_sql(types, arguments["sort_column"], arguments["descending"])
        rows = connection.execute(page_sql(path, types, order, limit, offset)).fetchall()
        (count,) = connection.execute(f"SELECT count(*) FROM {table_sql(path)}").fetchall()[0]
    return {"lines": [row[0] for row in rows], "rows": [row[1:] for row in rows], "row_count": count}


def stored_types(connection: Connection, path: Path) -> list[str]:
    """How each column of a clean table is stored, c1 first."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {table_sql(path)}").fetchall()
    return [str(row[1]) for row in described[1:]]


def page_sql(path: Path, types: list[str], order: str, limit: int, offset: int) -> str:
    """A few rows as text, each cell cut to what a page can show."""
    shown = ", ".join(
        f"substr({shown_sql(f'c{position}', type_)}, 1, {CELL_SHOWN_CHARACTERS})"
        for position, type_ in enumerate(types, 1)
    )
    return f"SELECT line, {shown} FROM {table_sql(path)} {order} LIMIT {limit} OFFSET {offset}"


def shown_sql(cell: str, storage: str) -> str:
    """A clean value as text: ISO dates, decimal point, true and false."""
    if storage == "TIMESTAMP":
        return f"replace(CAST({cell} AS VARCHAR), ' ', 'T')"
    return f"CAST({cell} AS VARCHAR)"


def order_sql(types: list[str], sort_column: int | None, descending: bool) -> str:
    """By a column, empty cells last; words without regard to accents or case; otherwise as in the file."""
    if sort_column is None or not 1 <= sort_column <= len(types):
        return ""
    cell = f"c{sort_column}"
    key = f"strip_accents(lower({cell}))" if types[sort_column - 1] == "VARCHAR" else cell
    direction = "DESC" if descending else "ASC"
    return f"ORDER BY {key} {direction} NULLS LAST, line"
