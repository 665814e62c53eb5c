"""The tables inside files: read by a worker in a child process, shown by pages, cited ready-made."""

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from flask import current_app, url_for
from sqlalchemy import select, update

from comite.datasets import labels
from comite.datasets.errors import UnreadableTableError
from comite.datasets.models import Dataset, DatasetFile, ReadingState
from comite.datasets.reading import gateway
from comite.datasets.reading.facts import FileFormat, Reading
from comite.foundation import clock, storage, tasks
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError
from comite.foundation.jobs import long_job
from comite.foundation.rendering import day
from comite.foundation.settings import Settings
from comite.foundation.text import whole
from comite.search.operations import reindex

ROWS = 50
OFFSET_MAX = 10**9
NAMES_MAX = 20_000
# A clean table is never much larger than its file, but a workbook unpacks.
TABLE_MAX = 4 * 1024**3
PROGRESS_STEP = 2
MEDIA_TYPES = {
    FileFormat.CSV: "text/csv",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.XLS: "application/vnd.ms-excel",
    FileFormat.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileFormat.GEOJSON: "application/geo+json",
    FileFormat.JSON: "application/json",
}


@dataclass(frozen=True)
class RowsView:
    """One page of a file's rows, ready for the template."""

    columns: list[dict[str, object]]
    rows: list[list[object]]
    count: int
    first: int
    last: int
    previous_url: str | None
    next_url: str | None


@dataclass
class _Told:
    """The last progress written down, so that it is written only when it moves."""

    percent: int = field(default=-PROGRESS_STEP)


def reading_key(file_id: int) -> str:
    """What the reading of a file calls itself among its owner's tasks."""
    return f"reading:{file_id}"


@long_job
def read_file(file_id: int) -> None:
    """Read a file in a child process and keep what it told; twice gives the same.

    A file that cannot be read stays as it was sent, with the reason.
    """
    file = db.session.get(DatasetFile, file_id)
    if file is None:
        return
    try:
        path = storage.current().path(file.digest)
    except NotFoundError:
        return
    name = file.file_name
    _note_progress(file_id, 0, "Lecture du fichier")
    db.session.commit()
    told = _Told()

    def on_progress(share: float, label: str) -> None:
        percent = min(99, int(share * 100))
        if percent - told.percent >= PROGRESS_STEP:
            told.percent = percent
            _note_progress(file_id, percent, label)

    settings: Settings = current_app.extensions["settings"]
    room = settings.data_dir / "reading"
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=room) as folder:
        place = Path(folder)
        reading = gateway.read_file(path, name, place, on_progress)
        findings = gateway.screen(place / "table.parquet", reading) if reading.is_table else ()
        table = _keep(place / "table.parquet") if reading.is_table else None
        clean = _keep(place / "table.csv") if reading.is_table else None
    _keep_reading(file_id, reading, [asdict(each) for each in findings], table, clean)


def give_up(file_id: int) -> None:
    """Say that a file will not be read, and keep it as it was sent: its reading was given up."""
    file = db.session.get(DatasetFile, file_id)
    if file is not None and not file.is_settled:
        _keep_reading(file_id, gateway.interrupted(), [], None, None)


@operation
def _note_progress(file_id: int, percent: int, label: str) -> None:
    """Say how far the reading has come."""
    db.session.execute(
        update(DatasetFile)
        .where(DatasetFile.id == file_id)
        .values(state=ReadingState.READING, progress=percent, progress_label=label[:120])
        .execution_options(synchronize_session=False)
    )
    tasks.progress(reading_key(file_id), percent, 100, label)


@operation
def _keep_reading(
    file_id: int,
    reading: Reading,
    findings: list[dict[str, object]],
    table: storage.Kept | None,
    clean: storage.Kept | None,
) -> None:
    """Write down all that the reading told, in one change."""
    file = db.session.scalar(
        select(DatasetFile).where(DatasetFile.id == file_id).execution_options(populate_existing=True)
    )
    if file is None:
        return
    for kept in (table, clean):
        if kept is not None:
            storage.record(kept)
    file.state = ReadingState.READ if reading.is_table else ReadingState.UNREADABLE
    file.progress, file.progress_label = 100, ""
    file.facts = {**reading.to_json(), "preview": []}
    file.findings = list(findings)
    file.column_names = " ".join(column.name for column in reading.columns)[:NAMES_MAX]
    file.row_count = reading.row_count if reading.is_table else None
    file.table_digest = table.digest if table else None
    file.clean_digest = clean.digest if clean else None
    _cover(file, reading)
    reindex.later(kind="dataset", subject_id=file.dataset_id)
    if reading.is_table:
        rows = "ligne lue" if reading.row_count < 2 else "lignes lues"
        tasks.done(reading_key(file_id), f"{reading.row_count} {rows}")
    else:
        tasks.failed(reading_key(file_id), " ".join(each.sentence for each in reading.errors))


def _cover(file: DatasetFile, reading: Reading) -> None:
    """The rectangle of a GeoJSON is the dataset's, unless somebody gave one."""
    dataset = db.session.get(Dataset, file.dataset_id)
    if dataset is not None and dataset.west is None and reading.bounding_box:
        dataset.west, dataset.south, dataset.east, dataset.north = reading.bounding_box


def _keep(path: Path) -> storage.Kept:
    """Put a file the child wrote into the storage."""
    with path.open("rb") as source:
        return storage.current().put(source, TABLE_MAX)


def read_rows(file: DatasetFile, arguments: Mapping[str, str]) -> RowsView:
    """The rows that a page shows; raises `UnreadableTableError` when they cannot be had in time."""
    if file.table_digest is None:
        raise UnreadableTableError
    reading = Reading.from_json(file.facts)
    offset = min(_number(arguments.get("a-partir-de")), OFFSET_MAX)
    sort = _number(arguments.get("tri"))
    sort_column = sort if 1 <= sort <= len(reading.columns) else None
    descending = arguments.get("ordre") == "desc"
    path = storage.current().path(file.table_digest)
    page = gateway.read_page(path, offset, ROWS, sort_column=sort_column, descending=descending)
    if page is None:
        raise UnreadableTableError
    address = _RowsAddress(file, sort_column, descending)
    return RowsView(
        columns=[
            {"label": "Ligne", "kind": "number"},
            *(address.heading(column.position, column.name) for column in reading.columns),
        ],
        rows=[
            [line, *("" if cell is None else cell for cell in row)]
            for line, row in zip(page.lines, page.rows, strict=True)
        ],
        count=page.row_count,
        first=offset + 1 if page.rows else 0,
        last=offset + len(page.rows),
        previous_url=address.at(max(0, offset - ROWS)) if offset else None,
        next_url=address.at(offset + ROWS)
        if offset + len(page.rows) < page.row_count and page.rows
        else None,
    )


@dataclass(frozen=True)
class _RowsAddress:
    """The addresses of the pages of rows, with their sort."""

    file: DatasetFile
    sort_column: int | None
    descending: bool

    def at(self, offset: int) -> str:
        """The page that begins at a row."""
        return self._url(offset, self.sort_column, self.descending)

    def heading(self, position: int, name: str) -> dict[str, object]:
        """A column's heading: a press sorts, another turns the sort round."""
        is_sorted = position == self.sort_column
        sort_url = self._url(0, position, is_sorted and not self.descending)
        direction = ("descending" if self.descending else "ascending") if is_sorted else ""
        return {"label": name, "kind": "", "sort_url": sort_url, "sorted": direction}

    def _url(self, offset: int, sort: int | None, descending: bool) -> str:
        """One address."""
        values: dict[str, object] = {"slug": self.file.dataset.slug, "file_id": self.file.id}
        if offset:
            values["a-partir-de"] = offset
        if sort:
            values["tri"] = sort
            values["ordre"] = "desc" if descending else "asc"
        return url_for("datasets.rows", **values)  # type: ignore[arg-type]


def citation(dataset: Dataset) -> str:
    """The sentence a reuser copies: source and date of last update (CRPA, article L322-1)."""
    settings: Settings = current_app.extensions["settings"]
    address = settings.public_url + url_for("datasets.show", slug=dataset.slug)
    return (
        f"{dataset.authority.name}, « {dataset.title} », mis à jour le {day(dataset.modified_at)}, "
        f"{labels.LICENCES[dataset.licence]}, {address} (consulté le {day(clock.today())})."
    )


def format_of(file: DatasetFile) -> FileFormat:
    """What a file is, from what reading it told."""
    return FileFormat(file.facts["format"]) if file.facts else FileFormat.OTHER


def media_type(file: DatasetFile) -> str:
    """The media type of a file, from what reading it told rather than from what its sender said."""
    return MEDIA_TYPES.get(format_of(file), "application/octet-stream")


def _number(value: str | None) -> int:
    """A whole number of the address; nought for anything else."""
    return whole(value) or 0
