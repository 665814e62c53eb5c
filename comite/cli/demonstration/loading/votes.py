"""The votes of the committee: two that are over, one that waits for people's answers."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from comite.accounts import queries as accounts
from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.foundation import clock
from comite.foundation.markdown import render
from comite.meetings.ballot_forms import read_answer
from comite.meetings.models.ballots import Ballot, BallotContent, BallotKind, BallotMethod, Choice
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.operations import ballots as operations
from comite.meetings.operations.telling_votes import send_invitations
from comite.meetings.operations.voting import cast_vote, record_hands
from comite.meetings.queries import ballots as queries
from comite.meetings.tally import Answer

COMMITTEE = "comite-de-valmer"
# Between two answers: an hour and a half, so that a vote lives for some days.
BETWEEN = 0.06


def moments() -> Iterator[Moment]:
    """The life of each vote held between two meetings."""
    for entry in reading.ballots():
        told = _Telling(entry)
        yield Moment(entry["opened_on"], told.open)
        for rank, value in enumerate(entry["answers"]):
            if value:
                yield Moment(entry["opened_on"] + (rank + 1) * BETWEEN, partial(told.answer, rank, value))
        end = entry["opened_on"] + entry["lasts"]
        if end < 0:
            yield Moment(end + BETWEEN, told.close)


def vote_by_hand(meeting: Meeting, item: AgendaItem, question: str, answers: list[str]) -> None:
    """In a meeting that goes on: the question of a point, the hands as the animator saw them, the result."""
    committee = company.committee(COMMITTEE)
    animator = company.animator_of(committee)
    content = BallotContent(question, method=BallotMethod.HANDS)
    made = operations.create_ballot(animator, committee, content, render(""), meeting, item)
    operations.open_ballot(animator, queries.get_ballot(animator, made.id))
    ballot = queries.get_ballot(animator, made.id)
    said = zip(queries.voters_of(ballot), answers, strict=False)
    hands = {voter.id: answer for voter, value in said if (answer := read_answer(value))}
    record_hands(animator, ballot, hands)
    operations.close_ballot(animator, queries.get_ballot(animator, made.id))


def invite_again() -> None:
    """Have the worker write the mails of the vote that is open: the past's own errands are dropped."""
    for ballot in queries.each_awaited():
        send_invitations(ballot)


class _Telling:
    """One vote as it comes to life."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.ballot_id = 0

    @property
    def ballot(self) -> Ballot:
        """Its row with its options, once it was opened."""
        return queries.get_ballot(company.administrator(), self.ballot_id)

    def open(self) -> None:
        """The animator asks the question, and opens the vote at once."""
        committee, entry = company.committee(COMMITTEE), self.entry
        animator = company.animator_of(committee)
        content = BallotContent(
            entry["question"],
            entry["source"],
            BallotKind.OPTIONS if "options" in entry else BallotKind.MOTION,
            is_secret=entry.get("is_secret", False),
            options=tuple(entry.get("options", ())),
            closes_at=clock.now() + timedelta(days=entry["lasts"]),
            participation_percent=entry.get("participation", BallotContent.participation_percent),
        )
        made = operations.create_ballot(animator, committee, content, render(content.source))
        self.ballot_id = made.id
        operations.open_ballot(animator, self.ballot)

    def answer(self, rank: int, value: str) -> None:
        """A seat answers: its first person, if it has one."""
        ballot = self.ballot
        voters = queries.voters_of(ballot)
        if rank >= len(voters) or not voters[rank].people:
            return
        said = read_answer(value)
        if said is not None and said.choice is Choice.OPTION:
            said = Answer(Choice.OPTION, ballot.options[int(value) - 1].id)
        voter = voters[rank]
        if said is not None:
            cast_vote(accounts.reader_of(voter.people[0].user_id), ballot, voter, said)

    def close(self) -> None:
        """The worker writes the end down."""
        operations.close_due()
