"""What a column is, and what keeps it from being it."""

import pytest

from comite.datasets.reading.facts import CodeKind, Reading
from tests.unit.datasets.reading_room import codes, read, types


def column(values: list[str], name: str = "valeur") -> Reading:
    """A table of this column beside a number."""
    rows = "".join(f"{index}\t{value}\n" for index, value in enumerate(values))
    return read(f"rang\t{name}\n{rows}")


@pytest.mark.parametrize(
    ("name", "values", "expected_type", "expected"),
    [
        ("n", ["1", "-2", "3"], "integer", ["1", "-2", "3"]),
        ("n", ["1 234", "12\u202f345", "1\u00a0234\u00a0567"], "integer", ["1234", "12345", "1234567"]),
        ("n", ["−5", "+3"], "integer", ["-5", "3"]),
        ("n", ["1,5", "2", "-0,25"], "decimal", ["1.50", "2.00", "-0.25"]),
        ("n", ["1.5", "2"], "decimal", ["1.5", "2.0"]),
        ("n", ["1.234,56", "12,00"], "decimal", ["1234.56", "12.00"]),
        ("n", ["1,234.56", "12.00"], "decimal", ["1234.56", "12.00"]),
        ("n", ["1 234,5 €", "12 €"], "decimal", ["1234.5", "12.0"]),
        ("n", ["12 %", "7 %"], "integer", ["12", "7"]),
        ("n", ["1,5", "2.75"], "decimal", ["1.50", "2.75"]),
        ("n", ["48.8566140123", "2.1"], "decimal", ["48.8566140123", "2.1"]),
        ("n", ["12345678901234567890,12", "1"], "decimal", ["12345678901234567890.12", "1.00"]),
        ("jour", ["01/02/2024", "31/12/1999"], "date", ["2024-02-01", "1999-12-31"]),
        ("jour", ["1/2/2024", "2024-03-04"], "date", ["2024-02-01", "2024-03-04"]),
        ("jour", ["01-02-2024", "01.03.2024"], "date", ["2024-02-01", "2024-03-01"]),
        ("jour", ["1er mars 2024", "mardi 13 FÉVRIER 2024"], "date", ["2024-03-01", "2024-02-13"]),
        ("jour", ["02/13/2024", "01/02/2024"], "date", ["2024-02-13", "2024-01-02"]),
        ("date", ["20240131", "20231231"], "date", ["2024-01-31", "2023-12-31"]),
        ("date", ["45292", "45300"], "date", ["2024-01-01", "2024-01-09"]),
        ("jour", ["05/01/2024 00:00:00", "06/01/2024 00:00:00"], "date", ["2024-01-05", "2024-01-06"]),
        ("h", ["05/01/2024 10:30"], "datetime", ["2024-01-05T10:30:00"]),
        ("h", ["2024-01-06 à 9h05"], "datetime", ["2024-01-06T09:05:00"]),
        ("h", ["2024-01-05T10:00:00+02:00"], "datetime", ["2024-01-05T08:00:00"]),
        ("b", ["oui", "Non"], "boolean", ["true", "false"]),
        ("b", ["VRAI", "FAUX"], "boolean", ["true", "false"]),
        ("g", ["POINT(2 48)", "POINT (3 49)"], "geometry", ["POINT(2 48)", "POINT (3 49)"]),
        ("t", ["N", "O", "S"], "text", ["N", "O", "S"]),
        ("t", ["2024-01", "2024-02"], "text", ["2024-01", "2024-02"]),
        ("t", ["06 12 34 56 78", "+33612345678"], "code", ["06 12 34 56 78", "+33612345678"]),
    ],
)  # fmt: skip
def test_values_are_understood_as_the_french_write_them(name, values, expected_type, expected):
    reading = column(values, name)

    assert types(reading)[name] == expected_type
    assert [row[1] for row in reading.preview] == expected


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("siren", ["217801234", "552100554"], CodeKind.SIREN),
        ("idBeneficiaire", ["21780123400012"], CodeKind.SIRET),
        ("organisme", ["73282932000074", "35600000000048", "55210055400013"], CodeKind.SIRET),
        ("organisme", ["732829320", "356000000", "552100554"], CodeKind.SIREN),
        ("code_insee", ["01001", "2A004"], CodeKind.INSEE),
        ("COM_CP", ["75001", "69001"], CodeKind.POSTAL),
        ("Code postal", ["75001", "69001"], CodeKind.POSTAL),
        ("departement", ["01", "75"], CodeKind.OTHER),
        ("chapitre", ["11", "12"], CodeKind.OTHER),
        ("repère", ["123456789012345678901", "1"], CodeKind.OTHER),
    ],
)
def test_codes_are_kept_as_written(name, values, kind):
    reading = column(values, name)

    assert types(reading)[name] == "code"
    assert reading.columns[1].code_kind is kind
    assert [row[1] for row in reading.preview] == values


def test_an_identifier_shaped_like_a_date_is_no_date():
    assert types(column(["2024-01-12", "2024-02-01"], "DELIB_ID"))["DELIB_ID"] == "text"


def test_one_word_among_numbers_makes_a_text_and_is_shown():
    values = [f"{number},5" for number in range(20)]

    reading = column([*values, "NC"], "montant")

    assert types(reading)["montant"] == "text"
    assert reading.preview[-1][1] == "NC"
    (remark,) = reading.warnings
    assert (remark.code, remark.line, remark.column) == ("exception", 22, "montant")
    assert "«\u202fNC\u202f»" in remark.sentence


def test_an_impossible_date_makes_a_text_and_is_shown():
    reading = column([*["01/02/2024"] * 10, "31/02/2024"], "jour")

    assert types(reading)["jour"] == "text"
    assert [(each.code, each.line) for each in reading.warnings] == [("exception", 12)]


def test_decimals_far_down_widen_whole_numbers():
    reading = column([*map(str, range(6000)), "1,5"], "n")

    assert types(reading)["n"] == "decimal"
    assert reading.row_count == 6001


def test_a_word_far_down_is_seen():
    reading = column([*map(str, range(7000)), "inconnu"], "n")

    assert types(reading)["n"] == "text"
    assert [(each.code, each.line) for each in reading.warnings] == [("exception", 7002)]


def test_a_siret_shortened_by_a_spreadsheet_stays_as_it_is_and_is_told():
    reading = column(["2,17801E+13", "21780123400012"], "siret")

    assert [row[1] for row in reading.preview] == ["2,17801E+13", "21780123400012"]
    assert [(each.code, each.line) for each in reading.warnings] == [("spoilt_code", 2)]


def test_a_lost_zero_is_told_and_not_invented():
    reading = column(["1000", "75001"], "code_postal")

    assert reading.preview[0][1] == "1000"
    assert [(each.code, each.line) for each in reading.warnings] == [("lost_zero", 2)]


def test_dots_that_may_part_thousands_are_told():
    reading = column(["1.250", "12.500", "100.000"], "habitants")

    assert codes(reading.warnings) == ["may_be_thousands"]


def test_columns_are_measured():
    reading = read("nom;n;jour\nA;3;02/01/2024\nB;;01/01/2024\nA;12;\n")

    name, number, day = reading.columns
    assert (name.null_count, name.distinct_count, name.minimum) == (0, 2, None)
    assert (number.null_count, number.minimum, number.maximum) == (1, "3", "12")
    assert (day.minimum, day.maximum) == ("2024-01-01", "2024-01-02")
    assert number.examples == ("3", "12")


def test_facts_survive_json():
    reading = read("nom;siret;n\nA;21780123400012;1,5\n;x;\n")

    assert Reading.from_json(reading.to_json()) == reading
