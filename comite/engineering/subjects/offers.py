"""How offers of help present themselves to moderation; search finds them by their mission."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.engineering.models.offers import Offer
from comite.engineering.models.requests import HelpRequest
from comite.foundation.database import db
from comite.foundation.subjects import NotSearched, Subject


class OfferLoader(NotSearched):
    """Offers: whoever reads the request reads them, but for those that are masked."""

    kind = "help_offer"
    label = "Offre d’aide"

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        found = db.session.scalars(
            select(Offer)
            .join(HelpRequest, HelpRequest.id == Offer.request_id)
            .where(Offer.id.in_(ids), _visible_to(reader))
            .options(contains_eager(Offer.request), joinedload(Offer.authority))
        )
        return {each.id: _subject(each) for each in found}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The sentences of the requests to which those that a reader may read were made."""
        return (
            select(Offer.id, HelpRequest.sentence, HelpRequest.slug, literal(0))
            .join(HelpRequest, HelpRequest.id == Offer.request_id)
            .where(_visible_to(reader))
        )

    def address(self, _subject_id: int, key: str, _rank: int) -> str:
        """Its place on the page of the request."""
        return f"/ingenierie/demandes/{key}#offres"


def _visible_to(reader: Reader) -> ColumnElement[bool]:
    """The offers of the requests that a reader reads; a masked one, by the authority that made it."""
    shown: ColumnElement[bool] = Offer.masked_at.is_(None)
    if reader.authority_ids:
        shown = or_(shown, Offer.authority_id.in_(sorted(reader.authority_ids)))
    return readable_by(reader, HelpRequest) & shown


def _subject(offer: Offer) -> Subject:
    """One offer, as others speak of it."""
    request = offer.request
    return Subject(
        kind="help_offer",
        id=offer.id,
        title=request.sentence,
        address=f"/ingenierie/demandes/{request.slug}#offres",
        audience=request.audience.value,
        authority_id=offer.authority_id,
        committee_id=request.committee_id,
        text=offer.note,
        happened_at=offer.offered_at,
        authority_name=offer.authority.name,
        within=(("help_request", request.id),),
        is_for_lead=request.is_for_lead,
    )
