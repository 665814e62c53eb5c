"""The places that people have in authorities, and what authorities say of themselves."""

from sqlalchemy import delete, select

from comite.accounts import permissions
from comite.accounts.errors import HasPlaceError
from comite.accounts.former import FormerMembership
from comite.accounts.models import Membership, Role
from comite.accounts.operations.sessions import end_sessions_of
from comite.accounts.readers import Reader
from comite.accounts.trash import purge, take_back
from comite.foundation import audit, clock
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.jobs import job
from comite.foundation.subjects import changed
from comite.territories.models import LocalAuthority

KEPT_OF_A_PLACE = ("user_id", "authority_id", "role", "is_elected", "since", "ai_lead_since")


@operation
def change_role(actor: Reader, membership: Membership, role: Role) -> None:
    """Give a person another role for an authority; their sessions end, so that none keeps the former one."""
    require(permissions.may_invite(actor, membership.authority_id, role))
    require(permissions.may_invite(actor, membership.authority_id, membership.role))
    membership.role = role
    end_sessions_of(membership.user_id)
    _record(actor, "membership.role", membership, role=role.value)


@operation
def end_membership(actor: Reader, membership: Membership) -> None:
    """A person no longer writes for an authority; what they wrote stays."""
    is_own = membership.user_id == actor.user_id
    require(is_own or permissions.may_invite(actor, membership.authority_id, membership.role))
    _keep(actor, membership)
    db.session.delete(membership)
    changed(kind="person", subject_id=membership.user_id)
    if not is_own:
        end_sessions_of(membership.user_id)
    _record(actor, "membership.end", membership)


@operation
def give_back_membership(actor: Reader, former: FormerMembership) -> None:
    """Give somebody back the place that ended; raises `NotThrownError`, `HasPlaceError`."""
    require(permissions.may_invite(actor, former.authority_id, former.role))
    take_back(former)
    places = (Membership.user_id == former.user_id, Membership.authority_id == former.authority_id)
    if db.session.scalar(select(Membership.id).where(*places)) is not None:
        raise HasPlaceError
    membership = Membership(**{name: getattr(former, name) for name in KEPT_OF_A_PLACE})
    db.session.add(membership)
    changed(kind="person", subject_id=membership.user_id)
    end_sessions_of(membership.user_id)
    _record(actor, "membership.back", membership, role=membership.role.value)


def _keep(actor: Reader, membership: Membership) -> None:
    """Keep what a place was, in place of what was kept of an earlier one."""
    places = (
        FormerMembership.user_id == membership.user_id,
        FormerMembership.authority_id == membership.authority_id,
    )
    former = db.session.scalar(select(FormerMembership).where(*places)) or FormerMembership()
    for name in KEPT_OF_A_PLACE:
        setattr(former, name, getattr(membership, name))
    former.trashed_at, former.trashed_by_id = clock.now(), actor.user_id
    db.session.add(former)


@job
def purge_former() -> None:
    """Delete what was kept of places that ended more than thirty days ago, or were given back."""
    purge(FormerMembership)
    given_back = delete(FormerMembership).where(FormerMembership.trashed_at.is_(None))
    db.session.execute(given_back.execution_options(synchronize_session=False))


def _record(actor: Reader, action: str, membership: Membership, **facts: str) -> None:
    """Write down what became of somebody's place in an authority."""
    scope = f"authority:{membership.authority_id}"
    audit.record(actor, action, scope=scope, kind="user", subject_id=membership.user_id, **facts)


@operation
def present_authority(actor: Reader, authority: LocalAuthority, presentation: str, version: int) -> None:
    """Say in a few lines what an authority is and what it works on."""
    require(permissions.may_present(actor, authority))
    if authority.version != version:
        raise StaleVersionError
    authority.presentation = presentation
    authority.version += 1
    changed(kind="authority", subject_id=authority.id)
