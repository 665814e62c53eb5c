"""Reading the seats of a committee and who may sit there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.meetings.models.seats import College, Mandate, Seat
from comite.territories.models import LocalAuthority, Participation, Standing
from comite.territories.queries import seated_on


def list_seats(committee_id: int, day: date) -> Sequence[Seat]:
    """The seats that a committee has on a day, by authority, with their mandates, their college."""
    return db.session.scalars(_with_people(_on(committee_id, day))).all()


def voting_seats(committee_id: int, day: date) -> Sequence[Seat]:
    """Those that have a voice on that day: of authorities that are then members, not observers."""
    return db.session.scalars(_with_people(_on(committee_id, day).where(is_member_on(day)))).all()


def is_member_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """The authority of a seat sits as a member on a day, not as an observer."""
    return exists().where(
        Participation.committee_id == Seat.committee_id,
        Participation.authority_id == Seat.authority_id,
        Participation.standing == Standing.MEMBER,
        seated_on(day),
    )


def _on(committee_id: int, day: date) -> Select[Seat]:
    """The seats of a committee on a day, by authority."""
    is_there = and_(Seat.starts_on <= day, or_(Seat.ends_on.is_(None), Seat.ends_on > day))
    return (
        select(Seat)
        .join(LocalAuthority, LocalAuthority.id == Seat.authority_id)
        .where(Seat.committee_id == committee_id, is_there)
        .order_by(LocalAuthority.folded_name, Seat.id)
    )


def _with_people(statement: Select[Seat]) -> Select[Seat]:
    """With what lists show of a seat."""
    return statement.options(
        joinedload(Seat.authority),
        joinedload(Seat.college),
        selectinload(Seat.mandates).joinedload(Mandate.user),
    )


def get_seat(committee_id: int, seat_id: int) -> Seat:
    """A seat of a committee, with its people; raises `NotFoundError`."""
    statement = select(Seat).where(Seat.id == seat_id, Seat.committee_id == committee_id)
    found = db.session.scalar(_with_people(statement))
    if found is None:
        raise NotFoundError
    return found


def get_mandate(seat: Seat, mandate_id: int) -> Mandate:
    """A mandate of a seat; raises `NotFoundError`."""
    for mandate in seat.mandates:
        if mandate.id == mandate_id:
            return mandate
    raise NotFoundError


def list_colleges(committee_id: int) -> Sequence[College]:
    """The colleges of a committee, in their order."""
    return db.session.scalars(
        select(College)
        .where(College.committee_id == committee_id, College.trashed_at.is_(None))
        .order_by(College.position, College.id)
    ).all()


def get_college(committee_id: int, college_id: int) -> College:
    """A college of a committee; raises `NotFoundError`."""
    found = db.session.get(College, college_id)
    if found is None or found.committee_id != committee_id or found.is_trashed:
        raise NotFoundError
    return found
