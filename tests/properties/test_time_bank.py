"""The time bank: whatever is given and received, the sums are exact and all balances make zero."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from comite.engineering.time_bank import Movement, accounts_of, total_of

authorities = st.integers(1, 6)
quarters = st.integers(1, 20_000)
movements = st.lists(
    st.tuples(authorities, quarters, authorities).map(lambda told: Movement(told[0], told[1], told[2]))
)
offered = st.lists(st.tuples(authorities, quarters).map(lambda told: Movement(*told)))


@given(offered, movements, movements)
@settings(max_examples=300, deadline=None)
def test_no_quarter_is_lost_or_made(
    offers: list[Movement], bookings: list[Movement], work: list[Movement]
) -> None:
    accounts = accounts_of(offers, bookings, work)
    total = total_of(accounts.values())

    assert total.offered == sum(each.quarter_days for each in offers)
    assert total.booked == total.booked_for == sum(each.quarter_days for each in bookings)
    assert total.spent == total.received == sum(each.quarter_days for each in work)
    assert sum(each.balance for each in accounts.values()) == 0


@given(movements, st.integers(1, 10_000))
@settings(max_examples=300, deadline=None)
def test_values_are_exact_to_the_cent(work: list[Movement], euros: int) -> None:
    accounts = accounts_of([], [], work)

    values = [each.value(euros) for each in accounts.values()]

    assert all(isinstance(each, int) for each in values)
    days = Fraction(sum(each.quarter_days for each in work), 4)
    assert Fraction(sum(value for value in values if value is not None), 100) == days * euros
    assert all(each.value(None) is None for each in accounts.values())


@given(movements, st.permutations(range(8)))
@settings(max_examples=100, deadline=None)
def test_the_order_does_not_count(work: list[Movement], order: list[int]) -> None:
    shuffled = sorted(work, key=lambda each: (order[each.helper_id], -each.quarter_days))

    assert accounts_of([], [], work) == accounts_of([], [], shuffled)
