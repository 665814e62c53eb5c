"""Offering help, taking an offer back, and what those who asked answer."""

from sqlalchemy import select

from comite.accounts import queries as accounts
from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.engineering.content import WORD_MAX, OfferContent
from comite.engineering.errors import (
    AlreadyAnsweredError,
    NoCommitteeError,
    NothingSaidError,
    OfferAcceptedError,
    OfferGoneError,
    PeerHelpsError,
    SettledRequestError,
)
from comite.engineering.models.missions import Mission
from comite.engineering.models.offers import Offer, OfferAnswer
from comite.engineering.models.requests import HelpRequest
from comite.engineering.operations import settling
from comite.engineering.permissions import requests as permissions
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.foundation.slugs import free_slug
from comite.foundation.text import clean_line, clean_text
from comite.notifications.models import Reason
from comite.notifications.operations import subscribe
from comite.territories.models import Committee, LocalAuthority


@operation
def offer_help(
    actor: Reader, request: HelpRequest, authority: LocalAuthority, content: OfferContent
) -> Offer:
    """Propose days to those that asked, all of the group; each is told and answers for itself.

    Raises `SettledRequestError`, `NoCommitteeError`, `NothingSaidError`.
    """
    require(permissions.may_offer(actor, request, authority.id))
    if request.is_settled:
        raise SettledRequestError
    if not accounts.sits_in(request.committee_id or 0, authority.id):
        raise NoCommitteeError
    note = clean_text(content.note).strip()
    if not note:
        raise NothingSaidError
    offer = Offer(
        request_id=request.id,
        authority_id=authority.id,
        offered_by_id=actor.user_id,
        quarter_days=content.quarter_days,
        available_from=content.available_from,
        note=note,
        offered_at=clock.now(),
    )
    db.session.add(offer)
    db.session.flush()
    subscribe(offer.offered_by_id, settling.REQUEST, request.id)
    for each in settling.companions(request):
        if not each.is_settled and each.authority_id != authority.id:
            settling.tell_of(settling.agents_of(each.authority_id), Reason.HELP_OFFERED, each, actor, note)
    settling.settle_group(request)
    return offer


@operation
def take_back_offer(actor: Reader, offer: Offer) -> None:
    """Offer no longer; raises `OfferAcceptedError` once somebody counts on it."""
    require(permissions.may_take_back(actor, offer))
    counted_on = select(OfferAnswer.id).where(OfferAnswer.offer_id == offer.id, OfferAnswer.is_accepted)
    if db.session.scalar(counted_on.limit(1)) is not None:
        raise OfferAcceptedError
    offer.withdrawn_at = offer.withdrawn_at or clock.now()
    request = db.session.get_one(HelpRequest, offer.request_id)
    settling.settle_group(request)


@operation
def accept_offer(actor: Reader, request: HelpRequest, offer: Offer, word: str) -> Mission:
    """Say yes: the offer becomes a mission, whose days are booked.

    Raises `AlreadyAnsweredError`, `OfferGoneError`, `SettledRequestError`.
    """
    require(permissions.may_answer(actor, request))
    _refuse_unread(request, offer)
    said = _answer(actor, request, offer, word, is_accepted=True)
    mission = Mission(
        slug=free_slug(Mission.slug, request.sentence),
        title=request.sentence,
        request_id=request.id,
        offer_id=offer.id,
        authority_id=request.authority_id,
        committee_id=request.committee_id,
        audience=request.audience,
        is_for_lead=True,
        helper_id=offer.authority_id,
        quarter_days_booked=offer.quarter_days,
        started_on=clock.today(),
    )
    db.session.add(mission)
    db.session.flush()
    settling.settle_status(request)
    settling.settle_readers(request)
    for person in {offer.offered_by_id, actor.user_id or offer.offered_by_id}:
        subscribe(person, settling.MISSION, mission.id)
    settling.tell_of(_helpers(offer), Reason.OFFER_ACCEPTED, mission, actor, said)
    return mission


@operation
def decline_offer(actor: Reader, request: HelpRequest, offer: Offer, word: str) -> None:
    """Say no, with a word for those who offered; raises as `accept_offer`, and `NothingSaidError`."""
    require(permissions.may_answer(actor, request))
    if not clean_line(word):
        raise NothingSaidError
    said = _answer(actor, request, offer, word, is_accepted=False)
    settling.settle_status(request)
    settling.tell_of(_helpers(offer), Reason.OFFER_DECLINED, request, actor, said)


def _answer(actor: Reader, request: HelpRequest, offer: Offer, word: str, *, is_accepted: bool) -> str:
    """Write an answer down, once."""
    if request.is_settled:
        raise SettledRequestError
    _refuse_strangers(request, offer)
    if not offer.is_standing:
        raise OfferGoneError
    known = select(OfferAnswer.id).where(
        OfferAnswer.offer_id == offer.id, OfferAnswer.request_id == request.id
    )
    if db.session.scalar(known) is not None:
        raise AlreadyAnsweredError
    said = clean_line(word)[:WORD_MAX]
    db.session.add(
        OfferAnswer(
            offer_id=offer.id,
            request_id=request.id,
            is_accepted=is_accepted,
            word=said,
            answered_by_id=actor.user_id,
            answered_at=clock.now(),
        )
    )
    db.session.flush()
    return said


def _refuse_strangers(request: HelpRequest, offer: Offer) -> None:
    """An offer is answered by those to whom it was made."""
    made = select(Offer.id).where(Offer.id == offer.id, settling.offers_to(request))
    if db.session.scalar(made) is None or offer.authority_id == request.authority_id:
        raise NotFoundError


def _refuse_unread(request: HelpRequest, offer: Offer) -> None:
    """A peer that helps must be able to read the request."""
    lead_id = db.session.scalar(
        select(Committee.lead_authority_id).where(Committee.id == request.committee_id)
    )
    if request.audience is Audience.AUTHORITY and offer.authority_id != lead_id:
        raise PeerHelpsError


def _helpers(offer: Offer) -> list[int]:
    """Whoever offered, and those who publish for the authority that offered."""
    return [offer.offered_by_id, *settling.editors_of(offer.authority_id)]
