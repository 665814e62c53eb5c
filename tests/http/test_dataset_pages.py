"""The list of datasets and the page of one, as their readers see them."""

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
