"""The two faces of the first page."""

from comite.accounts.audiences import Audience
from tests.factories_discussions import make_thread
from tests.factories_experiences import make_report


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
