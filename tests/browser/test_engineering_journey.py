"""A small commune asks in one sentence, is helped, and says what it makes of it."""

import io

import pytest
from odfdo import Document
from playwright.sync_api import Page, expect

from tests.browser.tabs import heading, press


@pytest.mark.timeout(240)
def test_an_agent_is_helped_from_one_sentence_to_a_draft_report(site, enter):
    with site.inside() as cast:
        bruno, elise = enter(cast.bruno), enter(cast.elise)

    ask(bruno, "Nous voudrions répondre plus vite aux courriels")
    site.work()
    offer(elise, "Nous voudrions répondre plus vite aux courriels")
    accept(bruno)
    sign(bruno)
    log(elise)
    evaluate(bruno)
    press(bruno, "Raconter l’expérience")

    expect(heading(bruno)).to_have_text("Nous voudrions répondre plus vite aux courriels")
    expect(bruno.locator("main")).to_contain_text("Brouillon")
    expect(bruno.locator("main")).to_contain_text("Un atelier avec le secrétariat")


def ask(page: Page, sentence: str) -> None:
    """One sentence is a request."""
    page.goto("/ingenierie/")
    page.get_by_role("link", name="Demander un appui").first.click()
    page.get_by_label("De quoi avez-vous besoin").fill(sentence)
    press(page, "Envoyer la demande")
    expect(page.locator("main")).to_contain_text("Votre demande est partie")


def offer(page: Page, sentence: str) -> None:
    """The lead authority finds it on its dashboard, and offers days."""
    page.goto("/")
    page.get_by_role("link", name=sentence).first.click()
    page.locator("summary", has_text="Proposer votre aide").click()
    page.get_by_label("Journées proposées").fill("2,5")
    page.get_by_label("Ce que vous proposez").fill("Deux matinées sur place.")
    press(page, "Envoyer l’offre")
    expect(page.locator("main")).to_contain_text("Votre offre est envoyée")


def accept(page: Page) -> None:
    """Those who asked say yes, with a word."""
    page.reload()
    expect(page.locator("main")).to_contain_text("2,5\u00a0jours")
    page.get_by_label("Un mot pour").fill("Avec plaisir.")
    press(page, "Accepter")
    expect(page.locator("main")).to_contain_text("la mission commence")


def sign(page: Page) -> None:
    """The convention is downloaded, filled with both parties."""
    with page.expect_download() as downloading:
        page.get_by_role("link", name="La convention à signer").click()
    document = Document(io.BytesIO(downloading.value.path().read_bytes()))
    words = document.get_formatted_text()
    assert "Valmer Agglomération" in words
    assert "2,5\u00a0jours" in words


def log(page: Page) -> None:
    """Those who help write what they did, and say that it is done."""
    page.goto("/ingenierie/missions")
    page.get_by_role("link", name="Nous voudrions répondre").first.click()
    page.get_by_label("Journées", exact=True).fill("0,75")
    page.get_by_label("Ce qui a été fait").fill("Un atelier avec le secrétariat")
    press(page, "Noter")
    expect(page.locator("main")).to_contain_text("C’est noté au journal")
    press(page, "Le travail est fait : demander un bilan")
    expect(page.locator("main")).to_contain_text("invitée à évaluer")


def evaluate(page: Page) -> None:
    """Those who were helped say what they make of it, from their dashboard."""
    page.goto("/")
    page.get_by_role("link", name="Nous voudrions répondre").first.click()
    page.get_by_role("link", name="Évaluer et clore").click()
    page.get_by_label("Utile", exact=False).first.check()
    page.get_by_label("En quelques phrases").fill("Nous répondons en deux jours au lieu de six.")
    press(page, "Clore la mission")
    expect(page.locator("main")).to_contain_text("La mission est close")
