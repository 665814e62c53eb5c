"""Writing as it goes wrong: two tabs on one text, a lost connection; and a first report by keyboard alone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from comite.engineering.queries import projects
from comite.experiences import queries
from tests.browser.tabs import browser_of, press
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_thread
from tests.factories_engineering_projects import make_project
from tests.factories_experiences import make_draft
from tests.site import Site


@pytest.fixture
def draft(site: Site) -> str:
    """The address of Bruno's draft."""
    with site.inside() as cast:
        return make_draft(cast, problem="Le texte de départ.").slug


def said(site: Site, slug: str) -> str:
    """What the draft says of its problem."""
    with site.inside() as cast:
        return queries.get_report(cast.bruno, slug).sheet.texts["problem"]


def bruno_s(chromium: Browser, site: Site, **options):
    """Bruno's browser."""
    with site.inside() as cast:
        reader = cast.bruno
    return browser_of(chromium, site, reader, **options)


@pytest.mark.timeout(120)
def test_two_tabs_on_the_same_text_are_brought_together_and_nothing_is_lost(site, draft, enter, has_script):
    path = f"/retours-experience/{draft}/completer/besoin"
    with site.inside() as cast:
        first = enter(cast.bruno)
    second = first.context.new_page()
    first.goto(path)
    second.goto(path)
    first.get_by_label("Le problème de départ").fill("Écrit dans le premier onglet.")
    press(first, "Enregistrer")
    expect(first.locator("main")).to_contain_text("C’est enregistré.")

    second.get_by_label("Le problème de départ").fill("Écrit dans le second onglet.")
    if has_script:
        expect(second.locator("[data-autosave-status]")).to_contain_text("Quelqu’un a enregistré")
    press(second, "Enregistrer")
    main = second.locator("main")
    expect(main).to_contain_text("Deux versions à rapprocher")
    expect(main).to_contain_text("Écrit dans le premier onglet.")
    assert said(site, draft) == "Écrit dans le premier onglet."

    press(second, "Enregistrer")
    expect(main).to_contain_text("dites ci-dessous quel texte garder")
    second.get_by_label("Garder les deux, l’une après l’autre").check()
    press(second, "Enregistrer")
    expect(main).to_contain_text("C’est enregistré.")

    assert said(site, draft) == "Écrit dans le premier onglet.\n\nÉcrit dans le second onglet."


@pytest.mark.timeout(120)
@pytest.mark.parametrize("way", ["wide", "360 px, dark", "keyboard only"])
def test_a_connection_cut_while_writing_keeps_the_text_and_sends_it_later(site, draft, enter):
    path = f"/retours-experience/{draft}/completer/besoin"
    with site.inside() as cast:
        page = enter(cast.bruno)
    browser = page.context
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(path)
    status = page.locator("[data-autosave-status]")
    assert status.get_attribute("role") == "status"

    browser.set_offline(True)
    page.get_by_label("Le problème de départ").fill("Écrit dans un tunnel.")
    expect(status).to_contain_text("Connexion perdue")
    browser.set_offline(False)
    expect(status).to_contain_text("Brouillon enregistré", timeout=15_000)

    browser.set_offline(True)
    page.get_by_label("Le problème de départ").fill("Écrit dans un second tunnel.")
    expect(status).to_contain_text("Connexion perdue")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    browser.set_offline(False)
    other = browser.new_page()
    other.goto(path)
    expect(other.get_by_label("Le problème de départ")).to_have_value("Écrit dans un tunnel.")
    press(other, "Reprendre ce texte")
    expect(other.get_by_label("Le problème de départ")).to_have_value("Écrit dans un second tunnel.")
    expect(other.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré")

    # What is safe on the device is not worth a question.
    assert asked == []


def test_what_comes_back_from_the_device_does_not_cover_what_was_saved_since(chromium, site, draft):
    path = f"/retours-experience/{draft}/completer/besoin"
    with bruno_s(chromium, site) as browser:
        page, other = browser.new_page(), browser.new_page()
        page.goto(path)
        page.route("**/frappe", lambda route: route.abort())
        page.get_by_label("Le problème de départ").fill("Écrit hors ligne.")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Connexion perdue")
        page.close()
        other.goto(path)
        other.get_by_label("Le problème de départ").fill("Enregistré depuis.")
        press(other, "Enregistrer")
        other.goto(path)
        press(other, "Reprendre ce texte")
        press(other, "Enregistrer")
        expect(other.locator("main")).to_contain_text("Deux versions à rapprocher")
        expect(other.get_by_text("Un texte non envoyé a été retrouvé")).to_have_count(0)

    assert said(site, draft) == "Enregistré depuis."


FILL = """() => {
  for (const size of [100_000, 1000, 10, 1]) {
    const fill = (rank) => localStorage.setItem(`full-${size}-${rank}`, "x".repeat(size));
    try { for (let rank = 0; ; rank++) fill(rank); } catch {}
  }
}"""


def test_a_device_without_room_is_said_and_leaving_is_asked_about(chromium, site, draft):
    with bruno_s(chromium, site) as browser:
        asked: list[str] = []
        page, status = browser.new_page(), "[data-autosave-status]"
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto(f"/retours-experience/{draft}/completer/besoin")
        page.evaluate(FILL)
        browser.set_offline(True)
        page.get_by_label("Le problème de départ").fill("Écrit sans place.")
        expect(page.locator(status)).to_contain_text("copiez-le avant de fermer")
        with page.expect_event("close"):
            page.close(run_before_unload=True)

    assert asked == ["beforeunload"]


def test_a_session_that_ended_is_said_and_the_text_comes_back_after_signing_in(chromium, site, draft):
    path = f"/retours-experience/{draft}/completer/besoin"
    with bruno_s(chromium, site) as browser:
        page = browser.new_page()
        page.goto(path)
        known = browser.cookies()
        browser.clear_cookies()
        page.get_by_label("Le problème de départ").fill("Écrit après la fin.")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Votre session est terminée.")
        press(page, "Enregistrer")
        sign_in = page.locator("main").get_by_role("link", name="Se connecter")
        assert sign_in.get_attribute("href") == f"/connexion?next={path}"

        browser.add_cookies(known)
        page.goto(path)
        press(page, "Reprendre ce texte")
        press(page, "Enregistrer")
        expect(page.locator("main")).to_contain_text("C’est enregistré.")

    assert said(site, draft) == "Écrit après la fin."


@pytest.mark.timeout(120)
def test_a_text_sent_while_the_site_was_down_is_not_lost(chromium, site, draft):
    path = f"/retours-experience/{draft}/completer/besoin"
    with bruno_s(chromium, site) as browser:
        page = browser.new_page()
        page.goto(path)
        browser.route("**", lambda route: route.abort("connectionrefused"))
        page.get_by_label("Le problème de départ").fill("Écrit pendant la panne.")
        press(page, "Enregistrer")
        page.wait_for_url(lambda url: url.startswith("chrome-error:"), wait_until="commit")
        browser.unroute_all()

        page.goto("/")
        page.goto(path)
        press(page, "Reprendre ce texte")
        press(page, "Enregistrer")
        expect(page.locator("main")).to_contain_text("C’est enregistré.")
        page.goto(path)
        expect(page.get_by_role("button", name="Reprendre ce texte")).to_have_count(0)

    assert said(site, draft) == "Écrit pendant la panne."


@pytest.mark.timeout(120)
def test_an_answer_that_is_not_ours_is_not_taken_for_a_copy(chromium, site, draft):
    path = f"/retours-experience/{draft}/completer/besoin"
    with bruno_s(chromium, site) as browser:
        page = browser.new_page()
        page.goto(path)
        gate = "<!doctype html><p>Bienvenue sur notre réseau : connectez-vous."
        browser.route(
            "**/*",
            lambda route: (
                route.fulfill(status=200, content_type="text/html", body=gate)
                if route.request.method == "POST"
                else route.continue_()
            ),
        )
        page.get_by_label("Le problème de départ").fill("Écrit derrière un portail.")
        expect(page.locator("[data-autosave-status]")).to_contain_text("gardé sur cet appareil")
        browser.unroute_all()
        page.goto(path)
        press(page, "Reprendre ce texte")
        expect(page.get_by_label("Le problème de départ")).to_have_value("Écrit derrière un portail.")


@pytest.mark.timeout(120)
def test_a_copy_that_is_refused_is_sent_again_but_not_without_a_pause(chromium, site, draft):
    sent = []

    def refuse(route):
        sent.append(route.request.url)
        route.fulfill(status=413, json={"error": "Ce texte est trop long."})

    with bruno_s(chromium, site) as browser:
        page = browser.new_page()
        page.clock.install()
        page.goto(f"/retours-experience/{draft}/completer/besoin")
        page.route("**", lambda route: refuse(route) if route.request.method == "POST" else route.continue_())
        page.get_by_label("Le problème de départ").fill("Écrit beaucoup.")
        status = page.locator("[data-autosave-status]")
        page.clock.run_for(3_000)
        expect(status).to_contain_text("Ce texte est trop long.")

        page.clock.run_for(9_000)
        after_a_moment = len(sent)
        status.evaluate("each => (each.textContent = '')")
        page.clock.run_for(12_000)
        expect(status).to_contain_text("Ce texte est trop long.")

    assert (after_a_moment, len(sent)) == (1, 2)


@pytest.mark.timeout(120)
def test_an_answer_begun_in_one_browser_goes_on_in_another_and_two_tabs_keep_apart(chromium, site):
    with site.inside() as cast:
        thread = make_thread(cast)
        path = f"/discussions/{thread.id}-{thread.slug}"
    with bruno_s(chromium, site) as office:
        page, tab = office.new_page(), office.new_page()
        tab.goto(path)
        page.goto(path)
        page.get_by_label("Votre réponse").fill("Commencé au bureau.")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré")
        page.get_by_label("Votre réponse").fill("Commencé au bureau, puis continué.")
        expect(page.locator("input[name=draft]")).to_have_value("2", timeout=10_000)

        tab.get_by_label("Votre réponse").fill("Tout autre chose.")
        expect(tab.locator("[data-autosave-status]")).to_contain_text("un autre onglet")
        page.get_by_label("Votre réponse").fill("Commencé au bureau, puis continué, encore.")
        expect(page.locator("input[name=draft]")).to_have_value("3", timeout=10_000)
        tab.close(run_before_unload=True)
        again = office.new_page()
        again.route("**/textes-en-cours/**", lambda route: route.abort())
        again.goto(path)
        press(again, "Reprendre ce texte")
        expect(again.get_by_label("Votre réponse")).to_have_value("Tout autre chose.")
    with bruno_s(chromium, site, size="telephone") as telephone:
        page = telephone.new_page()
        page.goto(path)
        expect(page.get_by_label("Votre réponse")).to_have_value("Commencé au bureau, puis continué, encore.")
        page.get_by_label("Votre réponse").fill("Commencé au bureau, fini dans le bus.")
        press(page, "Publier la réponse")
        expect(page.locator("main")).to_contain_text("fini dans le bus")
        expect(page.get_by_label("Votre réponse")).to_have_value("")
        expect(page.locator("main")).not_to_contain_text("texte non enregistré")


@pytest.mark.timeout(120)
def test_a_project_begun_in_one_browser_is_found_in_another_and_two_tabs_are_brought_together(chromium, site):
    with site.inside() as cast:
        project = make_project(cast, objective="Un outil sobre.")
    path, label = f"/ingenierie/projets/{project.slug}/modifier", "Ce que vous cherchez à faire"
    with bruno_s(chromium, site) as office:
        page = office.new_page()
        page.goto(path)
        page.get_by_label(label).fill("Un outil sobre, et libre.")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré")

    with bruno_s(chromium, site, size="telephone") as telephone:
        page, tab = telephone.new_page(), telephone.new_page()
        page.goto(path)
        tab.goto(path)
        expect(page.get_by_text("Nous avons retrouvé un texte non enregistré")).to_be_visible()
        expect(page.get_by_label(label)).to_have_value("Un outil sobre, et libre.")
        press(page, "Enregistrer")
        expect(page.locator("main")).to_contain_text("Projet enregistré.")

        tab.get_by_label(label).fill("Un outil payant.")
        expect(tab.locator("[data-autosave-status]")).to_contain_text("un autre onglet")
        press(tab, "Enregistrer")
        expect(tab.locator("main")).to_contain_text("Deux versions à rapprocher")
        expect(tab.locator("main")).to_contain_text("Un outil sobre, et libre.")
        assert objective_of(site, project.slug) == "Un outil sobre, et libre."
        tab.get_by_label("Garder la version enregistrée").check()
        press(tab, "Enregistrer")
        expect(tab.locator("main")).to_contain_text("Projet enregistré.")
        tab.goto(path)
        expect(tab.get_by_label(label)).to_have_value("Un outil sobre, et libre.")
        expect(tab.locator("main")).not_to_contain_text("texte non enregistré")

    assert objective_of(site, project.slug) == "Un outil sobre, et libre."


def objective_of(site: Site, slug: str) -> str:
    """What a project says it is for."""
    with site.inside() as cast:
        return projects.get_project(cast.bruno, slug).objective


@pytest.mark.timeout(120)
def test_a_file_that_arrived_before_the_form_was_sent_is_found_on_another_device(chromium, site, tmp_path):
    with site.inside() as cast:
        thread = make_thread(cast)
    path, file = f"/discussions/{thread.id}-{thread.slug}", tmp_path / "devis.txt"
    file.write_text("Douze mille euros.", encoding="utf-8")
    with bruno_s(chromium, site) as office:
        page = office.new_page()
        page.goto(path)
        page.get_by_label("Votre réponse").fill("Voici le devis.")
        page.get_by_label("Pièces jointes").set_input_files(file)
        expect(page.locator(".sending__item")).to_contain_text("Reçu")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré")
        page.reload()
        expect(page.get_by_label("devis.txt")).to_be_checked()
        expect(page.locator(".sending__item")).to_have_count(0)

    with bruno_s(chromium, site, size="telephone") as telephone:
        page = telephone.new_page()
        page.goto(path)
        expect(page.get_by_label("devis.txt")).to_be_checked()
        press(page, "Publier la réponse")
        expect(page.get_by_role("link", name="devis.txt")).to_be_visible()


@pytest.mark.timeout(120)
def test_leaving_is_questioned_only_when_something_would_be_lost(chromium, site):
    with bruno_s(chromium, site) as browser:
        page = browser.new_page()
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto("/mon-compte")
        page.get_by_label("Fonction").click()
        page.keyboard.type("Secrétaire")
        page.goto("/discussions/")
        lost = list(asked)
        page.goto("/retours-experience/nouveau")
        page.get_by_label("En une phrase").click()
        page.keyboard.type("Un essai")
        expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré")
        page.goto("/discussions/")

    assert lost == ["beforeunload"]
    assert asked == lost


@pytest.mark.timeout(120)
def test_a_dataset_is_cited_by_what_one_remembers_of_its_title(site, draft, enter, has_script):
    with site.inside() as cast:
        make_dataset(cast, title="Débits de nuit du réseau")
        make_dataset(cast, title="Débits des forages")
        page = enter(cast.bruno)
    main = page.locator("main")

    page.goto(f"/retours-experience/{draft}/documents")
    field = page.get_by_label("Jeu de données")
    field.press_sequentially("debit")
    if has_script:
        expect(page.locator(".listbox__option")).to_have_count(2)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(field).to_have_value("Débits des forages")
        press(page, "Citer")
    else:
        press(page, "Citer")
        expect(main).to_contain_text("choisissez ci-dessous")
        press(page, "Débits des forages")

    expect(main).to_contain_text("Le jeu de données est cité.")
    expect(main.get_by_role("link", name="Débits des forages")).to_be_visible()


def tab_to(page: Page, label: str) -> None:
    """Press Tab until a field or a button of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if name.startswith(label):
            return
    raise AssertionError(f"the keyboard does not reach « {label} »")


@pytest.mark.timeout(180)
@pytest.mark.parametrize("size", ["wide", "telephone"])
def test_a_first_report_is_told_one_question_at_a_time_by_keyboard_alone(chromium, site, size):
    with bruno_s(chromium, site, size=size) as browser:
        page = browser.new_page()
        page.goto("/retours-experience/nouveau")
        title = page.locator("h1")
        tab_to(page, "Une question à la fois")
        page.keyboard.press("Enter")
        expect(title).to_have_text("Qu’avez-vous essayé ?")

        tab_to(page, "En une phrase")
        page.keyboard.type("Un assistant pour les délibérations")
        page.keyboard.press("Enter")
        expect(title).to_have_text("Dans quel domaine, et à quelle étape ?")
        tab_to(page, "Domaine")
        page.keyboard.press("ArrowDown")
        tab_to(page, "Idée")
        page.keyboard.press("Space")
        tab_to(page, "Continuer")
        page.keyboard.press("Enter")

        expect(title).to_have_text("Quel problème vouliez-vous régler ?")
        tab_to(page, "Le problème de départ")
        page.keyboard.type("La rédaction prend deux jours.")
        tab_to(page, "Continuer")
        page.keyboard.press("Enter")
        expect(title).to_have_text("Comment avez-vous fait ?")
        tab_to(page, "Ce que vous avez mis en place")
        page.keyboard.type("Un modèle propose un premier texte.")
        tab_to(page, "Continuer")
        page.keyboard.press("Enter")

        expect(title).to_have_text("Qu’est-ce que cela a donné ?")
        tab_to(page, "Positif")
        page.keyboard.press("Space")
        tab_to(page, "Enregistrer mon brouillon")
        page.keyboard.press("Enter")
        expect(title).to_contain_text("Compléter « Un assistant pour les délibérations »")
        expect(page.locator("main")).to_contain_text("Il reste environ")
