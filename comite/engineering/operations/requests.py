"""Asking for help, saying it better, closing, withdrawing, grouping."""

from sqlalchemy import select

from comite.accounts import queries as accounts
from comite.accounts.audiences import Audience, may_read
from comite.accounts.readers import Reader
from comite.engineering.content import RequestContent
from comite.engineering.errors import (
    MissionUnderWayError,
    NoCommitteeError,
    NotAmongPeersError,
    NothingSaidError,
    PeerHelpsError,
    SettledRequestError,
    StillOpenError,
)
from comite.engineering.models.missions import Mission
from comite.engineering.models.requests import HelpRequest, RequestGroup, RequestStatus
from comite.engineering.operations import settling
from comite.engineering.permissions import requests as permissions
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, StaleVersionError, require
from comite.foundation.slugs import free_slug
from comite.foundation.text import clean_line, clean_text
from comite.notifications.models import Reason
from comite.notifications.operations import subscribe
from comite.territories.models import Committee, LocalAuthority


@operation
def ask_for_help(
    actor: Reader,
    authority: LocalAuthority,
    committee: Committee,
    content: RequestContent,
    *,
    with_peers: bool,
) -> HelpRequest:
    """Ask the lead authority of a committee, and its members if one wishes; those who animate it are told."""
    require(permissions.may_ask(actor, authority.id))
    if not accounts.sits_in(committee.id, authority.id):
        raise NoCommitteeError
    request = HelpRequest(
        authority_id=authority.id,
        committee_id=committee.id,
        is_for_lead=True,
        audience=_audience(with_peers),
        asked_by_id=actor.user_id,
        asked_at=clock.now(),
    )
    _write(request, content)
    request.slug = free_slug(HelpRequest.slug, request.sentence)
    db.session.add(request)
    db.session.flush()
    subscribe(request.asked_by_id, settling.REQUEST, request.id)
    settling.tell_of(
        settling.animators_of(committee.id), Reason.HELP_ASKED, request, actor, request.need or authority.name
    )
    settling.settle_status(request)
    return request


@operation
def edit_request(
    actor: Reader, request: HelpRequest, content: RequestContent, *, with_peers: bool, version: int
) -> None:
    """Say it better, or to others; raises `StaleVersionError`, `PeerHelpsError`."""
    require(permissions.may_ask(actor, request.authority_id))
    _refuse_settled(request)
    if request.version != version:
        raise StaleVersionError
    _write(request, content)
    if request.audience is not _audience(with_peers):
        _change_readers(request, _audience(with_peers))
    request.version += 1
    settling.settle_titles(request)
    settling.settle_status(request)


def _change_readers(request: HelpRequest, audience: Audience) -> None:
    """Widen or narrow who reads; one that leaves its peers leaves its group."""
    if audience is Audience.AUTHORITY:
        lead = select(Committee.lead_authority_id).where(Committee.id == request.committee_id)
        peers = select(Mission.id).where(
            Mission.request_id == request.id, Mission.helper_id != lead.scalar_subquery()
        )
        if db.session.scalar(peers.limit(1)) is not None:
            raise PeerHelpsError
        _leave(request)
    request.audience = audience
    settling.settle_readers(request)


@operation
def close_request(actor: Reader, request: HelpRequest, word: str) -> None:
    """The need is met otherwise, and all know how; raises `MissionUnderWayError`, `NothingSaidError`."""
    require(permissions.may_ask(actor, request.authority_id))
    _refuse_settled(request)
    _refuse_in_mission(request)
    said = clean_line(word)[: HelpRequest.settled_word.type.length]
    if not said:
        raise NothingSaidError
    settling.settle(request, RequestStatus.CLOSED, said)


@operation
def withdraw_request(actor: Reader, request: HelpRequest) -> None:
    """Ask no longer; those who read it see that it was withdrawn. Raises `MissionUnderWayError`."""
    require(permissions.may_ask(actor, request.authority_id))
    _refuse_settled(request)
    _refuse_in_mission(request)
    _leave(request)
    settling.settle(request, RequestStatus.WITHDRAWN)


@operation
def ask_again(actor: Reader, request: HelpRequest) -> None:
    """Take back a withdrawal, or a closing without mission: the request awaits offers as before.

    Raises `StillOpenError` for one that is open, or that its missions closed.
    """
    require(permissions.may_ask(actor, request.authority_id))
    if not request.may_be_asked_again:
        raise StillOpenError
    settling.open_again(request)


@operation
def group_requests(actor: Reader, request: HelpRequest, other: HelpRequest) -> None:
    """Let two requests, and those grouped with either, share the offers they receive.

    Raises `NotAmongPeersError`, `SettledRequestError`.
    """
    require(permissions.may_group(actor, request) and may_read(actor, other))
    for each in (request, other):
        _refuse_settled(each)
        if each.audience is not Audience.COMMITTEE or each.committee_id != request.committee_id:
            raise NotAmongPeersError
    if request.id == other.id:
        raise NotFoundError
    group_id = other.group_id or request.group_id or _new_group(actor, request).id
    for each in {*settling.companions(request), *settling.companions(other)}:
        each.group_id = group_id
    request.group_id = other.group_id = group_id
    db.session.flush()
    settling.settle_group(request)


def _new_group(actor: Reader, request: HelpRequest) -> RequestGroup:
    """A group with nothing in it yet."""
    group = RequestGroup(committee_id=request.committee_id, made_by_id=actor.user_id, made_at=clock.now())
    db.session.add(group)
    db.session.flush()
    return group


@operation
def leave_group(actor: Reader, request: HelpRequest) -> None:
    """Stand alone again; offers made to the others are theirs."""
    require(permissions.may_group(actor, request))
    _leave(request)
    settling.settle_status(request)


def _leave(request: HelpRequest) -> None:
    """Take a request out of its group; a group of one is none."""
    others = [each for each in settling.companions(request) if each.id != request.id]
    request.group_id = None
    if len(others) == 1:
        others[0].group_id = None
    db.session.flush()
    for each in others:
        settling.settle_status(each)


def _write(request: HelpRequest, content: RequestContent) -> None:
    """Make a request say a content, without controls or stray spaces."""
    request.sentence = clean_line(content.sentence)[: HelpRequest.sentence.type.length]
    if not request.sentence:
        raise NothingSaidError
    request.need = clean_text(content.need)
    request.tried = clean_text(content.tried)
    request.data_held = clean_text(content.data_held)
    request.deadline_on, request.budget = content.deadline_on, content.budget
    request.updated_at = clock.now()


def _audience(with_peers: bool) -> Audience:
    """Who reads besides the lead authority."""
    return Audience.COMMITTEE if with_peers else Audience.AUTHORITY


def _refuse_settled(request: HelpRequest) -> None:
    """Raise when nothing more is awaited."""
    if request.is_settled:
        raise SettledRequestError


def _refuse_in_mission(request: HelpRequest) -> None:
    """Raise while somebody works for it."""
    if request.status is RequestStatus.IN_MISSION:
        raise MissionUnderWayError
