"""The way in for the rest of the product: each question is answered by a child process within limits."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comite.datasets.reading import labels
from comite.datasets.reading.facts import FileFormat, Reading, Row
from comite.datasets.reading.personal import Confidence, Finding, PersonalKind
from comite.datasets.reading.remarks import UnreadableError
from comite.foundation import sandbox
from comite.foundation.sandbox import Ending, Limits

MEGABYTE = 1024 * 1024
READING_LIMITS = Limits(
    memory_bytes=900 * MEGABYTE, cpu_seconds=180, wall_seconds=240, file_size_bytes=2000 * MEGABYTE
)
SCREENING_LIMITS = Limits(
    memory_bytes=900 * MEGABYTE, cpu_seconds=120, wall_seconds=150, file_size_bytes=2000 * MEGABYTE
)
CELLS_LIMITS = Limits(
    memory_bytes=500 * MEGABYTE, cpu_seconds=40, wall_seconds=60, file_size_bytes=10 * MEGABYTE
)
PAGE_LIMITS = Limits(
    memory_bytes=600 * MEGABYTE, cpu_seconds=8, wall_seconds=10, file_size_bytes=0, niceness=0
)

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Page:
    """Some rows of a clean table, each with its line in the file."""

    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    row_count: int


def read_file(
    path: Path,
    filename: str,
    workdir: Path,
    on_progress: Progress | None = None,
    *,
    sheet: str | None = None,
    limits: Limits = READING_LIMITS,
) -> Reading:
    """Read a file of any kind. `workdir` (existing, empty) receives `table.parquet` and `table.csv`.

    Always answers; a reading that had to be stopped says so among its errors, in French.
    """
    arguments = {"path": str(path), "filename": filename, "workdir": str(workdir), "sheet": sheet}
    tell = in_french(on_progress) if on_progress else None
    outcome = sandbox.run("comite.datasets.reading.children:read", arguments, limits, tell)
    if outcome.is_done:
        return Reading.from_json(outcome.result)
    return _stopped(outcome.ending)


def interrupted() -> Reading:
    """What is known of a file whose reading was begun again and again, and never came to its end."""
    return _stopped(sandbox.Ending.CRASHED)


def _stopped(ending: sandbox.Ending) -> Reading:
    """Nothing but why a reading stopped."""
    return Reading(FileFormat.OTHER, errors=(UnreadableError(ending.value).remark,))


def in_french(on_progress: Progress) -> Progress:
    """The same listener, told the step in the words of the screen."""
    return lambda share, step: on_progress(share, labels.STEPS[step])


def screen(parquet_path: Path, reading: Reading, on_progress: Progress | None = None) -> tuple[Finding, ...]:
    """What a clean table seems to say of people, the surest first. A screening that had to stop says so."""
    arguments = {
        "path": str(parquet_path),
        "columns": reading.to_json()["columns"],
        "row_count": reading.row_count,
    }
    tell = in_french(on_progress) if on_progress else None
    outcome = sandbox.run("comite.datasets.reading.screening:screen", arguments, SCREENING_LIMITS, tell)
    if outcome.is_done:
        return tuple(Finding.from_json(each) for each in outcome.result)
    label = labels.PERSONAL_KINDS[PersonalKind.UNCHECKED]
    count = reading.row_count
    return (Finding("toutes", 0, PersonalKind.UNCHECKED, label, count, 1.0, Confidence.LOW),)


def read_page(
    parquet_path: Path,
    offset: int = 0,
    limit: int = 50,
    *,
    sort_column: int | None = None,
    descending: bool = False,
) -> Page | None:
    """At most 100 rows of a clean table, sorted by the column at a position (from 1); None when too slow."""
    arguments: dict[str, Any] = {
        "path": str(parquet_path),
        "offset": offset,
        "limit": limit,
        "sort_column": sort_column,
        "descending": descending,
    }
    outcome = sandbox.run("comite.datasets.reading.paging:rows_page", arguments, PAGE_LIMITS)
    if outcome.ending is not Ending.DONE:
        return None
    found = outcome.result
    return Page(tuple(tuple(row) for row in found["rows"]), tuple(found["lines"]), found["row_count"])


def read_cells(
    path: Path, filename: str, rows_max: int, *, sheet: str = ""
) -> tuple[list[tuple[int, list[str]]], str]:
    """The rows of a list as written, each with its line in the file; or the reason why there are none."""
    arguments = {"path": str(path), "filename": filename, "rows_max": rows_max, "sheet": sheet}
    outcome = sandbox.run("comite.datasets.reading.cells:read", arguments, CELLS_LIMITS)
    if not outcome.is_done:
        return [], UnreadableError(outcome.ending.value).remark.sentence
    rows = [(int(line), [str(cell) for cell in cells]) for line, cells in outcome.result["rows"]]
    return rows, str(outcome.result["error"])
