"""The results of the votes of a meeting, in words, for its minutes."""

from comite.accounts.readers import Reader
from comite.foundation.database import database_now
from comite.meetings.ballot_labels import verdict
from comite.meetings.models.meetings import Meeting
from comite.meetings.queries.ballots import ballots_of_meeting, result_of

OUTSIDE_POINTS = 0


def votes_of(reader: Reader, meeting: Meeting) -> dict[int, list[str]]:
    """What was voted on each point and outside any, counted again; nothing of a vote that is still open."""
    now, found = database_now(), dict[int, list[str]]()
    for ballot in ballots_of_meeting(reader, meeting.id):
        result = result_of(ballot, now)
        if result is not None:
            options = {each.id: each.label for each in ballot.options}
            said = f"{ballot.question} {verdict(result, options)}"
            found.setdefault(ballot.item_id or OUTSIDE_POINTS, []).append(said)
    return found
