"""Cells read as what they should hold, with every way people write it, and a fault that says what to do."""

from datetime import date
from enum import StrEnum

import pytest

from comite.imports.cells import Cells
from comite.imports.columns import Column

COLUMN = Column("it", "La colonne", "")


class Fruit(StrEnum):
    """A closed list."""

    APPLE = "apple"
    PEAR = "pear"


FRUITS = {Fruit.APPLE: "Pomme", Fruit.PEAR: "Poire d’été"}


def cells(written: str, *, needed: bool = False) -> Cells:
    """A line of one cell."""
    return Cells({"it": written} if written else {}, [Column("it", "La colonne", "", needed=needed)])


@pytest.mark.parametrize(
    "written", ["31/12/2026", "31.12.2026", "2026-12-31", "2026-12-31T00:00:00", "46387"]
)
def test_a_day_is_read_however_it_is_written(written):
    assert cells(written).day("it") == date(2026, 12, 31)


@pytest.mark.parametrize(
    "written", ["31/02/2026", "2026-13-01", "demain", "12/2026", "01/01/0001", "9999-12-31", "1234", "99999"]
)
def test_a_day_that_does_not_exist_is_a_fault(written):
    line = cells(written)

    assert line.day("it") is None
    assert [each.column for each in line.faults] == ["La colonne"]


@pytest.mark.parametrize("written", ["12000", "12 000 €", "12\u202f000", "12000.0", "12000,00"])
def test_a_number_is_read_with_its_spaces_and_its_sign(written):
    assert cells(written).whole("it", 10**6) == 12_000


@pytest.mark.parametrize("written", ["douze", "-3", "1,5", "9" * 40, "²", "1.000", "12,000", "1.200"])
def test_a_number_that_is_none_is_a_fault(written):
    line = cells(written)

    assert line.whole("it", 10**6) is None
    assert len(line.faults) == 1


@pytest.mark.parametrize("written", ["Pomme", "POMME", "pom", "apple"])
def test_a_word_of_a_list_is_found_by_its_label_or_its_beginning(written):
    assert cells(written).among("it", FRUITS) is Fruit.APPLE


@pytest.mark.parametrize("written", ["Po", "Cerise"])
def test_a_word_that_designates_none_or_several_is_a_fault_that_gives_the_list(written):
    line = cells(written)

    assert line.among("it", FRUITS) is None
    assert "« Pomme »" in line.faults[0].advice


def test_several_words_are_each_found_once():
    assert cells("pomme ; Poire d’été, pomme").several("it", FRUITS) == (Fruit.APPLE, Fruit.PEAR)


@pytest.mark.parametrize(("written", "answer"), [("Oui", True), ("NON", False), ("x", True), ("", None)])
def test_yes_and_no_are_understood(written, answer):
    assert cells(written).yes_no("it") is answer


def test_a_needed_cell_that_is_empty_and_a_long_one_are_faults():
    empty, long = cells("", needed=True), cells("a" * 11)
    empty.line("it", 10)
    long.text("it", 10)

    assert [len(empty.faults), len(long.faults)] == [1, 1]
