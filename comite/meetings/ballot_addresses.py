"""Where ballots stand on the site."""

from comite.meetings.models.ballots import Ballot


def ballot_address(ballot: Ballot) -> str:
    """The address of a ballot; its id says which, its words only help people."""
    return address_of(ballot.id, ballot.slug)


def address_of(ballot_id: int, slug: str) -> str:
    """The same, for those who have only its id and its words."""
    return f"/votes/{ballot_id}-{slug}"
