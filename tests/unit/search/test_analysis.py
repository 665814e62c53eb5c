"""The words of French texts, as the index knows them."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from comite.search.analysis import joined, normalise, term, tokens


def stems(text: str) -> list[str]:
    return [token.term.stem for token in tokens(normalise(text)) if not token.term.is_common]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("événement", "évènements"),
        ("EVENEMENT", "événement"),
        ("cœur", "coeur"),
        ("l’école", "écoles"),
        ("l'eau", "eaux"),
        ("jusqu’aux budgets", "budget"),
        ("aujourd’hui la cantine", "les cantines"),
        ("e\u0301cole", "école"),
        ("31 970 habitants", "31970 habitant"),
        ("31\u202f970 habitants", "31970 habitant"),
        ("le R.G.P.D.", "RGPD"),
        ("Quel est le coût ?", "coûts"),
    ],
)
def test_two_spellings_of_the_same_thing_share_their_stems(left, right):
    assert stems(left) == stems(right)


@pytest.mark.parametrize("code", ["01001", "2A004", "78490", "L311-3-1"])
def test_codes_are_kept_as_they_are(code):
    assert [token.term.folded for token in tokens(code)] == code.lower().split("-")


def test_question_words_are_common():
    question = "Qui est-ce qui, quand, où, pourquoi, comment et combien ?"

    assert stems(question) == []


def test_places_refer_to_the_text_as_written():
    text = normalise("L’Été à Nîmes")

    places = [text[token.start : token.end] for token in tokens(text)]

    assert places == ["L", "Été", "à", "Nîmes"]


def test_hyphenated_words_are_also_the_word_they_make_together():
    text = "co-voiturage"
    left, right = tokens(text)

    one = joined(text, left, right)

    assert one == term("covoiturage")


def test_words_apart_make_nothing_together():
    text = "eau potable"
    left, right = tokens(text)

    assert joined(text, left, right) is None


def test_threads_that_stem_at_once_do_not_disturb_one_another():
    words = [
        f"{word}{ending}"
        for word in ("transcri", "communal", "délibér")
        for ending in ("ptions", "ement", "ations", "x")
    ] * 60
    stem = term.__wrapped__
    alone = [stem(word) for word in words]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(lambda _turn: [stem(word) for word in words], range(8)))
    finally:
        sys.setswitchinterval(before)

    assert together == [alone] * 8
