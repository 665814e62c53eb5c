"""Committees and their seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.territories.models import Committee, LocalAuthority, Participation, Standing
from comite.territories.queries.authorities import WORDS_MAX


@dataclass(frozen=True)
class CommitteeSummary:
    """A committee as a list shows it."""

    committee: Committee
    member_count: int
    observer_count: int


def get_committee(slug: str) -> Committee:
    """A committee with its lead authority, by its address; raises `NotFoundError`."""
    found = db.session.scalar(
        select(Committee).where(Committee.slug == slug).options(joinedload(Committee.lead_authority))
    )
    if found is None:
        raise NotFoundError
    return found


def list_committees() -> Sequence[CommitteeSummary]:
    """Every committee with the number of its seats, the living first."""
    today = clock.today()
    current = and_(
        Participation.committee_id == Committee.id,
        Participation.joined_on <= today,
        or_(Participation.left_on.is_(None), Participation.left_on > today),
    )

    def seats(standing: Standing) -> ColumnElement[int]:
        counted = select(func.count()).where(current, Participation.standing == standing)
        return counted.correlate(Committee).scalar_subquery()

    rows = db.session.execute(
        select(Committee, seats(Standing.MEMBER), seats(Standing.OBSERVER))
        .options(joinedload(Committee.lead_authority))
        .order_by(func.coalesce(Committee.closed_on <= today, False), Committee.name, Committee.id)
    )
    return [CommitteeSummary(*row) for row in rows]


def ids_of_committees() -> Sequence[int]:
    """Every committee."""
    return db.session.scalars(select(Committee.id).order_by(Committee.id)).all()


def seated_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """An authority's place in a committee counts on a day: it has joined, and has not left."""
    return (Participation.joined_on <= day) & or_(
        Participation.left_on.is_(None), Participation.left_on > day
    )


def list_members(committee_id: int, day: date) -> Sequence[LocalAuthority]:
    """The authorities that are members of a committee on a day, by name; observers are none."""
    return _sitting_as(Standing.MEMBER, committee_id, day)


def list_observers(committee_id: int, day: date) -> Sequence[LocalAuthority]:
    """The authorities that observe a committee on a day, by name: they listen, without a voice."""
    return _sitting_as(Standing.OBSERVER, committee_id, day)


def _sitting_as(standing: Standing, committee_id: int, day: date) -> Sequence[LocalAuthority]:
    """The authorities of a committee on a day, by name."""
    return db.session.scalars(
        select(LocalAuthority)
        .join(Participation, Participation.authority_id == LocalAuthority.id)
        .where(
            Participation.committee_id == committee_id,
            Participation.standing == standing,
            seated_on(day),
        )
        .order_by(LocalAuthority.folded_name, LocalAuthority.id)
    ).all()


def list_committees_with(authority_ids: Sequence[int]) -> Sequence[Committee]:
    """The open committees where some authorities sit today, by name, with their lead authorities."""
    today = clock.today()
    seats = select(Participation.committee_id).where(
        Participation.authority_id.in_(authority_ids), seated_on(today)
    )
    return db.session.scalars(
        select(Committee)
        .where(Committee.id.in_(seats), or_(Committee.closed_on.is_(None), Committee.closed_on > today))
        .options(joinedload(Committee.lead_authority))
        .order_by(Committee.name)
    ).all()


def list_committees_by_authority(authority_ids: Sequence[int]) -> Mapping[int, Sequence[Committee]]:
    """The open committees of each of some authorities today: those where it is a member first, by name."""
    today = clock.today()
    rows = db.session.execute(
        select(Participation.authority_id, Committee)
        .join(Committee, Committee.id == Participation.committee_id)
        .where(
            Participation.authority_id.in_(authority_ids),
            seated_on(today),
            or_(Committee.closed_on.is_(None), Committee.closed_on > today),
        )
        .order_by(Participation.standing != Standing.MEMBER, Committee.name, Committee.id)
    )
    found: dict[int, list[Committee]] = {each: [] for each in authority_ids}
    for authority_id, committee in rows:
        if committee not in found[authority_id]:
            found[authority_id].append(committee)
    return found


def list_committees_of(ids: Sequence[int]) -> Sequence[Committee]:
    """The committees of some ids with their lead authorities, without the missing ones."""
    return db.session.scalars(
        select(Committee)
        .where(Committee.id.in_(ids))
        .options(joinedload(Committee.lead_authority))
        .order_by(Committee.id)
    ).all()


def list_committees_by_ids(ids: Sequence[int]) -> Sequence[Committee]:
    """The open committees of these ids, by name."""
    if not ids:
        return []
    wanted = select(Committee).where(Committee.id.in_(ids), Committee.closed_on.is_(None))
    return db.session.scalars(wanted.order_by(Committee.name)).all()


def names_of_committees(ids: Sequence[int]) -> list[tuple[int, str]]:
    """The names of some committees, in the order of the alphabet."""
    rows = db.session.execute(
        select(Committee.id, Committee.name).where(Committee.id.in_(ids)).order_by(Committee.name)
    )
    return [(row.id, row.name) for row in rows]


def find_committees(words: Sequence[str], limit: int) -> Sequence[Committee]:
    """The committees whose name or territory holds every word."""
    conditions = [
        or_(
            Committee.name.icontains(word, autoescape=True),
            Committee.territory.icontains(word, autoescape=True),
        )
        for word in words[:WORDS_MAX]
    ]
    return db.session.scalars(
        select(Committee)
        .where(*conditions)
        .options(joinedload(Committee.lead_authority))
        .order_by(Committee.name, Committee.id)
        .limit(limit)
    ).all()


def list_seats(committee_id: int) -> Sequence[Participation]:
    """The places of a committee with their authorities, past ones included: the lead first, then members."""
    return db.session.scalars(
        select(Participation)
        .join(LocalAuthority, LocalAuthority.id == Participation.authority_id)
        .join(Committee, Committee.id == Participation.committee_id)
        .where(Participation.committee_id == committee_id)
        .options(joinedload(Participation.authority))
        .order_by(
            case((Participation.authority_id == Committee.lead_authority_id, 0), else_=1),
            case((Participation.standing == Standing.MEMBER, 0), else_=1),
            LocalAuthority.folded_name,
            Participation.id,
        )
    ).all()


def get_seat(committee_id: int, seat_id: int) -> Participation:
    """One place of a committee; raises `NotFoundError`."""
    found = db.session.scalar(
        select(Participation)
        .where(Participation.committee_id == committee_id, Participation.id == seat_id)
        .options(joinedload(Participation.authority))
    )
    if found is None:
        raise NotFoundError
    return found


def list_seats_of(authority_id: int) -> Sequence[Participation]:
    """The committees where an authority sits or sat."""
    return db.session.scalars(
        select(Participation)
        .join(Committee, Committee.id == Participation.committee_id)
        .where(Participation.authority_id == authority_id)
        .options(joinedload(Participation.committee))
        .order_by(Committee.name, Participation.id)
    ).all()


def slug_is_free(model: type[LocalAuthority] | type[Committee], slug: str) -> bool:
    """Whether an address is not in use."""
    return db.session.scalar(select(model.id).where(model.slug == slug)) is None
