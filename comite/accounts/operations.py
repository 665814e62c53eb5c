"""Changes about people: each function is one whole change."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select, update

from comite.accounts import errors, labels, passwords, permissions, personal_data, queries
from comite.accounts.errors import (
    AccountSuspendedError,
    AddressTakenError,
    AlreadyInvitedError,
    AlreadyMemberError,
    BadCredentialsError,
    DeadLinkError,
    LastAdministratorError,
    NotSeatedError,
    SlowDownError,
    WrongPasswordError,
)
from comite.accounts.invitation_lists import Line
from comite.accounts.models import (
    INVITATION_LASTS,
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
from comite.foundation.errors import NotFoundError, RefusedError, StaleVersionError, require
from comite.foundation.jobs import job
from comite.foundation.mail import write_mail
from comite.foundation.subjects import changed
from comite.foundation.text import clean_line
from comite.territories import queries as places
from comite.territories.models import Committee, LocalAuthority

SESSION_LASTS = timedelta(days=30)
INVITATIONS_KEPT = timedelta(days=92)
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
    """Open a session and give its key.

    Raises `BadCredentialsError`, `SlowDownError`, `AccountSuspendedError`.
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
    Raises `AlreadyInvitedError`, `AlreadyMemberError`, `NotSeatedError`.
    """
    if committee is not None:
        require(permissions.may_invite_to(actor, committee, role))
        if not queries.sits_in(committee.id, authority.id):
            raise NotSeatedError
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
            role_label=labels.ROLES[role],
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
        inviter_name=_name_of(invitation.invited_by_id),
        authority_name=authority_name,
        committee_name=committee_name,
        days=INVITATION_LASTS.days,
    )


def _name_of(user_id: int | None) -> str:
    """The name of somebody who has an account still; empty otherwise."""
    user = db.session.get(User, user_id) if user_id else None
    return "" if user is None or user.is_erased else user.name


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


@dataclass(frozen=True)
class Reported:
    """What became of one line of a list; `refusal` is empty when the invitation left."""

    line: Line
    refusal: str = ""


def invite_list(
    actor: Reader, lines: Sequence[Line], *, committee: Committee | None, authority: LocalAuthority | None
) -> list[Reported]:
    """Invite the people of a list, for the authority each line names or else for the one given.

    Each line is its own change: a bad one does not lose the others.
    """
    return [_invite_line(actor, line, committee, authority) for line in lines]


def _invite_line(
    actor: Reader, line: Line, committee: Committee | None, default: LocalAuthority | None
) -> Reported:
    """One line of a list, and what became of it."""
    authority = _authority_of(line, committee, default)
    if not line.address:
        return Reported(line, errors.NoAddressError.sentence)
    if line.role is None:
        return Reported(line, errors.UnknownRoleError.sentence)
    if authority is None:
        return Reported(line, errors.UnknownAuthorityError.sentence)
    try:
        invite(
            actor, line.address, authority, line.role, name=line.name[: Profile.NAME_MAX], committee=committee
        )
    except RefusedError as error:
        return Reported(line, str(error))
    return Reported(line)


def _authority_of(
    line: Line, committee: Committee | None, default: LocalAuthority | None
) -> LocalAuthority | None:
    """The authority that a line names: among those of the committee first, where names are told apart."""
    if not line.authority:
        return default
    if committee is not None:
        return places.find_seated_authority_named(committee.id, line.authority)
    named = places.find_authority_named(line.authority)
    # An editor invites for one authority: a line for another one is a mistake to be shown.
    return default if default is not None and named is not None and named.id == default.id else None


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
    changed(kind="person", subject_id=membership.user_id)
    if not is_own:
        _end_sessions(membership.user_id)


@operation
def present_authority(actor: Reader, authority: LocalAuthority, presentation: str, version: int) -> None:
    """Say in a few lines what an authority is and what it works on."""
    require(permissions.may_present(actor, authority))
    if authority.version != version:
        raise StaleVersionError
    authority.presentation = presentation
    authority.version += 1
    changed(kind="authority", subject_id=authority.id)


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
    if _asked_lately(user.id, TokenPurpose.PASSWORD_RESET) >= RESETS_PER_HOUR:
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


def _asked_lately(user_id: int, purpose: TokenPurpose) -> int:
    """How many links of this purpose a person asked for in the last hour."""
    recent = clock.now() + RESET_LASTS - timedelta(hours=1)
    found = select(func.count()).where(
        Token.user_id == user_id, Token.purpose == purpose, Token.expires_at > recent
    )
    return db.session.scalar(found) or 0


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
    _prove(actor, former)
    return _change_password(actor, passwords.hash_password(password), visit)


def _prove(actor: Reader, password: str) -> None:
    """Have the person prove again that the account is theirs, as slowly as at the door."""
    account = sha256(actor.email.lower().encode()).hexdigest()
    tried, _ = queries.count_failed_attempts(account, "", clock.now() - ATTEMPTS_WINDOW)
    if tried >= ATTEMPTS_PER_ACCOUNT:
        raise SlowDownError
    user = db.session.get(User, actor.user_id)
    if user is None or not passwords.is_right(user.password_hash, password):
        _note_failure(account, "")
        raise WrongPasswordError


@operation
def _change_password(actor: Reader, password_hash: str, visit: Visit) -> str:
    """The change itself."""
    user = _own_account(actor)
    user.password_hash = password_hash
    _end_sessions(user.id)
    return open_session(user.id, visit)


@operation
def edit_profile(actor: Reader, profile: Profile, version: int) -> None:
    """Change what one says of oneself; the @name stays, for links name it."""
    user = _own_account(actor)
    if user.version != version:
        raise StaleVersionError
    user.name, user.title = profile.name, profile.title
    user.version += 1
    changed(kind="person", subject_id=user.id)


def ask_address_change(actor: Reader, address: str, password: str) -> None:
    """Send to a new address the link that proves it is the person's; whether it is taken is not said here."""
    _prove(actor, password)
    _send_address_link(actor, address)


@operation
def _send_address_link(actor: Reader, address: str) -> None:
    """The link itself, so many times an hour."""
    user = _own_account(actor)
    if _asked_lately(user.id, TokenPurpose.ADDRESS_CHANGE) >= RESETS_PER_HOUR:
        raise SlowDownError
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
    former, user.email = user.email, address
    write_mail(
        former, user.name, "address_changed", "Votre adresse de connexion a changé", new_address=address
    )


# Suspension and erasure


@operation
def suspend(actor: Reader, user: User, reason: str) -> None:
    """Close an account for a time, with the reason; its sessions end at once."""
    require(permissions.may_suspend(actor, user))
    user.suspended_at = clock.now()
    user.suspension_reason = reason
    _end_sessions(user.id)
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
        _end_sessions(user.id)
    log_moderation(actor, "name_administrator" if wanted else "dismiss_administrator", "user", user.id, "")


def erase_account(actor: Reader, password: str) -> None:
    """Delete one's account after proving it is one's own: what was published stays, unsigned.

    Right to erasure, GDPR article 17; what was written for an authority remains the authority's.
    """
    _prove(actor, password)
    _erase(_own_account(actor).id)


@operation
def erase_again(user_ids: Sequence[int]) -> None:
    """After a restore, erase again the accounts that had been deleted since the backup."""
    for user_id in user_ids:
        _erase(user_id)


@operation
def _erase(user_id: int) -> None:
    """Name, address, sessions and places go, and all that the registry of personal data says."""
    user = db.session.get(User, user_id)
    if user is None or user.is_erased:
        return
    if user.is_administrator and queries.count_administrators() <= 1:
        raise LastAdministratorError
    nobody = f"efface-{user.id}@invalid"
    db.session.execute(update(Invitation).where(Invitation.email == user.email).values(email=nobody, name=""))
    personal_data.erase_links_to(user.id)
    user.erased_at = clock.now()
    user.name, user.title = "Compte supprimé", ""
    user.email, user.handle = nobody, f"compte-supprime-{user.id}"
    user.password_hash, user.is_administrator = None, False
    user.last_seen_at = user.suspension_reason = None
    changed(kind="person", subject_id=user.id)


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
    """Drop expired sessions and links, old failed sign-ins, invitations unanswered for three months."""
    now = clock.now()
    db.session.execute(delete(SignedInSession).where(SignedInSession.expires_at < now))
    db.session.execute(delete(Token).where(Token.expires_at < now - INVITATION_LASTS))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.tried_at < now - ATTEMPTS_KEPT))
    unanswered = (Invitation.accepted_at.is_(None), Invitation.invited_at < now - INVITATIONS_KEPT)
    db.session.execute(delete(Invitation).where(*unanswered))
