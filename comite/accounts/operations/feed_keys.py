"""Feed keys: secrets with which programs read somebody's feeds, until that person withdraws them."""

import secrets

from sqlalchemy import func, select

from comite.accounts import permissions, queries
from comite.accounts.errors import TooManyFeedKeysError
from comite.accounts.models import FeedKey
from comite.accounts.operations.own_account import _own_account
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import NotFoundError, require

FEED_KEYS_MAX = 10


@operation
def create_feed_key(actor: Reader, name: str) -> str:
    """A new key (256 bits), given once: only its digest is kept. Raises `TooManyFeedKeysError`."""
    require(permissions.may_have_feed_keys(actor))
    user = _own_account(actor)
    count = db.session.scalar(select(func.count()).where(FeedKey.user_id == user.id)) or 0
    if count >= FEED_KEYS_MAX:
        raise TooManyFeedKeysError
    key = secrets.token_urlsafe(32)
    db.session.add(
        FeedKey(
            digest=queries.digest(key),
            user_id=user.id,
            name=name,
            created_at=clock.now(),
        )
    )
    return key


@operation
def revoke_feed_key(actor: Reader, key_id: int) -> None:
    """Withdraw one of one's own keys: the feeds that bear it answer no more. Raises `NotFoundError`."""
    key = _own_feed_key(actor, key_id)
    db.session.delete(key)


@operation
def note_feed_key_used(key_id: int) -> None:
    """Write down that a key serves, so that its owner sees which ones no longer do; once a day is enough."""
    key = db.session.get(FeedKey, key_id)
    if key is not None:
        key.last_used_at = clock.now()


def _own_feed_key(actor: Reader, key_id: int) -> FeedKey:
    """A key of the person who acts; somebody else's does not exist."""
    key = db.session.get(FeedKey, key_id)
    if key is None or key.user_id != actor.user_id:
        raise NotFoundError
    return key
