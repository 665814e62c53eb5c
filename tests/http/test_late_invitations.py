"""Invitations opened too late, twice, with an account already, or in somebody else's browser."""

from datetime import timedelta

import pytest
import time_machine

from comite.accounts import operations, queries
from comite.accounts.models import Membership, Role
from comite.foundation import clock
from comite.foundation.database import db
from tests.factories_people import PASSWORD, invite_key, last_key, make_person, the_authority

NEW = "nouvelle@exemple.test"
WORDS = {"name": "Nour Elbaz", "title": "", "password": PASSWORD}


def places_of(email):
    """The authorities for which somebody writes."""
    user = queries.find_user_by_email(email)
    return sorted(db.session.scalars(db.select(Membership.authority_id).where(Membership.user_id == user.id)))


def later(days=22):
    """Too late for the link of an invitation."""
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def test_a_link_that_came_too_late_gives_a_new_one_to_the_same_address(client, cast):
    key = invite_key(cast)

    with later():
        page = client.get(f"/invitation/{key}")
        sent = client.post(f"/invitation/{key}/renvoi")
        fresh = last_key()
        again = client.post(f"/invitation/{key}/renvoi")
        entered = client.post(f"/invitation/{fresh}", WORDS)

    assert page.status_code == 410
    assert "Recevoir un nouveau lien" in page.text
    assert (sent.status_code, NEW in sent.text, fresh in sent.text) == (200, False, False)
    assert (again.status_code, fresh != key) == (410, True)
    assert entered.status_code == 303
    assert places_of(NEW) == [cast.valmer]


@pytest.mark.parametrize("fate", ["in time", "used", "withdrawn", "replaced", "unknown"])
def test_no_other_link_gives_a_new_one(client, cast, fate):
    key = invite_key(cast)
    invitation = queries.find_invitation_by_key(key)
    if fate == "used":
        operations.accept_invitation(key, "Nour Elbaz", "", PASSWORD, operations.Visit("192.0.2.1"))
    elif fate == "withdrawn":
        operations.withdraw_invitation(cast.amina, invitation)
    elif fate == "replaced":
        operations.send_invitation_again(cast.amina, invitation)
    elif fate == "unknown":
        key = "inconnu"

    with later(1 if fate == "in time" else 22):
        page = client.as_(cast.visitor).get(f"/invitation/{key}")
        sent = client.post(f"/invitation/{key}/renvoi")

    assert "Recevoir un nouveau lien" not in page.text
    assert sent.status_code == 410


def test_the_link_of_an_administrator_is_not_sent_again(client, cast):
    key = operations.invite_administrator("chef@exemple.test")

    with later():
        assert client.post(f"/invitation/{key}/renvoi").status_code == 410


def test_the_second_of_two_invitations_says_that_one_is_in_already(client, cast):
    first = invite_key(cast)
    operations.invite(cast.chloe, NEW, the_authority(cast.ostrelle), Role.AGENT)
    second = last_key()
    client.post(f"/invitation/{first}", WORDS)

    page = client.as_(cast.visitor).get(f"/invitation/{second}")
    client.key = operations.sign_in(NEW, PASSWORD, operations.Visit("192.0.2.1"))
    own = client.get(f"/invitation/{second}")

    assert "Vous avez déjà un compte" in page.text
    assert "Créer mon compte" not in page.text
    assert "Me connecter" in page.text
    assert "Vous écrivez déjà pour Ostrelle" in own.text
    assert places_of(NEW) == [cast.valmer, cast.ostrelle]


def test_in_somebody_else_s_browser_the_page_says_so(client, cast):
    key = invite_key(cast)

    page = client.as_(cast.chloe).get(f"/invitation/{key}")

    assert "connecté au compte de Chloé Martin" in page.text


def test_a_dead_link_says_so_to_who_is_in_already(client, cast):
    page = client.as_(cast.bruno).get("/invitation/inconnu")

    assert page.status_code == 410
    assert "Vous êtes connecté·e" in page.text
    assert "Me connecter" not in page.text


def test_who_takes_an_invited_address_enters_there(cast):
    person = make_person(cast)
    operations.invite(cast.chloe, NEW, the_authority(cast.ostrelle), Role.AGENT)
    operations.invite(cast.amina, NEW, the_authority(cast.valmer), Role.AGENT)
    operations.ask_address_change(person, NEW, PASSWORD)

    operations.change_address(last_key())

    assert places_of(NEW) == [cast.valmer, cast.ostrelle]
