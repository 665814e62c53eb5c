"""One's own account: password, address, profile."""

from sqlalchemy import update

from comite.accounts import passwords, queries
from comite.accounts.errors import AddressTakenError, CodeAskedError, DeadLinkError, SlowDownError
from comite.accounts.models import Profile, TokenPurpose, User
from comite.accounts.operations.invitations import join_waiting_invitations
from comite.accounts.operations.sessions import (
    Visit,
    end_sessions_of,
    half_sign_in,
    open_session,
    prove_again,
)
from comite.accounts.operations.tokens import RESET_LASTS, count_asked_lately, new_token, use_token
from comite.accounts.readers import Reader
from comite.foundation import clock, deliveries
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, StaleVersionError, require
from comite.foundation.mail import write_mail
from comite.foundation.subjects import changed

RESETS_PER_HOUR = 5


@operation
def ask_password_reset(address: str) -> None:
    """Send a link to choose a new password, if the account exists; nothing is said either way."""
    user = queries.find_user_by_email(address)
    if user is None or user.is_suspended or user.is_erased:
        return
    if count_asked_lately(user.id, TokenPurpose.PASSWORD_RESET) >= RESETS_PER_HOUR:
        return
    key = new_token(TokenPurpose.PASSWORD_RESET, RESET_LASTS, user_id=user.id)
    write_mail(
        user.email,
        user.name,
        "reset",
        "Choisir un nouveau mot de passe",
        path=f"/nouveau-mot-de-passe/{key}",
        hours=int(RESET_LASTS.total_seconds() // 3600),
    )


def reset_password(key: str, password: str, visit: Visit) -> str:
    """Use a reset link: new password, every other session ended, a new one opened; gives its key.

    Raises `DeadLinkError`, `WeakPasswordError`, and `CodeAskedError` once all is kept: a link received by
    mail proves no more than a password does.
    """
    password_hash = passwords.hash_password(password)
    user = _reset(key, password_hash)
    if queries.find_second_factor(user.id) is not None:
        raise CodeAskedError(half_sign_in(user))
    return open_session(user.id, visit)


@operation
def _reset(key: str, password_hash: str) -> User:
    """All of a reset, or nothing."""
    token = use_token(key, TokenPurpose.PASSWORD_RESET)
    user = db.session.get(User, token.user_id)
    if user is None or user.is_suspended or user.is_erased:
        raise DeadLinkError
    user.password_hash = password_hash
    if user.mail_refused_at is not None:
        deliveries.lift(user.email)  # the link was received there
    end_sessions_of(user.id)
    return user


def change_password(actor: Reader, former: str, password: str, visit: Visit) -> str:
    """Change one's password after proving the former one; every session ends, a new one opens."""
    prove_again(actor, former)
    return _change_password(actor, passwords.hash_password(password), visit)


@operation
def _change_password(actor: Reader, password_hash: str, visit: Visit) -> str:
    """The change itself."""
    user = _own_account(actor)
    user.password_hash = password_hash
    end_sessions_of(user.id)
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
    prove_again(actor, password)
    _send_address_link(actor, address)


@operation
def _send_address_link(actor: Reader, address: str) -> None:
    """The link itself, so many times an hour."""
    user = _own_account(actor)
    if count_asked_lately(user.id, TokenPurpose.ADDRESS_CHANGE) >= RESETS_PER_HOUR:
        raise SlowDownError
    key = new_token(
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
    token = use_token(key, TokenPurpose.ADDRESS_CHANGE)
    user = db.session.get(User, token.user_id)
    if user is None or user.is_erased:
        raise DeadLinkError
    address = str(token.details["email"])
    other = queries.find_user_by_email(address)
    if other is not None and other.id != user.id:
        raise AddressTakenError
    former, user.email = user.email, address
    user.mail_refused_at = None
    deliveries.lift(address)
    if former == address:
        return
    # An invitation sent to the new address can make no other account: its place is theirs.
    join_waiting_invitations(user)
    write_mail(
        former, user.name, "address_changed", "Votre adresse de connexion a changé", new_address=address
    )


@operation
def ask_address_proof(actor: Reader) -> None:
    """Send to one's own address the link that proves it receives again; so many times an hour."""
    user = _own_account(actor)
    if count_asked_lately(user.id, TokenPurpose.ADDRESS_CHANGE) >= RESETS_PER_HOUR:
        raise SlowDownError
    key = new_token(TokenPurpose.ADDRESS_CHANGE, RESET_LASTS, user_id=user.id, details={"email": user.email})
    write_mail(
        user.email,
        user.name,
        "address_proof",
        "Confirmer que cette adresse reçoit bien",
        path=f"/nouvelle-adresse/{key}",
        hours=int(RESET_LASTS.total_seconds() // 3600),
    )


@operation
def note_reachability(email: str, *, is_dead: bool) -> User | None:
    """Note on its account whether an address refuses mails; gives the account, if one has it."""
    user = queries.find_user_by_email(email)
    if user is not None:
        user.mail_refused_at = (user.mail_refused_at or clock.now()) if is_dead else None
        db.session.flush()
    return user


def _own_account(actor: Reader) -> User:
    """The account of the person who acts."""
    user = db.session.get(User, actor.user_id)
    if user is None:
        raise NotFoundError
    return user


@operation
def choose_questions(actor: Reader, *, one_by_one: bool) -> None:
    """Remember whether a person likes questions one at a time."""
    require(actor.is_signed_in)
    db.session.execute(update(User).where(User.id == actor.user_id).values(asks_one_by_one=one_by_one))
