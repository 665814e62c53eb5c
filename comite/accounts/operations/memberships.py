"""The places that people have in authorities, and what authorities say of themselves."""

from comite.accounts import permissions
from comite.accounts.models import Membership, Role
from comite.accounts.operations.sessions import end_sessions_of
from comite.accounts.readers import Reader
from comite.foundation import audit
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, require
from comite.foundation.subjects import changed
from comite.territories.models import LocalAuthority


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
    db.session.delete(membership)
    changed(kind="person", subject_id=membership.user_id)
    if not is_own:
        end_sessions_of(membership.user_id)
    _record(actor, "membership.end", membership)


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
