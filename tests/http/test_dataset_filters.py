"""The filters of the list of datasets can be taken off one by one."""

from tests.factories_datasets import make_dataset


def test_a_filter_in_use_leads_to_the_list_without_it(client, cast):
    make_dataset(cast)

    page = client.get(f"/jeux-de-donnees/?collectivite={cast.valmer}&tri=title").text

    assert 'href="/jeux-de-donnees/?tri=title"' in page
