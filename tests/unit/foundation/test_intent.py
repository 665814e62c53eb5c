"""A page is fetched before it is pressed only where that is cheap and changes nothing."""

import json

from comite.foundation.rendering import STATIC


def test_visitors_are_offered_it_and_people_signed_in_are_not(client, cast):
    offered = client.get("/").headers["Speculation-Rules"].strip('"')

    rules = client.get(offered)

    assert rules.headers["Content-Type"] == "application/speculationrules+json"
    assert json.loads(rules.text)["prefetch"][0]["eagerness"] == "moderate"
    assert "Speculation-Rules" not in client.as_(cast.bruno).get("/").headers


def test_refusals_and_data_offer_nothing(client):
    assert "Speculation-Rules" not in client.get("/nulle-part").headers
    assert "Speculation-Rules" not in client.get("/sante").headers


def test_nothing_is_fetched_that_looking_at_would_change():
    rules = (STATIC / "intent.json").read_text(encoding="utf-8")

    for path in ("/discussions", "/notifications", "/connexion", "/recherche", "/deconnexion"):
        assert path not in rules
