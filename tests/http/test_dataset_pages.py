"""The list of datasets and the page of one, as their readers see them."""

from comite.datasets.models import ReadingState
from comite.datasets.queries import get_dataset
from comite.foundation.database import write
from tests.factories_datasets import make_dataset


def test_a_filter_in_use_leads_to_the_list_without_it(client, cast):
    make_dataset(cast)

    page = client.get(f"/jeux-de-donnees/?collectivite={cast.valmer}&tri=title").text

    assert 'href="/jeux-de-donnees/?tri=title"' in page


def test_a_territory_is_said_by_its_name(client, cast):
    dataset = make_dataset(cast)
    with write() as session:
        session.merge(dataset).spatial_code = "99001"

    page = client.get(f"/jeux-de-donnees/{dataset.slug}").text

    assert "Valmer (99001)" in page


def test_the_largest_file_is_said_as_the_settings_have_it(client, cast):
    page = client.as_(cast.amina).get("/jeux-de-donnees/nouveau").text

    assert "300\xa0Mo" in page


def settle(cast, dataset, **facts):
    """Say that the only file of a dataset was read, and what was found."""
    with write() as session:
        file = session.merge(get_dataset(cast.amina, dataset.slug)).files[0]
        for name, value in facts.items():
            setattr(file, name, value)


def test_a_draft_says_what_comes_next_and_offers_what_works(client, cast):
    draft = make_dataset(cast, published=False)
    address, amina = f"/jeux-de-donnees/{draft.slug}", client.as_(cast.amina)

    reading = amina.get(address).text
    settle(cast, draft, state=ReadingState.UNREADABLE)
    unread = amina.get(address).text
    found = {"column": "nom", "label": "noms", "confidence": "high", "count": 2, "examples": []}
    settle(cast, draft, findings=[found])
    undecided = amina.get(address).text

    assert "La lecture est en cours" in reading
    assert f'action="{address}/publication"' not in reading
    assert "n’a pas été lu comme un tableau" in unread
    assert f'action="{address}/publication"' in unread
    assert "Une décision est attendue" in undecided
    assert f'action="{address}/publication"' not in undecided
    assert "Citer ces données" not in undecided


def test_a_refusal_leads_back_to_the_page_one_came_from(client, cast):
    draft = make_dataset(cast, published=False)
    address, amina = f"/jeux-de-donnees/{draft.slug}", client.as_(cast.amina)

    came = {"Referer": f"http://localhost{address}"}
    refused = amina.post(f"{address}/publication", headers=came)
    stranger = amina.post(f"{address}/publication", headers={"Referer": f"http://ailleurs.test{address}"})

    assert refused.status_code == stranger.status_code == 409
    assert f'href="{address}"' in refused.text
    assert f'href="{address}"' not in stranger.text


def test_private_feeds_are_offered_to_who_has_an_account(client, cast):
    make_dataset(cast)

    assert "ce qui n’est pas public" not in client.get("/jeux-de-donnees/").text
    assert "ce qui n’est pas public" in client.as_(cast.bruno).get("/jeux-de-donnees/").text
