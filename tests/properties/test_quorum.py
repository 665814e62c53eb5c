"""Whatever the seats, the rule and the proxies: what must hold of quorum, proxies and weights."""

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from comite.meetings.models.rules import QuorumBasis, Rules
from comite.meetings.quorum import effective_proxies, quorum_of

# A busy machine draws slowly; that says nothing of the rule.
CALMLY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Voice:
    seat_id: int
    authority_id: int
    college_id: int | None


@some.composite
def committees(draw):
    """Seats of some authorities and colleges, those that are occupied, and proxies of any kind."""
    count = draw(some.integers(0, 60))
    voices = [
        Voice(seat, draw(some.integers(1, 12)), draw(some.none() | some.integers(1, 4)))
        for seat in range(1, count + 1)
    ]
    ids = some.integers(1, max(count, 1))
    present = draw(some.sets(ids))
    proxies = draw(some.dictionaries(ids, ids, max_size=20))
    return voices, present, proxies


RULES = some.builds(
    Rules,
    quorum_basis=some.sampled_from(QuorumBasis),
    quorum_percent=some.integers(1, 100),
    are_proxies_in_quorum=some.booleans(),
)


@CALMLY
@given(RULES, committees())
def test_the_quorum_is_reached_exactly_when_the_share_is(rules, committee):
    voices, present, proxies = committee

    quorum = quorum_of(rules, voices, present, proxies)

    assert 0 <= quorum.present <= quorum.total
    share_is_enough = quorum.total > 0 and quorum.present * 100 >= rules.quorum_percent * quorum.total
    assert quorum.is_reached == share_is_enough
    assert (quorum.missing == 0) == (quorum.present >= quorum.needed)


@CALMLY
@given(RULES, committees(), some.integers(1, 60))
def test_one_more_person_never_undoes_a_quorum(rules, committee, newcomer):
    voices, present, _ = committee

    before = quorum_of(rules, voices, present)
    after = quorum_of(rules, voices, present | {newcomer})

    assert after.present >= before.present
    assert not before.is_reached or after.is_reached


@CALMLY
@given(RULES, committees())
def test_everybody_there_is_always_enough(rules, committee):
    voices, _, _ = committee

    quorum = quorum_of(rules, voices, {each.seat_id for each in voices})

    assert quorum.is_reached == bool(voices)


@CALMLY
@given(RULES, committees())
def test_who_has_no_seat_never_counts(rules, committee):
    voices, present, _ = committee

    assert quorum_of(rules, voices, present) == quorum_of(rules, voices, present | {10_000, 10_001})


@CALMLY
@given(committees())
def test_a_proxy_counts_only_while_its_holder_sits_and_its_giver_does_not(committee):
    _, present, proxies = committee

    counted = effective_proxies(present, proxies)

    assert counted.items() <= proxies.items()
    assert all(holder in present and giver not in present for giver, holder in counted.items())
    assert {giver for giver, holder in proxies.items() if holder in present and giver not in present} == set(
        counted
    )


@CALMLY
@given(RULES, committees())
def test_proxies_never_lower_a_quorum_and_change_nothing_unless_the_rules_count_them(rules, committee):
    voices, present, proxies = committee

    without, with_them = quorum_of(rules, voices, present), quorum_of(rules, voices, present, proxies)

    assert with_them.present >= without.present
    assert rules.are_proxies_in_quorum or with_them == without
