"""The pages of signing in in two steps."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from comite.accounts import operations, queries
from tests.cast import Cast
from tests.client import Client
from tests.factories_people import PASSWORD, last_key, make_person
from tests.second_factor import code_of, protected


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    return found[1] if found else ""


def cookie(client: Client) -> str:
    found = client.browser.get_cookie("comite")
    return found.value if found else ""


@pytest.fixture
def in_production(app: Flask):
    """The rules of a site on which people rely."""
    present = app.extensions["settings"]
    app.extensions["settings"] = replace(present, mode="production")
    yield
    app.extensions["settings"] = present


def test_the_whole_way_from_the_password_to_the_paper(client: Client, cast: Cast) -> None:
    person = make_person(cast)
    browser = client.as_(person)

    told = browser.get("/mon-compte/deux-etapes")
    prepared = browser.post("/mon-compte/deux-etapes", {"password": PASSWORD, "act": "phone"})
    page = browser.get("/mon-compte/deux-etapes/telephone")
    secret = queries.find_pending_secret(person.user_id)
    refused = browser.post("/mon-compte/deux-etapes/telephone", {"code": "12"})
    done = browser.post("/mon-compte/deux-etapes/telephone", {"code": code_of(secret)})

    assert "Préparer mon téléphone" in told.text
    assert (prepared.status_code, prepared.location) == (303, "/mon-compte/deux-etapes/telephone")
    assert secret in page.text.replace(" ", "")
    assert "<svg" in page.text
    assert (refused.status_code, "ne convient pas" in refused.text) == (422, True)
    assert len(re.findall(r"<code class=\"secret\">[a-z2-9]{5}-[a-z2-9]{5}</code>", done.text)) == 10
    assert "10 codes de secours" in browser.get("/mon-compte/deux-etapes").text.replace("\xa0", " ")


def test_signing_in_asks_the_code_and_leads_to_the_page_that_was_asked(client: Client, cast: Cast) -> None:
    person, _, papers = protected(cast)
    form = {"email": person.email, "password": PASSWORD, "next": "/mon-compte"}

    asked = client.post("/connexion", form)
    without = cookie(client)
    proof = {"half": hidden(asked.text, "half"), "next": hidden(asked.text, "next")}
    wrong = client.post("/connexion/code", {**proof, "code": "000000"})
    entered = client.post("/connexion/code", {**proof, "code": papers[0]})

    assert queries.find_session(cookie(client)).user_id == person.user_id
    assert (asked.status_code, without) == (200, "")
    assert "one-time-code" in asked.text
    assert (wrong.status_code, hidden(wrong.text, "half")) == (422, proof["half"])
    assert (entered.status_code, entered.location) == (303, "/mon-compte")


def test_without_a_password_before_there_is_no_code_to_give(client: Client, cast: Cast) -> None:
    shown = client.get("/connexion/code")
    bare = client.post("/connexion/code", {"code": "123456"})
    false = client.post("/connexion/code", {"code": "123456", "half": "1.99999999999.x.y"})

    assert shown.location == "/connexion"
    assert bare.status_code == 409
    assert (false.status_code, "Recommencez la connexion" in false.text) == (409, True)


def test_a_new_password_by_mail_asks_the_code(client: Client, cast: Cast) -> None:
    person, _, papers = protected(cast)
    operations.ask_password_reset(person.email)

    asked = client.post(f"/nouveau-mot-de-passe/{last_key()}", {"password": "une autre phrase longue"})

    assert (asked.status_code, cookie(client)) == (200, "")
    entered = client.post("/connexion/code", {"half": hidden(asked.text, "half"), "code": papers[0]})
    assert entered.status_code == 303


def test_in_production_an_animator_sets_it_up_before_anything_else(
    client: Client, cast: Cast, in_production: None
) -> None:
    elise, amina = client.as_(cast.elise), client.as_(cast.amina)

    led = {path: elise.get(path).location for path in ("/", "/moderation", "/taches", "/recherche?q=eau")}
    posted = elise.post("/discussions/nouvelle", {"title": "Bonjour"})
    page = elise.get("/mon-compte/deux-etapes")

    assert set(led.values()) == {"/mon-compte/deux-etapes"}
    # A page that refuses nothing would have the browser forget what was being written.
    assert (posted.status_code, posted.location, "data-refused" in posted.text) == (428, None, True)
    assert "validation en deux étapes" in posted.text
    assert (page.status_code, "À faire avant de continuer" in page.text) == (200, True)
    assert elise.get("/accessibilite").status_code == elise.get("/sante").status_code == 200
    assert amina.get("/").status_code == client.get("/").status_code == 200
    assert elise.post("/deconnexion").location == "/"


def test_once_set_up_the_site_opens_and_it_cannot_be_stopped(
    client: Client, cast: Cast, in_production: None
) -> None:
    person, _, _ = protected(cast, is_administrator=True)
    browser = client.as_(person)

    home = browser.get("/")
    page = browser.get("/mon-compte/deux-etapes")
    refused = browser.post("/mon-compte/deux-etapes", {"password": PASSWORD, "act": "stop"})

    assert home.status_code == 200
    assert 'value="stop"' not in page.text
    assert (refused.status_code, "Votre rôle demande" in refused.text) == (409, True)


def test_an_administrator_lifts_it_from_the_page_of_the_person(client: Client, cast: Cast) -> None:
    person, _, _ = protected(cast)
    admin, editor = client.as_(cast.denis), client.as_(cast.amina)
    path = f"/administration/personnes/{person.handle}/deux-etapes"

    offered = [f'action="{path}"' in each.get(f"/personnes/{person.handle}").text for each in (admin, editor)]
    lifted = admin.post(path)

    assert offered == [True, False]
    assert lifted.status_code == 303
    assert operations.sign_in(person.email, PASSWORD, operations.Visit("192.0.2.1"))
    assert path not in admin.get(f"/personnes/{person.handle}").text


def test_stopping_and_new_codes_ask_the_password(client: Client, cast: Cast) -> None:
    person, _, _ = protected(cast)
    browser = client.as_(person)

    answers = [
        browser.post("/mon-compte/deux-etapes", {"password": "pas le bon mot", "act": act}).status_code
        for act in ("codes", "phone", "stop")
    ]
    codes = browser.post("/mon-compte/deux-etapes", {"password": PASSWORD, "act": "codes"})
    stopped = browser.post("/mon-compte/deux-etapes", {"password": PASSWORD, "act": "stop"})

    assert answers == [422] * 3
    assert "Les codes précédents ne servent plus" in codes.text
    assert stopped.status_code == 303
    assert queries.find_second_factor(person.user_id) is None
