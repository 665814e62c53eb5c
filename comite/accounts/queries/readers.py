"""Who is reading: the facts about a person that every query and permission asks."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from comite.accounts import labels
from comite.accounts.models import Membership, Role, SignedInSession, User
from comite.accounts.readers import VISITOR, Affiliation, Reader
from comite.foundation import clock
from comite.foundation.database import db
from comite.territories.models import Committee, LocalAuthority, Participation, Standing


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
