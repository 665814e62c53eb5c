"""An editor sends a report back with her reason, its author corrects it, and everyone finds it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tabs import Enter, heading, link_in_mail, press, words_in_mail
from tests.factories_experiences import make_draft
from tests.factories_people import be_seen
from tests.site import Site

TITLE = "Chercher les fuites d’eau la nuit"
REASON = "Dites combien de capteurs vous avez posés."


@pytest.mark.timeout(240)
def test_an_editor_approves_after_a_request_for_changes(site: Site, enter: Enter, has_script: bool):
    with site.inside() as cast:
        for person in (cast.amina, cast.bruno):
            be_seen(person)
        path = f"/retours-experience/{make_draft(cast).slug}"
        bruno, amina, visitor = enter(cast.bruno), enter(cast.amina), enter()

    propose(bruno, path)
    site.work()
    ask_for_changes(amina, link_in_mail(site, "amina@"))
    site.work()
    assert REASON in words_in_mail(site, "bruno@")
    correct(bruno)
    site.work()
    read_the_difference(amina)
    publish(amina, has_script)
    site.work()
    find(visitor)

    expect(heading(visitor)).to_have_text(TITLE)
    expect(visitor.locator("main")).to_contain_text("Douze capteurs écoutent")
    expect(visitor.locator("main")).not_to_contain_text(REASON)


def propose(page: Page, path: str) -> None:
    """The author asks his editors to publish."""
    page.goto(path)
    press(page, "Proposer à la publication")
    expect(page.locator("main")).to_contain_text("Proposé à la publication")


def ask_for_changes(page: Page, link: str) -> None:
    """The editor comes from her mail, and says what lacks; a request without reason does not leave."""
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Votre accord est attendu")
    page.get_by_role("link", name="Demander des modifications").click()
    page.get_by_label("Qu’attendez-vous des auteurs").fill(" ")
    press(page, "Envoyer aux auteurs")
    expect(page.locator(".field__error").first).to_be_visible()
    page.get_by_label("Qu’attendez-vous des auteurs").fill(REASON)
    press(page, "Envoyer aux auteurs")
    expect(page.locator("main")).to_contain_text("Votre demande est envoyée aux auteurs")


def correct(page: Page) -> None:
    """The author is told by the page, does what is asked, and proposes again."""
    page.goto("/notifications")
    page.get_by_role("link", name="Amina Berger demande des modifications").click()
    expect(page.locator("main")).to_contain_text(REASON)
    page.get_by_role("link", name="Compléter", exact=True).click()
    page.get_by_role("link", name="La solution", exact=True).click()
    page.get_by_label("Ce qui a été mis en place").fill("Douze capteurs écoutent le **réseau**.")
    press(page, "Enregistrer")
    expect(page.locator("main")).to_contain_text("C’est enregistré.")
    page.goto("/")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    press(page, "Proposer à la publication")
    expect(page.locator("main")).to_contain_text("Proposé à la publication")


def read_the_difference(page: Page) -> None:
    """The editor reads only what changed since her request, said as well as coloured."""
    page.goto("/")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="Voir ce qui a changé depuis la demande de modifications").click()
    main = page.locator("main")
    expect(main.locator("ins").first).to_contain_text("[ajouté : Douze")
    expect(main.locator("del").first).to_contain_text("[supprimé : Un")
    expect(main.locator(".difference-field")).to_have_count(1)


def publish(page: Page, has_script: bool) -> None:
    """She goes back to the report, and lets everyone read it."""
    page.get_by_role("link", name=TITLE).first.click()
    press(page, "Publier")
    if has_script:
        press(page.get_by_role("dialog"), "Publier")
    expect(page.locator("main")).to_contain_text("C’est publié.")


def find(page: Page) -> None:
    """Somebody passing by looks for it in their own words."""
    page.goto("/")
    page.get_by_role("searchbox").first.fill("capteurs fuites")
    press(page, "Rechercher")
    page.locator("main .card__link").first.click()
