"""What surrounds a meeting on its page: its votes, notes, minutes, decisions, and the actions that wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from comite.accounts.readers import Reader
from comite.meetings import decision_rights, minutes_rights, permissions
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.decisions import Decision, FollowUp
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import Minutes
from comite.meetings.queries import ballots, decisions
from comite.meetings.queries import minutes as queries


@dataclass(frozen=True)
class After:
    """What follows from a meeting, and what a reader may do about it."""

    minutes: Minutes | None
    decisions: Sequence[Decision]
    waiting: Sequence[FollowUp]
    ballots: Sequence[Ballot]
    may_ask: bool
    may_note: bool
    may_draft: bool
    may_record: bool


def after(reader: Reader, meeting: Meeting) -> After:
    """What follows from a meeting: it opens with the actions that were waiting, and ends with its minutes."""
    is_held = meeting.is_open or meeting.is_over
    shows_actions = not meeting.is_over and reader.is_signed_in
    return After(
        minutes=queries.find_minutes(reader, meeting, whole=False) if meeting.is_over else None,
        decisions=decisions.decisions_of_meeting(reader, meeting.id) if is_held else (),
        waiting=decisions.list_follow_ups(reader, meeting.committee_id) if shows_actions else (),
        ballots=ballots.list_in_meeting(reader, meeting.id) if is_held else (),
        may_ask=meeting.is_open and permissions.may_run_committee(reader, meeting.committee_id),
        may_note=minutes_rights.may_take_notes(reader, meeting),
        may_draft=minutes_rights.may_draft(reader, meeting),
        may_record=is_held and decision_rights.may_record(reader, meeting.committee_id),
    )
