"""What every change of a request or a mission shares: its status, its readers, who is told."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select

from comite.accounts import queries as accounts
from comite.accounts.audiences import effective
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.discussions import operations as discussions
from comite.engineering.models.missions import Mission
from comite.engineering.models.offers import Offer, OfferAnswer
from comite.engineering.models.requests import HelpRequest, RequestStatus
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.slugs import free_slug
from comite.foundation.text import slugify
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.search.operations import reindex
from comite.territories.models import LocalAuthority

REQUEST = "help_request"
MISSION = "mission"


def offers_to(request: HelpRequest) -> ColumnElement[bool]:
    """The offers that a request shares: its own, and those made to its group."""
    if request.group_id is None:
        return Offer.request_id == request.id
    grouped = select(HelpRequest.id).where(HelpRequest.group_id == request.group_id)
    return or_(Offer.request_id == request.id, Offer.request_id.in_(grouped))


def settle_status(request: HelpRequest) -> None:
    """Say where a request stands, from its offers and missions."""
    if not request.is_settled:
        db.session.flush()
        request.status = _status_of(request)
    reindex.later(kind=REQUEST, subject_id=request.id)


def _status_of(request: HelpRequest) -> RequestStatus:
    """What its offers and missions make of it."""
    under_way = select(Mission.id).where(Mission.request_id == request.id, Mission.closed_at.is_(None))
    if db.session.scalar(under_way.limit(1)) is not None:
        return RequestStatus.IN_MISSION
    answered = select(OfferAnswer.offer_id).where(OfferAnswer.request_id == request.id)
    waiting = select(Offer.id).where(
        offers_to(request),
        Offer.withdrawn_at.is_(None),
        Offer.authority_id != request.authority_id,
        Offer.id.not_in(answered),
    )
    found = db.session.scalar(waiting.limit(1))
    return RequestStatus.OPEN if found is None else RequestStatus.OFFERED


def settle_group(request: HelpRequest) -> None:
    """The same for all those that share its offers."""
    for each in companions(request):
        settle_status(each)


def companions(request: HelpRequest) -> Sequence[HelpRequest]:
    """A request and those grouped with it."""
    if request.group_id is None:
        return [request]
    grouped = select(HelpRequest).where(HelpRequest.group_id == request.group_id).order_by(HelpRequest.id)
    return db.session.scalars(grouped.with_for_update()).all()


def settle_readers(request: HelpRequest) -> None:
    """Its missions and discussions are read by those who read it."""
    settle_discussions(REQUEST, request)
    for mission in db.session.scalars(select(Mission).where(Mission.request_id == request.id)):
        mission.audience = request.audience
        settle_discussions(MISSION, mission)
        reindex.later(kind=MISSION, subject_id=mission.id)
    reindex.later(kind=REQUEST, subject_id=request.id)


def settle_titles(request: HelpRequest) -> None:
    """Its missions bear its name; while moderation masks it, that of whom they help, in their address too."""
    neutral = f"Appui à {db.session.get_one(LocalAuthority, request.authority_id).name}"
    for mission in db.session.scalars(select(Mission).where(Mission.request_id == request.id)):
        mission.title = neutral if request.is_masked else request.sentence
        if request.is_masked and not mission.slug.startswith(slugify(neutral)):
            mission.slug = free_slug(Mission.slug, neutral)
        reindex.later(kind=MISSION, subject_id=mission.id)


def settle_discussions(kind: str, thing: HelpRequest | Mission) -> None:
    """The discussions about a request or a mission are read by those who read it."""
    discussions.narrow(
        kind,
        thing.id,
        effective(thing),
        thing.authority_id,
        thing.committee_id,
        for_lead=not thing.is_masked,
    )


def settle(request: HelpRequest, status: RequestStatus, word: str = "") -> None:
    """Nothing more is awaited of a request."""
    request.status, request.settled_at, request.settled_word = status, clock.now(), word
    request.version += 1
    reindex.later(kind=REQUEST, subject_id=request.id)


def open_again(request: HelpRequest) -> None:
    """Offers are awaited as before."""
    request.status, request.settled_at, request.settled_word = RequestStatus.OPEN, None, ""
    request.version += 1
    settle_status(request)


def animators_of(committee_id: int | None) -> Sequence[int]:
    """Those who animate a committee."""
    return accounts.ids_of_animators(committee_id) if committee_id else []


def agents_of(authority_id: int) -> Sequence[int]:
    """Those who write for an authority."""
    return accounts.ids_with_role(Role.AGENT, authority_id)


def editors_of(authority_id: int) -> Sequence[int]:
    """Those who publish for an authority."""
    return accounts.ids_with_role(Role.EDITOR, authority_id)


def tell_of(
    people: Iterable[int],
    reason: Reason,
    thing: HelpRequest | Mission,
    actor: Reader,
    detail: str = "",
) -> None:
    """Tell some people about a request or a mission."""
    kind = REQUEST if isinstance(thing, HelpRequest) else MISSION
    tell(people, reason=reason, kind=kind, subject_id=thing.id, actor=actor, detail=detail)
