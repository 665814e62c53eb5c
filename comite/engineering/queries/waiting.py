"""Which requests and missions wait for a reader: conditions for statements, said once."""

from sqlalchemy import ColumnElement, and_

from comite.accounts.readers import Reader
from comite.engineering.models.missions import Mission
from comite.engineering.models.requests import HelpRequest, RequestStatus


def has_offer_to_answer(reader: Reader) -> ColumnElement[bool]:
    """Whether a request of one's authorities received an offer that waits for its answer."""
    return and_(
        HelpRequest.status == RequestStatus.OFFERED,
        HelpRequest.authority_id.in_(sorted(reader.authority_ids)),
    )


def is_to_place(reader: Reader) -> ColumnElement[bool]:
    """Whether a request, in a committee that one runs, has no offer: with one, its status says so."""
    return and_(
        HelpRequest.status == RequestStatus.OPEN,
        HelpRequest.committee_id.in_(sorted(reader.led_committee_ids)),
    )


def is_to_evaluate(reader: Reader) -> ColumnElement[bool]:
    """Whether one's authorities are asked what they make of a mission."""
    return and_(
        Mission.authority_id.in_(sorted(reader.authority_ids)),
        Mission.asked_to_evaluate_at.is_not(None),
        Mission.closed_at.is_(None),
    )
