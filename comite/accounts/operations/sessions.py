"""Signing in and out: sessions, and the slowness that guessers meet."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from sqlalchemy import case, delete, update

from comite.accounts import passwords, queries
from comite.accounts.errors import (
    AccountSuspendedError,
    BadCredentialsError,
    CodeAskedError,
    SlowDownError,
    WrongPasswordError,
)
from comite.accounts.models import SignedInSession, SignInAttempt, User
from comite.accounts.readers import Reader
from comite.foundation import clock, seals
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require
from comite.foundation.text import clean_line

SESSION_LASTS = timedelta(days=30)
# Away for so long, one comes back: what came meanwhile is new.
VISIT_PAUSE = timedelta(hours=2)
# From the password to the code: time to find one's telephone.
HALF_LASTS = timedelta(minutes=10)
ATTEMPTS_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 10
ATTEMPTS_PER_ADDRESS = 50
ATTEMPTS_IN_ALL = 3_000
OWN_SESSION = ""
DEVICE_MAX = 120


@dataclass(frozen=True)
class Visit:
    """From where somebody signs in: the network address, and how the browser presents itself."""

    address: str
    device: str = ""


def sign_in(address: str, password: str, visit: Visit) -> str:
    """Open a session and give its key.

    Raises `BadCredentialsError`, `SlowDownError`, `AccountSuspendedError`, and `CodeAskedError` when the
    account has a second factor: `second_factor.sign_in_with_code` goes on.
    The answer is the same, and takes as long, whether or not the account exists.
    """
    account, place = account_digest(address), place_digest(visit)
    slow_guessers_down(account, place)
    user = queries.find_user_by_email(address)
    # Hashing takes its time: outside the write transaction.
    if (
        not passwords.is_right(user.password_hash if user else None, password)
        or user is None
        or user.is_erased
    ):
        note_failure(account, place)
        raise BadCredentialsError
    if user.is_suspended:
        raise AccountSuspendedError(user.suspension_reason or "")
    if queries.find_second_factor(user.id) is not None:
        raise CodeAskedError(half_sign_in(user))
    return open_session(user.id, visit)


def half_sign_in(user: User) -> str:
    """The proof, for some minutes, that the password of a person was right: a code ends the sign-in."""
    until = int((clock.now() + HALF_LASTS).timestamp())
    return seals.sealed("half-sign-in", user.id, until, password_mark(user))


def password_mark(user: User) -> str:
    """What changes with the password of a person."""
    return sha256((user.password_hash or "").encode()).hexdigest()[:16]


def account_digest(address: str) -> str:
    """An account as failed attempts name it, whether or not it exists."""
    return sha256(address.lower().encode()).hexdigest()


def place_digest(visit: Visit) -> str:
    """A place as failed attempts name it."""
    return sha256(neighbourhood(visit.address).encode()).hexdigest()


def prove_again(actor: Reader, password: str) -> None:
    """Have the person prove again that the account is theirs, as slowly as at the door."""
    account = account_digest(actor.email)
    slow_guessers_down(account, OWN_SESSION)
    user = db.session.get(User, actor.user_id)
    if user is None or not passwords.is_right(user.password_hash, password):
        note_failure(account, OWN_SESSION)
        raise WrongPasswordError


def neighbourhood(address: str) -> str:
    """The network address to count by: with IPv6 one person holds at least a /64."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return address if known.version == 4 else str(ip_network((known, 64), strict=False))


def slow_guessers_down(account: str, place: str) -> None:
    """Raise `SlowDownError` before a hash is paid for; an open session is a place that is never full."""
    for_account, from_place, in_all = queries.count_failed_attempts(
        account, place, clock.now() - ATTEMPTS_WINDOW
    )
    is_crowded = from_place >= ATTEMPTS_PER_ADDRESS and place != OWN_SESSION
    if for_account >= ATTEMPTS_PER_ACCOUNT or is_crowded or in_all >= ATTEMPTS_IN_ALL:
        raise SlowDownError


@operation
def note_failure(account: str, place: str) -> None:
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
    _note_visit(user_id)
    return key


@operation
def note_seen(session_id: int) -> None:
    """Write down that a session is in use."""
    session = db.session.get(SignedInSession, session_id)
    if session is not None:
        session.last_seen_at = clock.now()
        _note_visit(session.user_id)


def _note_visit(user_id: int) -> None:
    """Write down that a person is here, and when they were before if this is another visit."""
    now = clock.now()
    is_another = User.last_seen_at < now - VISIT_PAUSE
    before = case((is_another, User.last_seen_at), else_=User.visited_before_at)
    db.session.execute(
        update(User).where(User.id == user_id).values(visited_before_at=before, last_seen_at=now)
    )


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


def end_sessions_of(user_id: int) -> None:
    """End every session of a person."""
    db.session.execute(delete(SignedInSession).where(SignedInSession.user_id == user_id))


@operation
def switch_voice(actor: Reader, authority_id: int) -> None:
    """Choose the authority in whose name the person writes from now on in this session."""
    require(authority_id in actor.authority_ids)
    session = db.session.get(SignedInSession, actor.session_id)
    if session is not None:
        session.authority_id = authority_id
