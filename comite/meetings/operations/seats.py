"""Seats, the people who hold them, and colleges; each change is written in the committee's log."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, or_, select

from comite.accounts import trash
from comite.accounts.models import Membership
from comite.accounts.readers import Reader
from comite.foundation import audit, clock
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.meetings import permissions
from comite.meetings.errors import (
    CollegeExistsError,
    ForeignPersonError,
    HeldSinceError,
    ImpossibleMandateError,
    ObserverSeatError,
    SeatInUseError,
    SeatTakenError,
    TooManySubstitutesError,
)
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.seats import SUBSTITUTES_MAX, College, Mandate, MandateFacts, Seat, SeatFacts
from comite.territories.models import Committee, LocalAuthority, Participation, Standing
from comite.territories.queries import seated_on


@operation
def add_seat(actor: Reader, committee: Committee, authority: LocalAuthority, facts: SeatFacts) -> Seat:
    """Give a member authority one more seat; raises `ObserverSeatError`."""
    require(permissions.may_run(actor, committee))
    _refuse_observer(committee.id, authority.id)
    seat = Seat(committee_id=committee.id, authority_id=authority.id, starts_on=clock.today())
    _write(seat, facts)
    db.session.add(seat)
    db.session.flush()
    _log(actor, committee.id, "add_seat", seat.id, authority=authority.id, weight=facts.weight)
    return seat


@operation
def add_missing_seats(actor: Reader, committee: Committee) -> int:
    """Give one seat to each member authority that has none; says how many."""
    require(permissions.may_run(actor, committee))
    today = clock.today()
    is_there = or_(Seat.ends_on.is_(None), Seat.ends_on > today)
    has_seat = exists().where(
        Seat.committee_id == committee.id, Seat.authority_id == Participation.authority_id, is_there
    )
    members = select(Participation.authority_id).where(
        Participation.committee_id == committee.id,
        Participation.standing == Standing.MEMBER,
        seated_on(today),
        ~has_seat,
    )
    missing = db.session.scalars(members.order_by(Participation.id)).all()
    for authority_id in missing:
        seat = Seat(committee_id=committee.id, authority_id=authority_id, starts_on=today)
        db.session.add(seat)
        db.session.flush()
        _log(actor, committee.id, "add_seat", seat.id, authority=authority_id, weight=1)
    return len(missing)


def _refuse_observer(committee_id: int, authority_id: int) -> None:
    """Raise when an authority does not sit as a member today."""
    sits = db.session.scalar(
        select(Participation).where(
            Participation.committee_id == committee_id, Participation.authority_id == authority_id
        )
    )
    if sits is None or not sits.is_current or sits.standing is not Standing.MEMBER:
        raise ObserverSeatError


def _write(seat: Seat, facts: SeatFacts) -> None:
    """Set what is said of a seat; a college of another committee does not exist here."""
    if facts.college_id is not None:
        college = db.session.get(College, facts.college_id)
        if college is None or college.committee_id != seat.committee_id or college.is_trashed:
            raise NotFoundError
    seat.name, seat.weight, seat.college_id = facts.name, facts.weight, facts.college_id


@operation
def edit_seat(actor: Reader, seat: Seat, facts: SeatFacts) -> None:
    """Change the name, the weight or the college of a seat."""
    require(permissions.may_run_committee(actor, seat.committee_id))
    _write(seat, facts)
    seat.version += 1
    _log(actor, seat.committee_id, "edit_seat", seat.id, weight=facts.weight, college=facts.college_id)


@operation
def end_seat(actor: Reader, seat: Seat) -> None:
    """A seat no longer counts from today; what it did stays."""
    require(permissions.may_run_committee(actor, seat.committee_id))
    if seat.ends_on is not None:
        raise NotFoundError
    trash.throw(actor, seat)
    seat.ends_on = clock.today()
    seat.version += 1
    _log(actor, seat.committee_id, "end_seat", seat.id)


@operation
def restore_seat(actor: Reader, seat: Seat) -> None:
    """Have a seat count again, as if it had not ended.

    Raises `HeldSinceError`, `ObserverSeatError`, `NotThrownError`.
    """
    require(permissions.may_run_committee(actor, seat.committee_id))
    _refuse_observer(seat.committee_id, seat.authority_id)
    _refuse_held_since(seat.committee_id, seat.ends_on)
    trash.take_back(seat)
    seat.ends_on = None
    seat.version += 1
    _log(actor, seat.committee_id, "restore_seat", seat.id)


def _refuse_held_since(committee_id: int, day: date | None) -> None:
    """Raise when a meeting was held since a day: who could sit there, and the quorum, are settled."""
    if day is None:
        return
    held = select(Meeting.id).where(
        Meeting.committee_id == committee_id,
        Meeting.opened_at.is_not(None),
        Meeting.starts_at >= datetime.combine(day, time.min, clock.PARIS),
    )
    if db.session.scalar(held.limit(1)) is not None:
        raise HeldSinceError


@operation
def give_mandate(actor: Reader, seat: Seat, facts: MandateFacts) -> Mandate:
    """Have somebody sit, or replace who sits; a new holder ends the mandate of the one before.

    Raises `ForeignPersonError`, `ImpossibleMandateError`, `TooManySubstitutesError`.
    """
    require(permissions.may_run_committee(actor, seat.committee_id))
    _refuse_foreigner(seat, facts.user_id)
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        raise ImpossibleMandateError
    living = _living(seat, facts.starts_on)
    if any(each.user_id == facts.user_id for each in living):
        raise ImpossibleMandateError
    rank = 0 if facts.is_holder else 1 + max((each.rank for each in living), default=0)
    if not facts.is_holder and sum(not each.is_holder for each in living) >= SUBSTITUTES_MAX:
        raise TooManySubstitutesError
    if facts.is_holder:
        _end_holder(actor, living, facts.starts_on)
    _forget_void(seat, facts)
    mandate = Mandate(
        seat_id=seat.id,
        user_id=facts.user_id,
        rank=rank,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
    )
    db.session.add(mandate)
    db.session.flush()
    _log(actor, seat.committee_id, "give_mandate", seat.id, rank=rank, since=facts.starts_on.isoformat())
    return mandate


def _refuse_foreigner(seat: Seat, user_id: int) -> None:
    """Raise when a person does not belong to the authority of a seat."""
    belongs = exists().where(Membership.user_id == user_id, Membership.authority_id == seat.authority_id)
    if not db.session.scalar(select(belongs)):
        raise ForeignPersonError


def _living(seat: Seat, day: date) -> list[Mandate]:
    """The mandates of a seat that are alive on a day or later."""
    alive = or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day)
    ours = select(Mandate).where(Mandate.seat_id == seat.id, Mandate.is_void.is_(False), alive)
    return list(db.session.scalars(ours))


def _end_holder(actor: Reader, living: list[Mandate], day: date) -> None:
    """End the mandate of the present holder the day before the next one begins."""
    for each in living:
        if each.is_holder:
            if each.starts_on >= day:
                if not each.is_trashed:
                    trash.throw(actor, each)
                each.is_void = True
            else:
                each.ends_on = day - timedelta(days=1)
    db.session.flush()


def _forget_void(seat: Seat, facts: MandateFacts) -> None:
    """The same mandate, given again: the one in the trash has nothing more to give back."""
    same = (
        Mandate.seat_id == seat.id,
        Mandate.user_id == facts.user_id,
        Mandate.starts_on == facts.starts_on,
    )
    for each in db.session.scalars(select(Mandate).where(*same, Mandate.is_void.is_(True))).all():
        db.session.delete(each)
    db.session.flush()


@operation
def end_mandate(actor: Reader, seat: Seat, mandate: Mandate) -> None:
    """A mandate ends today; one that has not begun yet never will."""
    require(permissions.may_run_committee(actor, seat.committee_id))
    today = clock.today()
    if mandate.seat_id != seat.id or (mandate.ends_on is not None and mandate.ends_on < today):
        raise NotFoundError
    trash.throw(actor, mandate)
    if mandate.starts_on >= today:
        mandate.is_void = True
    else:
        mandate.would_end_on, mandate.ends_on = mandate.ends_on, today - timedelta(days=1)
    _log(actor, seat.committee_id, "end_mandate", seat.id, rank=mandate.rank)


@operation
def restore_mandate(actor: Reader, seat: Seat, mandate: Mandate) -> None:
    """Give a person back the mandate that was ended, until the day it would have ended.

    Raises `ForeignPersonError`, `HeldSinceError`, `SeatTakenError`, `TooManySubstitutesError`,
    `NotThrownError`.
    """
    require(permissions.may_run_committee(actor, seat.committee_id))
    if mandate.seat_id != seat.id or seat.ends_on is not None:
        raise NotFoundError
    _refuse_foreigner(seat, mandate.user_id)
    again_on = mandate.starts_on
    if not mandate.is_void and mandate.ends_on is not None:
        again_on = mandate.ends_on + timedelta(days=1)
    _refuse_held_since(seat.committee_id, again_on)
    until = mandate.ends_on if mandate.is_void else mandate.would_end_on
    others = [
        each
        for each in _living(seat, again_on)
        if each.id != mandate.id and (until is None or each.starts_on <= until)
    ]
    if any(each.user_id == mandate.user_id or (each.is_holder and mandate.is_holder) for each in others):
        raise SeatTakenError
    if not mandate.is_holder and sum(not each.is_holder for each in others) >= SUBSTITUTES_MAX:
        raise TooManySubstitutesError
    trash.take_back(mandate)
    mandate.is_void, mandate.ends_on, mandate.would_end_on = False, until, None
    _log(actor, seat.committee_id, "restore_mandate", seat.id, rank=mandate.rank)


@operation
def add_college(actor: Reader, committee: Committee, name: str) -> College:
    """Found a college; raises `CollegeExistsError`."""
    require(permissions.may_run(actor, committee))
    colleges = db.session.scalars(select(College).where(College.committee_id == committee.id)).all()
    _refuse_same_name(colleges, name)
    for each in colleges:
        if each.name == name:
            db.session.delete(each)  # one without seats, in the trash: the new one takes its name
    db.session.flush()
    college = College(committee_id=committee.id, name=name, position=len(colleges))
    db.session.add(college)
    db.session.flush()
    _log(actor, committee.id, "add_college", committee.id, college=college.id)
    return college


def _refuse_same_name(colleges: Sequence[College], name: str) -> None:
    """Raise when one of these colleges, out of the trash, bears a name."""
    if any(each.name.casefold() == name.casefold() for each in colleges if not each.is_trashed):
        raise CollegeExistsError


@operation
def remove_college(actor: Reader, committee: Committee, college: College) -> None:
    """Throw away a college without seats; raises `SeatInUseError`."""
    require(permissions.may_run(actor, committee) and college.committee_id == committee.id)
    if db.session.scalar(select(Seat.id).where(Seat.college_id == college.id).limit(1)) is not None:
        raise SeatInUseError
    trash.throw(actor, college)
    _log(actor, committee.id, "remove_college", committee.id, college=college.id)


@operation
def restore_college(actor: Reader, committee: Committee, college: College) -> None:
    """Bring a college back; raises `CollegeExistsError`, `NotThrownError`."""
    require(permissions.may_run(actor, committee) and college.committee_id == committee.id)
    others = select(College).where(College.committee_id == committee.id, College.id != college.id)
    _refuse_same_name(db.session.scalars(others).all(), college.name)
    trash.take_back(college)
    _log(actor, committee.id, "restore_college", committee.id, college=college.id)


def _log(actor: Reader, committee_id: int, action: str, subject_id: int, **facts: object) -> None:
    """Write a change in the committee's log, with numbers and without names."""
    audit.record(
        actor, action, scope=f"committee:{committee_id}", kind="seat", subject_id=subject_id, **facts
    )
