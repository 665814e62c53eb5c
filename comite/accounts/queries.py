"""Reading people: who is signed in, who belongs where, which links are alive."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts import labels
from comite.accounts.models import (
    Invitation,
    Membership,
    Role,
    SignedInSession,
    SignInAttempt,
    Token,
    TokenPurpose,
    User,
)
from comite.accounts.readers import VISITOR, Affiliation, Reader
from comite.foundation import clock, paging
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page
from comite.foundation.text import fold, slugify
from comite.territories.models import Committee, LocalAuthority, Participation, Standing


def digest(key: str) -> str:
    """What is kept of a secret key."""
    return sha256(key.encode()).hexdigest()


def find_session(key: str) -> SignedInSession | None:
    """The live session that a browser's key opens."""
    return db.session.scalar(
        select(SignedInSession).where(
            SignedInSession.digest == digest(key), SignedInSession.expires_at > clock.now()
        )
    )


def reader_of(user_id: int, session: SignedInSession | None = None) -> Reader:
    """The facts about a person that queries and permissions ask; a visitor if the account is closed."""
    user = db.session.get(User, user_id)
    if user is None or user.is_suspended or user.is_erased:
        return VISITOR
    affiliations = _affiliations_of(user_id)
    sits_in, member_in, led = _committees_of([each.authority_id for each in affiliations], affiliations)
    wanted = session.authority_id if session else None
    chosen = [each for each in affiliations if each.authority_id == wanted] or list(affiliations)
    return Reader(
        user_id=user.id,
        name=user.name,
        handle=user.handle,
        email=user.email,
        is_administrator=user.is_administrator,
        affiliations=affiliations,
        committee_ids=sits_in,
        member_committee_ids=member_in,
        led_committee_ids=led,
        speaking_for=chosen[0] if chosen else None,
        session_id=session.id if session else None,
    )


def _affiliations_of(user_id: int) -> tuple[Affiliation, ...]:
    """The places a person has, in the order in which they were given."""
    rows = db.session.execute(
        select(
            Membership.authority_id,
            LocalAuthority.name,
            LocalAuthority.slug,
            Membership.role,
            LocalAuthority.population,
            LocalAuthority.departement_code,
            LocalAuthority.epci_siren,
        )
        .join(LocalAuthority, LocalAuthority.id == Membership.authority_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )
    return tuple(
        Affiliation(
            authority_id=row.authority_id,
            authority_name=row.name,
            authority_slug=row.slug,
            role=row.role,
            role_label=labels.ROLES[row.role],
            population=row.population,
            departement_code=row.departement_code,
            epci_siren=row.epci_siren,
        )
        for row in rows
    )


def _committees_of(
    authority_ids: Sequence[int], affiliations: Sequence[Affiliation]
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """The committees where these authorities sit today: all, as member, and led by an animator of theirs."""
    if not authority_ids:
        return frozenset(), frozenset(), frozenset()
    today = clock.today()
    rows = db.session.execute(
        select(
            Participation.committee_id,
            Participation.authority_id,
            Participation.standing,
            Committee.lead_authority_id,
        )
        .join(Committee, Committee.id == Participation.committee_id)
        .where(
            Participation.authority_id.in_(authority_ids),
            Participation.joined_on <= today,
            or_(Participation.left_on.is_(None), Participation.left_on > today),
        )
    ).all()
    animated = {each.authority_id for each in affiliations if each.role is Role.ANIMATOR}
    return (
        frozenset(row.committee_id for row in rows),
        frozenset(row.committee_id for row in rows if row.standing is Standing.MEMBER),
        frozenset(
            row.committee_id
            for row in rows
            if row.authority_id == row.lead_authority_id and row.authority_id in animated
        ),
    )


def sits_in(committee_id: int, authority_id: int) -> bool:
    """Whether an authority has a place in a committee, today or soon."""
    seat = select(Participation.id).where(
        Participation.committee_id == committee_id,
        Participation.authority_id == authority_id,
        or_(Participation.left_on.is_(None), Participation.left_on > clock.today()),
    )
    return db.session.scalar(seat) is not None


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


def ids_of_animators(committee_id: int) -> Sequence[int]:
    """The people who run a committee."""
    lead = db.session.scalar(select(Committee.lead_authority_id).where(Committee.id == committee_id))
    return ids_with_role(Role.ANIMATOR, lead) if lead else []


def ids_of_administrators() -> Sequence[int]:
    """The people who administer the installation."""
    return db.session.scalars(
        select(User.id).where(User.is_administrator, User.suspended_at.is_(None), User.erased_at.is_(None))
    ).all()


def count_administrators() -> int:
    """How many live administrators there are."""
    return len(ids_of_administrators())


def list_sessions(user_id: int) -> Sequence[SignedInSession]:
    """The browsers where a person is signed in, latest first."""
    return db.session.scalars(
        select(SignedInSession)
        .where(SignedInSession.user_id == user_id, SignedInSession.expires_at > clock.now())
        .order_by(SignedInSession.last_seen_at.desc())
    ).all()


def find_live_token(key: str, purpose: TokenPurpose) -> Token | None:
    """The single-use link that a key opens, if it is of this purpose, unused and not expired."""
    return db.session.scalar(
        select(Token).where(
            Token.digest == digest(key),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > clock.now(),
        )
    )


def get_invitation(invitation_id: int) -> Invitation | None:
    """An invitation with what its page shows."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .options(
            joinedload(Invitation.authority),
            joinedload(Invitation.committee),
            joinedload(Invitation.invited_by),
        )
    )


def find_invitation_by_key(key: str) -> Invitation | None:
    """The invitation that a single-use link opens, as long as it can be accepted."""
    token = find_live_token(key, TokenPurpose.INVITATION)
    invitation = get_invitation(token.invitation_id) if token and token.invitation_id else None
    return invitation if invitation and invitation.withdrawn_at is None else None


def list_invitations(
    *, authority_id: int | None = None, committee_id: int | None = None, cursor: str | None = None
) -> Page[Invitation]:
    """A page of the invitations that await an answer, for an authority or for a committee, latest first."""
    waiting = select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    if authority_id is not None:
        waiting = waiting.where(Invitation.authority_id == authority_id)
    if committee_id is not None:
        waiting = waiting.where(Invitation.committee_id == committee_id)
    with_names = waiting.options(joinedload(Invitation.authority), joinedload(Invitation.invited_by))
    order = [Order(Invitation.invited_at, descending=True), Order(Invitation.id, descending=True)]
    return paging.paged(with_names, order, cursor)


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


def list_erased() -> Sequence[tuple[int, datetime]]:
    """The accounts that were deleted, and when they were made: to be deleted again after a restore."""
    rows = db.session.execute(
        select(User.id, User.created_at).where(User.erased_at.is_not(None)).order_by(User.id)
    )
    return [(row.id, row.created_at) for row in rows]


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


def count_failed_attempts(account: str, place: str, since: datetime) -> tuple[int, int, int]:
    """How many sign-ins failed since an instant: for an account, from a place, and in all."""
    ours = case((SignInAttempt.account_digest == account, 1))
    near = case((SignInAttempt.address_digest == place, 1))
    counted = select(func.count(ours), func.count(near), func.count()).where(SignInAttempt.tried_at > since)
    row = db.session.execute(counted).one()
    return row[0], row[1], row[2]
