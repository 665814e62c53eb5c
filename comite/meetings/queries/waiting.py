"""Which points, amendments and actions wait for a reader: conditions for statements, said once."""

from sqlalchemy import ColumnElement, and_, exists

from comite.accounts.readers import Reader
from comite.meetings.models.decisions import FollowUp
from comite.meetings.models.meetings import AgendaItem, ItemStatus, Meeting, MeetingStatus
from comite.meetings.models.minutes import Amendment, AmendmentStatus, Minutes
from comite.meetings.queries.decisions import WAITING


def is_point_to_answer(reader: Reader) -> ColumnElement[bool]:
    """Whether who runs the committee has yet to answer a proposed point; once the meeting began, it is late.

    The statement joins the meeting of the point.
    """
    return and_(
        AgendaItem.status == ItemStatus.PROPOSED,
        AgendaItem.trashed_at.is_(None),
        AgendaItem.committee_id.in_(sorted(reader.led_committee_ids)),
        Meeting.status.in_((MeetingStatus.PREPARING, MeetingStatus.CONVENED)),
    )


def has_amendment_to_answer(reader: Reader) -> ColumnElement[bool]:
    """Whether who runs the committee has yet to answer an amendment to minutes."""
    pending = exists().where(Amendment.minutes_id == Minutes.id, Amendment.status == AmendmentStatus.PENDING)
    return and_(Minutes.committee_id.in_(sorted(reader.led_committee_ids)), pending.correlate(Minutes))


def is_action_to_do(reader: Reader) -> ColumnElement[bool]:
    """Whether an action is entrusted to one's authorities, to oneself or to nobody in particular there."""
    return and_(
        FollowUp.status.in_(WAITING),
        FollowUp.owner_authority_id.in_(sorted(reader.authority_ids)),
        FollowUp.owner_id.is_(None) | (FollowUp.owner_id == reader.user_id),
    )
