"""What people type, understood in one pass."""

from hypothesis import given
from hypothesis import strategies as st

from comite.search.questions import TERMS_MAX, parse

LONGEST = 256


def test_words_phrases_and_exclusions_are_told_apart():
    question = parse('cantine "plan local d’urbanisme" -stationnement -"vidéo surveillance"', LONGEST)

    assert [asked.term.folded for asked in question.asked] == ["cantine", "plan", "local", "urbanisme"]
    assert [phrase.stems for phrase in question.phrases] == [("plan", "local", "urban")]
    assert [phrase.stems for phrase in question.excluded] == [("station",), ("video", "surveil")]


def test_french_quotation_marks_make_phrases_too():
    question = parse("« budget vert »", LONGEST)

    assert [phrase.stems for phrase in question.phrases] == [("budget", "vert")]


def test_a_phrase_keeps_the_room_of_its_common_words():
    question = parse('"eau de la ville"', LONGEST)

    assert [distance for _, distance in question.phrases[0].terms] == [0, 3]


def test_a_hyphen_inside_a_word_excludes_nothing():
    question = parse("eco-conception - eau", LONGEST)

    assert question.excluded == ()


def test_a_quotation_mark_left_open_is_forgotten():
    question = parse('budget "vert', LONGEST)

    assert [asked.term.folded for asked in question.asked] == ["budget", "vert"]
    assert question.phrases == ()


def test_where_a_word_stands_is_known_so_that_it_can_be_corrected():
    question = parse("la cantinne", LONGEST)

    asked = question.asked[0]

    assert question.text[asked.start : asked.end] == "cantinne"


@given(st.text(max_size=600))
def test_any_text_is_understood_within_the_limits(text):
    question = parse(text, LONGEST)

    assert len(question.text) <= LONGEST * 3
    assert len(question.asked) <= TERMS_MAX
    assert all(question.text[each.start : each.end] for each in question.asked)
