"""The sign-in sheet, and proxies: each act under the lock of its meeting, so that two tablets agree."""

from sqlalchemy import Select, func, or_, select

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.foundation.text import clean_line
from comite.meetings import permissions
from comite.meetings.errors import (
    AlreadyListeningError,
    AlreadySeatedError,
    NameMissingError,
    NotEntitledError,
    NotObserverError,
    NotOpenError,
    NotSeatedError,
    NotThereError,
    OwnProxyError,
    ProxiesForbiddenError,
    ProxyChainError,
    ProxyLimitError,
    RepliesClosedError,
)
from comite.meetings.models.attendance import Listener, ListenerFacts, Presence, Proxy
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.seats import Seat
from comite.meetings.queries.listeners import possible_observers
from comite.meetings.queries.rules import rules_of
from comite.meetings.queries.seats import voting_seats


@operation
def arrive(actor: Reader, meeting: Meeting, seat: Seat, user_id: int | None, name: str = "") -> Presence:
    """Note that somebody takes a seat, now.

    Raises `NotOpenError`, `NotEntitledError`, `AlreadySeatedError`, `NameMissingError`.
    """
    require(permissions.may_run_committee(actor, meeting.committee_id))
    _refuse_unless_open(meeting)
    entitled = entitled_seat(meeting, seat.id)
    known = {each.user_id for each in entitled.mandates_on(meeting.held_on)}
    if user_id is not None and user_id not in known:
        raise NotEntitledError
    attendee_name = "" if user_id is not None else clean_line(name)[: Presence.NAME_MAX]
    if user_id is None and not attendee_name:
        raise NameMissingError
    if _seated(meeting, seat) is not None:
        raise AlreadySeatedError
    presence = Presence(
        meeting_id=meeting.id,
        committee_id=meeting.committee_id,
        seat_id=seat.id,
        user_id=user_id,
        attendee_name=attendee_name,
        arrived_at=clock.now(),
    )
    db.session.add(presence)
    db.session.flush()
    return presence


@operation
def leave(actor: Reader, meeting: Meeting, seat: Seat) -> None:
    """Note that the person on a seat leaves, now; raises `NotOpenError`, `NotSeatedError`."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    _refuse_unless_open(meeting)
    presence = _seated(meeting, seat)
    if presence is None:
        raise NotSeatedError
    presence.left_at = clock.now()


@operation
def cancel_arrival(actor: Reader, meeting: Meeting, seat: Seat) -> None:
    """Take back an arrival noted by mistake on a seat, as if it had not been."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    _refuse_unless_open(meeting)
    presence = _seated(meeting, seat)
    if presence is None:
        raise NotSeatedError
    db.session.delete(presence)


@operation
def listen(actor: Reader, meeting: Meeting, facts: ListenerFacts) -> Listener:
    """Note that somebody attends without a voice: a person of an observer, or a guest by name.

    Raises `NotOpenError`, `NotObserverError`, `NameMissingError`, `AlreadyListeningError`.
    """
    require(permissions.may_run_committee(actor, meeting.committee_id))
    _refuse_unless_open(meeting)
    if facts.user_id is not None:
        known = {(each.user_id, each.authority_id) for each in possible_observers(meeting)}
        if (facts.user_id, facts.authority_id) not in known:
            raise NotObserverError
        if db.session.scalar(_listening(meeting, facts.user_id)) is not None:
            raise AlreadyListeningError
    elif not facts.attendee_name.strip():
        raise NameMissingError
    is_guest = facts.user_id is None
    listener = Listener(
        meeting_id=meeting.id,
        committee_id=meeting.committee_id,
        user_id=facts.user_id,
        authority_id=None if is_guest else facts.authority_id,
        attendee_name=facts.attendee_name.strip() if is_guest else "",
        organisation=facts.organisation.strip() if is_guest else "",
        arrived_at=clock.now(),
    )
    db.session.add(listener)
    db.session.flush()
    return listener


def _listening(meeting: Meeting, user_id: int) -> Select[int]:
    """A person who is already there without a voice."""
    return select(Listener.id).where(
        Listener.meeting_id == meeting.id, Listener.user_id == user_id, Listener.left_at.is_(None)
    )


@operation
def stop_listening(actor: Reader, meeting: Meeting, listener: Listener) -> None:
    """Note that an observer or a guest leaves, now; raises `NotOpenError`, `NotThereError`."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    _refuse_unless_open(meeting)
    if not listener.is_there:
        raise NotThereError
    listener.left_at = clock.now()


@operation
def cancel_listening(actor: Reader, meeting: Meeting, listener: Listener) -> None:
    """Take back an observer or a guest noted by mistake, as if they had not been."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    _refuse_unless_open(meeting)
    db.session.delete(listener)


def _refuse_unless_open(meeting: Meeting) -> None:
    """Raise when nobody signs in any more, or not yet."""
    if not meeting.is_open:
        raise NotOpenError


def entitled_seat(meeting: Meeting, seat_id: int) -> Seat:
    """A seat that has a voice in a meeting, with its people; raises `NotEntitledError`."""
    for seat in voting_seats(meeting.committee_id, meeting.held_on):
        if seat.id == seat_id:
            return seat
    raise NotEntitledError


def _seated(meeting: Meeting, seat: Seat) -> Presence | None:
    """Who sits there now."""
    return db.session.scalar(
        select(Presence).where(
            Presence.meeting_id == meeting.id, Presence.seat_id == seat.id, Presence.left_at.is_(None)
        )
    )


@operation
def give_proxy(actor: Reader, meeting: Meeting, giver: Seat, holder: Seat) -> Proxy:
    """Entrust a seat's voice to another for a meeting; it takes the place of the one given before.

    Raises `RepliesClosedError`, `ProxiesForbiddenError`, `NotEntitledError`, `OwnProxyError`,
    `ProxyChainError`, `ProxyLimitError`.
    """
    require(permissions.may_answer_for(actor, giver, meeting))
    if meeting.is_over or meeting.is_cancelled or meeting.is_preparing:
        raise RepliesClosedError
    return entrust(actor.user_id, meeting, giver.id, holder.id)


def entrust(user_id: int | None, meeting: Meeting, giver_id: int, holder_id: int) -> Proxy:
    """Write a proxy down, in the operation under way, if the rules of the committee allow it."""
    limit = rules_of(meeting.committee_id).proxies_per_holder
    if limit == 0:
        raise ProxiesForbiddenError
    if giver_id == holder_id:
        raise OwnProxyError
    entitled_seat(meeting, giver_id)
    entitled_seat(meeting, holder_id)
    of_meeting = select(Proxy).where(Proxy.meeting_id == meeting.id)
    both = or_(Proxy.holder_seat_id == giver_id, Proxy.giver_seat_id == holder_id)
    if db.session.scalar(of_meeting.where(both)) is not None:
        raise ProxyChainError
    held = (
        select(func.count())
        .select_from(Proxy)
        .where(
            Proxy.meeting_id == meeting.id, Proxy.holder_seat_id == holder_id, Proxy.giver_seat_id != giver_id
        )
    )
    if (db.session.scalar(held) or 0) >= limit:
        raise ProxyLimitError
    proxy = db.session.scalar(of_meeting.where(Proxy.giver_seat_id == giver_id))
    if proxy is None:
        proxy = Proxy(meeting_id=meeting.id, committee_id=meeting.committee_id, giver_seat_id=giver_id)
        db.session.add(proxy)
    if proxy.holder_seat_id != holder_id:
        proxy.given_at = clock.now()
    proxy.holder_seat_id, proxy.given_by_id = holder_id, user_id
    db.session.flush()
    return proxy


@operation
def withdraw_proxy(actor: Reader, meeting: Meeting, giver: Seat) -> None:
    """Take a proxy back, before the meeting is over."""
    require(permissions.may_answer_for(actor, giver, meeting))
    if meeting.is_over or meeting.is_cancelled:
        raise RepliesClosedError
    if not take_back(meeting, giver.id):
        raise NotFoundError


def take_back(meeting: Meeting, giver_id: int) -> bool:
    """Drop the proxy of a seat, in the operation under way, if it gave one."""
    found = db.session.scalar(
        select(Proxy).where(Proxy.meeting_id == meeting.id, Proxy.giver_seat_id == giver_id)
    )
    if found is None:
        return False
    db.session.delete(found)
    db.session.flush()
    return True
