"""Where the words asked for are, without ever writing HTML."""

from hypothesis import given
from hypothesis import strategies as st

from comite.search.excerpts import EXCERPT_LENGTH, READ_MAX, Marker

WATER = Marker(frozenset({"eau", "fuit"}))


def written(pieces):
    return "".join(text for text, _ in pieces)


def marked(pieces):
    return [text for text, is_asked in pieces if is_asked]


def test_words_are_marked_whatever_their_form():
    pieces = WATER.mark("Les eaux de l’Eau, sans fuites")

    assert marked(pieces) == ["eaux", "Eau", "fuites"]
    assert written(pieces) == "Les eaux de l’Eau, sans fuites"


def test_the_excerpt_shows_the_passage_where_most_words_are():
    text = "Une eau. " + "Rien ici. " * 200 + "Une fuite d’eau enfin. " + "Rien là. " * 200

    pieces = WATER.excerpt(text)

    assert marked(pieces) == ["fuite", "eau"]
    assert written(pieces).startswith("… ")
    assert written(pieces).endswith(" …")


def test_a_word_far_in_a_long_text_is_found():
    text = "Rien ici. " * 4000 + "fuite"

    assert marked(WATER.excerpt(text)) == ["fuite"]


def test_spaces_that_do_not_break_are_kept_and_line_breaks_are_not():
    pieces = WATER.excerpt("De l’eau\u202f?\n\nOui, 12\u00a0%.")

    assert written(pieces) == "De l’eau\u202f? Oui, 12\u00a0%."


def test_without_the_words_the_excerpt_is_the_beginning():
    text = "Premier mot. " * 100

    pieces = WATER.excerpt(text)

    assert written(pieces).startswith("Premier mot.")
    assert marked(pieces) == []


def test_the_words_of_a_synonym_are_marked_only_together():
    marker = Marker(frozenset(), (("plan", "local", "urban"),))

    pieces = marker.mark("Un plan pour le plan local d’urbanisme")

    assert marked(pieces) == ["plan", "local", "urbanisme"]


@given(st.text(max_size=900), st.frozensets(st.sampled_from(["eau", "a", "fuit", "0"])))
def test_an_excerpt_is_a_part_of_the_text_and_short(text, stems):
    marker = Marker(stems)

    shown = written(marker.excerpt(text))
    whole = written(marker.mark(text))

    inside = shown.removeprefix("… ").removesuffix(" …")
    assert "".join(inside.split()) in "".join(whole[:READ_MAX].split())
    assert len(shown) <= EXCERPT_LENGTH + 60
