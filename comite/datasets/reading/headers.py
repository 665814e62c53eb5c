"""Where the table really begins under its titles, and what its columns are called."""

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from comite.datasets.reading.remarks import Remarks
from comite.foundation.text import clean_line

SEARCHED_ROWS = 30
NAME_CHARACTERS_MAX = 120
NUMBER = re.compile(r"[-+−]?[0-9][0-9    '’]*([.,][0-9]+)?([eE][-+]?[0-9]+)?\s*(€|%)?")
DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([ T].*)?")
YEAR = re.compile(r"(19|20)[0-9]{2}")

Record = tuple[int, list[str]]


class Header(NamedTuple):
    """The names of the columns, and the place of the record under which the data begin."""

    row: int
    names: list[str]


def find_header(records: Sequence[Record]) -> Header | None:
    """The record that names the columns; None when the first one is already data."""
    rows = [[cell.strip() for cell in cells] for _, cells in records]
    fills = [sum(map(bool, row)) for row in rows]
    first = fuller_row_below(rows, fills, first_full_row(fills))
    if names_columns(rows[first]):
        return with_second_line(rows, first)
    if any(looks_like_data(cell) for cell in rows[first]) and not contrasts(rows, first):
        return None
    return Header(first, rows[first])


def first_full_row(fills: Sequence[int]) -> int:
    """The first row about as full as the body: those above are titles."""
    body = [fill for fill in fills if fill > 1] or [fill for fill in fills if fill]
    usual = median(body[len(body) // 3 :])
    needed = 1 if usual < 2 else max(2, 0.5 * usual)
    return next(index for index, fill in enumerate(fills) if fill >= needed or fill == max(fills))


def fuller_row_below(rows: Sequence[Sequence[str]], fills: Sequence[int], first: int) -> int:
    """A line such as "Exercice ; 2023 ; Commune ; Valmer" stands above the names, which fill more cells."""
    for index in range(first + 1, min(first + 10, len(rows))):
        below = [fill for fill in fills[index + 1 :] if fill]
        is_fuller = fills[index] >= 1.5 * fills[first] and median(below or [0]) >= 0.5 * fills[index]
        if is_fuller and names_columns(rows[index]):
            return index
    return first


def with_second_line(rows: Sequence[list[str]], first: int) -> Header:
    """Under the merged titles of groups, the second line names each column, alone or with its group."""
    upper = Header(first, with_groups(rows, first))
    if first + 2 >= len(rows):
        return upper
    width = max(len(rows[first]), len(rows[first + 1]))
    above, below = (padded(rows[index], width) for index in (first, first + 1))
    gaps = [position for position in range(width) if not above[position] and below[position]]
    body_has_values = any(looks_like_data(cell) for row in rows[first + 2 : first + 7] for cell in row)
    if not gaps or not body_has_values:
        return upper
    if names_columns(below) and all(below):
        return Header(first + 1, below)
    is_years = all(YEAR.fullmatch(cell) for cell in below if cell)
    if is_years or (names_columns(below) and not below[0]):
        return Header(first + 1, joined(above, below))
    return upper


def with_groups(rows: Sequence[list[str]], first: int) -> list[str]:
    """Years under the title of their group, when the line above names groups."""
    names = rows[first]
    above = padded(rows[first - 1], len(names)) if first else []
    if not any(above[1:]) or above[0] not in ("", names[0]):
        return names
    full_names = joined(above[: len(names)], names)
    return [full if YEAR.fullmatch(name) else name for name, full in zip(names, full_names, strict=True)]


def padded(row: list[str], width: int) -> list[str]:
    """A row completed to a width."""
    return [*row, *[""] * (width - len(row))]


def joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Each name preceded by the title of its group, which stands over its first column only."""
    names: list[str] = []
    group = ""
    for title, name in zip(above, below, strict=True):
        group = title or group
        names.append(f"{group} {name}".strip() if name else title)
    return names


def names_columns(row: Sequence[str]) -> bool:
    """These cells read like names: words, all different, or years among words."""
    cells = [cell for cell in row if cell]
    if not cells:
        return False
    words = [cell for cell in cells if not looks_like_data(cell)]
    years = [cell for cell in cells if YEAR.fullmatch(cell)]
    distinct = len({cell.casefold() for cell in words}) / max(1, len(words))
    return (
        bool(words)
        and len(words) + len(years) >= 0.8 * len(cells)
        and distinct > 0.5
        and max(map(len, cells)) < 300
    )


def looks_like_data(cell: str) -> bool:
    """A number or a date: what a name is not."""
    return bool(NUMBER.fullmatch(cell) or DATE.fullmatch(cell))


def contrasts(rows: Sequence[Sequence[str]], first: int) -> bool:
    """The row differs in kind from those below: where it has words, they have figures."""
    below = [row for row in rows[first + 1 : first + 21] if any(row)]
    for position, cell in enumerate(rows[first]):
        if not cell or looks_like_data(cell):
            continue
        under = [row[position] for row in below if position < len(row) and row[position]]
        if under and sum(map(looks_like_data, under)) > 0.8 * len(under):
            return True
    return False


def clean_names(written: Sequence[str], remarks: Remarks, line: int | None) -> list[str]:
    """A distinct, printable name for each column, as near as possible to what was written."""
    is_named = any(map(str.strip, written))
    taken: set[str] = set()
    names: list[str] = []
    for position, original in enumerate(written):
        plain = clean_line(original)[:NAME_CHARACTERS_MAX].strip()
        if not plain and is_named:
            remarks.add("unnamed_column", line=line, position=position + 1, name=f"colonne_{position + 1}")
        elif plain and plain.casefold() in taken:
            remarks.add("repeated_name", line=line, column=plain)
        names.append(distinct(plain or f"colonne_{position + 1}", taken))
        taken.add(names[-1].casefold())
    return names


def distinct(name: str, taken: set[str]) -> str:
    """The name, numbered when another column has it."""
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate = f"{name}_{number}"
        number += 1
    return candidate
