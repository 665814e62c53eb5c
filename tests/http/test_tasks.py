"""« Tâches en cours »: what one sees of one's long work, and of nobody else's."""

import pytest

from comite.foundation import tasks
from tests.client import Client
from tests.factories_datasets import make_dataset


def test_the_reading_of_a_file_is_followed_from_the_list_of_tasks(client, cast, work):
    dataset = make_dataset(cast, title="Cantines", published=False)
    amina = client.as_(cast.amina)

    before = amina.get("/taches").text
    work()
    after = amina.get("/taches").text

    assert "En attente" in before
    assert "tâche en cours" in before
    assert f"/jeux-de-donnees/{dataset.slug}" in after
    assert "Terminé" in after
    assert "Rien n’est en cours" in after


def test_the_header_says_how_much_is_under_way(client, cast, work):
    amina = client.as_(cast.amina)
    without = amina.get("/discussions/").text
    tasks.start(cast.amina.user_id, "import:1", "Import")

    assert "Tâches en cours (1)" not in without
    assert "Tâches en cours (1)" in amina.get("/discussions/").text
    assert "Tâches en cours (1)" not in client.as_(cast.bruno).get("/discussions/").text


def test_nobody_sees_the_work_of_others(client, cast):
    tasks.start(cast.amina.user_id, "import:1", "Un import à moi")

    assert "Un import à moi" in client.as_(cast.amina).get("/taches/etat").text
    assert "Un import à moi" not in client.as_(cast.denis).get("/taches").text


@pytest.mark.parametrize("how_many", [1, 20])
def test_the_list_costs_the_same_however_long(client: Client, cast, query_log, how_many):
    for each in range(how_many):
        tasks.start(cast.amina.user_id, f"import:{each}", "Import")
    amina = client.as_(cast.amina)

    with query_log:
        amina.get("/taches")

    assert len(query_log) == 3
