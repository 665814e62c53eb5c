"""Reading the meetings of committees, one file per subject; here, what most others ask."""

from comite.meetings.queries.attendance import RollEntry, quorum_at, roll_of
from comite.meetings.queries.meetings import get_meeting
from comite.meetings.queries.rules import rules_of
from comite.meetings.queries.seats import list_seats, voting_seats

__all__ = ["RollEntry", "get_meeting", "list_seats", "quorum_at", "roll_of", "rules_of", "voting_seats"]
