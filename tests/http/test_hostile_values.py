"""Values that nobody types and that programs send: no page fails on them, none reaches the database."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.cast import Cast
from tests.client import Client
from tests.factories_discussions import make_thread
from tests.factories_minutes import make_action, make_decision

NUMBERS = ("9" * 31, "9" * 5000, "2147483648", "-1", "²", "NaN", "\U0001f4a5")
ADDRESSES = (
    "/votes/?comite={}",
    "/votes/nouveau?comite={}",
    "/votes/nouveau?seance={}",
    "/decisions/?annee={}",
    "/decisions/nouvelle?point={}-{}",
    "/seances/points/choix?sujet=thread:{}",
    "/ingenierie/?comite={}",
    "/ingenierie/projets/?comite={}",
    "/ingenierie/repartition?comite={}&avec={}&montant={}",
    "/ingenierie/banque-de-temps?annee={}",
    "/jeux-de-donnees/?collectivite={}&comite={}",
    "/jeux-de-donnees/catalogue.ttl?page={}",
    "/discussions/?comite={}&sujet=thread:{}",
    "/retours-experience/?tri=ressemblance&page={}",
    "/seances/{}-x",
)
PLACES = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "\ud800",
    "x\x00",
    10**400,
    2**61,
    None,
    [],
)


def cursor(*values: Any) -> str:
    """A place in a list that none of our pages gave."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_number_that_is_none_or_too_large_is_answered(client: Client, cast: Cast, address: str) -> None:
    elise = client.as_(cast.elise)

    answers = {elise.get(address.replace("{}", quote(value))).status_code for value in NUMBERS}

    assert answers <= {200, 404, 413}


@pytest.mark.parametrize("list_", ["/decisions/", "/seances/?vue=passees", "/collectivites", "/discussions/"])
def test_a_place_that_no_page_gave_leads_to_a_page(client: Client, cast: Cast, list_: str) -> None:
    elise, sign = client.as_(cast.elise), "&" if "?" in list_ else "?"

    for way in ("n", "p"):
        for place in PLACES:
            asked = cursor(way, place, 1)
            assert elise.get(f"{list_}{sign}page={asked}&suite={asked}").status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31/12/9999"])
def test_a_day_that_nobody_means_is_refused_beside_its_field(client: Client, cast: Cast, day: str) -> None:
    elise = client.as_(cast.elise)

    for address, field in (
        ("/seances/nouvelle", "held_on"),
        ("/votes/nouveau?comite=1", "closes_on"),
        ("/decisions/nouvelle?comite=comite-de-valmer", "decided_on"),
    ):
        answer = elise.post(address, {field: day})
        assert answer.status_code == 422
        assert "Indiquez un jour entre 1900 et 2199." in answer.text


@pytest.mark.parametrize("link", ["http://[x", "https://", "javascript:alert(1)", "//ailleurs.test"])
def test_a_link_that_leads_nowhere_is_refused(client: Client, cast: Cast, link: str) -> None:
    elise, action = client.as_(cast.elise), make_action(cast, make_decision(cast))

    moved = elise.post(f"/decisions/actions/{action.id}/avancement", {"state": "done", "proof_url": link})
    planned = elise.post("/seances/nouvelle", {"link": link})

    assert (moved.status_code, planned.status_code) == (422, 422)
    assert "qui commence par https://" in moved.text
    assert "qui commence par https://" in planned.text


def test_a_form_without_pieces_refuses_the_key_of_a_file_sent_beforehand(client: Client, cast: Cast) -> None:
    elise, action = client.as_(cast.elise), make_action(cast, make_decision(cast))

    for address, field in (
        (f"/decisions/actions/{action.id}/pieces", "file"),
        ("/imports/jeux-de-donnees", "document"),
    ):
        assert elise.post(address, {field: "envoi:x", "place": "collectivite-1"}).status_code == 422


@pytest.mark.parametrize("number", NUMBERS)
def test_a_hidden_number_that_is_none_counts_as_nothing(client: Client, cast: Cast, number: str) -> None:
    thread, amina = make_thread(cast), client.as_(cast.amina)

    answered = amina.post(f"/discussions/{thread.id}/messages", {"text": "Oui.", "quoted": number})

    assert answered.status_code == 303


def test_a_kind_that_is_no_word_names_nothing(client: Client, cast: Cast) -> None:
    amina = client.as_(cast.amina)

    for address in ("/notifications/lecture", "/notifications/suivis"):
        sent = {"kind": "thread\x00", "subject_id": "1", "level": "all"}
        assert amina.post(address, sent).status_code == 404


def test_half_a_letter_does_not_break_the_preview(client: Client, cast: Cast) -> None:
    sent = client.as_(cast.amina).send(
        "POST", "/apercu", b'{"text": "avant \\ud800 apr\\u00e8s"}', Content_Type="application/json"
    )

    assert (sent.status_code, "après" in sent.text) == (200, True)


@pytest.mark.parametrize(
    ("body", "status"), [(b"[" * 200_000, 404), (b'{"text": "' + b"a" * 2_100_000 + b'"}', 413)]
)
def test_json_that_no_script_of_ours_sends_is_refused(
    client: Client, cast: Cast, body: bytes, status: int
) -> None:
    sent = client.as_(cast.amina).send("POST", "/apercu", body, Content_Type="application/json")

    assert sent.status_code == status
