"""People and their places in authorities."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.former import FormerMembership
from comite.accounts.models import Membership, Role, User
from comite.accounts.readers import Reader
from comite.foundation import clock, paging
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page
from comite.foundation.text import fold, slugify
from comite.territories.models import Committee, Participation
from comite.territories.queries import seated_on


def find_user_by_email(address: str) -> User | None:
    """The account of an address, whatever its state."""
    return db.session.scalar(select(User).where(User.email == address.lower()))


def get_user(user_id: int) -> User | None:
    """An account with its memberships."""
    return db.session.scalar(
        select(User)
        .where(User.id == user_id)
        .options(selectinload(User.memberships).joinedload(Membership.authority))
    )


def find_user_by_handle(handle: str) -> User | None:
    """The account of a @name, with its memberships; not one that was erased."""
    return db.session.scalar(
        select(User)
        .where(User.handle == handle, User.erased_at.is_(None))
        .options(selectinload(User.memberships).joinedload(Membership.authority))
    )


def find_users(words: str, limit: int = 10) -> Sequence[User]:
    """People one of whose names begins like this, for the completion of mentions."""
    begun = slugify(words) if words.strip() else ""
    return db.session.scalars(
        select(User)
        .where(
            User.erased_at.is_(None),
            User.suspended_at.is_(None),
            or_(User.handle.like(f"{begun}%"), User.handle.like(f"%-{begun}%")),
        )
        .order_by(User.handle)
        .limit(limit)
        .options(selectinload(User.memberships).joinedload(Membership.authority))
    ).all()


def list_users_of(ids: Sequence[int]) -> Sequence[User]:
    """The accounts of some ids with their memberships, without the missing and the deleted ones."""
    return db.session.scalars(
        select(User)
        .where(User.id.in_(ids), User.erased_at.is_(None))
        .options(selectinload(User.memberships).joinedload(Membership.authority))
        .order_by(User.id)
    ).all()


def ids_of_users() -> Sequence[int]:
    """Every account that was not deleted."""
    return db.session.scalars(select(User.id).where(User.erased_at.is_(None)).order_by(User.id)).all()


def users_of_handles(handles: Sequence[str]) -> dict[str, int]:
    """The accounts that @names designate."""
    if not handles:
        return {}
    rows = db.session.execute(
        select(User.handle, User.id).where(
            User.handle.in_(handles), User.erased_at.is_(None), User.suspended_at.is_(None)
        )
    )
    return {row.handle: row.id for row in rows}


def list_people_of(authority_ids: Sequence[int]) -> Sequence[Membership]:
    """Who writes for some authorities, those with the highest role first, then by name."""
    return db.session.scalars(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.authority_id.in_(authority_ids),
            User.erased_at.is_(None),
            User.suspended_at.is_(None),
        )
        .order_by(User.name)
        .options(joinedload(Membership.user), joinedload(Membership.authority))
    ).all()


def list_people_with_role(authority_ids: Sequence[int], role: Role) -> Sequence[Membership]:
    """Those who have at least this role for some authorities, by name."""
    return [each for each in list_people_of(authority_ids) if each.role.rank >= role.rank]


def get_membership(membership_id: int) -> Membership:
    """A person's place in an authority; raises `NotFoundError`."""
    found = db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id)
        .options(joinedload(Membership.user), joinedload(Membership.authority))
    )
    if found is None:
        raise NotFoundError
    return found


def ids_with_role(role: Role, authority_id: int) -> Sequence[int]:
    """The people who have at least this role for an authority."""
    roles = [each for each in Role if each.rank >= role.rank]
    return db.session.scalars(
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.authority_id == authority_id,
            Membership.role.in_(roles),
            User.suspended_at.is_(None),
            User.erased_at.is_(None),
        )
        .order_by(Membership.id)
    ).all()


def ids_seated_with(authority_id: int | None, committee_id: int | None) -> Sequence[int]:
    """The people of the authorities that sit in a committee, or in one where an authority sits."""
    now_seated = seated_on(clock.today())
    shared = select(Participation.committee_id).where(Participation.authority_id == authority_id, now_seated)
    seated = select(Participation.authority_id).where(
        (Participation.committee_id == committee_id) | Participation.committee_id.in_(shared), now_seated
    )
    return db.session.scalars(
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.authority_id.in_(seated), User.suspended_at.is_(None), User.erased_at.is_(None))
        .distinct()
        .order_by(Membership.user_id)
    ).all()


def ids_of_animators(committee_id: int) -> Sequence[int]:
    """The people who run a committee."""
    lead = db.session.scalar(select(Committee.lead_authority_id).where(Committee.id == committee_id))
    return ids_with_role(Role.ANIMATOR, lead) if lead else []


def list_accounts(words: str, only_suspended: bool, cursor: str | None) -> Page[User]:
    """A page of the accounts of the installation, by name, for its administrators."""
    conditions: list[ColumnElement[bool]] = [User.erased_at.is_(None)]
    wanted = fold(words).replace("%", "").replace("_", "").split()[:5]
    conditions.extend(or_(User.handle.contains(slugify(word)), User.email.contains(word)) for word in wanted)
    if only_suspended:
        conditions.append(User.suspended_at.is_not(None))
    count = db.session.scalar(select(func.count()).select_from(User).where(*conditions))
    statement = (
        select(User)
        .where(*conditions)
        .options(selectinload(User.memberships).joinedload(Membership.authority))
    )
    return paging.paged(statement, [Order(User.handle), Order(User.id)], cursor, count=count or 0)


def find_former_membership(user_id: int, authority_id: int) -> FormerMembership | None:
    """The place that a person had in an authority, while it can be given back."""
    return db.session.scalar(
        select(FormerMembership).where(
            FormerMembership.user_id == user_id,
            FormerMembership.authority_id == authority_id,
            FormerMembership.trashed_at.is_not(None),
        )
    )


def free_handle(name: str) -> str:
    """A @name for a new person that nobody has."""
    wanted = slugify(name)[:60].strip("-") or "personne"
    taken = set(
        db.session.scalars(
            select(User.handle).where(or_(User.handle == wanted, User.handle.like(f"{wanted}-%")))
        )
    )
    rank = 1
    handle = wanted
    while handle in taken:
        rank += 1
        handle = f"{wanted}-{rank}"
    return handle


def asks_one_by_one(reader: Reader) -> bool:
    """Whether a person chose to answer questions one at a time."""
    chosen = select(User.asks_one_by_one).where(User.id == reader.user_id)
    return bool(db.session.scalar(chosen))
