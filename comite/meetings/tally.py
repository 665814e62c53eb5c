"""Counting votes: pure, from plain facts, done again each time a result is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from comite.meetings.models.ballots import BallotKind, Choice


class Outcome(StrEnum):
    """What a vote comes to."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    CHOSEN = "chosen"
    TIED = "tied"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Answer:
    """One answer: a choice, and the option when one was chosen."""

    choice: Choice
    option_id: int | None = None


@dataclass(frozen=True)
class Line:
    """How many seats gave an answer, and how much their voices weigh together."""

    answer: Answer
    count: int
    weight: int


@dataclass(frozen=True)
class Tally:
    """The result of a vote.

    Who does not take part answers, but is neither a participant nor counted for the result; who abstains
    participates. `winner_id` is the option chosen, when there is one.
    """

    lines: tuple[Line, ...]
    seats: int
    weight: int
    answered: int
    participants: int
    needed: int
    outcome: Outcome
    winner_id: int | None = None

    @property
    def is_weighted(self) -> bool:
        """Whether some voice weighs more than another."""
        return self.weight != self.seats

    @property
    def silent(self) -> int:
        """How many seats answered nothing."""
        return self.seats - self.answered

    @property
    def percent(self) -> int:
        """The share of seats that took part, rounded down so that it never claims a quorum not reached."""
        return self.participants * 100 // self.seats if self.seats else 0

    def line_of(self, answer: Answer) -> Line:
        """How an answer fared."""
        return next((each for each in self.lines if each.answer == answer), Line(answer, 0, 0))


def offered(kind: BallotKind, option_ids: Iterable[int] = ()) -> tuple[Answer, ...]:
    """What one may answer, in the order of the page."""
    if kind is BallotKind.MOTION:
        first: tuple[Answer, ...] = (Answer(Choice.FOR), Answer(Choice.AGAINST))
    else:
        first = tuple(Answer(Choice.OPTION, each) for each in option_ids)
    return (*first, Answer(Choice.ABSTAIN), Answer(Choice.ASIDE))


def tally(
    answers: Iterable[Answer],
    weights: Mapping[int, int],
    votes: Mapping[int, Answer],
    participation_percent: int = 0,
) -> Tally:
    """Count votes by seat, each with its weight. `weights` is the roll; a vote from outside it is an error.

    A motion is adopted when « for » outweighs « against »: an equality rejects. Among options, the heaviest
    alone in its place is chosen: an equality chooses none.
    """
    strangers = votes.keys() - weights.keys()
    if strangers:
        raise ValueError(f"votes from outside the roll: {len(strangers)}")
    counts: Counter[Answer] = Counter(votes.values())
    heavy: Counter[Answer] = Counter()
    for seat, answer in votes.items():
        heavy[answer] += weights[seat]
    return _result(tuple(answers), counts, heavy, list(weights.values()), participation_percent)


def tally_papers(
    answers: Iterable[Answer], seats: int, papers: Iterable[Answer], participation_percent: int = 0
) -> Tally:
    """Count secret papers: each voice is one, and nobody knows whose it is."""
    counts = Counter(papers)
    if counts.total() > seats:
        raise ValueError("more papers than seats")
    return _result(tuple(answers), counts, counts, [1] * seats, participation_percent)


def _result(
    answers: tuple[Answer, ...],
    counts: Mapping[Answer, int],
    heavy: Mapping[Answer, int],
    weights: list[int],
    participation_percent: int,
) -> Tally:
    """The result, from how many and how heavy each answer is."""
    unknown = counts.keys() - set(answers)
    if unknown:
        raise ValueError(f"answers that were not offered: {unknown}")
    lines = tuple(Line(each, counts.get(each, 0), heavy.get(each, 0)) for each in answers)
    answered = sum(line.count for line in lines)
    participants = answered - sum(line.count for line in lines if line.answer.choice is Choice.ASIDE)
    needed = -(-len(weights) * participation_percent // 100)
    outcome, winner = _outcome(lines)
    if participants < needed or not weights:
        outcome, winner = Outcome.TOO_FEW, None
    return Tally(lines, len(weights), sum(weights), answered, participants, needed, outcome, winner)


def _outcome(lines: tuple[Line, ...]) -> tuple[Outcome, int | None]:
    """What a simple majority of the expressed voices says."""
    weights = {line.answer: line.weight for line in lines}
    options = {answer: weight for answer, weight in weights.items() if answer.choice is Choice.OPTION}
    if not options:
        is_adopted = weights.get(Answer(Choice.FOR), 0) > weights.get(Answer(Choice.AGAINST), 0)
        return (Outcome.ADOPTED if is_adopted else Outcome.REJECTED), None
    most = max(options.values())
    first = [answer for answer, weight in options.items() if weight == most]
    if len(first) > 1 or most == 0:
        return Outcome.TIED, None
    return Outcome.CHOSEN, first[0].option_id
