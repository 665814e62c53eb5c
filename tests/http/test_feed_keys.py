"""The page of one's feed keys, and what a key opens."""

import pytest
from flask import Flask

from comite.accounts import current, operations, queries
from comite.accounts.errors import DeadFeedKeyError
from comite.accounts.readers import VISITOR, Reader
from comite.foundation.database import db
from tests.cast import Cast
from tests.client import Client
from tests.factories_people import PASSWORD, make_person, the_user


def reader_at(app: Flask, path: str) -> Reader:
    """Who reads a feed asked for at this address."""
    with app.test_request_context(path):
        return current.feed_reader()


def test_a_new_key_is_shown_in_whole_addresses_once_and_never_again(client: Client, cast: Cast) -> None:
    amina = client.as_(cast.amina)

    made = amina.post("/mon-compte/flux", {"name": "Agenda du téléphone"})
    after = amina.get("/mon-compte/flux")

    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "private, no-store"
    assert "Agenda du téléphone" in made.text
    assert "Agenda du téléphone" in after.text
    kept = queries.list_feed_keys(cast.amina.user_id)
    assert len(kept) == 1
    assert "Votre clé est prête" not in after.text


def test_a_form_sent_twice_makes_one_key(client: Client, cast: Cast) -> None:
    amina = client.as_(cast.amina)
    form = {"name": "Agenda", "form_key": "the-same-key"}

    amina.post("/mon-compte/flux", form)
    again = amina.post("/mon-compte/flux", form)

    assert again.status_code == 409
    assert len(queries.list_feed_keys(cast.amina.user_id)) == 1


def test_a_key_without_a_name_is_not_made(client: Client, cast: Cast) -> None:
    page = client.as_(cast.amina).post("/mon-compte/flux", {"name": ""})

    assert page.status_code == 422
    assert queries.list_feed_keys(cast.amina.user_id) == []


def test_withdrawing_a_key_is_said(client: Client, cast: Cast) -> None:
    operations.create_feed_key(cast.amina, "Agenda")
    key_id = queries.list_feed_keys(cast.amina.user_id)[0].id

    page = client.as_(cast.amina).post(f"/mon-compte/flux/{key_id}/retrait", follow=True)

    assert "Cette clé est retirée" in page.text
    assert queries.list_feed_keys(cast.amina.user_id) == []


def test_a_key_reads_as_its_owner_and_its_use_is_noted(app: Flask, cast: Cast) -> None:
    key = operations.create_feed_key(cast.amina, "Agenda")

    reader = reader_at(app, f"/flux?cle={key}")

    assert (reader.user_id, reader.authority_ids) == (cast.amina.user_id, cast.amina.authority_ids)
    db.session.expire_all()
    assert queries.list_feed_keys(cast.amina.user_id)[0].last_used_at is not None


def test_without_a_key_a_feed_is_read_by_the_visitor_whoever_is_signed_in(app: Flask, cast: Cast) -> None:
    assert reader_at(app, "/flux") is VISITOR


@pytest.mark.parametrize("key", ["inconnue", "x" * 5000, "é\ud7ff"])
def test_a_key_that_is_not_ours_is_refused(app: Flask, cast: Cast, key: str) -> None:
    with pytest.raises(DeadFeedKeyError):
        reader_at(app, f"/flux?cle={key}")


def test_the_key_of_a_suspended_person_is_dead_until_the_account_reopens(app: Flask, cast: Cast) -> None:
    person = make_person(cast)
    key = operations.create_feed_key(person, "Agenda")

    operations.suspend(cast.denis, the_user(person.user_id), "Pour essayer.")
    with pytest.raises(DeadFeedKeyError):
        reader_at(app, f"/flux?cle={key}")
    operations.reopen(cast.denis, the_user(person.user_id))

    assert reader_at(app, f"/flux?cle={key}").user_id == person.user_id


def test_the_keys_of_an_erased_account_are_gone(app: Flask, cast: Cast) -> None:
    person = make_person(cast)
    key = operations.create_feed_key(person, "Agenda")

    operations.erase_account(person, PASSWORD)

    assert queries.find_feed_key(key) is None
    with pytest.raises(DeadFeedKeyError):
        reader_at(app, f"/flux?cle={key}")


def test_a_key_opens_no_page(client: Client, cast: Cast) -> None:
    key = operations.create_feed_key(cast.amina, "Agenda")

    page = client.get(f"/mon-compte?cle={key}")

    assert page.status_code == 303
    assert "/connexion" in page.location
