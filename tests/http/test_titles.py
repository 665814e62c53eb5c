"""What the title of a page says before anything is read, and what the foot of each page declares."""

import re
from html import unescape

from comite.foundation.markdown import render
from comite.home import appearance, operations
from comite.home.models import PageName
from tests.factories_meetings import make_meeting
from tests.factories_minutes import draft, hold_meeting


def title_of(page: str) -> str:
    """The title of a page, in words."""
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert found
    return unescape(found[1])


def test_a_refused_form_is_told_before_its_page(client):
    asked = client.get("/mot-de-passe-oublie")
    refused = client.post("/mot-de-passe-oublie", {"email": ""})

    assert title_of(asked.text).startswith("Mot de passe oublié")
    assert title_of(refused.text).startswith("Erreur – Mot de passe oublié")


def test_a_rule_that_refuses_a_form_is_told_too(client):
    refused = client.post("/connexion", {"email": "personne@exemple.test", "password": "une phrase fausse"})

    assert refused.status_code >= 400
    assert title_of(refused.text).startswith("Erreur – ")


def test_a_page_under_another_says_which(client, cast):
    meeting = hold_meeting(cast)
    draft(cast, meeting, [])

    page = client.as_(cast.elise).get(f"/seances/{meeting.id}/compte-rendu")

    assert title_of(page.text).startswith(f"Compte rendu · {meeting.title} · ")


def test_what_people_wrote_stays_words_in_a_title(client, cast):
    meeting = make_meeting(cast, title="Fuites & <réseaux>")

    page = client.as_(cast.elise).get(f"/seances/{meeting.id}/modifier")

    assert "· Fuites &amp; &lt;réseaux&gt; ·" in page.text


def test_each_page_declares_how_far_the_site_conforms(client, cast):
    appearance.forget()
    before = client.get("/").text
    words = "Depuis l’audit de mars, ce site est **partiellement conforme** ; avant, il était non conforme."
    operations.edit_page(cast.denis, PageName.ACCESSIBILITY, words, render(words), 0)
    appearance.forget()

    after = client.get("/nulle-part").text

    assert "Accessibilité&#8239;: non conforme</a>" in before
    assert "Accessibilité&#8239;: partiellement conforme</a>" in after


def test_a_statement_that_does_not_say_it_declares_nothing(client, cast):
    operations.edit_page(cast.denis, PageName.ACCESSIBILITY, "Bientôt.", render("Bientôt."), 0)
    appearance.forget()

    page = client.get("/").text

    assert ">Accessibilité</a>" in page


def test_saving_the_statement_changes_the_foot_at_once(client, cast):
    denis = client.as_(cast.denis)
    denis.post("/administration/pages/accessibility", {"body": "Totalement conforme.", "version": "0"})

    assert "Accessibilité&#8239;: totalement conforme</a>" in denis.get("/").text
