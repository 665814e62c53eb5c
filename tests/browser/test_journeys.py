"""The journeys the product is for, each lived wide, at 360 px in the dark, without script, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from comite.discussions.queries.threads import find_any_thread
from tests.browser.tabs import heading, link_in_mail, press
from tests.browser.test_accessibility import WANTED, faults_of
from tests.factories_datasets import make_dataset
from tests.factories_discussions import make_message, make_thread
from tests.factories_experiences import make_report
from tests.factories_people import PASSWORD, make_person
from tests.second_factor import code_of

# As offices keep them: a title above the table, semicolons, decimal commas, French dates, Windows-1252.
MESSY = (
    "Commune de Valmer;;;\r\n;;;\r\n"
    "École;Effectif;Taux d’accueil;Courriel;Relevé le\r\n"
    "École de l’Étang;120;45,5;etang@ecoles.exemple.test;03/09/2025\r\n"
    "École Jules-Ferry;12;5,25;ferry@ecoles.exemple.test;04/09/2025\r\n"
    "École Pasteur;80;30;pasteur@ecoles.exemple.test;05/09/2025\r\n"
).encode("cp1252")


@pytest.mark.timeout(240)
def test_an_invited_agent_tells_a_first_experience_that_a_visitor_finds(site, enter, has_script):
    with site.inside() as cast:
        amina, visitor = enter(cast.amina), enter()
    nour = enter()

    invite(amina, "nour@exemple.test", "Nour Elbaz")
    site.work()
    accept_invitation(nour, link_in_mail(site, "nour@exemple.test"))
    tell_in_five_questions(nour)
    complete_the_card(nour)
    press(nour, "Proposer à la publication")
    site.work()
    publish_what_awaits(amina, has_script)
    site.work()
    find(visitor, "detection des fuittes d eau")

    expect(heading(visitor)).to_have_text("Écouter le réseau d’eau la nuit")
    expect(visitor.locator("main")).to_contain_text("Cinq fuites par semaine")
    expect(visitor.locator("main")).to_contain_text("Valmer")


def invite(page: Page, address: str, name: str) -> None:
    """An editor invites somebody for her authority."""
    page.goto("/collectivites/valmer")
    page.get_by_role("link", name="personnes").first.click()
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_label("Prénom et nom").fill(name)
    page.get_by_label("Agent", exact=False).first.check()
    press(page, "Envoyer l’invitation")
    expect(page.locator("main")).to_contain_text(f"L’invitation est partie à {address}")


def accept_invitation(page: Page, link: str) -> None:
    """The invited person makes an account."""
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Amina Berger vous invite")
    page.get_by_label("Vos prénom et nom").fill("Nour Elbaz")
    page.get_by_label("Votre fonction").fill("Secrétaire de mairie")
    page.get_by_label("Choisissez un mot de passe").fill("un phare dans la brume")
    press(page, "Créer mon compte")
    expect(heading(page)).to_have_text("Qui vous êtes ici")
    page.get_by_role("link", name="Aller au tableau de bord").click()
    expect(heading(page)).to_have_text("Bonjour Nour")


def tell_in_five_questions(page: Page) -> None:
    """Ten minutes of an agent."""
    page.get_by_role("link", name="Raconter une expérience").click()
    page.get_by_label("En une phrase").fill("Écouter le réseau d’eau la nuit")
    page.get_by_label("Domaine").select_option(index=1)
    page.get_by_role("group", name="Étape").get_by_label("En service").check()
    page.get_by_label("Le problème de départ").fill("Cinq fuites par semaine, trouvées trop tard.")
    page.get_by_label("Ce que vous avez mis en place").fill("Un modèle **compare** les débits de nuit.")
    page.get_by_label("Positif").check()
    page.get_by_label("Ce qui n’a pas marché").fill("Les vieux compteurs ne transmettent rien.")
    press(page, "Enregistrer mon brouillon")
    expect(heading(page)).to_contain_text("Compléter « Écouter le réseau d’eau la nuit »")


def complete_the_card(page: Page) -> None:
    """The agent says who may read."""
    page.get_by_role("link", name="La carte").click()
    page.get_by_label("Résumé").fill("Détecter les fuites d’eau en comparant les débits de nuit.")
    page.get_by_label("Tout le monde").check()
    press(page, "Enregistrer")
    expect(page.locator("main")).to_contain_text("C’est enregistré.")


def publish_what_awaits(page: Page, has_script: bool) -> None:
    """The editor finds it on her dashboard, reads it, and publishes it."""
    page.goto("/")
    page.locator("main").get_by_role("link", name="Écouter le réseau d’eau la nuit").first.click()
    press(page, "Publier")
    if has_script:
        press(page.get_by_role("dialog"), "Publier")
    expect(page.locator("main")).to_contain_text("Publié")


def find(page: Page, words: str) -> None:
    """Search from the welcome page, and open the first result."""
    page.goto("/")
    page.get_by_role("searchbox").first.fill(words)
    page.get_by_role("button", name="Rechercher").first.click()
    page.locator("main .card__link").first.click()


@pytest.mark.timeout(240)
def test_a_messy_file_becomes_data_that_a_visitor_takes_away(site, enter, has_script):
    with site.inside() as cast:
        elise, visitor = enter(cast.elise), enter()

    upload(elise)
    # The page of the file reloads itself once it is read, which would meet what comes next.
    elise.goto("/")
    site.work()
    see_the_reading(elise)
    decide_about_people(elise)
    press(elise, "Publier")
    expect(elise.locator("main")).to_contain_text("Jeu de données publié.")
    site.work()
    visitor.goto("/jeux-de-donnees/")
    visitor.get_by_role("link", name="Effectifs des écoles").click()
    visitor.get_by_role("link", name="Voir les lignes").click()
    visitor.get_by_role("link", name="Effectif", exact=True).click()

    expect(visitor.locator("tbody tr").first).to_contain_text("École Jules-Ferry")
    visitor.get_by_role("link", name="Effectifs des écoles").first.click()
    original, clean = taken(visitor, "Télécharger l’original"), taken(visitor, "Télécharger le CSV propre")
    assert original == MESSY
    assert "École Jules-Ferry,12,5.25,ferry@ecoles.exemple.test,2025-09-04" in clean.decode()


def upload(page: Page) -> None:
    """One step: a file, a title, a reason."""
    page.goto("/")
    page.get_by_role("link", name="Publier un fichier").click()
    page.locator("#files").set_input_files(
        {"name": "effectifs écoles.csv", "mimeType": "text/csv", "buffer": MESSY}
    )
    page.get_by_label("Titre").fill("Effectifs des écoles")
    page.get_by_label("Motif d’intérêt général").fill("Prévoir les places et les repas.")
    page.get_by_label("Tout le monde", exact=True).check()
    press(page, "Enregistrer le brouillon")
    expect(heading(page)).to_have_text("Effectifs des écoles")


def see_the_reading(page: Page) -> None:
    """What was understood of the file."""
    page.goto("/")
    page.locator("main").get_by_role("link", name="Effectifs des écoles").first.click()
    main = page.locator("main")
    expect(main).to_contain_text("3 lignes")
    expect(main).to_contain_text("En-têtes à la ligne")
    expect(main).to_contain_text("point-virgule", ignore_case=True)
    expect(main).to_contain_text("Colonne « Courriel »")


def decide_about_people(page: Page) -> None:
    """The producer justifies the addresses, and it is kept with her name."""
    form = page.locator("form:has(textarea[name=reason])").filter(has_text="Votre décision")
    form.locator("input[type=radio]").last.check()
    form.locator("textarea").fill("Ce sont les adresses publiques des écoles.")
    press(form, "Enregistrer la décision")
    expect(page.locator("main")).to_contain_text("Ce sont les adresses publiques des écoles.")
    expect(page.locator("main")).to_contain_text("Élise Garnier")


def taken(page: Page, name: str) -> bytes:
    """What a download gives."""
    with page.expect_download() as waited:
        page.get_by_role("link", name=name).click()
    return waited.value.path().read_bytes()


@pytest.mark.timeout(240)
def test_an_agent_finds_who_did_it_asks_and_keeps_the_answer(site, enter, has_script):
    with site.inside() as cast:
        make_report(cast)
        make_dataset(cast, title="Débits de nuit du réseau d’eau")
        bruno, amina = enter(cast.bruno), enter(cast.amina)
    site.work()

    bruno.goto("/recherche?q=eau+nuit")
    expect(bruno.get_by_role("link", name="Débits de nuit du réseau d’eau")).to_be_visible()
    find(bruno, "fuites")
    ask(bruno, has_script)
    site.work()
    answer(amina)
    site.work()
    keep_the_answer(bruno)

    expect(bruno.locator(".message--accepted")).to_contain_text("Quatre capteurs ont suffi.")
    expect(bruno.get_by_role("complementary", name="Réponse retenue")).to_contain_text("Amina Berger")


def ask(page: Page, has_script: bool) -> None:
    """Ask under the report, and mention somebody."""
    page.get_by_role("link", name="Ouvrir une discussion").click()
    page.get_by_label("Titre").fill("Combien de capteurs faut-il ?")
    page.get_by_label("Question", exact=False).first.check()
    text = page.get_by_label("Votre message")
    if has_script:
        text.press_sequentially("Pour 40 km de réseau ? @ami")
        expect(page.locator(".listbox__option")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(text).to_have_value("Pour 40 km de réseau ? @amina ")
    else:
        text.fill("Pour 40 km de réseau ? @amina")
    press(page, "Ouvrir la discussion")
    expect(heading(page)).to_have_text("Combien de capteurs faut-il ?")
    expect(page.get_by_role("link", name="@amina")).to_be_visible()


def answer(page: Page) -> None:
    """The person mentioned is told, and answers."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("Notifications.*1.*non lues")).click()
    page.get_by_role("link", name="Bruno Lemoine vous mentionne").click()
    page.get_by_label("Votre réponse").fill("Quatre capteurs ont suffi.")
    press(page, "Publier la réponse")
    expect(page.locator("main")).to_contain_text("Votre réponse est publiée.")
    expect(page.get_by_role("link", name=re.compile("Notifications$"))).to_be_visible()


def keep_the_answer(page: Page) -> None:
    """Who asked is told, reads, and keeps the answer."""
    page.goto("/notifications")
    page.get_by_role("link", name="Amina Berger a répondu").click()
    press(page, "Retenir cette réponse")


@pytest.mark.timeout(240)
def test_somebody_mutes_a_discussion_from_a_mail_and_changes_her_mind(site, enter):
    with site.inside() as cast:
        thread = make_thread(cast)
        make_message(cast, thread, text="@elise, l’avez-vous essayé ?")
        place = f"/discussions/{thread.id}-{thread.slug}"
        elise, reader_of_mail = enter(cast.elise), enter()
    site.work()

    mute_from_the_mail(reader_of_mail, link_in_mail(site, "elise@", "Ne plus rien recevoir à ce sujet : "))
    with site.inside() as cast:
        make_message(cast, find_any_thread(thread.id), text="@elise, encore un mot.")
    site.work()
    change_her_mind(elise, place)

    assert len(list(site.mails.glob("*elise@*.eml"))) == 1


def mute_from_the_mail(page: Page, link: str) -> None:
    """Without signing in: a page asks, one press does."""
    page.goto(link)
    expect(heading(page)).to_have_text("Ne plus recevoir ces courriels")
    press(page, "Mettre en sourdine")
    expect(heading(page)).to_have_text("C’est en sourdine")


def change_her_mind(page: Page, place: str) -> None:
    """Signed in, she sees what is muted, and follows it again from its page."""
    page.goto("/notifications/suivis")
    expect(page.locator("main")).to_contain_text("En sourdine")
    page.goto(place)
    page.locator("main summary", has_text="Suivi : muet").click()
    page.get_by_role("button", name="Tout Chaque nouvelle, par courriel").click()
    expect(page.locator("main summary", has_text="Suivi : tout")).to_be_visible()


@pytest.mark.timeout(240)
def test_who_protects_an_account_enters_with_a_telephone_then_with_paper(site, enter, has_script):
    with site.inside() as cast:
        person = make_person(cast)
    page = enter(person)

    page.goto("/mon-compte/deux-etapes")
    page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    press(page, "Préparer mon téléphone")
    secret = page.locator("main code.secret").inner_text().replace(" ", "")
    page.get_by_label("Code à six chiffres").fill(code_of(secret))
    press(page, "Activer les deux étapes")
    papers = page.locator("main code.secret").all_inner_texts()
    assert not has_script or faults_of(page, WANTED) == []
    stranger = enter()
    sign_in(stranger, person.email)
    assert not has_script or faults_of(stranger, WANTED) == []
    stranger.get_by_label("Code à six chiffres").fill("000000")
    press(stranger, "Entrer")
    expect(stranger.get_by_text("Ce code ne convient pas").first).to_be_visible()
    stranger.get_by_label("Code à six chiffres").fill(papers[0])
    press(stranger, "Entrer")

    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    stranger.goto("/mon-compte/deux-etapes")
    expect(stranger.get_by_text("9 codes de secours")).to_be_visible()


def sign_in(page: Page, address: str) -> None:
    """Give the address and the password."""
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press(page, "Se connecter")
