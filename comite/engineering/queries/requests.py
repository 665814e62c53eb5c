"""Requests for help that a reader may read, with their offers and those like them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.engineering.models.missions import Mission
from comite.engineering.models.offers import Offer, OfferAnswer
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged

LATEST_FIRST = (Order(HelpRequest.asked_at, descending=True), Order(HelpRequest.id, descending=True))
WAITING = (RequestStatus.OPEN, RequestStatus.OFFERED, RequestStatus.IN_MISSION)
OFFERS_MAX = 50
GROUPED_MAX = 20


@dataclass(frozen=True)
class Filters:
    """What narrows the list of requests; those that await something when no status is asked."""

    statuses: tuple[RequestStatus, ...] = ()
    committee_id: int | None = None
    own_only: bool = False


def get_request(reader: Reader, slug: str) -> HelpRequest:
    """A request that a reader may read; raises `NotFoundError`."""
    found = db.session.scalar(_shown().where(HelpRequest.slug == slug, readable_by(reader, HelpRequest)))
    if found is None:
        raise NotFoundError
    return found


def list_requests(reader: Reader, filters: Filters, cursor: str | None) -> Page[HelpRequest]:
    """The requests that a reader may read, the latest first, counted."""
    conditions = _conditions(reader, filters)
    count = db.session.scalar(select(func.count(HelpRequest.id)).where(*conditions)) or 0
    return paged(_shown().where(*conditions), LATEST_FIRST, cursor, count=count)


def _conditions(reader: Reader, filters: Filters) -> list[ColumnElement[bool]]:
    """What may be read, and is asked."""
    conditions = [readable_by(reader, HelpRequest), HelpRequest.status.in_(filters.statuses or WAITING)]
    if filters.committee_id is not None:
        conditions.append(HelpRequest.committee_id == filters.committee_id)
    if filters.own_only:
        conditions.append(HelpRequest.authority_id.in_(sorted(reader.authority_ids)))
    return conditions


def list_offers(reader: Reader, request: HelpRequest) -> Sequence[Offer]:
    """The offers that a request shares with its group, the latest first; a reader of it reads them."""
    made_to = Offer.request_id == request.id
    if request.group_id is not None:
        grouped = select(HelpRequest.id).where(
            HelpRequest.group_id == request.group_id, readable_by(reader, HelpRequest)
        )
        made_to = or_(made_to, Offer.request_id.in_(grouped))
    found = db.session.scalars(
        select(Offer)
        .where(made_to, Offer.authority_id != request.authority_id)
        .order_by(Offer.id.desc())
        .limit(OFFERS_MAX)
        .options(
            joinedload(Offer.authority),
            joinedload(Offer.offered_by),
            joinedload(Offer.answers.and_(OfferAnswer.request_id == request.id)),
        )
    )
    return found.unique().all()


def get_offer(reader: Reader, request: HelpRequest, offer_id: int) -> Offer:
    """One offer made to a request that the reader reads; raises `NotFoundError`."""
    found = next((each for each in list_offers(reader, request) if each.id == offer_id), None)
    if found is None:
        raise NotFoundError
    return found


def list_grouped(reader: Reader, request: HelpRequest) -> Sequence[HelpRequest]:
    """The other requests of its group that a reader may read, the oldest first."""
    if request.group_id is None:
        return []
    return db.session.scalars(
        _shown()
        .where(
            HelpRequest.group_id == request.group_id,
            HelpRequest.id != request.id,
            readable_by(reader, HelpRequest),
        )
        .order_by(HelpRequest.id)
        .limit(GROUPED_MAX)
    ).all()


def list_missions_of(reader: Reader, request: HelpRequest) -> Sequence[Mission]:
    """The missions of a request, which those who read it read."""
    return db.session.scalars(
        select(Mission)
        .where(Mission.request_id == request.id, readable_by(reader, Mission))
        .order_by(Mission.id)
        .options(joinedload(Mission.helper))
    ).all()


def list_loaded(*conditions: ColumnElement[bool]) -> Sequence[HelpRequest]:
    """Requests with what search and notifications say of them, whoever reads: its caller says who may."""
    return db.session.scalars(_shown().where(*conditions)).all()


def search_sentences(reader: Reader, words: Sequence[str], limit: int) -> Sequence[HelpRequest]:
    """Requests whose sentence holds every word, the latest first."""
    holds = [HelpRequest.sentence.icontains(word, autoescape=True) for word in words]
    found = _shown().where(readable_by(reader, HelpRequest), and_(True, *holds))
    return db.session.scalars(found.order_by(HelpRequest.id.desc()).limit(limit)).all()


def ids_of_requests() -> Sequence[int]:
    """Every request."""
    return db.session.scalars(select(HelpRequest.id).order_by(HelpRequest.id)).all()


def _shown() -> Select[HelpRequest]:
    """Requests with what every page says of them."""
    return select(HelpRequest).options(
        joinedload(HelpRequest.authority), joinedload(HelpRequest.committee), joinedload(HelpRequest.asked_by)
    )
