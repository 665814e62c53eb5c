"""Who may do what in the meetings of a committee; what state allows is said by the operations."""

from collections.abc import Collection

from comite.accounts.readers import Reader
from comite.meetings.models.ballots import Ballot, BallotVoter
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.models.seats import Seat
from comite.territories.models import Committee


def may_run(reader: Reader, committee: Committee) -> bool:
    """The animators of its lead authority, and administrators: they convene, open, close and settle."""
    return may_run_committee(reader, committee.id)


def may_run_committee(reader: Reader, committee_id: int) -> bool:
    """The same, for a committee known by its id."""
    return reader.is_administrator or reader.animates(committee_id)


def may_run_somewhere(reader: Reader) -> bool:
    """Whoever runs at least one committee: they plan meetings."""
    return reader.is_administrator or bool(reader.led_committee_ids)


def may_propose(reader: Reader, meeting: Meeting) -> bool:
    """People of the member authorities; observers listen. Who runs the committee adds points directly."""
    return meeting.committee_id in reader.member_committee_ids or may_run_committee(
        reader, meeting.committee_id
    )


def may_propose_somewhere(reader: Reader) -> bool:
    """People of a member authority of some committee, and whoever runs one."""
    return bool(reader.member_committee_ids) or may_run_somewhere(reader)


def may_see_item(reader: Reader, item: AgendaItem) -> bool:
    """An accepted point is read with its meeting; one proposed or masked, by who made it and who answers."""
    if item.is_trashed:
        return False
    if (item.is_accepted and not item.is_masked) or may_run_committee(reader, item.committee_id):
        return True
    return reader.is_signed_in and item.proposed_by_id == reader.user_id


def may_edit_item(reader: Reader, item: AgendaItem) -> bool:
    """Who runs the committee; who proposed a point, as long as it is a proposal."""
    return may_run_committee(reader, item.committee_id) or _may_take_back(reader, item)


def may_remove_item(reader: Reader, item: AgendaItem) -> bool:
    """The same: a proposal is taken back by who made it."""
    return may_edit_item(reader, item)


def _may_take_back(reader: Reader, item: AgendaItem) -> bool:
    """Whoever made a proposal that is not answered, and still sits in the committee."""
    return (
        item.is_proposed
        and reader.is_signed_in
        and item.proposed_by_id == reader.user_id
        and item.committee_id in reader.member_committee_ids
    )


def may_answer_for(reader: Reader, seat: Seat, meeting: Meeting) -> bool:
    """The holder and the substitutes of a seat on the day; who runs the committee, for who telephoned.

    The mandates of the seat are loaded with it.
    """
    if may_run_committee(reader, meeting.committee_id):
        return True
    sitting = {each.user_id for each in seat.mandates_on(meeting.held_on)}
    return reader.is_signed_in and reader.user_id in sitting and seat.committee_id == meeting.committee_id


def may_listen(reader: Reader, observing_ids: Collection[int]) -> bool:
    """People of the authorities that observe the committee on the day, given by id: they say if they come."""
    return not reader.authority_ids.isdisjoint(observing_ids)


def may_see_seats(reader: Reader, committee: Committee) -> bool:
    """Names are for those who work together: the committee, and administrators."""
    return reader.is_administrator or committee.id in reader.committee_ids


def may_manage_ballot(reader: Reader, ballot: Ballot) -> bool:
    """Who runs the committee: they ask the question, open, close, cancel, record hands."""
    return may_run_committee(reader, ballot.committee_id)


def may_vote(reader: Reader, voter: BallotVoter) -> bool:
    """The people of the seat on the frozen roll: holder, substitutes, holder of its proxy."""
    return reader.is_signed_in and reader.user_id in {each.user_id for each in voter.people}
