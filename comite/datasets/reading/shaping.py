"""Records become rows of one width. Nothing is lost: what sticks out goes into a spare cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comite.datasets.reading.remarks import Remarks
from comite.foundation.text import fold

Record = tuple[int, list[str]]
BETWEEN_SPARES = "\x1f"
SPARES_MAX = 20
TOTALS = ("total", "sous-total", "ensemble", "total general")


@dataclass
class Shape:
    """What was learnt while shaping."""

    row_count: int = 0
    spare_width: int = 0


def shaped(
    records: Iterator[Record], header: Sequence[str], remarks: Remarks, shape: Shape
) -> Iterator[list[str]]:
    """Rows made of their line number, as many cells as the header, and a spare cell."""
    width = len(header)
    names = [cell.strip() for cell in header]
    first_name = header[0] if header else ""
    for line, cells in records:
        if len(cells) != width:
            if not any(map(str.strip, cells)):
                continue
            row = fitted(line, cells, width, remarks, shape)
        elif cells[0] == first_name and width > 1 and [cell.strip() for cell in cells] == names:
            remarks.add("repeated_header", line=line)
            continue
        elif not (cells[0] or any(map(str.strip, cells))):
            continue
        else:
            row = [*cells, ""]
        shape.row_count += 1
        yield [str(line), *row]


def fitted(line: int, row: list[str], width: int, remarks: Remarks, shape: Shape) -> list[str]:
    """A row of the right width, its excess in the spare cell."""
    extra = row[width:]
    while extra and not extra[-1].strip():
        extra.pop()
    if len(extra) > SPARES_MAX:
        remarks.add("cells_joined", line=line)
        extra = [*extra[: SPARES_MAX - 1], " | ".join(extra[SPARES_MAX - 1 :])]
    if extra:
        remarks.add("long_row", line=line, found=len(row), expected=width)
        shape.spare_width = max(shape.spare_width, len(extra))
    elif len(row) < width:
        remarks.add("short_row", line=line, found=len(row), expected=width)
    missing = [""] * (width - len(row))
    return [*row[:width], *missing, BETWEEN_SPARES.join(cell.replace(BETWEEN_SPARES, " ") for cell in extra)]


def is_total(cells: Sequence[str | None]) -> bool:
    """A last row that adds the others up: it would be counted twice."""
    first = next((cell for cell in cells if cell), "")
    return fold(first).strip(" :.").startswith(TOTALS)
