"""Text at the door: what is kept is what people meant, and nothing hides in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comite.foundation.text import (
    SLUG_MAX,
    clean_line,
    clean_text,
    fold,
    shorten,
    slugify,
    typeset,
    whole,
)


@given(st.text())
def test_a_line_is_one_line_and_cleaning_it_again_changes_nothing(value):
    line = clean_line(value)

    assert not set(line) & {"\n", "\r", "\t", "\x00", "\u202e", "\u2066", "\ufeff"}
    assert line == line.strip()
    assert clean_line(line) == line
    line.encode()


@given(st.text())
def test_a_text_keeps_its_lines_and_nothing_hidden(value):
    text = clean_text(value)

    assert "\r" not in text
    assert "\x00" not in text
    assert "\u202e" not in text
    assert clean_text(text) == text
    text.encode()


def test_french_spaces_stay():
    assert clean_line("Combien\u202f?  «\u00a0Dix\u00a0»") == "Combien\u202f? «\u00a0Dix\u00a0»"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Cafe\u0301", "Café"),
        ("pay\u202epal", "paypal"),
        ("a\ud800b", "ab"),
        ("  deux   mots\n", "deux mots"),
        ("\x00\x1b[31m", "[31m"),
    ],
)
def test_a_line_is_kept_as_people_meant_it(typed, kept):
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"), [("Évènement", "evenement"), ("Œuvre", "OEUVRE"), ("Noël", "noel"), ("Çà", "ca")]
)
def test_what_people_type_is_compared_without_accents(one, other):
    assert fold(one) == fold(other)


@given(st.text())
def test_a_slug_can_stand_in_an_address(value):
    slug = slugify(value)

    assert slug
    assert len(slug) <= SLUG_MAX
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == slug.strip("-")


def test_a_title_of_no_letters_has_a_slug_all_the_same():
    assert slugify("« … »") == "contenu"
    assert slugify("Où en sommes-nous ?") == "ou-en-sommes-nous"


@given(st.text(), st.integers(1, 80))
def test_a_shortened_text_fits(value, limit):
    short = shorten(value, limit)

    assert len(short) <= limit
    assert short == value or short.endswith("…")


def test_a_text_is_cut_between_words():
    assert shorten("Chercher les fuites, la nuit", 21) == "Chercher les fuites…"
    assert shorten("Court", 5) == "Court"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("2147483647", 2**31 - 1),
        ("2147483648", None),
        ("9" * 5000, None),
        ("-1", None),
        ("²", None),
        ("٣", None),
        (" 1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_what_figures_write_and_a_row_may_bear(written: str | None, number: int | None) -> None:
    assert whole(written) == number


def test_french_signs_never_begin_a_line():
    assert typeset("Qui sait ? « Oui » : 12 %") == "Qui sait\u202f? «\u202fOui\u202f»\u202f: 12\u202f%"
    assert typeset("https://exemple.test/a?b:c!") == "https://exemple.test/a?b:c!"
