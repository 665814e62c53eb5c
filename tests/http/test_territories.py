"""The pages of committees and authorities."""

import pytest

from comite.accounts.audiences import Audience
from comite.foundation.database import db
from comite.territories import queries
from comite.territories.models import Committee, LocalAuthority
from tests.cast import Cast
from tests.client import Client
from tests.conftest import QueryLog
from tests.factories_datasets import make_dataset
from tests.factories_people import make_authority, make_seat

COMMITTEE = "/comites/comite-de-valmer"


@pytest.mark.parametrize("name", ["amina", "chloe", "denis", "elise", "farid", "visitor"])
@pytest.mark.parametrize(
    "page",
    ["/comites/", COMMITTEE, "/collectivites", "/collectivites/valmer", "/collectivites?q=val&toutes=1"],
)
def test_committees_and_authorities_are_public(client: Client, cast: Cast, name: str, page: str) -> None:
    answer = client.as_(getattr(cast, name)).get(page)

    assert answer.status_code == 200


@pytest.mark.parametrize("page", ["/comites/nulle-part", "/collectivites/nulle-part"])
def test_what_does_not_exist_is_not_found(client: Client, page: str) -> None:
    assert client.get(page).status_code == 404


def test_names_of_people_are_not_shown_to_the_public(client: Client, cast: Cast) -> None:
    public = [client.get(COMMITTEE).text, client.get("/collectivites/valmer").text]
    members = [
        client.as_(cast.chloe).get(COMMITTEE).text,
        client.as_(cast.chloe).get("/collectivites/valmer").text,
    ]

    assert not any(name in page for page in public for name in ("Élise Garnier", "Amina Berger"))
    assert "Élise Garnier" in members[0]
    assert "Amina Berger" in members[1]


def test_the_pages_count_what_each_reader_may_read(client: Client, cast: Cast) -> None:
    make_dataset(cast, title="Cantines", visibility=Audience.PUBLIC, committee_id=cast.committee)
    make_dataset(cast, title="Fuites", visibility=Audience.COMMITTEE, committee_id=cast.committee)

    visitor, farid = client.get(COMMITTEE).text, client.as_(cast.farid).get(COMMITTEE).text

    assert "Cantines" in visitor
    assert "Fuites" not in visitor
    assert "1\u00a0jeu de données" in visitor
    assert "2\u00a0jeux de données" in farid


@pytest.mark.parametrize(
    ("name", "status"),
    [("elise", 200), ("denis", 200), ("amina", 403), ("chloe", 403), ("farid", 403), ("visitor", 303)],
)
@pytest.mark.parametrize("page", ["/modifier", "/membres", "/membres/2"])
def test_a_committee_is_managed_by_its_animator(
    client: Client, cast: Cast, name: str, status: int, page: str
) -> None:
    answer = client.as_(getattr(cast, name)).get(f"{COMMITTEE}{page}")

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("name", "status"), [("denis", 200), ("elise", 403), ("amina", 403), ("visitor", 303)]
)
def test_committees_are_founded_by_administrators(client: Client, cast: Cast, name: str, status: int) -> None:
    assert client.as_(getattr(cast, name)).get("/comites/nouveau").status_code == status


@pytest.mark.parametrize(
    ("name", "status"), [("denis", 200), ("elise", 200), ("amina", 403), ("visitor", 303)]
)
def test_authorities_are_added_by_animators(client: Client, cast: Cast, name: str, status: int) -> None:
    assert client.as_(getattr(cast, name)).get("/collectivites/nouvelle").status_code == status


def test_an_administrator_founds_a_committee_by_naming_its_lead(client: Client, cast: Cast) -> None:
    form = {"name": "Comité des Hauts", "authority": "ostrelle", "territory": "Les Hauts", "level": "free"}

    answer = client.as_(cast.denis).post("/comites/nouveau", form)

    assert answer.location == "/comites/comite-des-hauts/membres"
    assert queries.get_committee("comite-des-hauts").lead_authority_id == cast.ostrelle


def test_a_name_that_several_share_is_chosen_in_a_list_without_javascript(client: Client, cast: Cast) -> None:
    make_authority("Villeneuve", insee_code="99601")
    second = make_authority("Villeneuve", insee_code="99602")
    form = {"authority": "villeneuve", "standing": "member", "joined_on": "2026-01-05"}
    elise = client.as_(cast.elise)

    asked = elise.post(f"{COMMITTEE}/membres", form)
    answer = elise.post(f"{COMMITTEE}/membres", {**form, "authority_id": ["", str(second.id)]})

    assert asked.status_code == 422
    assert f'name="authority_id" value="{second.id}"' in asked.text.replace("\n", " ")
    assert answer.status_code == 303
    assert second.id in {seat.authority_id for seat in queries.list_seats(cast.committee)}


def test_an_unknown_name_is_explained(client: Client, cast: Cast) -> None:
    form = {"authority": "Nulle-Part-les-Bains", "standing": "member", "joined_on": "2026-01-05"}

    page = client.as_(cast.elise).post(f"{COMMITTEE}/membres", form)

    assert page.status_code == 422
    assert "Aucune collectivité ne porte ce nom" in page.text


def test_an_authority_leaves_and_what_it_shared_stays(client: Client, cast: Cast) -> None:
    make_dataset(cast, title="Cantines", visibility=Audience.PUBLIC, committee_id=cast.committee)
    seat = next(each for each in queries.list_seats(cast.committee) if each.authority_id == cast.valmer)

    answer = client.as_(cast.elise).post(f"{COMMITTEE}/membres/{seat.id}/depart")
    page = client.get(COMMITTEE)

    assert answer.status_code == 303
    assert "1\u00a0place passée ou à venir" in page.text
    assert "Cantines" in page.text


def test_the_lead_is_not_removed_even_by_a_forged_form(client: Client, cast: Cast) -> None:
    answer = client.as_(cast.elise).post(f"{COMMITTEE}/membres/1/depart")

    assert answer.status_code == 409


def test_a_committee_is_closed_by_an_administrator_only(client: Client, cast: Cast) -> None:
    form = {"name": "Comité", "territory": "Val", "level": "epci", "closed_on": "2026-03-01", "version": "1"}

    client.as_(cast.elise).post(f"{COMMITTEE}/modifier", form)
    still_open = not db.session.get(Committee, cast.committee).is_closed
    client.as_(cast.denis).post(f"{COMMITTEE}/modifier", {**form, "version": "2"})
    page = client.get(COMMITTEE)

    assert still_open
    assert "Ce comité a terminé ses travaux" in page.text


def test_words_changed_meanwhile_are_shown_again_with_what_was_written(client: Client, cast: Cast) -> None:
    form = {"name": "Premier nom", "territory": "Val", "level": "epci", "version": "1"}
    elise = client.as_(cast.elise)
    elise.post(f"{COMMITTEE}/modifier", form)

    page = elise.post(f"{COMMITTEE}/modifier", {**form, "name": "Second nom"})

    assert page.status_code == 409
    assert "Second nom" in page.text


def test_a_wrong_siren_is_explained_and_nothing_is_lost(client: Client, cast: Cast) -> None:
    form = {"name": "Syndicat du Haut-Val", "kind": "syndicat", "siren": "200990019"}

    page = client.as_(cast.elise).post("/collectivites/nouvelle", form)

    assert page.status_code == 422
    assert "SIREN n’est pas valable" in page.text
    assert "Syndicat du Haut-Val" in page.text


def test_an_editor_presents_the_authority_in_words_that_are_escaped(client: Client, cast: Cast) -> None:
    words = "Une ville <script>alert(1)</script> au bord de l’eau."

    answer = client.as_(cast.amina).post(
        "/collectivites/valmer/presentation", {"presentation": words, "version": "1"}
    )
    page = client.get("/collectivites/valmer")

    assert answer.status_code == 303
    assert "&lt;script&gt;" in page.text
    assert db.session.get(LocalAuthority, cast.valmer).presentation == words


@pytest.mark.parametrize(("name", "status"), [("amina", 200), ("denis", 200), ("bruno", 403), ("chloe", 403)])
def test_the_presentation_is_for_editors(client: Client, cast: Cast, name: str, status: int) -> None:
    assert client.as_(getattr(cast, name)).get("/collectivites/valmer/presentation").status_code == status


def test_suggestions_tell_authorities_of_the_same_name_apart(client: Client, cast: Cast) -> None:
    make_authority("Villeneuve", insee_code="99601")
    make_authority("Villeneuve", insee_code="99602")

    found = client.get("/collectivites.json?q=villeneuve").get_json()

    assert [each["hint"] for each in found] == ["Commune · 99601 (99)", "Commune · 99602 (99)"]
    assert client.get("/collectivites.json").get_json() == []


@pytest.mark.parametrize(
    "query", ["q=%25", "q=" + "a" * 2000, "nature=x", "departement=' OR 1", "page=x", "q=%00"]
)
def test_odd_searches_are_answered_without_failing(client: Client, query: str) -> None:
    assert client.get(f"/collectivites?{query}").status_code in (200, 400)


@pytest.mark.parametrize("how_many", [1, 20])
def test_pages_of_territories_cost_the_same_however_long(
    client: Client, cast: Cast, query_log: QueryLog, how_many: int
) -> None:
    for rank in range(how_many):
        make_seat(cast.committee, make_authority(f"Commune {rank}"))
        make_dataset(cast, title=f"Jeu {rank}", committee_id=cast.committee)
    bruno = client.as_(cast.bruno)

    counts = []
    for page in ("/comites/", COMMITTEE, "/collectivites", "/collectivites/valmer"):
        with query_log:
            bruno.get(page)
        counts.append(len(query_log))

    assert counts == [3, 11, 5, 12]
