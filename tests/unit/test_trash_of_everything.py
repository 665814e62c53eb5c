"""Whatever committees and projects take away leaves every page at once, and comes back to its place."""

from datetime import timedelta

import pytest

from comite.accounts import trash
from comite.accounts.trash import KEPT, NotThrownError
from comite.cli.schedule import SCHEDULE
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from tests.cast import Cast
from tests.factories_thrown import MAKERS, age, purge, readers_but, restore, table_of, throw_one

KINDS = sorted(MAKERS)
# The place and the past of these stay: they are ended, not erased.
ENDED = {"siege", "mandat"}


@pytest.mark.parametrize("slug", KINDS)
def test_what_is_thrown_away_is_shown_no_more_and_is_in_the_trash(cast: Cast, slug: str) -> None:
    thing = MAKERS[slug](cast)
    before = thing.is_shown()

    thing.throw()
    db.session.expire_all()

    assert before
    assert not thing.is_shown()
    for name in thing.finders:
        found = [each for each in trash.list_thrown(getattr(cast, name)) if each.slug == slug]
        assert [(each.id, each.title, each.place) for each in found] == [(thing.id, thing.title, thing.place)]
        assert found[0].by_name
        assert found[0].until > clock.now() + KEPT - timedelta(hours=1)


@pytest.mark.parametrize("slug", KINDS)
def test_nobody_else_finds_it_nor_takes_it_back(cast: Cast, slug: str) -> None:
    thing = throw_one(cast, slug)

    for reader in readers_but(cast, thing.finders):
        assert trash.list_thrown(reader) == []
        if reader is not cast.denis:  # who administers may, when somebody asks for it
            with pytest.raises(NotFoundError):
                trash.kind_of(slug).restore(reader, thing.id)
    assert not thing.is_shown()


@pytest.mark.parametrize("slug", KINDS)
def test_it_comes_back_to_its_place_once(cast: Cast, slug: str) -> None:
    thing = throw_one(cast, slug)
    name = min(thing.finders)

    address = restore(cast, name, slug, thing.id)
    db.session.expire_all()

    assert address == thing.address
    assert thing.is_shown()
    assert trash.list_thrown(getattr(cast, name)) == []
    with pytest.raises(NotThrownError):
        restore(cast, name, slug, thing.id)


@pytest.mark.parametrize("slug", KINDS)
def test_it_can_be_thrown_away_again(cast: Cast, slug: str) -> None:
    thing = throw_one(cast, slug)
    restore(cast, min(thing.finders), slug, thing.id)
    db.session.expire_all()

    thing.throw()
    db.session.expire_all()

    assert not thing.is_shown()


@pytest.mark.parametrize("slug", KINDS)
def test_after_thirty_days_it_is_gone_even_before_the_purge(cast: Cast, slug: str) -> None:
    thing = throw_one(cast, slug)
    age(slug, thing.id)

    name = min(thing.finders)

    assert trash.list_thrown(getattr(cast, name)) == []
    with pytest.raises(NotThrownError):
        restore(cast, name, slug, thing.id)


@pytest.mark.parametrize("slug", KINDS)
def test_the_purge_erases_what_is_old_and_nothing_else(cast: Cast, slug: str) -> None:
    old = throw_one(cast, slug)

    purge()
    young_is_kept = db.session.get(table_of(slug), old.id) is not None
    age(slug, old.id)
    purge()
    db.session.expire_all()

    assert young_is_kept
    assert (db.session.get(table_of(slug), old.id) is not None) == (slug in ENDED)
    assert not old.is_shown()


def test_every_kind_is_tried_here_and_every_table_has_its_kind(cast: Cast) -> None:
    tried_elsewhere = {
        "brouillon-de-retour",
        "document-de-retour",
        "brouillon-de-jeu",
        "fichier-de-jeu",
        "message",
        "piece-jointe",
    }

    assert {each.slug for each in trash.kinds()} == tried_elsewhere | set(MAKERS)


def test_the_worker_is_asked_to_purge_each_room() -> None:
    names = {each.name for each in SCHEDULE}

    assert {"purge-trashed-meetings", "purge-trashed-engineering", "purge-trashed-reports"} <= names
