"""How votes present themselves to search and notifications."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, literal, or_, select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import keys_for
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.subjects import Subject
from comite.meetings.ballot_addresses import address_of, ballot_address
from comite.meetings.models.ballots import Ballot
from comite.meetings.queries.ballots import visible_to

OPENED = Ballot.opened_at.is_not(None)


class BallotLoader:
    """Votes, once they are opened; what they come to is read on their page, never in the index."""

    kind = "ballot"
    label = "Vote"

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """Ballots that have their place in the index: those that were opened."""
        yield from _ballots(Ballot.id.in_(ids), OPENED)

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these ballots that a reader may read now."""
        return {each.id: each for each in _ballots(Ballot.id.in_(ids), visible_to(reader))}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The questions of those that a reader may read."""
        return select(Ballot.id, Ballot.question, Ballot.slug, literal(0)).where(visible_to(reader))

    def address(self, subject_id: int, key: str, _rank: int) -> str:
        """The page of the ballot."""
        return address_of(subject_id, key)

    def each_id(self) -> Iterator[int]:
        """Every ballot that was opened."""
        yield from db.session.scalars(select(Ballot.id).where(OPENED).order_by(Ballot.id))

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """The ballots whose question bears one of these words, latest first."""
        wanted = or_(*(Ballot.question.icontains(word, autoescape=True) for word in words))
        return list(_ballots(visible_to(reader), OPENED, wanted, limit=limit))


def _ballots(*conditions: ColumnElement[bool], limit: int | None = None) -> Iterator[Subject]:
    """Ballots as others present them, the latest first."""
    statement = (
        select(Ballot)
        .where(*conditions)
        .order_by(Ballot.id.desc())
        .limit(limit)
        .options(joinedload(Ballot.committee))
    )
    for ballot in db.session.scalars(statement):
        yield Subject(
            kind="ballot",
            id=ballot.id,
            title=ballot.question,
            address=ballot_address(ballot),
            audience=ballot.audience.value,
            authority_id=ballot.authority_id,
            committee_id=ballot.committee_id,
            text=ballot.plain,
            happened_at=ballot.opened_at,
            authority_name=ballot.committee.name,
            keys=keys_for(ballot.audience, ballot.authority_id, ballot.committee_id),
        )
