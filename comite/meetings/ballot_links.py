"""Signed links of mails: each lets one person vote in one ballot, for their seats, and nothing else.

The link is all the permission there is, as with a postal ballot: the page says so, names the seat, and asks
not to forward the mail. Opening it never votes (programs open links of mails before people do); it ends with
the ballot.
"""

from dataclasses import dataclass

from comite.foundation.seals import opened_numbers, sealed

PURPOSE = "vote"


@dataclass(frozen=True)
class VoteLink:
    """In which ballot, and who votes."""

    ballot_id: int
    user_id: int


def vote_path(link: VoteLink) -> str:
    """The address, on this site, of the page where the person votes."""
    return f"/votes/voter/{key_of(link)}"


def key_of(link: VoteLink) -> str:
    """The last part of that address."""
    return sealed(PURPOSE, link.ballot_id, link.user_id)


def read_vote(key: str) -> VoteLink | None:
    """What a link of ours says; nothing when it was not made here."""
    numbers = opened_numbers(PURPOSE, key, 2)
    return VoteLink(*numbers) if numbers else None
