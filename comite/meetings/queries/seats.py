"""Reading the seats of a committee and who may sit there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.foundation.database import db
from comite.meetings.models.seats import Mandate, Seat
from comite.territories.models import LocalAuthority, Participation, Standing


def list_seats(committee_id: int, day: date) -> Sequence[Seat]:
    """The seats that a committee has on a day, by authority, with their mandates, their college."""
    return db.session.scalars(_with_people(_on(committee_id, day))).all()


def voting_seats(committee_id: int, day: date) -> Sequence[Seat]:
    """Those that have a voice on that day: of authorities that are then members, not observers."""
    is_member = exists().where(
        Participation.committee_id == Seat.committee_id,
        Participation.authority_id == Seat.authority_id,
        Participation.standing == Standing.MEMBER,
        Participation.joined_on <= day,
        or_(Participation.left_on.is_(None), Participation.left_on > day),
    )
    return db.session.scalars(_with_people(_on(committee_id, day).where(is_member))).all()


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
