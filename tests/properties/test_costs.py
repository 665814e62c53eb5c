"""A cost shared out loses no cent, whoever shares it and by whatever key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comite.engineering.costs import (
    CostBasis,
    CostKey,
    NobodySharesError,
    Party,
    UnknownMeasureError,
    share_out,
)
from comite.engineering.errors import KeyNotWholeError

CENTS = st.integers(0, 10**13)
PARTIES = st.lists(
    st.builds(
        Party, st.integers(1, 10**6), st.text(max_size=8), st.integers(1, 10**7), st.integers(1, 10**9)
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda party: party.authority_id,
)
PLAIN = st.sampled_from([CostBasis.POPULATION, CostBasis.FLAT, CostBasis.USAGE]).map(CostKey)


@st.composite
def mixed(draw: st.DrawFn) -> CostKey:
    """A key of three parts that make a hundred."""
    first = draw(st.integers(0, 100))
    second = draw(st.integers(0, 100 - first))
    return CostKey(CostBasis.MIXED, first, second, 100 - first - second)


@given(CENTS, PLAIN | mixed(), PARTIES)
def test_the_shares_make_exactly_the_whole(cents, key, parties):
    shares = share_out(cents, key, parties)

    assert sum(share.cents for share in shares) == cents
    assert [share.party for share in shares] == list(parties)
    assert all(share.cents >= 0 for share in shares)


@given(CENTS, PLAIN | mixed(), PARTIES)
def test_nobody_is_a_whole_cent_away_from_the_exact_share(cents, key, parties):
    totals = {basis: sum(party.measure(basis) for party in parties) for basis in key.percents}

    for share in share_out(cents, key, parties):
        exact_times_100 = sum(
            cents * percent * share.party.measure(basis) / totals[basis]
            for basis, percent in key.percents.items()
        )
        assert abs(share.cents - exact_times_100 / 100) < 1 + exact_times_100 * 1e-12


@given(CENTS, PLAIN | mixed(), PARTIES, st.randoms())
def test_the_order_of_the_parties_changes_nothing(cents, key, parties, chance):
    shuffled = list(parties)
    chance.shuffle(shuffled)

    first = {share.party.authority_id: share.cents for share in share_out(cents, key, parties)}
    second = {share.party.authority_id: share.cents for share in share_out(cents, key, shuffled)}

    assert first == second


@given(st.integers(0, 10**9), PARTIES)
def test_who_weighs_more_never_pays_less(cents, parties):
    shares = share_out(cents, CostKey(CostBasis.POPULATION), parties)

    for one in shares:
        for other in shares:
            if one.party.population > other.party.population:
                assert one.cents >= other.cents


def test_a_hundred_euros_between_three_gives_the_odd_cent_to_the_first_name():
    parties = [Party(3, "Cour"), Party(1, "Aval"), Party(2, "Bois")]

    shares = share_out(10_000, CostKey(CostBasis.FLAT), parties)

    assert [(share.party.name, share.cents) for share in shares] == [
        ("Cour", 3333),
        ("Aval", 3334),
        ("Bois", 3333),
    ]


def test_what_is_not_known_is_asked_for_by_name():
    parties = [Party(1, "Valmer", population=10), Party(2, "Syndicat des eaux")]

    with pytest.raises(UnknownMeasureError, match=r"la population de : Syndicat des eaux"):
        share_out(100, CostKey(CostBasis.POPULATION), parties)


def test_a_usage_of_nothing_at_all_shares_nothing():
    with pytest.raises(UnknownMeasureError, match="vaut zéro"):
        share_out(100, CostKey(CostBasis.USAGE), [Party(1, "Valmer", usage=0)])


def test_a_key_that_is_not_whole_is_refused():
    with pytest.raises(KeyNotWholeError):
        share_out(100, CostKey(CostBasis.MIXED, 50, 30, 10), [Party(1, "Valmer", 1, 1)])
    with pytest.raises(KeyNotWholeError):
        share_out(100, CostKey(CostBasis.MIXED, 150, -50, 0), [Party(1, "Valmer", 1, 1)])


def test_nobody_to_share_with_is_said():
    with pytest.raises(NobodySharesError):
        share_out(100, CostKey(CostBasis.FLAT), [])
