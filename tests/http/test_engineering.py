"""The pages of mutualised engineering: what they cost, what they propose, who talks with whom."""

from datetime import date

import pytest

from comite.foundation.database import db, write
from comite.search import operations as indexing
from comite.territories.models import Committee, Participation, Standing
from tests.cast import Cast
from tests.client import Client
from tests.conftest import QueryLog
from tests.factories_engineering import (
    SENTENCE,
    log_work,
    make_mission,
    make_offer,
    make_profile,
    make_request,
)
from tests.factories_experiences import make_report


def index_all() -> None:
    """Let search know what was written."""
    while indexing.apply_changes():
        pass
    db.session.remove()


@pytest.mark.parametrize("how_many", [1, 15])
def test_the_lists_cost_the_same_however_long(
    client: Client, cast: Cast, query_log: QueryLog, how_many: int
) -> None:
    for rank in range(how_many):
        log_work(cast, make_mission(cast, sentence=f"Besoin numéro {rank}"))
        make_request(cast, sentence=f"Autre besoin {rank}")
    make_profile(cast)
    browser = client.as_(cast.bruno)
    costs = {}

    for address in (
        "/ingenierie/",
        "/ingenierie/missions",
        "/ingenierie/annuaire",
        "/ingenierie/banque-de-temps",
    ):
        with query_log:
            assert browser.get(address).status_code == 200
        costs[address] = len(query_log)

    assert costs == {
        "/ingenierie/": 5,
        "/ingenierie/missions": 6,
        "/ingenierie/annuaire": 9,
        "/ingenierie/banque-de-temps": 9,
    }


def test_a_request_proposes_what_may_help_at_once_in_few_statements(
    client: Client, cast: Cast, query_log: QueryLog
) -> None:
    request = make_request(cast)
    make_offer(cast, request)
    make_request(cast, by=cast.farid, sentence="Trier les courriels reçus, comme la mairie voisine")
    make_report(cast, title="Trier les courriels du standard")
    make_profile(cast, by=cast.chloe, note="J’ai déjà fait trier des courriels.")
    index_all()
    browser = client.as_(cast.bruno)

    with query_log:
        page = browser.get(f"/ingenierie/demandes/{request.slug}")

    assert "Deux collectivités demandent la même chose" in page.text
    assert "Trier les courriels du standard" in page.text
    assert "Chloé Martin" in page.text
    assert len(query_log) <= 15


def test_what_is_proposed_is_only_what_the_reader_may_read(client: Client, cast: Cast) -> None:
    make_request(cast, sentence="Trier les courriels reçus, entre nous", with_peers=False)
    theirs = make_request(cast, by=cast.farid, sentence=SENTENCE)
    index_all()

    page = client.as_(cast.farid).get(f"/ingenierie/demandes/{theirs.slug}")

    assert "entre nous" not in page.text
    assert "demandent la même chose" not in page.text


def test_those_who_asked_and_the_lead_talk_of_what_only_they_read(client: Client, cast: Cast, work) -> None:
    request = make_request(cast, with_peers=False)
    address = f"/discussions/nouvelle?sujet=help_request:{request.id}"
    form = {
        "title": "Un détail",
        "category": "question",
        "text": "Combien par jour ?",
        "visibility": "authority",
    }

    assert "La collectivité et la cheffe de file" in client.as_(cast.elise).get(address).text
    answer = client.as_(cast.elise).post(address, form)
    assert answer.status_code == 303, answer.text
    work()

    thread = answer.headers["Location"]
    statuses = {
        name: client.as_(reader).get(thread).status_code
        for name, reader in cast.people().items()
        if name != "gael"
    }
    assert statuses == {
        "amina": 200, "bruno": 200, "elise": 200, "denis": 200, "chloe": 404, "farid": 404, "visitor": 404,
    }  # fmt: skip
    assert client.as_(cast.farid).get(address).status_code == 404


def test_refused_answers_say_why_and_keep_the_page(client: Client, cast: Cast) -> None:
    request = make_request(cast)
    offer = make_offer(cast, request)
    browser = client.as_(cast.bruno)

    refused = browser.post(f"/ingenierie/demandes/{request.slug}/offres/{offer.id}/refus", {"word": ""})
    closed = browser.post(f"/ingenierie/demandes/{request.slug}/cloture", {"word": ""})

    assert refused.status_code == closed.status_code == 409
    assert "Écrivez au moins une phrase" in refused.text
    bad = client.as_(cast.elise).post(
        f"/ingenierie/demandes/{request.slug}/offres",
        {"authority": cast.lead, "quarter_days": "0,3", "note": "Un mot à ne pas perdre."},
    )
    assert bad.status_code == 422
    assert "quarts" in bad.text
    assert "Un mot à ne pas perdre." in bad.text


def test_help_is_asked_first_of_the_committee_where_one_sits(client: Client, cast: Cast) -> None:
    with write() as session:
        session.get_one(Committee, 2).name = "Avant tous les autres"
        session.add(
            Participation(
                committee_id=2,
                authority_id=cast.valmer,
                standing=Standing.OBSERVER,
                joined_on=date(2025, 1, 6),
            )
        )

    text = client.as_(cast.amina).get("/ingenierie/demandes/nouvelle").text

    assert text.index("Comité de la donnée de Valmer</option>") < text.index("Avant tous les autres</option>")
