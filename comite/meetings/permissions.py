"""Who may do what in the meetings of a committee; what state allows is said by the operations."""

from comite.accounts.readers import Reader
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.territories.models import Committee


def may_run(reader: Reader, committee: Committee) -> bool:
    """The animators of its lead authority, and administrators: they convene, open, close and settle."""
    return may_run_committee(reader, committee.id)


def may_run_committee(reader: Reader, committee_id: int) -> bool:
    """The same, for a committee known by its id."""
    return reader.is_administrator or reader.animates(committee_id)


def may_propose(reader: Reader, meeting: Meeting) -> bool:
    """People of the member authorities; observers listen. Who runs the committee adds points directly."""
    return meeting.committee_id in reader.member_committee_ids or may_run_committee(
        reader, meeting.committee_id
    )


def may_see_item(reader: Reader, item: AgendaItem) -> bool:
    """An accepted point is read with its meeting; a proposal, by who made it and who answers."""
    if item.is_accepted or may_run_committee(reader, item.committee_id):
        return True
    return reader.is_signed_in and item.proposed_by_id == reader.user_id
