"""The text files that communes really have."""

import pytest

from tests.unit.datasets.reading_room import clean_csv, codes, read, types

SUBSIDIES = (
    "Bénéficiaire;SIRET;Montant;Date\n"
    "Amicale laïque – l’été;21780123400012;1 200,50;05/01/2023\n"
    "Club « Œuvres »;01780123400012;300,00;15/02/2023\n"
)


@pytest.mark.parametrize(
    ("encoding", "reported", "had_bom"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8", True),
        ("cp1252", "cp1252", False),
        ("utf-16", "utf-16", True),
        ("utf-16-le", "utf-16", False),
        ("utf-16-be", "utf-16", False),
        ("utf-32", "utf-32", True),
    ],
)
def test_accents_are_read_however_they_were_written(encoding, reported, had_bom):
    reading = read(SUBSIDIES.encode(encoding))

    assert (reading.encoding, reading.had_bom) == (reported, had_bom)
    assert reading.columns[0].name == "Bénéficiaire"
    assert [row[0] for row in reading.preview] == ["Amicale laïque – l’été", "Club « Œuvres »"]


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [("latin-1", "iso-8859-1"), ("mac_roman", "mac_roman"), ("cp850", "cp850"), ("iso8859-15", "iso8859-15")],
)
def test_old_alphabets_are_recognised_by_what_looks_french(encoding, reported):
    text = "École;Libellé;Coût\nJules Ferry;Réfection à côté du préau;12\n"
    if encoding == "iso8859-15":
        text = text.replace("12", "12 €").replace("Coût", "Cœur")

    reading = read(text.encode(encoding))

    assert reading.encoding == reported
    assert reading.preview[0][:2] == ("Jules Ferry", "Réfection à côté du préau")


def test_a_few_lines_pasted_from_another_alphabet_are_restored_and_told():
    content = b"nom;ville\n" + "été;Crémieu\n".encode() * 20 + "hôtel;Belfort\n".encode("cp1252")

    reading = read(content)

    assert reading.preview[-1] == ("hôtel", "Belfort")
    assert [(each.code, each.line) for each in reading.warnings] == [("mixed_encodings", 22)]


def test_accents_spoilt_before_they_reached_us_are_told_with_their_line():
    reading = read("nom;n\nx;1\nCrÃ©mieu;2\nBel\ufffdort;3\n")

    assert {(each.code, each.line) for each in reading.warnings} == {
        ("converted_twice", 3),
        ("lost_letters", 4),
    }


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator):
    reading = read(f"nom{separator}insee{separator}n\nValmer{separator}01001{separator}3\n")

    assert reading.separator == separator
    assert types(reading) == {"nom": "text", "insee": "code", "n": "integer"}
    assert reading.preview == (("Valmer", "01001", "3"),)


def test_decimal_commas_do_not_pass_for_separators():
    reading = read("a;b\n1,5;2,5\n3,5;4,5\n")

    assert (reading.separator, reading.decimal_mark) == (";", ",")
    assert reading.preview == (("1.5", "2.5"), ("3.5", "4.5"))


def test_commas_of_figures_and_sentences_in_every_row_leave_the_semicolon_its_place():
    rows = (f'Club {n};1{n},50;"Fête ; été, rue {n}"{";vu" if n % 3 else ""}' for n in range(9))

    reading = read("Nom;Montant;Objet\n" + "\n".join(rows) + "\n")

    assert reading.separator == ";"
    assert reading.header_line == 1
    assert reading.preview[1] == ("Club 1", "11.50", "Fête ; été, rue 1", "vu")


@pytest.mark.parametrize(
    "content", ["adresse\n12 rue Haute, Lyon\n3 rue Basse, Paris\n", "montant\n12,5\n13,7\n"]
)
def test_a_lone_column_stays_whole(content):
    reading = read(content)

    assert reading.separator is None
    assert len(reading.columns) == 1
    assert reading.row_count == 2


def test_the_separator_declared_for_excel_is_obeyed():
    reading = read("sep=,\na,b\n1;2,3\n")

    assert reading.separator == ","
    assert reading.header_line == 2
    assert reading.preview == (("1;2", "3"),)


def test_titles_above_the_header_are_passed_over_and_told():
    reading = read("Commune de Valmer\nSubventions 2023;;;\n\n" + SUBSIDIES)

    assert reading.header_line == 4
    assert codes(reading.warnings) == ["lines_above"]
    assert types(reading) == {"Bénéficiaire": "text", "SIRET": "code", "Montant": "decimal", "Date": "date"}


def test_a_line_of_facts_above_is_not_taken_for_the_header():
    reading = read(
        "Exercice;2023;Commune;Valmer;;;\nCompte;Libellé;Nature;Crédits;Réalisé;Reste;%\n"
        "6064;x;y;1,5;2,5;3,5;1\n020;x;y;1,5;2,5;3,5;1\n"
    )

    assert reading.header_line == 2
    assert reading.columns[0].name == "Compte"
    assert [row[0] for row in reading.preview] == ["6064", "020"]


def test_a_file_without_header_loses_no_line():
    reading = read("12/01/2024;12,5;Jean\n13/01/2024;13,5;Paul\n")

    assert reading.header_line is None
    assert codes(reading.warnings) == ["no_header"]
    assert [column.name for column in reading.columns] == ["colonne_1", "colonne_2", "colonne_3"]
    assert reading.row_count == 2


def test_years_may_name_columns():
    reading = read("Commune;2022;2023\nValmer;1;2\n")

    assert [column.name for column in reading.columns] == ["Commune", "2022", "2023"]


def test_columns_under_the_title_of_a_group_bear_both_names():
    reading = read("Commune;Population;;Budget;\n;2022;2023;2022;2023\nValmer;1;2;3;4\nOstrelle;5;6;7;8\n")

    names = [column.name for column in reading.columns]
    assert names == ["Commune", "Population 2022", "Population 2023", "Budget 2022", "Budget 2023"]
    assert reading.row_count == 2


def test_repeated_and_missing_names_become_distinct():
    reading = read("nom;Nom;;nom_2\n1;2;3;4\n")

    assert [column.name for column in reading.columns] == ["nom", "Nom_2", "colonne_3", "nom_2_2"]
    assert [column.written_name for column in reading.columns] == ["nom", "Nom", "", "nom_2"]
    assert set(codes(reading.warnings)) == {"repeated_name", "unnamed_column"}


def test_invisible_signs_leave_the_names():
    reading = read('"nom\u202e\u200f\ncomplet";n\nx;1\n')

    assert reading.columns[0].name == "nom complet"


def test_empty_columns_and_lines_at_the_end_vanish():
    reading = read("a;b;;;\n1;2;;;\n;;;;\n3;4;;;\n;;;;\n\n")

    assert [column.name for column in reading.columns] == ["a", "b"]
    assert reading.row_count == 2
    assert reading.warnings == ()


def test_rows_too_long_or_too_short_are_kept_and_told_with_their_line():
    reading = read("a,b,c\n1,2,3\n1,2\n1,2,3,quatre\n")

    assert [(each.code, each.line) for each in reading.warnings[:2]] == [("short_row", 3), ("long_row", 4)]
    assert reading.preview == (("1", "2", "3", None), ("1", "2", None, None), ("1", "2", "3", "quatre"))


def test_an_empty_cell_too_many_is_empty_like_the_others():
    reading = read("a,b\n1,2\n1,2,,x\n1,2\n")

    assert reading.preview[1] == ("1", "2", "x")
    assert [column.null_count for column in reading.columns] == [0, 0, 2]


def test_a_row_far_too_long_loses_nothing():
    reading = read("a,b\n1,2\n1,2," + ",".join(f"x{number}" for number in range(100)) + "\n3,4\n")

    assert len(reading.columns) == 22
    assert reading.preview[1][2:4] == ("x0", "x1")
    assert reading.preview[1][-1].startswith("x19 | x20 | ")
    assert reading.preview[1][-1].endswith(" | x99")


def test_a_cell_may_run_over_several_lines():
    reading = read('a;b\n1;"deux\nlignes; et un signe"\n2;"dit ""oui"""\n')

    assert reading.preview == (("1", "deux\nlignes; et un signe"), ("2", 'dit "oui"'))


def test_broken_quotation_marks_cost_their_own_line_only():
    reading = read(
        'a;b;c\n1;"Rue de l"Eglise";3\n2;"jamais fermé;5\n3;ok;6\n4;"x\ny";7\n5;12" écran;8\n6;"fin;9\n'
    )

    assert [row[1] for row in reading.preview] == [
        'Rue de l"Eglise', "jamais fermé", "ok", "x\ny", '12" écran', "fin",
    ]  # fmt: skip
    assert [(each.code, each.line) for each in reading.warnings] == [
        ("broken_quotes", line) for line in (2, 3, 8)
    ]


def test_spaces_before_quotation_marks_are_not_part_of_cells():
    reading = read('a; "b; c"; d\n1; "x; y"; 2\n')

    assert [column.name for column in reading.columns] == ["a", "b; c", "d"]
    assert reading.preview == (("1", "x; y", "2"),)


def test_all_ends_of_line_are_ends_of_line():
    reading = read(b"a;b\r\n1;2\r3;4\n5;6\r\n")

    assert reading.preview == (("1", "2"), ("3", "4"), ("5", "6"))


def test_nul_signs_are_removed_and_told():
    reading = read(b"a;b\n1\x00;x\x00y\n3;4\n")

    assert reading.preview[0] == ("1", "xy")
    assert [(each.code, each.line) for each in reading.warnings] == [("stray_nul", 2)]


def test_a_header_repeated_in_the_middle_is_no_data():
    reading = read("a;b\n1;2\na;b\n3;4\n")

    assert reading.preview == (("1", "2"), ("3", "4"))
    assert [(each.code, each.line) for each in reading.warnings] == [("repeated_header", 3)]


def test_a_row_of_totals_is_kept_and_told():
    reading = read("poste;montant\nA;1,5\nB;2,5\nTotal général;4\n")

    assert reading.row_count == 3
    assert [(each.code, each.line) for each in reading.warnings] == [("total_row", 4)]


def test_a_thousand_faults_make_few_remarks():
    reading = read("a;b;c\n1;2;3\n" + "1;2\n" * 1000)

    assert codes(reading.warnings) == ["short_row"] * 11
    assert reading.warnings[-1].count == 1000


def test_a_header_alone_is_explained():
    reading = read("a;b;c\n")

    assert [(each.code, each.line) for each in reading.errors] == [("no_rows", 1)]
    assert not reading.is_table


def test_coordinates_in_columns_give_the_box():
    reading = read("nom;Latitude;Longitude\nA;48,85;2,35\nB;45,75;4,85\n")

    assert reading.bounding_box == (2.35, 45.75, 4.85, 48.85)


@pytest.mark.parametrize("row", ["C;0,0;0,0", "C;648000,5;6862000,5"])
def test_doubtful_coordinates_give_no_box(row):
    assert read(f"nom;lat;lon\nA;48,85;2,35\n{row}\n").bounding_box is None


def test_the_clean_csv_is_plain_for_every_tool():
    content = clean_csv(
        "Nom;Né le;Montant;Actif\nÉlan, « A »;05/01/2023;1 200,50;oui\n;31/12/1999;3;non\n".encode("cp1252")
    )

    assert content == (
        "Nom,Né le,Montant,Actif\n"
        '"Élan, « A »",2023-01-05,1200.50,true\n'
        ",1999-12-31,3.00,false\n"
    )  # fmt: skip


def test_the_clean_csv_holds_no_formula():
    content = clean_csv('=nom;calcul\n=1+1;-12\n@x;+33 6 12 34\n"+cmd|calc";-abc\n"-1+1";-1,5\n')

    assert content.splitlines() == [
        "'=nom,calcul",
        "'=1+1,-12",
        "'@x,+33 6 12 34",
        "'+cmd|calc,'-abc",
        '\'-1+1,"-1,5"',
    ]


def test_the_file_sent_is_not_touched(tmp_path):
    from comite.datasets.reading.reader import read_file

    sent = tmp_path / "sent.csv"
    sent.write_bytes(b"\xef\xbb\xbfa;b\r\n1;2\x00\r\n")
    before = sent.read_bytes()
    room = tmp_path / "room"
    room.mkdir()

    read_file(sent, "x.csv", room, lambda share, step: None)

    assert sent.read_bytes() == before
    assert sorted(path.name for path in room.iterdir()) == ["table.csv", "table.parquet"]


def test_remarks_agree_in_number():
    reading = read("Titre\nSous-titre\na;b;c\n1;2;3\n4\n5;6\n7;8;9\n")

    sentences = [each.sentence for each in reading.warnings]
    assert any("2\u00a0lignes remplies" in each for each in sentences)
    assert any("1\u00a0cellule au lieu" in each for each in sentences)
    assert any("2\u00a0cellules au lieu" in each for each in sentences)
    assert not any("(s)" in each for each in sentences)
