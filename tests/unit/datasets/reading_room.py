"""What the tests of reading share: a file on the disk, read in this process."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from comite.datasets.reading.facts import Reading
from comite.datasets.reading.reader import read_file


def read_in(folder: Path, content: str | bytes, filename: str = "fichier.csv", **options) -> Reading:
    """Read a content as if it had been sent under this name."""
    path = folder / "sent"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path, filename, folder, lambda share, step: None, **options)


def read(content: str | bytes, filename: str = "fichier.csv", **options) -> Reading:
    """The same in a folder of its own."""
    with TemporaryDirectory() as folder:
        return read_in(Path(folder), content, filename, **options)


def clean_csv(content: str | bytes, filename: str = "fichier.csv") -> str:
    """The clean CSV of a content."""
    with TemporaryDirectory() as folder:
        assert read_in(Path(folder), content, filename).is_table
        return (Path(folder) / "table.csv").read_bytes().decode()


def workbook(build) -> bytes:
    """An xlsx that `build(workbook)` fills."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    build(book)
    book.close()
    return buffer.getvalue()


def types(reading: Reading) -> dict[str, str]:
    """The type of each column, by name."""
    return {column.name: column.type.value for column in reading.columns}


def codes(remarks) -> list[str]:
    """The codes of remarks, in order."""
    return [remark.code for remark in remarks]
