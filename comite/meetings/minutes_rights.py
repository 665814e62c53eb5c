"""Who reads and amends minutes, by their state; what one may do in a committee is in `permissions`."""

from comite.accounts.readers import Reader
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import Minutes
from comite.meetings.permissions import may_run_committee


def may_take_notes(reader: Reader, meeting: Meeting) -> bool:
    """Who runs the committee, and people of its member authorities while the meeting is going on."""
    if meeting.is_cancelled or meeting.is_preparing or meeting.status == "minuted":
        return False
    if may_run_committee(reader, meeting.committee_id):
        return True
    return meeting.is_open and meeting.committee_id in reader.member_committee_ids


def may_draft(reader: Reader, meeting: Meeting) -> bool:
    """Who runs the committee, once the meeting is closed."""
    return meeting.is_over and may_run_committee(reader, meeting.committee_id)


def may_read_minutes(reader: Reader, meeting: Meeting, minutes: Minutes, *, has_attended: bool) -> bool:
    """Draft: who runs the committee. Sent: its members, whoever attended. Frozen: as the meeting."""
    if minutes.is_frozen or may_run_committee(reader, meeting.committee_id):
        return True
    return minutes.is_circulated and (has_attended or meeting.committee_id in reader.member_committee_ids)


def may_amend(reader: Reader, meeting: Meeting, minutes: Minutes, has_attended: bool) -> bool:
    """Whoever attended, and people of the member authorities, once the minutes were sent."""
    if minutes.is_draft or not reader.is_signed_in:
        return False
    return has_attended or meeting.committee_id in reader.member_committee_ids
