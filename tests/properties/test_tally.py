"""Counting votes, whatever the roll and the answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comite.meetings.models.ballots import BallotKind, Choice
from comite.meetings.tally import Answer, Outcome, Tally, offered, tally, tally_papers

MOTION = offered(BallotKind.MOTION)
OPTIONS = offered(BallotKind.OPTIONS, (11, 12, 13))
FOR, AGAINST, ABSTAIN, ASIDE = MOTION
SWAPPED = {FOR: AGAINST, AGAINST: FOR}

rolls = st.dictionaries(st.integers(1, 500), st.integers(0, 50), max_size=25)
percents = st.integers(0, 100)


@st.composite
def polls(draw: st.DrawFn, answers: tuple[Answer, ...] = MOTION) -> tuple[dict[int, int], dict[int, Answer]]:
    """A roll with its weights, and the answers of some of its seats."""
    weights = draw(rolls)
    voted = draw(st.lists(st.sampled_from(sorted(weights)), unique=True)) if weights else []
    return weights, {seat: draw(st.sampled_from(answers)) for seat in voted}


def count(poll: tuple[dict[int, int], dict[int, Answer]], percent: int = 0, answers=MOTION) -> Tally:
    return tally(answers, *poll, percent)


@given(st.one_of(polls(), polls(OPTIONS)), percents)
def test_each_seat_is_counted_once_and_each_weight_once(poll, percent) -> None:
    weights, votes = poll
    answers = OPTIONS if any(each.choice is Choice.OPTION for each in votes.values()) else MOTION
    result = count(poll, percent, answers)

    assert sum(line.count for line in result.lines) == result.answered == len(votes)
    assert sum(line.weight for line in result.lines) == sum(weights[seat] for seat in votes)
    assert result.answered + result.silent == result.seats == len(weights)
    assert result.weight == sum(weights.values())


@given(polls(), st.randoms())
def test_the_order_of_the_votes_changes_nothing(poll, chance) -> None:
    weights, votes = poll
    shuffled = list(votes.items())
    chance.shuffle(shuffled)

    assert tally(MOTION, weights, dict(shuffled)) == count(poll)


@given(polls(), st.integers(1, 9))
def test_multiplying_every_weight_changes_no_outcome(poll, factor) -> None:
    weights, votes = poll

    heavier = tally(MOTION, {seat: weight * factor for seat, weight in weights.items()}, votes)

    assert heavier.outcome is count(poll).outcome
    assert [line.weight for line in heavier.lines] == [line.weight * factor for line in count(poll).lines]


@given(polls())
def test_a_motion_is_adopted_when_for_outweighs_against_and_an_equality_rejects(poll) -> None:
    weights, votes = poll
    result = count(poll)
    heavy = {each: sum(weights[seat] for seat, said in votes.items() if said == each) for each in MOTION}

    assert result.line_of(FOR).weight == heavy[FOR]
    if weights:
        assert (result.outcome is Outcome.ADOPTED) == (heavy[FOR] > heavy[AGAINST])
        assert (result.outcome is Outcome.REJECTED) == (heavy[FOR] <= heavy[AGAINST])
    else:
        assert result.outcome is Outcome.TOO_FEW


@given(polls())
def test_the_contrary_vote_never_has_both_adopted(poll) -> None:
    weights, votes = poll
    contrary = tally(MOTION, weights, {seat: SWAPPED.get(said, said) for seat, said in votes.items()})

    assert not (count(poll).outcome is contrary.outcome is Outcome.ADOPTED)


@given(polls())
def test_one_more_voice_for_never_rejects_what_was_adopted(poll) -> None:
    weights, votes = poll
    more = tally(MOTION, {**weights, 501: 3}, {**votes, 501: FOR})

    assert count(poll).outcome is not Outcome.ADOPTED or more.outcome is Outcome.ADOPTED


@given(polls())
def test_abstaining_and_standing_aside_weigh_on_no_outcome(poll) -> None:
    weights, votes = poll
    expressed = {seat: said for seat, said in votes.items() if said in (FOR, AGAINST)}

    assert tally(MOTION, weights, expressed).outcome is count(poll).outcome


@given(polls(), percents)
def test_participation_is_reached_exactly_when_the_share_is(poll, percent) -> None:
    result = count(poll, percent)
    reached = result.seats > 0 and result.participants * 100 >= result.seats * percent

    assert (result.outcome is Outcome.TOO_FEW) == (not reached)
    assert result.participants == result.answered - result.line_of(ASIDE).count
    assert not reached or result.percent >= percent or result.seats == 0
    assert result.percent <= 100


@given(polls(OPTIONS))
def test_the_option_chosen_outweighs_every_other(poll) -> None:
    weights, _votes = poll
    result = count(poll, answers=OPTIONS)
    heavy = {line.answer.option_id: line.weight for line in result.lines if line.answer.option_id}
    first = [option for option, weight in heavy.items() if weight == max(heavy.values())]

    if result.outcome is Outcome.CHOSEN:
        assert first == [result.winner_id]
    elif weights:
        assert result.outcome is Outcome.TIED
        assert result.winner_id is None
        assert len(first) > 1 or max(heavy.values()) == 0


@given(polls(), percents)
def test_secret_papers_count_as_public_votes_of_one_voice(poll, percent) -> None:
    weights, votes = poll
    public = tally(MOTION, dict.fromkeys(weights, 1), votes, percent)

    assert tally_papers(MOTION, len(weights), votes.values(), percent) == public


@given(polls())
def test_a_vote_from_outside_the_roll_is_an_error_and_not_a_voice(poll) -> None:
    weights, votes = poll

    with pytest.raises(ValueError, match="outside the roll"):
        tally(MOTION, weights, {**votes, 999: FOR})
    with pytest.raises(ValueError, match="not offered"):
        tally(MOTION, {**weights, 999: 1}, {**votes, 999: Answer(Choice.OPTION, 11)})
    with pytest.raises(ValueError, match="more papers"):
        tally_papers(MOTION, 1, [FOR, FOR])
