"""Forgetting: accounts that people delete, and what expires."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from comite.accounts import personal_data, queries
from comite.accounts.errors import LastAdministratorError
from comite.accounts.models import INVITATION_LASTS, Invitation, SignedInSession, SignInAttempt, Token, User
from comite.accounts.operations.own_account import _own_account
from comite.accounts.operations.sessions import prove_again
from comite.accounts.readers import Reader
from comite.foundation import audit, clock, deliveries
from comite.foundation.database import db, operation
from comite.foundation.jobs import job
from comite.foundation.subjects import changed

ATTEMPTS_KEPT = timedelta(days=1)
INVITATIONS_KEPT = timedelta(days=92)


def erase_account(actor: Reader, password: str) -> None:
    """Delete one's account after proving it is one's own: what was published stays, unsigned.

    Right to erasure, GDPR article 17; what was written for an authority remains the authority's.
    Raises `WrongPasswordError`, `LastAdministratorError`.
    """
    prove_again(actor, password)
    _erase_own(actor)


@operation
def _erase_own(actor: Reader) -> None:
    """The deletion itself, unless nobody would be left to administer."""
    user = _own_account(actor)
    if user.is_administrator and queries.count_administrators() <= 1:
        raise LastAdministratorError
    _erase(user)


@operation
def erase_again(accounts: Sequence[tuple[int, datetime]]) -> None:
    """After a restore, delete again the accounts that had been deleted since the backup.

    Each is told by its number and the instant when it was made, which another installation's cannot share.
    """
    for user_id, created_at in accounts:
        user = db.session.get(User, user_id)
        if user is not None and user.created_at == created_at and not user.is_erased:
            _erase(user)


def _erase(user: User) -> None:
    """Name, address, sessions and places go, and all that the registry of personal data says."""
    nobody = f"efface-{user.id}@invalid"
    db.session.execute(update(Invitation).where(Invitation.email == user.email).values(email=nobody, name=""))
    personal_data.erase_links_to(user.id)
    deliveries.lift(user.email)
    user.erased_at = clock.now()
    user.name, user.title = "Compte supprimé", ""
    user.email, user.handle = nobody, f"compte-supprime-{user.id}"
    user.password_hash, user.is_administrator = None, False
    user.mail_refused_at = None
    user.last_seen_at = user.visited_before_at = user.suspension_reason = None
    changed(kind="person", subject_id=user.id)
    audit.record(None, "account.erase", scope="site", kind="user", subject_id=user.id)


@job
def forget_expired() -> None:
    """Drop expired sessions and links, old failed sign-ins, invitations unanswered for three months."""
    now = clock.now()
    db.session.execute(delete(SignedInSession).where(SignedInSession.expires_at < now))
    db.session.execute(delete(Token).where(Token.expires_at < now - INVITATION_LASTS))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.tried_at < now - ATTEMPTS_KEPT))
    unanswered = (Invitation.accepted_at.is_(None), Invitation.invited_at < now - INVITATIONS_KEPT)
    db.session.execute(delete(Invitation).where(*unanswered))
