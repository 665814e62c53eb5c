"""Finding the headings of a list wherever offices put them, and saying what is missing."""

import pytest

from comite.imports.columns import IMPORTED, RESULT, Column, matched
from comite.imports.errors import UnusableFileError

COLUMNS = (
    Column("title", "Titre", "", "Un titre", needed=True, others=("intitule",)),
    Column("tags", "Mots-clés", "", others=("mots cles",)),
)


def rows(*lines):
    """Rows as the reader gives them."""
    return [(number, list(cells)) for number, cells in enumerate(lines, start=1)]


def test_headings_are_found_under_a_title_whatever_their_accents_and_order():
    found = matched(rows(["Nos retours", ""], ["MOTS CLES", " Titre * :"], ["eau", "Les fuites"]), COLUMNS)

    assert found.lines == ((3, {"tags": "eau", "title": "Les fuites"}),)


def test_another_word_for_the_same_column_is_understood():
    assert matched(rows(["Intitulé"], ["Les fuites"]), COLUMNS).lines == ((2, {"title": "Les fuites"}),)


def test_unknown_headings_are_said_not_dropped_in_silence():
    assert matched(rows(["Titre", "Couleur"], ["A", "bleu"]), COLUMNS).unknown_headings == ("Couleur",)


def test_empty_lines_and_the_example_of_the_model_are_left_out():
    found = matched(rows(["Titre"], [" "], ["Exemple : Un titre"], ["Exemplaire"]), COLUMNS)

    assert [cells["title"] for _number, cells in found.lines] == ["Exemplaire"]


def test_what_only_begins_like_the_example_is_a_line_like_any_other():
    found = matched(
        rows(["Titre"], ["Exemple : Un titre"], ["Exemple de délibération"], ["Exemples"]), COLUMNS
    )

    assert [number for number, _ in found.lines] == [3, 4]


def test_a_report_sent_again_leaves_out_what_was_imported():
    found = matched(rows([RESULT, "Titre"], [IMPORTED, "Fait"], ["À corriger", "Reste"]), COLUMNS)

    assert [cells["title"] for _number, cells in found.lines] == ["Reste"]
    assert found.unknown_headings == ()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "Aucun titre"),
        ([["a", "b"]], "Téléchargez le fichier modèle"),
        ([["Mots-clés"], ["eau"]], "« Titre »"),
        ([["Titre"]], "aucune ligne n’est remplie"),
    ],
)
def test_a_file_without_what_is_needed_is_refused_with_what_to_do(lines, words):
    with pytest.raises(UnusableFileError, match=words):
        matched(rows(*lines), COLUMNS)
