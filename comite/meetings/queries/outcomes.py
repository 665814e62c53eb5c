"""The results of the votes of a meeting, in words, for its minutes."""

from comite.accounts.readers import Reader
from comite.meetings.models.meetings import Meeting


def votes_of(_reader: Reader, _meeting: Meeting) -> dict[int, list[str]]:
    """What was voted on each point."""
    return {}
