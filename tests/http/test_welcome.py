"""The two faces of the first page."""

from comite.accounts.audiences import Audience
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_draft, make_report


def test_the_welcome_page_shows_what_is_public_and_why_communes_meet(client, cast, query_log):
    make_report(cast, title="Un budget expliqué")

    with query_log:
        page = client.get("/")

    assert "Un budget expliqué" in page.text
    assert "Source" in page.text
    assert len(query_log) <= 15


def test_a_resident_finds_their_commune_before_what_is_shared(client, cast):
    make_report(cast, title="Un budget expliqué")

    page = client.get("/").text

    assert page.index("Voir ma commune") < page.index("Un budget expliqué")


def test_the_dashboard_shows_what_is_discussed_where_its_reader_belongs(client, cast, query_log):
    make_thread(cast, title="Qui a essayé\u202f?", visibility=Audience.COMMITTEE)
    bruno = client.as_(cast.bruno)

    with query_log:
        page = bruno.get("/")

    assert "Qui a essayé\u202f?" in page.text
    assert len(query_log) <= 15
    assert "Qui a essayé\u202f?" not in client.get("/").text


def test_news_are_those_of_ones_committees_and_all_are_one_press_away(client, cast):
    make_thread(cast, title="Chez nous", visibility=Audience.PUBLIC)
    make_thread(cast, by=cast.chloe, title="Chez les voisins", visibility=Audience.PUBLIC)
    elise = client.as_(cast.elise)

    near, everything = elise.get("/"), elise.get("/?nouveautes=toutes")

    assert "Chez nous" in near.text
    assert "Chez les voisins" not in near.text
    assert "Dans les communes de vos comités" in near.text
    assert 'href="/?nouveautes=toutes"' in near.text
    assert "Chez les voisins" in everything.text
    assert "Tout ce que vous pouvez lire" in everything.text


def test_a_dashboard_is_whole_without_script_and_says_how_much_awaits(client, cast):
    for rank in range(3):
        make_draft(cast, title=f"Brouillon {rank}")
    make_thread(cast, title="Chez nous", visibility=Audience.PUBLIC)

    page = client.as_(cast.bruno).get("/")

    assert "3 choses vous attendent." in page.text
    assert all(f"Brouillon {rank}" in page.text for rank in range(3))
    assert "Et 2 autres" in page.text
    assert "<details" in page.text.split("<main", 1)[1]
    assert page.text.split("<main", 1)[1].count("<details") == page.text.split("<main", 1)[1].count(" open ")
