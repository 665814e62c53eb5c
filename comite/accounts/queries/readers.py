"""Who is reading: the facts about a person that every query and permission asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, or_, select

from comite.accounts import labels
from comite.accounts.models import Membership, Role, SecondFactor, SignedInSession, User
from comite.accounts.queries.entry import digest
from comite.accounts.readers import VISITOR, Affiliation, Reader
from comite.foundation import clock, tasks, unsaved
from comite.foundation.database import Instant, db
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


@dataclass(frozen=True)
class OpenSession:
    """A live session, and the person whom it lets in: the visitor if their account is closed."""

    id: int
    digest: str
    user_id: int
    last_seen_at: datetime
    reader: Reader


def find_session(key: str) -> OpenSession | None:
    """The live session that a browser's key opens, with all that a page knows of its person.

    Every page of people signed in begins here: one statement, made once.
    """
    rows = db.session.execute(
        _of_session(), {"digest": digest(key), "now": clock.now(), "today": clock.today()}
    ).all()
    if not rows:
        return None
    first = rows[0]
    reader = VISITOR
    if first.suspended_at is None and first.erased_at is None:
        reader = replace(
            _reader(first, _gathered(rows).get(first.user_id, Places()), first.authority_spoken_for),
            session_id=first.session_id,
            running_task_count=first.running_task_count,
            has_second_factor=first.has_second_factor,
            has_unsaved=bool(first.has_unsaved),
        )
    return OpenSession(first.session_id, first.digest, first.user_id, first.last_seen_at, reader)


@cache
def _of_session() -> Select[*tuple[Any, ...]]:
    """The session of the digest `digest` if it is alive at `now`, its person, and their places `today`."""
    return (
        select(
            SignedInSession.id.label("session_id"),
            SignedInSession.digest,
            SignedInSession.user_id,
            SignedInSession.last_seen_at,
            SignedInSession.authority_id.label("authority_spoken_for"),
            tasks.running_count(SignedInSession.user_id).label("running_task_count"),
            SecondFactor.confirmed_at.is_not(None).label("has_second_factor"),
            unsaved.has_any(SignedInSession.user_id).label("has_unsaved"),
            *_PERSON,
            *_PLACE,
        )
        .select_from(SignedInSession)
        .join(User, User.id == SignedInSession.user_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(LocalAuthority, LocalAuthority.id == Membership.authority_id)
        .outerjoin(Participation, _is_seated())
        .outerjoin(Committee, Committee.id == Participation.committee_id)
        .where(
            SignedInSession.digest == bindparam("digest"),
            SignedInSession.expires_at > bindparam("now", type_=Instant()),
        )
        .order_by(Membership.id)
    )


def reader_of(user_id: int) -> Reader:
    """The facts about a person that queries and permissions ask; a visitor if the account is closed."""
    user = db.session.get(User, user_id)
    if user is None or user.is_suspended or user.is_erased:
        return VISITOR
    return _reader(user, _places_of([user_id]).get(user_id, Places()), None)


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


def _reader(user: Any, places: Places, authority_id: int | None) -> Reader:
    """A person from what is read of their account, their places, and where they chose to speak from."""
    affiliations = tuple(places.affiliations.values())
    chosen = [each for each in affiliations if each.authority_id == authority_id] or list(affiliations)
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
    )


_PERSON = (
    User.id,
    User.name,
    User.handle,
    User.email,
    User.is_administrator,
    User.mail_refused_at,
    User.suspended_at,
    User.erased_at,
)
_PLACE = (
    Membership.authority_id,
    Membership.role,
    LocalAuthority.name.label("authority_name"),
    LocalAuthority.slug,
    LocalAuthority.population,
    LocalAuthority.departement_code,
    LocalAuthority.epci_siren,
    Participation.committee_id,
    Participation.standing,
    Committee.lead_authority_id,
)


def _is_seated() -> ColumnElement[bool]:
    """The seats of the authority of a membership on the day `today`."""
    today = bindparam("today", type_=Date())
    return and_(Participation.authority_id == Membership.authority_id, seated_on(today))


def _places_of(user_ids: Sequence[int]) -> dict[int, Places]:
    """The places people have, in the order they were given, and the seats of their authorities today."""
    return _gathered(db.session.execute(_of_people(), {"user_ids": user_ids, "today": clock.today()}))


@cache
def _of_people() -> Select[*tuple[Any, ...]]:
    """The places of the people `user_ids` on the day `today`."""
    return (
        select(Membership.user_id, *_PLACE)
        .join(LocalAuthority, LocalAuthority.id == Membership.authority_id)
        .outerjoin(Participation, _is_seated())
        .outerjoin(Committee, Committee.id == Participation.committee_id)
        .where(Membership.user_id.in_(bindparam("user_ids", expanding=True)))
        .order_by(Membership.id)
    )


def _gathered(rows: Iterable[Any]) -> dict[int, Places]:
    """The places that rows tell, person by person; a person who has none is told by a row without any."""
    found: dict[int, Places] = {}
    for row in rows:
        if row.authority_id is None:
            continue
        places = found.setdefault(row.user_id, Places())
        places.affiliations[row.authority_id] = Affiliation(
            authority_id=row.authority_id,
            authority_name=row.authority_name,
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
