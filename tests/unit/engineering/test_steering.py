"""The dashboard of a lead authority: for those who steer, and nobody else."""

from datetime import datetime

import pytest
from sqlalchemy import update

from comite.accounts.models import Membership, User
from comite.engineering.models.requests import RequestStatus
from comite.engineering.operations import directory, requests
from comite.engineering.queries import steering
from comite.foundation import clock
from comite.foundation.database import db, write
from comite.foundation.errors import NotFoundError
from tests.cast import Cast
from tests.client import Client
from tests.factories_datasets import make_dataset
from tests.factories_engineering import make_request
from tests.factories_experiences import make_report
from tests.factories_people import the_authority, the_committee


def forget_visits(last_seen_at: datetime | None = None) -> None:
    """Nobody of Valmer has come since."""
    writers = db.select(Membership.user_id).where(Membership.authority_id == 2)
    with write() as session:
        session.execute(update(User).where(User.id.in_(writers)).values(last_seen_at=last_seen_at))


def silent(cast: Cast) -> dict[str, steering.Silence]:
    """The members that may need a call, by name."""
    db.session.remove()
    return {each.authority.name: each for each in steering.list_silent(the_committee(cast.committee))}


def test_a_member_that_says_nothing_is_on_the_list_with_somebody_to_call(cast: Cast) -> None:
    forget_visits()

    found = silent(cast)

    assert set(found) == {"Valmer", "Syndicat des eaux du Val"}
    assert found["Valmer"].missing_count == 4
    assert found["Valmer"].contact.name == "Amina Berger"


def test_signs_of_life_take_a_member_off_the_list(cast: Cast) -> None:
    make_report(cast)
    make_dataset(cast)
    directory.name_ai_leads(cast.amina, the_authority(cast.valmer), [cast.bruno.user_id])
    forget_visits(clock.now())

    assert "Valmer" not in silent(cast)


def test_a_draft_and_an_old_visit_are_no_sign_of_life(cast: Cast) -> None:
    make_dataset(cast, published=False)
    forget_visits(clock.now() - steering.UNSEEN_FOR * 2)

    valmer = silent(cast)["Valmer"]
    assert not valmer.has_dataset
    assert not valmer.was_seen


def test_requests_are_counted_by_state_and_age(cast: Cast) -> None:
    make_request(cast)
    withdrawn = make_request(cast, sentence="Retirée")
    requests.withdraw_request(cast.bruno, withdrawn)

    counts = steering.count_by_age(cast.committee)

    assert counts[RequestStatus.OPEN] == [1, 0, 0, 0]
    assert counts[RequestStatus.WITHDRAWN] == [1, 0, 0, 0]


def test_only_those_who_steer_know_of_the_page(client: Client, cast: Cast) -> None:
    address = "/ingenierie/tableau-de-bord/comite-de-valmer"

    for outsider in (cast.amina, cast.bruno, cast.farid, cast.chloe):
        with pytest.raises(NotFoundError):
            steering.get_steered_committee(outsider, "comite-de-valmer")
        assert client.as_(outsider).get(address).status_code == 404
        assert client.as_(outsider).get("/ingenierie/tableau-de-bord").status_code == 404
        assert "Tableau de bord" not in client.as_(outsider).get("/ingenierie/").text
    for steward in (cast.elise, cast.denis):
        assert client.as_(steward).get(address).status_code == 200
        assert "tableau-de-bord" in client.as_(steward).get("/ingenierie/").text
