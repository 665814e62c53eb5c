"""Changes about people: each function is one whole change."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, update

from comite.accounts import passwords, permissions, queries
from comite.accounts.errors import (
    AccountSuspendedError,
    AddressTakenError,
    AlreadyInvitedError,
    AlreadyMemberError,
    BadCredentialsError,
    DeadLinkError,
    LastAdministratorError,
    SlowDownError,
)
from comite.accounts.models import (
    Invitation,
    Membership,
    ModerationEntry,
    Profile,
    Role,
    SignedInSession,
    SignInAttempt,
    Token,
    TokenPurpose,
    User,
)
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, operation, write
from comite.foundation.errors import NotFoundError, RefusedError, require
from comite.foundation.jobs import job
from comite.foundation.mail import write_mail
from comite.foundation.text import clean_line
from comite.territories.models import Committee, LocalAuthority

SESSION_LASTS = timedelta(days=30)
INVITATION_LASTS = timedelta(days=21)
RESET_LASTS = timedelta(hours=2)
ATTEMPTS_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 10
ATTEMPTS_PER_ADDRESS = 50
ATTEMPTS_KEPT = timedelta(days=1)
RESETS_PER_HOUR = 5
DEVICE_MAX = 120


@dataclass(frozen=True)
class Visit:
    """From where somebody signs in: the network address, and how the browser presents itself."""

    address: str
    device: str = ""


# Signing in and out


def sign_in(address: str, password: str, visit: Visit) -> str:
    """Open a session and give its key; raises `BadCredentialsError`, `SlowDownError`, `AccountSuspendedError`.

    The answer is the same, and takes as long, whether or not the account exists.
    """
    account = sha256(address.lower().encode()).hexdigest()
    place = sha256(visit.address.encode()).hexdigest()
    for_account, from_place = queries.count_failed_attempts(account, place, clock.now() - ATTEMPTS_WINDOW)
    if for_account >= ATTEMPTS_PER_ACCOUNT or from_place >= ATTEMPTS_PER_ADDRESS:
        raise SlowDownError
    user = queries.find_user_by_email(address)
    # Hashing takes its time: outside the write transaction.
    if (
        not passwords.is_right(user.password_hash if user else None, password)
        or user is None
        or user.is_erased
    ):
        _note_failure(account, place)
        raise BadCredentialsError
    if user.is_suspended:
        raise AccountSuspendedError(user.suspension_reason or "")
    return open_session(user.id, visit)


@operation
def _note_failure(account: str, place: str) -> None:
    """Count a failed sign-in."""
    db.session.add(SignInAttempt(account_digest=account, address_digest=place, tried_at=clock.now()))


@operation
def open_session(user_id: int, visit: Visit) -> str:
    """A new session with a new random key, of which only the digest is kept."""
    key, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        SignedInSession(
            digest=queries.digest(key),
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + SESSION_LASTS,
            device=clean_line(visit.device)[:DEVICE_MAX],
        )
    )
    db.session.execute(update(User).where(User.id == user_id).values(last_seen_at=now))
    return key


@operation
def note_seen(session_id: int) -> None:
    """Write down that a session is in use."""
    session = db.session.get(SignedInSession, session_id)
    if session is not None:
        session.last_seen_at = clock.now()
        db.session.execute(update(User).where(User.id == session.user_id).values(last_seen_at=clock.now()))


@operation
def sign_out(actor: Reader) -> None:
    """End the present session."""
    db.session.execute(delete(SignedInSession).where(SignedInSession.id == actor.session_id))


@operation
def end_session(actor: Reader, session_id: int) -> None:
    """End one of one's own sessions; raises `NotFoundError` for somebody else's."""
    session = db.session.get(SignedInSession, session_id)
    if session is None or session.user_id != actor.user_id:
        raise NotFoundError
    db.session.delete(session)


@operation
def end_other_sessions(actor: Reader) -> None:
    """End all one's sessions but the present one."""
    db.session.execute(
        delete(SignedInSession).where(
            SignedInSession.user_id == actor.user_id, SignedInSession.id != actor.session_id
        )
    )


@operation
def switch_voice(actor: Reader, authority_id: int) -> None:
    """Choose the authority in whose name the person writes from now on in this session."""
    require(authority_id in actor.authority_ids)
    session = db.session.get(SignedInSession, actor.session_id)
    if session is not None:
        session.authority_id = authority_id


# Invitations


@operation
def invite(
    actor: Reader,
    address: str,
    authority: LocalAuthority,
    role: Role,
    *,
    name: str = "",
    committee: Committee | None = None,
) -> Invitation:
    """Invite an address to write for an authority; the single-use link leaves by mail.

    Somebody who has an account already becomes a member at once, and is told.
    Raises `AlreadyInvitedError`, `AlreadyMemberError`.
    """
    if committee is not None:
        require(permissions.may_invite_to(actor, committee, role))
    else:
        require(permissions.may_invite(actor, authority.id, role))
    return _invite(actor.user_id, address, authority, role, name=name, committee=committee)


@operation
def invite_administrator(address: str, name: str = "") -> str:
    """The one-time link by which the first administrator enters; only the command line calls this."""
    invitation = Invitation(
        email=address.lower(),
        name=name,
        authority_id=None,
        role=Role.AGENT,
        makes_administrator=True,
        invited_at=clock.now(),
    )
    db.session.add(invitation)
    db.session.flush()
    return _new_token(TokenPurpose.INVITATION, INVITATION_LASTS, invitation_id=invitation.id)


def _invite(
    inviter_id: int | None,
    address: str,
    authority: LocalAuthority,
    role: Role,
    *,
    name: str,
    committee: Committee | None,
) -> Invitation:
    """Write the invitation and its mail, or make a member of somebody who has an account."""
    email = address.lower()
    user = queries.find_user_by_email(email)
    known = (
        db.session.query(Invitation)
        .where(Invitation.email == email, Invitation.authority_id == authority.id)
        .one_or_none()
    )
    if user is not None and _membership(user.id, authority.id) is not None:
        raise AlreadyMemberError
    if known is not None and known.accepted_at is None and known.withdrawn_at is None:
        raise AlreadyInvitedError
    invitation = known or Invitation(email=email, authority_id=authority.id)
    invitation.name = name
    invitation.role = role
    invitation.committee_id = committee.id if committee else None
    invitation.invited_by_id = inviter_id
    invitation.invited_at = clock.now()
    invitation.accepted_at = invitation.withdrawn_at = None
    db.session.add(invitation)
    db.session.flush()
    if user is not None and not user.is_erased:
        _join(user.id, invitation)
        write_mail(
            email,
            user.name,
            "joined",
            f"Vous écrivez aussi pour {authority.name}",
            authority_name=authority.name,
        )
    else:
        _send_invitation(invitation, authority.name, committee.name if committee else "")
    return invitation


def _send_invitation(invitation: Invitation, authority_name: str, committee_name: str) -> None:
    """Make a new single-use link and write the mail that carries it; older links die."""
    db.session.execute(
        update(Token)
        .where(Token.invitation_id == invitation.id, Token.used_at.is_(None))
        .values(used_at=clock.now())
    )
    key = _new_token(TokenPurpose.INVITATION, INVITATION_LASTS, invitation_id=invitation.id)
    write_mail(
        invitation.email,
        invitation.name or invitation.email,
        "invitation",
        f"{authority_name} vous invite sur Comité",
        path=f"/invitation/{key}",
        authority_name=authority_name,
        committee_name=committee_name,
        days=INVITATION_LASTS.days,
    )


@operation
def send_invitation_again(actor: Reader, invitation: Invitation) -> None:
    """Send a new link for an invitation; the former one no longer works."""
    require(permissions.may_withdraw(actor, invitation))
    if invitation.accepted_at is not None:
        raise AlreadyMemberError
    authority = db.session.get(LocalAuthority, invitation.authority_id)
    committee = db.session.get(Committee, invitation.committee_id) if invitation.committee_id else None
    invitation.withdrawn_at = None
    invitation.invited_at = clock.now()
    _send_invitation(invitation, authority.name if authority else "", committee.name if committee else "")


@operation
def withdraw_invitation(actor: Reader, invitation: Invitation) -> None:
    """Take an invitation back: its link dies."""
    require(permissions.may_withdraw(actor, invitation))
    invitation.withdrawn_at = clock.now()
    db.session.execute(
        update(Token)
        .where(Token.invitation_id == invitation.id, Token.used_at.is_(None))
        .values(used_at=clock.now())
    )


def accept_invitation(key: str, name: str, title: str, password: str, visit: Visit) -> str:
    """Make the account of an invited person, and open their first session; gives its key.

    Raises `DeadLinkError`, `WeakPasswordError`.
    """
    password_hash = passwords.hash_password(password)
    return _accept(key, name, title, password_hash, visit)


@operation
def _accept(key: str, name: str, title: str, password_hash: str, visit: Visit) -> str:
    """Use the link, then everything it gives, or nothing."""
    token = _use_token(key, TokenPurpose.INVITATION)
    invitation = db.session.get(Invitation, token.invitation_id)
    if invitation is None or invitation.withdrawn_at is not None:
        raise DeadLinkError
    if queries.find_user_by_email(invitation.email) is not None:
        raise DeadLinkError
    user = User(
        handle=queries.free_handle(name),
        email=invitation.email,
        name=name,
        title=title,
        password_hash=password_hash,
        is_administrator=invitation.makes_administrator,
    )
    db.session.add(user)
    db.session.flush()
    _join(user.id, invitation)
    _join_other_invitations(user)
    return open_session(user.id, visit)


def _join(user_id: int, invitation: Invitation) -> None:
    """Give the place that an invitation promises."""
    invitation.accepted_at = clock.now()
    if invitation.authority_id is not None:
        db.session.add(
            Membership(user_id=user_id, authority_id=invitation.authority_id, role=invitation.role)
        )
        db.session.flush()


def _join_other_invitations(user: User) -> None:
    """Somebody invited by several authorities enters all of them at once."""
    waiting = db.session.query(Invitation).where(
        Invitation.email == user.email, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    for invitation in waiting:
        _join(user.id, invitation)


# Memberships


@operation
def change_role(actor: Reader, membership: Membership, role: Role) -> None:
    """Give a person another role for an authority; their sessions end, so that none keeps the former one."""
    require(permissions.may_invite(actor, membership.authority_id, role))
    require(permissions.may_invite(actor, membership.authority_id, membership.role))
    membership.role = role
    _end_sessions(membership.user_id)


@operation
def end_membership(actor: Reader, membership: Membership) -> None:
    """A person no longer writes for an authority; what they wrote stays."""
    is_own = membership.user_id == actor.user_id
    require(is_own or permissions.may_invite(actor, membership.authority_id, membership.role))
    db.session.delete(membership)
    if not is_own:
        _end_sessions(membership.user_id)


def _membership(user_id: int, authority_id: int) -> Membership | None:
    """A person's place in an authority."""
    return (
        db.session.query(Membership)
        .where(Membership.user_id == user_id, Membership.authority_id == authority_id)
        .one_or_none()
    )


# Passwords, addresses, profile


@operation
def ask_password_reset(address: str) -> None:
    """Send a link to choose a new password, if the account exists; nothing is said either way."""
    user = queries.find_user_by_email(address)
    if user is None or user.is_suspended or user.is_erased:
        return
    recent = db.session.query(Token).where(
        Token.user_id == user.id,
        Token.purpose == TokenPurpose.PASSWORD_RESET,
        Token.expires_at > clock.now() + RESET_LASTS - timedelta(hours=1),
    )
    if recent.count() >= RESETS_PER_HOUR:
        return
    key = _new_token(TokenPurpose.PASSWORD_RESET, RESET_LASTS, user_id=user.id)
    write_mail(
        user.email,
        user.name,
        "reset",
        "Choisir un nouveau mot de passe",
        path=f"/nouveau-mot-de-passe/{key}",
        hours=int(RESET_LASTS.total_seconds() // 3600),
    )


def reset_password(key: str, password: str, visit: Visit) -> str:
    """Use a reset link: new password, every other session ended, a new one opened; gives its key."""
    password_hash = passwords.hash_password(password)
    return _reset(key, password_hash, visit)


@operation
def _reset(key: str, password_hash: str, visit: Visit) -> str:
    """All of a reset, or nothing."""
    token = _use_token(key, TokenPurpose.PASSWORD_RESET)
    user = db.session.get(User, token.user_id)
    if user is None or user.is_suspended or user.is_erased:
        raise DeadLinkError
    user.password_hash = password_hash
    _end_sessions(user.id)
    return open_session(user.id, visit)


def change_password(actor: Reader, former: str, password: str, visit: Visit) -> str:
    """Change one's password after proving the former one; every session ends, a new one opens."""
    user = db.session.get(User, actor.user_id)
    if user is None or not passwords.is_right(user.password_hash, former):
        raise BadCredentialsError("L’ancien mot de passe ne correspond pas.")
    return _change_password(actor, passwords.hash_password(password), visit)


@operation
def _change_password(actor: Reader, password_hash: str, visit: Visit) -> str:
    """The change itself."""
    user = _own_account(actor)
    user.password_hash = password_hash
    _end_sessions(user.id)
    return open_session(user.id, visit)


@operation
def edit_profile(actor: Reader, profile: Profile) -> None:
    """Change what one says of oneself; the @name stays, for links name it."""
    user = _own_account(actor)
    user.name, user.title = profile.name, profile.title


@operation
def ask_address_change(actor: Reader, address: str) -> None:
    """Send to a new address the link that proves it is the person's."""
    user = _own_account(actor)
    key = _new_token(
        TokenPurpose.ADDRESS_CHANGE, RESET_LASTS, user_id=user.id, details={"email": address.lower()}
    )
    write_mail(
        address,
        user.name,
        "address_change",
        "Confirmer votre nouvelle adresse",
        path=f"/nouvelle-adresse/{key}",
        hours=int(RESET_LASTS.total_seconds() // 3600),
    )


@operation
def change_address(key: str) -> None:
    """Use the link of an address change; raises `DeadLinkError`, `AddressTakenError`."""
    token = _use_token(key, TokenPurpose.ADDRESS_CHANGE)
    user = db.session.get(User, token.user_id)
    if user is None or user.is_erased:
        raise DeadLinkError
    address = str(token.details["email"])
    other = queries.find_user_by_email(address)
    if other is not None and other.id != user.id:
        raise AddressTakenError
    user.email = address


# Suspension and erasure


@operation
def suspend(actor: Reader, user: User, reason: str) -> None:
    """Close an account for a time, with the reason; its sessions end at once."""
    require(permissions.may_suspend(actor, user))
    user.suspended_at = clock.now()
    user.suspension_reason = reason
    _end_sessions(user.id)
    log_moderation(actor, "suspend", "user", user.id, reason)


@operation
def reopen(actor: Reader, user: User) -> None:
    """Open a suspended account again."""
    require(permissions.may_suspend(actor, user))
    user.suspended_at = user.suspension_reason = None
    log_moderation(actor, "reopen", "user", user.id, "")


@operation
def erase_account(actor: Reader) -> None:
    """Delete one's account: name, address, sessions and places go; what was published stays, unsigned.

    Right to erasure, GDPR article 17; what was written for an authority remains the authority's.
    """
    user = _own_account(actor)
    if user.is_administrator and queries.count_administrators() <= 1:
        raise LastAdministratorError
    db.session.execute(delete(Membership).where(Membership.user_id == user.id))
    db.session.execute(delete(Token).where(Token.user_id == user.id))
    db.session.execute(
        update(Invitation)
        .where(Invitation.email == user.email)
        .values(email=f"efface-{user.id}@invalid", name="")
    )
    _end_sessions(user.id)
    user.erased_at = clock.now()
    user.name, user.title = "Compte supprimé", ""
    user.email, user.handle = f"efface-{user.id}@invalid", f"compte-supprime-{user.id}"
    user.password_hash, user.is_administrator = None, False


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


# Shared


def _own_account(actor: Reader) -> User:
    """The account of the person who acts."""
    user = db.session.get(User, actor.user_id)
    if user is None:
        raise NotFoundError
    return user


def _end_sessions(user_id: int) -> None:
    """End every session of a person."""
    db.session.execute(delete(SignedInSession).where(SignedInSession.user_id == user_id))


def _new_token(
    purpose: TokenPurpose,
    lasts: timedelta,
    *,
    user_id: int | None = None,
    invitation_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> str:
    """A new single-use key (256 bits); only its digest is kept."""
    key = secrets.token_urlsafe(32)
    db.session.add(
        Token(
            digest=queries.digest(key),
            purpose=purpose,
            user_id=user_id,
            invitation_id=invitation_id,
            details=details or {},
            expires_at=clock.now() + lasts,
        )
    )
    return key


def _use_token(key: str, purpose: TokenPurpose) -> Token:
    """Use a link, by one conditional UPDATE: of two uses at once, one wins. Raises `DeadLinkError`."""
    now = clock.now()
    used = db.session.execute(
        update(Token)
        .where(
            Token.digest == queries.digest(key),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > now,
        )
        .values(used_at=now)
        .returning(Token.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    token = db.session.get(Token, used) if used else None
    if token is None:
        raise DeadLinkError
    return token


@job
def forget_expired() -> None:
    """Drop expired sessions, links and old failed sign-ins."""
    now = clock.now()
    db.session.execute(delete(SignedInSession).where(SignedInSession.expires_at < now))
    db.session.execute(delete(Token).where(Token.expires_at < now - INVITATION_LASTS))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.tried_at < now - ATTEMPTS_KEPT))


def invite_several(
    actor: Reader, lines: Sequence[tuple[str, LocalAuthority, Role, str]], committee: Committee | None
) -> list[tuple[str, str]]:
    """Invite a list; gives for each address the empty string, or the sentence of its refusal.

    Each line is its own change: a bad one does not lose the others.
    """
    report = []
    for address, authority, role, name in lines:
        try:
            invite(actor, address, authority, role, name=name, committee=committee)
            report.append((address, ""))
        except RefusedError as error:
            report.append((address, str(error)))
    return report
