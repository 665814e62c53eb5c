"""Whatever is in a file, reading it answers; whatever is in a table, reading it back gives the same."""

import csv
import io
import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comite.datasets.reading.facts import Reading
from comite.datasets.reading.reader import read_file

SIGNATURES = (
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'{"',
    b"[{",
    b"a;b\n",
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le")
SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LETTERS = "aàbcéèxyzÉœ’“ ;,\t|\n\"'-.0123456789€%"


def read(content: bytes, filename: str) -> tuple[Reading, list[list[str]]]:
    """The facts of a content and its clean rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sent").write_bytes(content)
        reading = read_file(folder / "sent", filename, folder, lambda share, step: None)
        if not reading.is_table:
            return reading, []
        with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
            return reading, list(csv.reader(file))


@SOME
@given(
    start=st.sampled_from(SIGNATURES),
    body=st.one_of(
        st.binary(max_size=2000),
        st.text(alphabet=LETTERS + "\x00\r{}[]:", max_size=500).map(str.encode),
    ),
    filename=st.sampled_from(
        ["x.csv", "x.xlsx", "x.xls", "x.ods", "x.json", "x.geojson", "x", "..", "é\u202e.csv"]
    ),
)
@example(start=b"", body=b'"', filename="x.csv")
@example(start=b"", body=b'a;b\n"', filename="x.csv")
@example(start=b"", body=b'a,b\n"""\n', filename="x.csv")
@example(start=b"", body=b"\x00", filename="x.csv")
@example(start=b"", body=b"sep=\n", filename="x.csv")
def test_any_bytes_give_an_answer(start, body, filename):
    reading, _ = read(start + body, filename)

    assert reading.is_table or reading.errors
    assert all(remark.sentence for remark in (*reading.errors, *reading.warnings))
    json.dumps(reading.to_json())


WORDS = st.text(alphabet='abcdéèàœ’ ;,\t|\n"', min_size=1, max_size=12).map(lambda each: f"m{each}m")
KINDS = {
    "mot": WORDS,
    "entier": st.integers(-(10**9), 10**9).map(str),
    "nombre": st.decimals(-(10**6), 10**6, places=2).map(str),
    "jour": st.dates().map(lambda each: each.isoformat()),
    "code_insee": st.integers(1, 99_999).map(lambda each: f"{each:05}"),
}


@st.composite
def tables(draw):
    """Columns of one kind each, some cells empty."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=6))
    height = draw(st.integers(3, 12))
    columns = [
        draw(st.lists(st.one_of(KINDS[kind], st.just("")), min_size=height, max_size=height))
        for kind in kinds
    ]
    rows = [[f"r{index}", *cells] for index, cells in enumerate(zip(*columns, strict=True))]
    return kinds, rows


def as_french(kind: str, cell: str) -> str:
    """A clean cell as a commune would write it."""
    if kind == "nombre":
        return cell.replace(".", ",")
    if kind == "jour" and cell:
        year, month, day = cell.split("-")
        return f"{day}/{month}/{year}"
    return cell


def messy_csv(kinds, rows, separator, line_end) -> str:
    """The table as a messy export."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator=line_end)
    writer.writerow(["nom rang", *(f"{kind} {index}" for index, kind in enumerate(kinds))])
    for name, *cells in rows:
        writer.writerow([name, *(as_french(kind, cell) for kind, cell in zip(kinds, cells, strict=True))])
    return buffer.getvalue()


@SOME
@given(
    table=tables(),
    separator=st.sampled_from(";\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(ENCODINGS),
)
def test_a_table_read_back_from_a_messy_file_is_the_same(table, separator, line_end, encoding):
    kinds, rows = table
    content = messy_csv(kinds, rows, separator, line_end).encode(encoding)

    reading, (_, *found) = read(content, "export.csv")

    assert reading.row_count == len(rows)
    assert [comparable(row) for row in found] == [comparable(row) for row in rows]


def comparable(row: list[str]) -> list[str | float]:
    """Cells without the choices a clean table may make: decimals written 1.50 or 1.5, spaces at the ends."""
    cells: list[str | float] = []
    for cell in row:
        plain = cell.strip(" \t\r\n").removeprefix("'")
        try:
            cells.append(float(plain) if "." in plain or not plain.startswith("0") else plain)
        except ValueError:
            cells.append(plain)
    return cells
