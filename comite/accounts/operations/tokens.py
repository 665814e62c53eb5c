"""Single-use links: one purpose, one owner, an end, used by one conditional UPDATE."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from comite.accounts import queries
from comite.accounts.errors import DeadLinkError
from comite.accounts.models import Token, TokenPurpose
from comite.foundation import clock
from comite.foundation.database import db

RESET_LASTS = timedelta(hours=2)


def new_token(
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


def use_token(key: str, purpose: TokenPurpose) -> Token:
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


def count_asked_lately(user_id: int, purpose: TokenPurpose) -> int:
    """How many links of this purpose a person asked for in the last hour."""
    recent = clock.now() + RESET_LASTS - timedelta(hours=1)
    found = select(func.count()).where(
        Token.user_id == user_id, Token.purpose == purpose, Token.expires_at > recent
    )
    return db.session.scalar(found) or 0
