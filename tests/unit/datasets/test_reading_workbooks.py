"""Spreadsheets, honest and hostile."""

import io
import struct
import zipfile
from datetime import date, datetime, time

import odfdo
import pytest

from comite.datasets.reading import formats
from tests.unit.datasets.reading_room import codes, read, types, workbook

TEN_THIRTY = datetime.combine(date(2024, 1, 5), time(10, 30))


def opendocument(rows):
    """An ods with these rows."""
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Feuille")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            table.set_value((x, y), value)
    document.body.append(table)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def old_workbook(rows):
    """An xls (BIFF8 in its compound file) with these rows of numbers and words."""

    def record(kind, body):
        return struct.pack("<HH", kind, len(body)) + body

    def cell(y, x, value):
        place = struct.pack("<HHH", y, x, 0)
        if isinstance(value, str):
            return record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        return record(0x203, place + struct.pack("<d", value))

    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = "Feuille".encode("latin-1")
    offset = len(start) + 4 + 8 + len(name) + 4
    globals_ = (
        start + record(0x85, struct.pack("<IBBBB", offset, 0, 0, len(name), 0) + name) + record(0x0A, b"")
    )
    cells = b"".join(cell(y, x, value) for y, row in enumerate(rows) for x, value in enumerate(row))
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + record(0x0A, b"")
    stream = (globals_ + sheet).ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(title, kind, first, size, child):
        text = (title + "\0").encode("utf-16-le")
        links = struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return text.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", first, size)

    folder = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Workbook", 2, 2, len(stream), 0xFFFFFFFF)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    return head + table + folder.ljust(512, b"\0") + stream


def zipped(members):
    """A zip with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def equipment(book):
    """What a commune keeps: a notice first, a title, dates, codes taken for numbers, merged cells."""
    book.add_worksheet("Lisez-moi").write(0, 0, "Notice")
    sheet = book.add_worksheet("Données")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range(0, 0, 0, 3, "Équipements de Valmer")
    sheet.write_row(2, 0, ["Nom", "SIRET", "CP", "Ouvert le"])
    sheet.write_row(3, 0, ["École", 21780123400012, 1000])
    sheet.write_datetime(3, 3, date(2024, 5, 6), day)
    sheet.merge_range(4, 0, 5, 0, "Gymnase")
    sheet.write_row(4, 1, [21780123400012, 75001])
    sheet.write_datetime(4, 3, date(2024, 5, 7), day)
    sheet.write_row(5, 1, [21780123400020, "01000"])
    sheet.write_formula(5, 3, "=1/0", None, "#DIV/0!")


def test_a_workbook_is_read_from_the_sheet_that_holds_the_table():
    reading = read(workbook(equipment), "equipements.xlsx")

    assert (reading.format, reading.sheet, reading.sheet_names) == (
        "xlsx",
        "Données",
        ("Lisez-moi", "Données"),
    )
    assert reading.header_line == 3
    assert types(reading) == {"Nom": "text", "SIRET": "code", "CP": "code", "Ouvert le": "date"}
    assert reading.preview == (
        ("École", "21780123400012", "1000", "2024-05-06"),
        ("Gymnase", "21780123400012", "75001", "2024-05-07"),
        ("Gymnase", "21780123400020", "01000", None),
    )


def test_a_workbook_says_what_may_be_wrong_in_it():
    reading = read(workbook(equipment), "equipements.xlsx")

    found = {each.code: each.line for each in reading.warnings}
    assert found == {
        "failed_formula": 6, "other_sheets": None, "lines_above": 3, "merged_cells": 5, "lost_zero": 4,
    }  # fmt: skip


def test_the_sheet_asked_for_is_read():
    reading = read(workbook(equipment), "equipements.xlsx", sheet="Lisez-moi")

    assert reading.sheet == "Lisez-moi"


def test_cells_keep_their_kind():
    def build(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["entier", "flottant", "vrai", "instant", "heure", "texte"])
        sheet.write_row(1, 0, [12, 0.1 + 0.2, True])
        sheet.write_datetime(1, 3, TEN_THIRTY, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
        sheet.write_datetime(1, 4, time(10, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_string(1, 5, "=1+1")
        sheet.write_row(2, 0, [13, 1e-7, False])

    reading = read(workbook(build), "x.xlsx")

    assert list(types(reading).values()) == ["integer", "decimal", "boolean", "datetime", "text", "text"]
    assert reading.preview[0] == ("12", "0.3000000", "true", "2024-01-05T10:30:00", "10:30:00", "=1+1")


def test_years_under_a_merged_title_bear_it():
    def build(book):
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "Commune")
        sheet.merge_range(0, 1, 0, 2, "Population")
        sheet.write_row(1, 1, [2022, 2023])
        sheet.write_row(2, 0, ["Valmer", 1, 2])
        sheet.write_row(3, 0, ["Ostrelle", 3, 4])

    reading = read(workbook(build), "x.xlsx")

    assert [column.name for column in reading.columns] == ["Commune", "Population 2022", "Population 2023"]


def test_an_opendocument_is_read():
    rows = [
        ["Titre", None, None],
        ["nom", "jour", "montant"],
        ["é", date(2024, 1, 2), 12.5],
        ["à", date(2024, 1, 3), 3],
    ]

    reading = read(opendocument(rows), "x.ods")

    assert (reading.format, reading.sheet, reading.header_line) == ("ods", "Feuille", 2)
    assert types(reading) == {"nom": "text", "jour": "date", "montant": "decimal"}
    assert reading.preview == (("é", "2024-01-02", "12.5"), ("à", "2024-01-03", "3.0"))


def test_an_old_excel_workbook_is_read():
    reading = read(
        old_workbook([["Commune", "CP", "Montant"], ["Crémieu", 38460, 12.5], ["Œuvre", 1000, 3]]), "x.xls"
    )

    assert (reading.format, reading.sheet) == ("xls", "Feuille")
    assert types(reading) == {"Commune": "text", "CP": "code", "Montant": "decimal"}
    assert reading.preview == (("Crémieu", "38460", "12.5"), ("Œuvre", "1000", "3.0"))


def test_a_five_kilobyte_workbook_of_seventeen_billion_cells_is_refused():
    def build(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1048575, 16383, "z")

    bomb = workbook(build)

    assert len(bomb) < 6000
    assert codes(read(bomb, "x.xlsx").errors) == ["too_many_cells"]


def test_formats_far_from_the_table_do_no_harm():
    def build(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, [1, 2])
        sheet.write_blank(1048575, 16383, None, book.add_format({"bold": 1}))

    assert read(workbook(build), "x.xlsx").preview == (("1", "2"),)


def test_a_zip_that_unpacks_too_large_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(formats, "UNPACKED_BYTES_MAX", 1_000_000)
    bomb = zipped({"xl/workbook.xml": b" ", "xl/worksheets/sheet1.xml": b"0" * 1_000_001})

    assert len(bomb) < 2_000
    assert codes(read(bomb, "x.xlsx").errors) == ["unpacks_too_large"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("</table:table>", ""),
        lambda text: text.replace(
            "<office:document-content", '<!DOCTYPE x [<!ENTITY a "aa">]><office:document-content'
        ),
    ],
)
def test_an_opendocument_that_would_be_read_for_ever_is_refused(spoil):
    with zipfile.ZipFile(io.BytesIO(opendocument([["a", "b"], [1, 2]]))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["content.xml"] = spoil(members["content.xml"].decode()).encode()

    assert codes(read(zipped(members), "x.ods").errors) == ["damaged"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook(equipment)[:3000], "damaged"),
        (zipped({"xl/workbook.xml": b"<workbook"}), "damaged"),
        (zipped({"word/document.xml": b""}), "word"),
        (zipped({"notes.txt": b"x"}), "archive"),
        (workbook(lambda book: book.add_worksheet()), "empty_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"<html><table><tr><td>1</td></tr></table>", "html"),
        (bytes(range(256)) * 50, "binary"),
        (b"", "empty_file"),
        (b"  \n\n ", "empty_file"),
    ],
)
def test_what_is_no_table_is_explained(content, code):
    reading = read(content, "fichier.xls")

    assert codes(reading.errors) == [code]
    assert reading.errors[0].sentence.endswith(".")
    assert not reading.is_table
