"""Signed links of convocations: each lets one person answer once convened, for a seat or without a voice."""

from dataclasses import dataclass

from comite.foundation.seals import opened_numbers, sealed

PURPOSE, LISTENING = "meeting-reply", "meeting-listening"


@dataclass(frozen=True)
class ReplyLink:
    """For which meeting, which seat, and who answers."""

    meeting_id: int
    seat_id: int
    user_id: int


def reply_path(link: ReplyLink) -> str:
    """The address, on this site, of the page that answers a convocation."""
    return f"/seances/repondre/{sealed(PURPOSE, link.meeting_id, link.seat_id, link.user_id)}"


@dataclass(frozen=True)
class ListeningLink:
    """For which meeting, which observing authority, and who answers."""

    meeting_id: int
    authority_id: int
    user_id: int


def listening_path(link: ListeningLink) -> str:
    """The address, on this site, of the page where somebody who observes says whether they come."""
    return f"/seances/assister/{sealed(LISTENING, link.meeting_id, link.authority_id, link.user_id)}"


def read_listening(token: str) -> ListeningLink | None:
    """What such a link of ours says; nothing when it was not made here."""
    numbers = opened_numbers(LISTENING, token, 3)
    return ListeningLink(*numbers) if numbers else None


def read_reply(token: str) -> ReplyLink | None:
    """What a link of ours says; nothing when it was not made here."""
    numbers = opened_numbers(PURPOSE, token, 3)
    return ReplyLink(*numbers) if numbers else None
