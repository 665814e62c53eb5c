"""Signed links of convocations: each lets one person answer for one seat in one meeting, and nothing else."""

from dataclasses import dataclass

from comite.foundation.seals import opened_numbers, sealed

PURPOSE = "meeting-reply"


@dataclass(frozen=True)
class ReplyLink:
    """For which meeting, which seat, and who answers."""

    meeting_id: int
    seat_id: int
    user_id: int


def reply_path(link: ReplyLink) -> str:
    """The address, on this site, of the page that answers a convocation."""
    return f"/seances/repondre/{sealed(PURPOSE, link.meeting_id, link.seat_id, link.user_id)}"


def read_reply(token: str) -> ReplyLink | None:
    """What a link of ours says; nothing when it was not made here."""
    numbers = opened_numbers(PURPOSE, token, 3)
    return ReplyLink(*numbers) if numbers else None
