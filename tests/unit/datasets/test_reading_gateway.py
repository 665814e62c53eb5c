"""Reading as the product asks for it: in a child, within limits, with an answer whatever happens."""

import shutil
from pathlib import Path

import pytest

from comite.datasets.reading import gateway
from comite.foundation.sandbox import Limits
from tests.unit.datasets.reading_room import codes, read_in

ROWS = "nom;n;jour\n" + "".join(
    f"{name};{n},5;0{n % 9 + 1}/01/2024\n" for n, name in enumerate("éabàcz" * 50)
)


@pytest.fixture
def table(tmp_path):
    """A clean table of three hundred rows."""
    read_in(tmp_path, ROWS)
    return tmp_path / "table.parquet"


def test_a_file_is_read_in_a_child_that_says_in_french_how_far_it_is(tmp_path):
    sent = tmp_path / "sent.csv"
    sent.write_text(ROWS, encoding="cp1252")
    room = tmp_path / "room"
    room.mkdir()
    steps = []

    reading = gateway.read_file(sent, "sent.csv", room, lambda share, step: steps.append((share, step)))

    assert (reading.encoding, reading.row_count) == ("iso-8859-1", 300)
    assert sorted(path.name for path in room.iterdir()) == ["table.csv", "table.parquet"]
    assert steps[-1] == (1.0, "Lecture terminée")
    assert [share for share, _ in steps] == sorted(share for share, _ in steps)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"memory_bytes": 30_000_000}, "out_of_memory"),
        ({"cpu_seconds": 0}, "out_of_time"),
        ({"wall_seconds": 0.01}, "out_of_time"),
        ({"file_size_bytes": 1000}, "out_of_space"),
    ],
)
def test_a_reading_that_goes_over_is_stopped_and_explained(tmp_path, changes, code):
    sent = tmp_path / "sent.csv"
    sent.write_text(ROWS)
    limits = Limits(**{**vars(gateway.READING_LIMITS), **changes})

    reading = gateway.read_file(sent, "sent.csv", tmp_path, limits=limits)

    assert codes(reading.errors) == [code]
    assert not reading.is_table


def test_a_file_that_is_not_there_is_an_answer_too(tmp_path):
    reading = gateway.read_file(tmp_path / "absent", "absent.csv", tmp_path)

    assert codes(reading.errors) == ["crashed"]


def test_pages_follow_the_file(table):
    page = gateway.read_page(table, offset=2, limit=2)

    assert page.row_count == 300
    assert page.lines == (4, 5)
    assert page.rows == (("b", "2.5", "2024-01-03"), ("à", "3.5", "2024-01-04"))


def test_pages_sort_numbers_as_numbers_and_words_without_their_accents(table):
    largest = gateway.read_page(table, limit=2, sort_column=2, descending=True)
    first_words = gateway.read_page(table, limit=150, sort_column=1)

    assert [row[1] for row in largest.rows] == ["299.5", "298.5"]
    assert [row[0] for row in first_words.rows] == sorted("aà" * 50, key=lambda each: 0)[:100]


def test_a_page_never_has_more_than_a_hundred_rows(table):
    assert len(gateway.read_page(table, limit=100_000).rows) == 100


@pytest.mark.parametrize("sort_column", [0, 99, -1])
def test_a_column_that_is_not_there_sorts_nothing(table, sort_column):
    assert gateway.read_page(table, limit=1, sort_column=sort_column).lines == (2,)


def test_a_page_of_what_is_no_table_is_none(tmp_path):
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 nothing")

    assert gateway.read_page(path) is None


def test_a_child_reads_its_one_file_and_no_other(table, tmp_path):
    from comite.datasets.reading.warehouse import opened, path_sql

    other = tmp_path / "other.parquet"
    shutil.copy(table, other)

    import duckdb

    with opened(files=[table]) as connection:
        connection.execute(f"SELECT count(*) FROM {path_sql(table)}")
        for statement in (
            f"SELECT * FROM {path_sql(other)}",
            "SELECT * FROM read_csv('/etc/passwd')",
            f"COPY (SELECT 1) TO {path_sql(tmp_path / 'new.csv')}",
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "ATTACH 'x.db'",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)


def test_a_stored_table_is_read_whatever_its_name(tmp_path):
    reading = read_in(tmp_path, "n;courriel\n1;lea.roux@boite.test\n")
    stored = (tmp_path / "table.parquet").rename(tmp_path / "0a1b2c")

    assert gateway.read_page(stored).rows == (("1", "lea.roux@boite.test"),)
    assert [each.kind for each in gateway.screen(stored, reading)] == ["email"]


def test_a_screening_that_cannot_finish_asks_a_human_being(tmp_path):
    reading = read_in(tmp_path, ROWS)
    Path(tmp_path / "table.parquet").write_bytes(b"PAR1 nothing")

    (finding,) = gateway.screen(tmp_path / "table.parquet", reading)

    assert (finding.kind, finding.count) == ("unchecked", 300)
