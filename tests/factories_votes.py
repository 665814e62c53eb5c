"""Votes for the tests, and the seats that answer them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from comite.accounts.models import Membership, Role, User
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.markdown import render
from comite.meetings.models.ballots import Ballot, BallotContent, BallotKind, BallotVoter
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.models.seats import Mandate, Seat
from comite.meetings.operations import ballots as operations
from comite.meetings.queries import ballots as queries
from comite.territories.models import AuthorityKind, Committee, LocalAuthority, Participation
from tests.cast import LONG_AGO, Cast

FIRST = 5_000


def make_seats(cast: Cast, count: int, weights: Sequence[int] = (1,), people: int = 1) -> list[Seat]:
    """So many member authorities with a seat each, held by a person of their own (and substitutes)."""
    day = clock.today() - timedelta(days=30)
    with write() as session:
        for rank in range(count):
            key = FIRST + rank
            session.add(
                LocalAuthority(
                    id=key,
                    slug=f"commune-{rank}",
                    kind=AuthorityKind.COMMUNE,
                    name=f"Commune {rank:02d}",
                    folded_name=f"commune {rank:02d}",
                    postal_codes=[],
                    created_at=LONG_AGO,
                )
            )
            session.flush()
            session.add(Participation(committee_id=cast.committee, authority_id=key, joined_on=day))
            session.flush()
            session.add(
                Seat(
                    id=key,
                    committee_id=cast.committee,
                    authority_id=key,
                    weight=weights[rank % len(weights)],
                    starts_on=day,
                )
            )
            session.flush()
            for each in range(people):
                person = key + each * 1_000
                session.add(_person(person))
                session.flush()
                session.add(Membership(user_id=person, authority_id=key, role=Role.AGENT, since=LONG_AGO))
                session.add(Mandate(seat_id=key, user_id=person, rank=each, starts_on=day))
        session.flush()
    return list(db.session.scalars(db.select(Seat).where(Seat.id >= FIRST).order_by(Seat.id)))


def _person(key: int) -> User:
    """Somebody who sits."""
    return User(
        id=key,
        handle=f"siege-{key}",
        email=f"siege-{key}@exemple.test",
        name=f"Personne {key}",
        created_at=LONG_AGO,
    )


def holder(rank: int, substitute: int = 0) -> Reader:
    """The person who holds one of those seats, or a substitute."""
    key = FIRST + rank + substitute * 1_000
    return Reader(user_id=key, name=f"Personne {key}", email=f"siege-{key}@exemple.test")


def make_ballot(
    cast: Cast,
    question: str = "Adopter la charte commune ?",
    *,
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
    closes_at: datetime | None = None,
    options: tuple[str, ...] = (),
    **content: Any,
) -> Ballot:
    """A question of the committee of Valmer, not opened yet; between meetings unless told otherwise."""
    committee = db.session.get(Committee, cast.committee)
    assert committee is not None
    made = operations.create_ballot(
        cast.elise,
        committee,
        BallotContent(
            question,
            kind=BallotKind.OPTIONS if options else BallotKind.MOTION,
            options=options,
            closes_at=None if meeting else closes_at or clock.now() + timedelta(days=3),
            **content,
        ),
        render(""),
        meeting,
        item,
    )
    return queries.get_ballot(cast.elise, made.id)


def open_ballot(cast: Cast, *args: Any, **options: Any) -> Ballot:
    """The same, open."""
    ballot = make_ballot(cast, *args, **options)
    operations.open_ballot(cast.elise, ballot)
    return again(cast, ballot)


def close(cast: Cast, ballot: Ballot) -> Ballot:
    """The same ballot, closed."""
    operations.close_ballot(cast.elise, again(cast, ballot))
    return again(cast, ballot)


def again(cast: Cast, ballot: Ballot) -> Ballot:
    """The ballot as the database has it now."""
    return queries.get_ballot(cast.elise, ballot.id)


def voter_of(ballot: Ballot, rank: int) -> BallotVoter:
    """The seat of the roll of one of the communes."""
    key = db.session.scalar(
        db.select(BallotVoter.id).where(
            BallotVoter.ballot_id == ballot.id, BallotVoter.seat_id == FIRST + rank
        )
    )
    return queries.get_voter(ballot, key or 0)
