"""An animator invites the two hundred people of her list, seven lines of which must be mended."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from comite.accounts.models import Invitation
from comite.foundation.database import db
from tests.browser.tabs import Enter, press
from tests.factories_imports import people_list
from tests.site import Site


def invited(site: Site) -> int:
    """How many invitations there are."""
    with site.inside():
        return db.session.scalar(select(func.count()).select_from(Invitation))


def send_list(page: Page, content: bytes) -> None:
    """From the page of the committee's invitations to the check of a file."""
    page.goto("/comites/comite-de-valmer/invitations/liste")
    page.get_by_role("link", name="Importer un fichier").click()
    page.get_by_label("Pour qui").select_option(label="Les collectivités de : Comité de la donnée de Valmer")
    page.get_by_label("Votre fichier").set_input_files(
        {"name": "membres.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(page, "Vérifier le fichier")


@pytest.mark.timeout(240)
def test_two_hundred_members_with_seven_errors(site: Site, enter: Enter, has_script: bool):
    with site.inside() as cast:
        page = enter(cast.elise)
    main = page.locator("main")

    send_list(page, people_list(200, 7))
    expect(main).to_contain_text("Vérification du fichier")
    site.work()
    page.goto(page.url)
    expect(main).to_contain_text("193 lignes prêtes, 7 lignes à corriger")
    expect(main.locator("tbody tr")).to_have_count(7)
    expect(main.locator("tbody tr").first).to_contain_text("21")
    assert invited(site) == 0

    press(page, "Importer 193 lignes")
    if has_script:
        press(page.get_by_role("dialog"), "Importer 193 lignes")
    expect(main).to_contain_text("Vous pouvez quitter cette page")
    page.goto("/taches")
    expect(main).to_contain_text("Import de « membres.csv »")
    site.work()
    if not has_script:
        page.goto("/taches")
    expect(main).to_contain_text("193 invitations, 7 lignes à corriger")
    page.get_by_role("link", name="Import de « membres.csv »").click()
    expect(main).to_contain_text("193 invitations, 7 lignes à corriger")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le compte rendu").click()
    report = download.value.path().read_text(encoding="utf-8-sig")

    assert report.count(";Importée;") == 193
    assert invited(site) == 193
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if has_script else True
