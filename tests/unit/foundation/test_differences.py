"""What became of a text is told word by word, whatever its length, and what moved is said to have moved."""

import time

import pytest

from comite.foundation.differences import ADDED, FAR, MOVED_AWAY, MOVED_HERE, REMOVED, SAME, difference

BEFORE, AFTER = (SAME, REMOVED, MOVED_AWAY, FAR), (SAME, ADDED, MOVED_HERE, FAR)
FIRST = "Le premier paragraphe raconte ce que le robot faisait en janvier.\n\n"
SECOND = "Le second dit pourquoi nous l’avons arrêté au bout de trois mois.\n\n"
TABLE = "| Mois | Appels |\n| --- | --: |\n| Mai | 12 |\n| Juin | 30 |\n"
LONG = " ".join(f"Voici la phrase {rank} du compte rendu, et elle finit." for rank in range(2_000))


def words(pieces: list[tuple[str, str]], *kinds: str) -> str:
    """The text that pieces of some kinds make."""
    return "".join(text for kind, text in pieces if kind in kinds)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "un robot répond",
            "un robot  répond",
            [(SAME, "un robot"), (REMOVED, " "), (ADDED, "  "), (SAME, "répond")],
        ),
        ("a b c", "a x c", [(SAME, "a "), (REMOVED, "b"), (ADDED, "x"), (SAME, " c")]),
        ("a b c d", "a x y d", [(SAME, "a "), (REMOVED, "b c"), (ADDED, "x y"), (SAME, " d")]),
        ("a b", "a b c", [(SAME, "a b"), (ADDED, " c")]),
        ("b c", "a b c", [(ADDED, "a "), (SAME, "b c")]),
        ("", "a", [(ADDED, "a")]),
        ("a", "", [(REMOVED, "a")]),
        ("a", "a", [(SAME, "a")]),
    ],
)
def test_a_change_is_told_by_whole_words(before, after, expected):
    assert difference(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FIRST + SECOND, SECOND + FIRST),
        (TABLE, TABLE.replace("12 |", "14 |").replace("| Juin", "| Juillet | 3 |\n| Juin")),
        (LONG, LONG.replace("phrase 3 ", "ligne 3 ").replace(" phrase 1999", "")),
        (LONG, "Tout autre chose."),
        ("mot " * 3_000, "mot " * 2_900 + "fin"),
        ("x" * 30_000, "x" * 29_000 + " y"),
        (" \n a", "a \n "),
    ],
    ids=["moved", "table", "long", "all", "repeated", "without a space", "spaces"],
)
def test_both_texts_are_found_again_whole_and_soon(before, after):
    begun = time.perf_counter()

    pieces = difference(before, after)

    assert time.perf_counter() - begun < 4
    assert (words(pieces, *BEFORE), words(pieces, *AFTER)) == (before, after)


WEEKS = [f"La semaine {rank} du service, avec ses appels et ses retards.\n\n" for rank in range(8)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FIRST + SECOND + "Fin.", SECOND + FIRST + "Fin."),
        ("".join(WEEKS), "".join([*WEEKS[:2], *WEEKS[3:6], WEEKS[2], *WEEKS[6:]])),
    ],
)
def test_what_is_carried_elsewhere_is_said_at_both_places(before, after):
    pieces = difference(before, after)

    moved = {kind: text.strip() for kind, text in pieces if kind in (MOVED_AWAY, MOVED_HERE)}
    assert len(moved) == 2
    assert len(set(moved.values())) == 1
    assert {kind for kind, _ in pieces} == {MOVED_AWAY, MOVED_HERE, SAME}
    assert (words(pieces, *BEFORE), words(pieces, *AFTER)) == (before, after)


def test_one_word_of_a_very_long_text_is_one_word_and_the_rest_is_far():
    pieces = difference(LONG, LONG.replace("phrase 1000 ", "ligne 1000 "))

    assert [kind for kind, _ in pieces] == [FAR, SAME, REMOVED, ADDED, SAME, FAR]
    assert words(pieces, REMOVED, ADDED) == "phraseligne"
    assert 200 <= len(pieces[1][1]) < 260


def test_the_words_of_a_table_are_told_cell_by_cell():
    pieces = difference(TABLE, TABLE.replace("12", "14"))

    assert words(pieces, REMOVED, ADDED) == "1214"
