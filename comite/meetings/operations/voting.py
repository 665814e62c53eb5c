"""Receiving votes: public ones as rows that are never changed, secret ones as papers that nothing joins."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from comite.accounts.readers import Reader
from comite.foundation.database import database_now, db, operation
from comite.foundation.errors import NotFoundError, require
from comite.meetings import permissions
from comite.meetings.errors import (
    AlreadySignedError,
    BallotClosedError,
    HandsOnlyInMeetingsError,
    NotOfferedError,
)
from comite.meetings.models.ballots import Ballot, BallotSignature, BallotVoter, SecretPaper, Vote
from comite.meetings.queries.ballots import papers_of
from comite.meetings.tally import Answer, offered


@operation
def cast_vote(actor: Reader, ballot: Ballot, voter: BallotVoter, answer: Answer) -> None:
    """Answer for a seat of the roll, by the database's clock.

    A public vote may be changed until the end: the last one counts. A secret one is final.
    Raises `BallotClosedError`, `AlreadySignedError`, `NotOfferedError`.
    """
    require(permissions.may_vote(actor, voter))
    if voter.ballot_id != ballot.id:
        raise NotFoundError
    if ballot.is_by_hand:
        raise HandsOnlyInMeetingsError
    now = _refuse_late(ballot)
    _refuse_unknown(ballot, answer)
    if ballot.is_secret:
        _drop_in_urn(ballot, voter, answer)
    else:
        _add_vote(actor, ballot, voter.id, answer, now)


@operation
def record_hands(actor: Reader, ballot: Ballot, answers: Mapping[int, Answer]) -> None:
    """Write down what the animator saw: for each seat of the roll, the hand it raised."""
    require(permissions.may_manage_ballot(actor, ballot))
    if not ballot.is_by_hand:
        raise HandsOnlyInMeetingsError
    now = _refuse_late(ballot)
    known = set(db.session.scalars(select(BallotVoter.id).where(BallotVoter.ballot_id == ballot.id)))
    if not answers.keys() <= known:
        raise NotFoundError
    for voter_id, answer in answers.items():
        _refuse_unknown(ballot, answer)
        _add_vote(actor, ballot, voter_id, answer, now)


def _refuse_late(ballot: Ballot) -> datetime:
    """The present moment of the database's clock, at which the ballot receives votes; raises otherwise."""
    now = database_now()
    if not ballot.takes_votes(now):
        raise BallotClosedError
    return now


def _refuse_unknown(ballot: Ballot, answer: Answer) -> None:
    """Raise for an answer that the ballot does not offer."""
    if answer not in offered(ballot.kind, [each.id for each in ballot.options]):
        raise NotOfferedError


def _add_vote(actor: Reader, ballot: Ballot, voter_id: int, answer: Answer, now: datetime) -> None:
    """One more row for a seat, at the moment it was received; the same answer again adds nothing."""
    last = db.session.execute(
        select(Vote.rank, Vote.choice, Vote.option_id)
        .where(Vote.voter_id == voter_id)
        .order_by(Vote.rank.desc())
        .limit(1)
    ).first()
    if last is not None and Answer(last.choice, last.option_id) == answer:
        return
    db.session.add(
        Vote(
            voter_id=voter_id,
            rank=last.rank + 1 if last else 1,
            ballot_id=ballot.id,
            choice=answer.choice,
            option_id=answer.option_id,
            cast_at=now,
            cast_by_id=actor.user_id,
        )
    )
    db.session.flush()


def _drop_in_urn(ballot: Ballot, voter: BallotVoter, answer: Answer) -> None:
    """Sign for the seat, then write all the papers again in their one possible order."""
    signed = select(func.count()).where(BallotSignature.voter_id == voter.id)
    if db.session.scalar(signed):
        raise AlreadySignedError
    db.session.add(BallotSignature(voter_id=voter.id, ballot_id=ballot.id))
    db.session.flush()
    papers = arranged([*papers_of(ballot.id), answer])
    db.session.execute(delete(SecretPaper).where(SecretPaper.ballot_id == ballot.id))
    db.session.execute(
        insert(SecretPaper),
        [
            {"ballot_id": ballot.id, "number": rank, "choice": paper.choice, "option_id": paper.option_id}
            for rank, paper in enumerate(papers, start=1)
        ],
    )


def arranged(papers: list[Answer]) -> list[Answer]:
    """The papers in an order that only their content decides: when each came leaves no trace."""
    return sorted(papers, key=lambda paper: (paper.choice.value, paper.option_id or 0))
