"""Words one or two slips away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comite.search.spelling import beginning_with, distance, may_be_misspelt, one_slip, two_slips

LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)


@pytest.mark.parametrize("wrong", ["cntine", "caantine", "camtine", "acntine", "cantien", "cantin"])
def test_one_slip_away_is_found(wrong):
    assert "cantine" in set(one_slip(wrong))


@given(LETTERS, LETTERS)
def test_one_slip_is_a_distance_of_one(left, right):
    is_near = right in set(one_slip(left)) and right != left

    assert is_near == (distance(left, right, 3) == 1)


def test_two_slips_are_looked_for_in_long_words_only():
    known = sorted(["deliberation", "liberation"])
    mirrored = sorted(word[::-1] for word in known)

    assert two_slips("delibrrattion", known, mirrored) == {"deliberation"}
    assert two_slips("cnatinr", ["cantine"], ["enitnac"]) == set()


def test_codes_and_short_words_are_taken_as_they_are():
    assert not may_be_misspelt("01001")
    assert not may_be_misspelt("plu")
    assert may_be_misspelt("cantinne")


def test_a_sorted_list_gives_the_words_that_begin_so():
    assert beginning_with("ca", ["bus", "cadre", "cantine", "cour"]) == ["cadre", "cantine"]
