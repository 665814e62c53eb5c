"""What opens the door: sessions, single-use links, and the attempts that failed."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import case, func, select

from comite.accounts.models import (
    FeedKey,
    RecoveryCode,
    SecondFactor,
    SignedInSession,
    SignInAttempt,
    Token,
    TokenPurpose,
)
from comite.foundation import clock
from comite.foundation.database import db


def digest(key: str) -> str:
    """What is kept of a secret key."""
    return sha256(key.encode()).hexdigest()


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


def find_feed_key(key: str) -> FeedKey | None:
    """What is kept of a feed key; whether its owner may still read is asked of `reader_of`."""
    return db.session.scalar(select(FeedKey).where(FeedKey.digest == digest(key)))


def list_feed_keys(user_id: int) -> Sequence[FeedKey]:
    """The feed keys of a person, in the order they were made."""
    return db.session.scalars(select(FeedKey).where(FeedKey.user_id == user_id).order_by(FeedKey.id)).all()


def find_second_factor(user_id: int) -> SecondFactor | None:
    """What protects an account beside its password, once proved."""
    return db.session.scalar(
        select(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
    )


def find_pending_secret(user_id: int) -> str:
    """The secret that a telephone is about to take, if one was drawn."""
    return db.session.scalar(select(SecondFactor.pending_secret).where(SecondFactor.user_id == user_id)) or ""


def count_recovery_codes(user_id: int) -> int:
    """How many codes kept on paper can still serve."""
    unused = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def count_failed_attempts(account: str, place: str, since: datetime) -> tuple[int, int, int]:
    """How many sign-ins failed since an instant: for an account, from a place, and in all."""
    ours = case((SignInAttempt.account_digest == account, 1))
    near = case((SignInAttempt.address_digest == place, 1))
    counted = select(func.count(ours), func.count(near), func.count()).where(SignInAttempt.tried_at > since)
    row = db.session.execute(counted).one()
    return row[0], row[1], row[2]
