"""Who is reading: the facts about a person that every query and permission asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from comite.accounts import labels
from comite.accounts.models import Membership, Role, SignedInSession, User
from comite.accounts.readers import VISITOR, Affiliation, Reader
from comite.foundation import clock
from comite.foundation.database import db
from comite.territories.models import Committee, LocalAuthority, Participation, Standing
from comite.territories.queries import seated_on

# SQLite takes 32,766 values in a statement; a few hundred cost the same as one.
BATCH = 500


class Seat(NamedTuple):
    """Where an authority sits, and as what."""

    committee_id: int
    is_member: bool
    is_hosted: bool
    is_led: bool


@dataclass
class Places:
    """Where one person belongs: their authorities, and the seats of these."""

    affiliations: dict[int, Affiliation] = field(default_factory=dict)
    seats: list[Seat] = field(default_factory=list)


def reader_of(user_id: int, session: SignedInSession | None = None) -> Reader:
    """The facts about a person that queries and permissions ask; a visitor if the account is closed."""
    user = session.user if session else db.session.get(User, user_id)
    if user is None or user.is_suspended or user.is_erased:
        return VISITOR
    return _reader(user, _places_of([user_id]).get(user_id, Places()), session)


def readers_of(user_ids: Iterable[int]) -> dict[int, Reader]:
    """The same of many people, five hundred in two statements; closed accounts are left out."""
    readers: dict[int, Reader] = {}
    wanted = list(dict.fromkeys(user_ids))
    for start in range(0, len(wanted), BATCH):
        ids = wanted[start : start + BATCH]
        users = db.session.scalars(
            select(User).where(User.id.in_(ids), User.suspended_at.is_(None), User.erased_at.is_(None))
        ).all()
        places = _places_of(ids)
        readers.update({user.id: _reader(user, places.get(user.id, Places()), None) for user in users})
    return {user_id: readers[user_id] for user_id in wanted if user_id in readers}


def _reader(user: User, places: Places, session: SignedInSession | None) -> Reader:
    """A person, from their account and their places."""
    affiliations = tuple(places.affiliations.values())
    wanted = session.authority_id if session else None
    chosen = [each for each in affiliations if each.authority_id == wanted] or list(affiliations)
    return Reader(
        user_id=user.id,
        name=user.name,
        handle=user.handle,
        email=user.email,
        is_administrator=user.is_administrator,
        is_unreachable=user.mail_refused_at is not None,
        affiliations=affiliations,
        committee_ids=frozenset(each.committee_id for each in places.seats),
        member_committee_ids=frozenset(each.committee_id for each in places.seats if each.is_member),
        hosted_committee_ids=frozenset(each.committee_id for each in places.seats if each.is_hosted),
        led_committee_ids=frozenset(each.committee_id for each in places.seats if each.is_led),
        speaking_for=chosen[0] if chosen else None,
        session_id=session.id if session else None,
        running_task_count=session.running_task_count if session else 0,
    )


def _places_of(user_ids: Sequence[int]) -> dict[int, Places]:
    """The places people have, in the order they were given, and the seats of their authorities today."""
    is_seated = and_(Participation.authority_id == Membership.authority_id, seated_on(clock.today()))
    rows = db.session.execute(
        select(
            Membership.user_id,
            Membership.authority_id,
            LocalAuthority.name,
            LocalAuthority.slug,
            Membership.role,
            LocalAuthority.population,
            LocalAuthority.departement_code,
            LocalAuthority.epci_siren,
            Participation.committee_id,
            Participation.standing,
            Committee.lead_authority_id,
        )
        .join(LocalAuthority, LocalAuthority.id == Membership.authority_id)
        .outerjoin(Participation, is_seated)
        .outerjoin(Committee, Committee.id == Participation.committee_id)
        .where(Membership.user_id.in_(user_ids))
        .order_by(Membership.id)
    )
    found: dict[int, Places] = {}
    for row in rows:
        places = found.setdefault(row.user_id, Places())
        places.affiliations[row.authority_id] = Affiliation(
            authority_id=row.authority_id,
            authority_name=row.name,
            authority_slug=row.slug,
            role=row.role,
            role_label=labels.ROLES[row.role],
            population=row.population,
            departement_code=row.departement_code,
            epci_siren=row.epci_siren,
        )
        if row.committee_id is not None:
            is_hosted = row.lead_authority_id == row.authority_id
            is_led = is_hosted and row.role is Role.ANIMATOR
            is_member = row.standing is Standing.MEMBER
            places.seats.append(Seat(row.committee_id, is_member, is_hosted, is_led))
    return found


def sits_in(committee_id: int, authority_id: int) -> bool:
    """Whether an authority has a place in a committee, today or soon."""
    seat = select(Participation.id).where(
        Participation.committee_id == committee_id,
        Participation.authority_id == authority_id,
        or_(Participation.left_on.is_(None), Participation.left_on > clock.today()),
    )
    return db.session.scalar(seat) is not None
