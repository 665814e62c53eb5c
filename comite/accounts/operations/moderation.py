"""Closing and reopening accounts, naming administrators, and the log of moderation."""

from comite.accounts import permissions, queries
from comite.accounts.errors import LastAdministratorError
from comite.accounts.models import ModerationEntry, User
from comite.accounts.operations.sessions import end_sessions_of
from comite.accounts.readers import Reader
from comite.foundation import audit, clock
from comite.foundation.database import operation, write
from comite.foundation.errors import require
from comite.foundation.subjects import changed


@operation
def suspend(actor: Reader, user: User, reason: str) -> None:
    """Close an account for a time, with the reason; its sessions end at once."""
    require(permissions.may_suspend(actor, user))
    user.suspended_at = clock.now()
    user.suspension_reason = reason
    end_sessions_of(user.id)
    log_moderation(actor, "suspend", "user", user.id, reason)
    changed(kind="person", subject_id=user.id)


@operation
def reopen(actor: Reader, user: User) -> None:
    """Open a suspended account again."""
    require(permissions.may_suspend(actor, user))
    user.suspended_at = user.suspension_reason = None
    log_moderation(actor, "reopen", "user", user.id, "")
    changed(kind="person", subject_id=user.id)


@operation
def set_administrator(actor: Reader, user: User, wanted: bool) -> None:
    """Give somebody the administration of the installation, or take it back; their sessions end."""
    require(permissions.may_administer(actor))
    if user.is_administrator == wanted:
        return
    if not wanted and queries.count_administrators() <= 1:
        raise LastAdministratorError
    user.is_administrator = wanted
    if user.id != actor.user_id:
        end_sessions_of(user.id)
    log_moderation(actor, "name_administrator" if wanted else "dismiss_administrator", "user", user.id, "")


def log_moderation(
    actor: Reader, action: str, kind: str, subject_id: int, reason: str, committee_id: int | None = None
) -> None:
    """Write an act of moderation down, in the operation that carries it out."""
    with write() as session:
        session.add(
            ModerationEntry(
                at=clock.now(),
                actor_id=actor.user_id,
                action=action,
                kind=kind,
                subject_id=subject_id,
                committee_id=committee_id,
                reason=reason,
            )
        )
        scope = "site" if committee_id is None else f"committee:{committee_id}"
        audit.record(actor, f"moderation.{action}", scope=scope, kind=kind, subject_id=subject_id)
