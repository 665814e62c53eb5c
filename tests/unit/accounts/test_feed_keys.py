"""Feed keys: given once, kept as a digest, good for their owner's feeds until withdrawn."""

import pytest

from comite.accounts import operations, queries
from comite.accounts.errors import TooManyFeedKeysError
from comite.accounts.models import FeedKey
from comite.foundation.database import db
from comite.foundation.errors import NotAllowedError, NotFoundError
from tests.cast import Cast


def the_key(cast: Cast) -> FeedKey:
    return queries.list_feed_keys(cast.amina.user_id)[0]


def test_a_key_is_long_and_only_its_digest_is_kept(cast: Cast) -> None:
    key = operations.create_feed_key(cast.amina, "Agenda")

    kept = the_key(cast)
    assert len(key) == 43  # 256 bits
    assert kept.digest == queries.digest(key)
    assert key not in str(db.session.execute(db.select(FeedKey.__table__)).all())
    assert queries.find_feed_key(key).user_id == cast.amina.user_id


def test_two_keys_differ_and_each_is_withdrawn_alone(cast: Cast) -> None:
    first, second = (operations.create_feed_key(cast.amina, name) for name in ("Agenda", "Lecteur"))

    operations.revoke_feed_key(cast.amina, queries.find_feed_key(first).id)

    assert queries.find_feed_key(first) is None
    assert queries.find_feed_key(second) is not None


def test_nobody_withdraws_the_key_of_somebody_else(cast: Cast) -> None:
    operations.create_feed_key(cast.amina, "Agenda")
    key_id = the_key(cast).id

    with pytest.raises(NotFoundError):
        operations.revoke_feed_key(cast.bruno, key_id)

    assert the_key(cast).id == key_id


def test_a_visitor_makes_no_key(cast: Cast) -> None:
    with pytest.raises((NotAllowedError, NotFoundError)):
        operations.create_feed_key(cast.visitor, "Agenda")


def test_a_person_has_a_few_keys_and_no_more(cast: Cast) -> None:
    for rank in range(operations.FEED_KEYS_MAX):
        operations.create_feed_key(cast.amina, f"Clé {rank}")

    with pytest.raises(TooManyFeedKeysError):
        operations.create_feed_key(cast.amina, "Une de trop")

    assert len(queries.list_feed_keys(cast.amina.user_id)) == operations.FEED_KEYS_MAX
    assert operations.create_feed_key(cast.bruno, "La première de Bruno")


def test_the_use_of_a_key_is_written_down_once_a_day(cast: Cast) -> None:
    operations.create_feed_key(cast.amina, "Agenda")
    assert not the_key(cast).was_used_lately

    operations.note_feed_key_used(the_key(cast).id)

    assert the_key(cast).was_used_lately
