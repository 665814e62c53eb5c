"""Reading ballots: the question, who may vote, and the result once it may be known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.foundation.database import database_now, db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged
from comite.meetings.models.ballots import (
    Ballot,
    BallotMethod,
    BallotPerson,
    BallotSignature,
    BallotVoter,
    Capacity,
    SecretPaper,
    Vote,
)
from comite.meetings.tally import Answer, Tally, offered, tally, tally_papers


@dataclass(frozen=True)
class Voice:
    """A seat for which a person may vote, and what it answered so far; a secret answer is not known."""

    voter: BallotVoter
    capacity: Capacity
    has_voted: bool
    answer: Answer | None


@dataclass(frozen=True)
class RollLine:
    """A seat of the roll on a result sheet."""

    voter: BallotVoter
    has_voted: bool
    answer: Answer | None


@dataclass(frozen=True)
class Progress:
    """How many seats have voted so far."""

    voted: int
    seats: int


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The ballots a reader may read: opened ones by their audience, drafts by who runs the committee."""
    seen = readable_by(reader, Ballot) & Ballot.opened_at.is_not(None)
    if not reader.is_signed_in:
        return seen
    kept = Ballot.trashed_at.is_(None)
    if reader.is_administrator:
        return or_(seen, kept)
    mine = exists().where(
        BallotVoter.ballot_id == Ballot.id,
        BallotPerson.voter_id == BallotVoter.id,
        BallotPerson.user_id == reader.user_id,
    )
    return or_(seen, mine, kept & Ballot.committee_id.in_(sorted(reader.led_committee_ids)))


def get_ballot(reader: Reader, ballot_id: int) -> Ballot:
    """A ballot the reader may read, with its options; raises `NotFoundError`."""
    found = db.session.scalar(_whole(select(Ballot).where(Ballot.id == ballot_id, visible_to(reader))))
    if found is None:
        raise NotFoundError
    return found


def get_ballot_of_link(ballot_id: int, user_id: int) -> Ballot:
    """The ballot that a link of a mail opens for a person of its roll; raises `NotFoundError`."""
    is_theirs = exists().where(
        BallotVoter.ballot_id == Ballot.id,
        BallotPerson.voter_id == BallotVoter.id,
        BallotPerson.user_id == user_id,
    )
    found = db.session.scalar(_whole(select(Ballot).where(Ballot.id == ballot_id, is_theirs)))
    if found is None:
        raise NotFoundError
    return found


def list_ballots(reader: Reader, committee_id: int | None, cursor: str | None) -> Page[Ballot]:
    """The ballots a reader may read, latest first."""
    statement = select(Ballot).where(visible_to(reader)).options(joinedload(Ballot.committee))
    if committee_id is not None:
        statement = statement.where(Ballot.committee_id == committee_id)
    return paged(statement, (Order(Ballot.id, descending=True),), cursor)


def ballots_of_meeting(reader: Reader, meeting_id: int) -> Sequence[Ballot]:
    """The ballots of a meeting that a reader may read, in order."""
    statement = select(Ballot).where(Ballot.meeting_id == meeting_id, visible_to(reader))
    return db.session.scalars(statement.order_by(Ballot.id).options(selectinload(Ballot.options))).all()


def list_in_meeting(reader: Reader, meeting_id: int) -> Sequence[Ballot]:
    """The same without their options, for the page of the meeting."""
    statement = select(Ballot).where(Ballot.meeting_id == meeting_id, visible_to(reader))
    return db.session.scalars(statement.order_by(Ballot.id)).all()


def awaits(reader: Reader, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The open ballots where a seat of the reader has not answered yet at a moment: a hint."""
    waits = exists().where(
        BallotVoter.ballot_id == Ballot.id,
        BallotPerson.voter_id == BallotVoter.id,
        BallotPerson.user_id == reader.user_id,
        ~exists().where(Vote.voter_id == BallotVoter.id),
        ~exists().where(BallotSignature.voter_id == BallotVoter.id),
    )
    return _takes_votes(now) & (Ballot.method == BallotMethod.ONLINE) & waits


def voices_of(ballot: Ballot, user_id: int | None) -> list[Voice]:
    """The seats of the roll for which a person may vote, their own first."""
    if user_id is None:
        return []
    rows = db.session.execute(
        select(BallotVoter, BallotPerson.capacity)
        .join(BallotPerson, BallotPerson.voter_id == BallotVoter.id)
        .where(BallotVoter.ballot_id == ballot.id, BallotPerson.user_id == user_id)
        .order_by(BallotPerson.capacity, BallotVoter.id)
    ).all()
    if not rows:
        return []
    done = _answers(ballot)
    return [Voice(voter, capacity, voter.id in done, done.get(voter.id)) for voter, capacity in rows]


def get_voter(ballot: Ballot, voter_id: int) -> BallotVoter:
    """A seat of the roll of a ballot, with its people; raises `NotFoundError`."""
    found = db.session.scalar(
        select(BallotVoter)
        .where(BallotVoter.id == voter_id, BallotVoter.ballot_id == ballot.id)
        .options(selectinload(BallotVoter.people))
    )
    if found is None:
        raise NotFoundError
    return found


def voters_of(ballot: Ballot) -> Sequence[BallotVoter]:
    """The frozen roll, by name."""
    return db.session.scalars(
        select(BallotVoter)
        .where(BallotVoter.ballot_id == ballot.id)
        .order_by(BallotVoter.name, BallotVoter.id)
        .options(selectinload(BallotVoter.people).joinedload(BallotPerson.user))
    ).all()


def progress_of(ballot: Ballot) -> Progress:
    """How many seats have voted: the only thing known of a ballot before its end."""
    seats = db.session.scalar(select(func.count()).where(BallotVoter.ballot_id == ballot.id)) or 0
    return Progress(len(_answers(ballot)), seats)


def silent_people(ballot: Ballot) -> Sequence[int]:
    """The people who may vote for a seat that has not answered."""
    done = _answers(ballot)
    rows = db.session.execute(
        select(BallotPerson.user_id, BallotVoter.id)
        .join(BallotVoter, BallotVoter.id == BallotPerson.voter_id)
        .where(BallotVoter.ballot_id == ballot.id)
        .order_by(BallotPerson.user_id)
    )
    return list(dict.fromkeys(row.user_id for row in rows if row.id not in done))


def people_of(ballot: Ballot) -> Sequence[int]:
    """Everybody who may vote."""
    return db.session.scalars(
        select(BallotPerson.user_id)
        .join(BallotVoter, BallotVoter.id == BallotPerson.voter_id)
        .where(BallotVoter.ballot_id == ballot.id)
        .distinct()
        .order_by(BallotPerson.user_id)
    ).all()


def result_of(ballot: Ballot, now: datetime | None = None) -> Tally | None:
    """The votes counted again; None while the ballot may still receive some."""
    if not ballot.is_over(now or database_now()):
        return None
    return count_again(ballot)


def roll_sheet(ballot: Ballot, now: datetime | None = None) -> list[RollLine]:
    """Who answered, and what if the vote is public; empty before the end."""
    if not ballot.is_over(now or database_now()):
        return []
    done = _answers(ballot)
    return [RollLine(each, each.id in done, done.get(each.id)) for each in voters_of(ballot)]


def count_again(ballot: Ballot) -> Tally:
    """The recount itself, for who has already checked that the ballot is over."""
    options = [each.id for each in ballot.options]
    answers = offered(ballot.kind, options)
    weights = {
        row.id: row.weight
        for row in db.session.execute(
            select(BallotVoter.id, BallotVoter.weight).where(BallotVoter.ballot_id == ballot.id)
        )
    }
    if ballot.is_secret:
        return tally_papers(answers, len(weights), papers_of(ballot.id), ballot.participation_percent)
    return tally(answers, weights, _last_votes(ballot.id), ballot.participation_percent)


def papers_of(ballot_id: int) -> list[Answer]:
    """The secret papers, sorted as they are kept."""
    rows = db.session.execute(
        select(SecretPaper.choice, SecretPaper.option_id)
        .where(SecretPaper.ballot_id == ballot_id)
        .order_by(SecretPaper.number)
    )
    return [Answer(row.choice, row.option_id) for row in rows]


def signatures_of(ballot_id: int) -> set[int]:
    """The seats that have voted in a secret ballot."""
    return set(
        db.session.scalars(select(BallotSignature.voter_id).where(BallotSignature.ballot_id == ballot_id))
    )


def due_to_close(now: datetime) -> Sequence[int]:
    """The ballots whose deadline has passed and that nobody closed."""
    is_due = (Ballot.opened_at.is_not(None), Ballot.closed_at.is_(None), Ballot.cancelled_at.is_(None))
    return db.session.scalars(
        select(Ballot.id).where(*is_due, Ballot.closes_at <= now).order_by(Ballot.id)
    ).all()


def due_to_remind(now: datetime, *, until: datetime, opened_before: datetime) -> Sequence[Ballot]:
    """The remote ballots that end soon, were opened before an instant, and were not reminded of."""
    return db.session.scalars(
        select(Ballot)
        .where(
            _takes_votes(now),
            Ballot.meeting_id.is_(None),
            Ballot.reminded_at.is_(None),
            Ballot.opened_at <= opened_before,
            Ballot.closes_at <= until,
        )
        .order_by(Ballot.id)
    ).all()


def each_awaited() -> Sequence[Ballot]:
    """The remote ballots that receive votes now."""
    return db.session.scalars(
        select(Ballot).where(_takes_votes(database_now()), Ballot.meeting_id.is_(None)).order_by(Ballot.id)
    ).all()


def each_closed() -> Sequence[Ballot]:
    """Every closed ballot with its options, for the verification of the audit log."""
    return db.session.scalars(
        select(Ballot)
        .where(Ballot.closed_at.is_not(None))
        .order_by(Ballot.id)
        .options(selectinload(Ballot.options))
    ).all()


def _answers(ballot: Ballot) -> dict[int, Answer | None]:
    """The seats that have answered, with their answer when the vote is public."""
    if ballot.is_secret:
        return dict.fromkeys(signatures_of(ballot.id))
    return dict(_last_votes(ballot.id))


def _last_votes(ballot_id: int) -> dict[int, Answer]:
    """The last answer of each seat: rows come in order, the last one stays."""
    rows = db.session.execute(
        select(Vote.voter_id, Vote.choice, Vote.option_id)
        .where(Vote.ballot_id == ballot_id)
        .order_by(Vote.voter_id, Vote.rank)
    )
    return {row.voter_id: Answer(row.choice, row.option_id) for row in rows}


def _takes_votes(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The same as `Ballot.takes_votes`, as a condition."""
    is_open = Ballot.opened_at.is_not(None) & Ballot.closed_at.is_(None) & Ballot.cancelled_at.is_(None)
    return is_open & (Ballot.closes_at.is_(None) | (Ballot.closes_at > now))


def _whole(statement: Select[Ballot]) -> Select[Ballot]:
    """With what the page of a ballot shows."""
    return statement.execution_options(populate_existing=True).options(
        joinedload(Ballot.committee), joinedload(Ballot.meeting), selectinload(Ballot.options)
    )


def hands_of(ballot: Ballot) -> list[RollLine]:
    """What the animator recorded so far, seat by seat: only for who records it."""
    done = _answers(ballot)
    return [RollLine(each, each.id in done, done.get(each.id)) for each in voters_of(ballot)]
