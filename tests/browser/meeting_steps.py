"""What five people do in the life of a meeting, each step as a person sees it on the screen."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import NamedTuple

from playwright.sync_api import Page, expect

from comite.foundation import clock
from tests.site import Site

WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".scroll"))
  .map((each) => each.outerHTML.slice(0, 160)).slice(0, 3)"""
SPACE = "\u00a0"


class Browsers(NamedTuple):
    """A browser for each of the five, and whether they run scripts."""

    elise: Page
    amina: Page
    bruno: Page
    chloe: Page
    farid: Page
    has_script: bool


def press(page: Page, label: str, *, confirm: bool = False) -> None:
    """Press a button, and say yes once more where a script asks."""
    page.get_by_role("button", name=label).first.click()
    if confirm:
        page.get_by_role("dialog").get_by_role("button", name=label).click()


def reads(page: Page, words: str) -> None:
    """The page says these words, and nothing of it is cut on a telephone."""
    expect(page.locator("main")).to_contain_text(words)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        raise AssertionError(f"{page.url} is too wide: {page.evaluate(WIDEST)}")


def follow(page: Page, link: str) -> None:
    """Follow a link by its words."""
    page.get_by_role("link", name=link).first.click()


def unfold(page: Page, summary: str) -> None:
    """Open what is folded."""
    page.locator("summary", has_text=summary).first.click()


# Before the meeting.


def plan(page: Page) -> str:
    """The animator fixes the date; gives the address of the meeting."""
    page.goto("/seances/")
    follow(page, "Préparer une séance")
    page.get_by_label("Titre").fill("Séance de mars")
    page.get_by_label("Jour").fill((clock.today() + timedelta(days=20)).isoformat())
    page.get_by_label("Début").fill("14:00")
    page.get_by_label("Fin prévue").fill("16:00")
    page.get_by_label("Sur place", exact=True).check()
    page.get_by_label("Lieu").fill("Salle des fêtes de Valmer")
    press(page, "Créer la séance")
    expect(page.locator("h1")).to_have_text("Séance de mars")
    return page.url


def bring_to_the_agenda(page: Page, report: str) -> None:
    """A member makes a point of an experience report, in one click from its page."""
    page.goto(report)
    if page.get_by_role("button", name="Mettre à l’ordre du jour").count() == 0:
        unfold(page, "Plus d’actions")
    press(page, "Mettre à l’ordre du jour")
    reads(page, "Votre point est proposé.")


def propose(page: Page, address: str, title: str) -> None:
    """A member proposes a point, and is told that an answer will come."""
    page.goto(address)
    follow(page, "Proposer un point")
    page.get_by_label("Intitulé du point").fill(title)
    page.get_by_label("Avis", exact=False).first.check()
    page.get_by_label("De quoi il s’agit").fill("Le comité recommande-t-il ce texte ?")
    press(page, "Proposer le point")
    reads(page, "Votre point est proposé.")


def answer_proposals(page: Page, address: str, accepted: tuple[str, ...], declined: str) -> None:
    """The animator puts some on the agenda, and answers why another waits."""
    for title in accepted:
        page.goto(address)
        _point(page, title).get_by_role("button", name="Mettre à l’ordre du jour").click()
        expect(page.locator(".agenda").first).to_contain_text(title)
    page.goto(address)
    _point(page, declined).get_by_role("link", name="Répondre non").click()
    page.get_by_label("Pourquoi").fill("Nous en parlerons à la séance suivante.")
    press(page, "Envoyer la réponse")
    reads(page, "Nous en parlerons à la séance suivante.")


def _point(page: Page, title: str):
    """One point or proposal on the page of a meeting."""
    return page.locator(".agenda__item").filter(has=page.get_by_role("heading", name=title))


def see_as_observer(page: Page, address: str) -> None:
    """An observer reads the agenda, and has nothing to propose nor to answer."""
    page.goto(address)
    reads(page, "Une charte commune")
    expect(page.get_by_role("link", name="Proposer un point")).to_have_count(0)


def convene(page: Page, address: str) -> None:
    """The animator sees who will be written to, then sends."""
    page.goto(address)
    follow(page, "Convoquer")
    reads(page, "Amina Berger")
    reads(page, "Farid Haddad, Syndicat des eaux du Val (observe, sans voix)")
    press(page, "Envoyer la convocation")
    reads(page, "5 personnes reçoivent la convocation.")


def mailed_link(site: Site, recipient: str, path: str) -> str:
    """The link that the last mail to somebody gives them."""
    latest = max(site.mails.glob(f"*{recipient}*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    body = message_from_bytes(latest.read_bytes(), policy=policy.default).get_body(("plain",))
    words = body.get_content() if body else ""
    link = re.search(re.escape(site.address + path) + r"\S+", words)
    assert link, words
    return link[0]


def send_a_substitute(site: Site, page: Page) -> None:
    """Two clicks from the mail, without signing in: the answer, then the button."""
    page.goto(mailed_link(site, "amina@exemple.test", "/seances/repondre/"))
    page.get_by_label("Mon suppléant", exact=False).check()
    page.get_by_label("Qui vous remplace").select_option(label="Bruno Lemoine")
    press(page, "Envoyer ma réponse")
    reads(page, "Votre réponse est enregistrée")


def entrust_a_voice(site: Site, page: Page) -> None:
    """Whoever cannot come gives a power to another seat."""
    page.goto(mailed_link(site, "chloe@exemple.test", "/seances/repondre/"))
    page.get_by_label("pouvoir", exact=False).first.check()
    page.get_by_label("À qui vous donnez pouvoir").select_option(label="Valmer")
    press(page, "Envoyer ma réponse")
    reads(page, "Votre réponse est enregistrée")


def say_that_one_listens(site: Site, page: Page) -> None:
    """An observer says from the mail that they come, and is offered neither substitute nor power."""
    page.goto(mailed_link(site, "farid@exemple.test", "/seances/assister/"))
    expect(page.get_by_label("pouvoir", exact=False)).to_have_count(0)
    page.get_by_label("Je viendrai").check()
    press(page, "Envoyer ma réponse")
    reads(page, "Votre réponse est enregistrée")


def see_the_answers(page: Page, address: str) -> None:
    """The animator sees who answered."""
    page.goto(address)
    reads(page, f"2{SPACE}réponses pour 3{SPACE}sièges")
    reads(page, "Bruno Lemoine")
    reads(page, "Farid Haddad, Syndicat des eaux du Val\u202f: Présence annoncée")


# The meeting.


def open_meeting(people: Browsers, address: str) -> None:
    """The animator opens the meeting: nobody sits yet, the quorum is not reached."""
    page = people.elise
    page.goto(address)
    press(page, "Ouvrir la séance", confirm=people.has_script)
    expect(page.locator("h1")).to_have_text("Feuille de présence")
    expect(page.locator(".quorum")).to_contain_text("il en manque 2")


def be_refused_without_quorum(page: Page, address: str) -> str:
    """A vote is not opened while too few are there; gives the address of its question."""
    ballot = ask(page, address, "Adopter la charte commune ?")
    press(page, "Ouvrir le vote")
    reads(page, "quorum")
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas possible")
    return ballot


def sign_in(page: Page, address: str) -> None:
    """Those who come are noted by a click, the observer and a guest apart; the quorum follows."""
    page.goto(address)
    follow(page, "Feuille de présence")
    press(page, "Farid Haddad")
    page.get_by_label("Nom d’une personne invitée").fill("Jeanne Roche")
    page.get_by_label("Pour qui elle vient").fill("L’eau pour tous")
    press(page, "Noter cette personne")
    reads(page, "Invité, L’eau pour tous")
    expect(page.locator(".quorum")).to_contain_text("il en manque 2")
    press(page, "Bruno Lemoine")
    press(page, "Élise Garnier")
    expect(page.locator(".quorum")).to_contain_text("le quorum est atteint")


def ask(page: Page, address: str, question: str, *, secret: bool = False, hands: bool = False) -> str:
    """The animator writes a question on the point of the charter; gives its address."""
    page.goto(address)
    unfold(page, "Faire voter sur un point")
    page.get_by_role("link", name=re.compile("^Sur le point .*charte")).first.click()
    page.get_by_label("La question").fill(question)
    if secret:
        page.get_by_label("Vote secret").check()
    if hands:
        page.get_by_label("À main levée").check()
    press(page, "Enregistrer la question")
    expect(page.locator("h1")).to_have_text(question)
    return page.url


def open_vote(page: Page, ballot: str) -> None:
    """The list of voters is frozen, and votes are received."""
    page.goto(ballot)
    press(page, "Ouvrir le vote")
    reads(page, "la liste des votants est figée")


def vote(page: Page, address: str, question: str, seat: str, words: str) -> None:
    """From the page of the meeting to the vote, on one's own telephone."""
    page.goto(address)
    follow(page, question)
    panel = page.locator(".panel").filter(has=page.get_by_role("heading", name=seat, exact=True))
    panel.get_by_role("button", name=words).click()
    reads(page, "Votre vote est")


def close_vote(people: Browsers, ballot: str, *said: str) -> None:
    """No vote is received any more, and the result appears."""
    page = people.elise
    page.goto(ballot)
    press(page, "Clore le vote", confirm=people.has_script)
    for words in said:
        reads(page, words)


def record_hands(page: Page, *raised: str) -> None:
    """The animator notes the hands, seat by seat."""
    follow(page, "Enregistrer les mains levées")
    for field, answer in zip(page.locator("main select").all(), raised, strict=True):
        field.select_option(label=answer)
    press(page, "Enregistrer les votes")
    reads(page, "Les votes à main levée sont enregistrés.")


def write_at_once(people: Browsers, address: str) -> None:
    """Two people note the same point: the second is shown the first, and both stay."""
    for page in (people.elise, people.bruno):
        page.goto(address)
        follow(page, "Prendre des notes")
        follow(page, "Noter le point 2")
    _note(people.elise, "Élise : le texte plaît.")
    reads(people.elise, "Note enregistrée.")
    _note(people.bruno, "Bruno : il manque les délais.")
    reads(people.bruno, "Élise : le texte plaît.")
    expect(people.bruno.get_by_label("Notes")).to_have_value("Bruno : il manque les délais.")
    people.bruno.get_by_label("Garder les deux, l’une après l’autre").check()
    press(people.bruno, "Enregistrer la note")
    reads(people.bruno, "Note enregistrée.")


def _note(page: Page, words: str) -> None:
    """Write the note of a point."""
    page.get_by_label("Notes").fill(words)
    press(page, "Enregistrer la note")


def close_meeting(people: Browsers, address: str) -> None:
    """The animator ends the meeting."""
    page = people.elise
    page.goto(address)
    press(page, "Clore la séance", confirm=people.has_script)
    reads(page, "La séance est close.")


# After the meeting.


def record_decision(page: Page, address: str) -> None:
    """The animator enters what was decided, and entrusts what follows."""
    page.goto(address)
    unfold(page, "Inscrire une décision")
    page.get_by_role("link", name=re.compile("^Sur le point .*charte")).last.click()
    page.get_by_label("Décision en une phrase").fill("Adopter la charte commune")
    page.get_by_label("Texte de la décision").fill("Le comité propose la charte à ses membres.")
    press(page, "Inscrire au registre")
    reads(page, "inscrite au registre")
    unfold(page, "Confier une action")
    page.get_by_label("Ce qu’il faut faire").fill("Faire délibérer le conseil")
    page.get_by_label("Confié à").select_option(label="Valmer")
    page.get_by_label("Pour le").fill((clock.today() + timedelta(days=40)).isoformat())
    press(page, "Confier l’action")
    reads(page, "Faire délibérer le conseil")


def draft_minutes(people: Browsers, address: str) -> str:
    """The minutes are drafted from what the meeting left, then sent; gives their address."""
    page = people.elise
    page.goto(address)
    follow(page, "Préparer le compte rendu")
    press(page, "Préparer le compte rendu")
    for words in (
        "Farid Haddad, Syndicat des eaux du Val",
        "Jeanne Roche, L’eau pour tous",
        "pouvoir donné à Valmer",
        "Bruno : il manque les délais.",
        "Adopter la charte commune ? Adopté par 2 voix pour, 1 contre.",
        f"n° {clock.today().year}-01 : Adopter la charte commune",
    ):
        reads(page, words)
    press(page, "Envoyer aux personnes présentes", confirm=people.has_script)
    reads(page, "Les personnes présentes peuvent proposer des amendements")
    return page.url


def amend(page: Page, minutes: str, section: str, words: str) -> None:
    """Somebody who attended proposes other words for a part."""
    page.goto(minutes)
    part = _part(page, section)
    part.locator("summary").click()
    part.get_by_label("Ce que vous proposez").fill(words)
    part.get_by_role("button", name="Proposer cet amendement").click()
    reads(page, "Votre amendement est proposé")


def _part(page: Page, title: str):
    """One part of the minutes."""
    return page.locator("section.section").filter(has=page.get_by_role("heading", name=title, level=2))


def answer_amendments(page: Page, minutes: str) -> None:
    """The animator refuses one and says why, then accepts the other and takes it in."""
    page.goto(minutes)
    part = _part(page, "Présences")
    part.get_by_label("Réponse").fill("L’heure est celle de la feuille.")
    part.get_by_role("button", name="Refuser").click()
    reads(page, "L’heure est celle de la feuille.")
    _part(page, "charte").get_by_role("button", name="Accepter, puis corriger").click()
    text = page.get_by_label("Texte")
    text.fill(text.input_value() + "\n\nLes délais seront fixés en juin.")
    press(page, "Enregistrer")
    reads(page, "Partie enregistrée.")


def freeze(people: Browsers, minutes: str) -> None:
    """The minutes are settled for good: they bear their hash."""
    page = people.elise
    page.goto(minutes)
    press(page, "Arrêter le compte rendu", confirm=people.has_script)
    reads(page, "Le compte rendu est arrêté.")
    expect(page.locator("dd", has_text=re.compile("[0-9a-f]{64}")).first).to_be_visible()


def read_frozen(page: Page, address: str) -> None:
    """A member who was not there reads them, and takes them away."""
    page.goto(address)
    follow(page, "Lire le compte rendu")
    reads(page, "Les délais seront fixés en juin.")
    for name, ending in (("Télécharger en ODT", ".odt"), ("Télécharger en Markdown", ".md")):
        with page.expect_download() as taken:
            follow(page, name)
        assert taken.value.suggested_filename.endswith(ending)


def move_the_action(page: Page) -> None:
    """The owner finds the action among what awaits them, and says where it stands."""
    page.goto("/")
    follow(page, "Faire délibérer le conseil")
    page.get_by_label("Commencée").check()
    page.get_by_label("Un mot").fill("Inscrite au conseil de juin.")
    press(page, "Enregistrer l’avancement")
    reads(page, "Inscrite au conseil de juin.")


def prepare_the_next(page: Page, address: str) -> None:
    """The next meeting takes up the agenda of the last, and opens with what was to be done."""
    page.goto(address)
    unfold(page, "Plus d’actions")
    follow(page, "Préparer la suivante")
    page.get_by_label("Titre").fill("Séance de mai")
    page.get_by_label("Jour").fill((clock.today() + timedelta(days=80)).isoformat())
    press(page, "Créer la séance")
    expect(page.locator("h1")).to_have_text("Séance de mai")
    reads(page, "Une charte commune")
    reads(page, "Suivi des actions")
    expect(page.get_by_role("row", name=re.compile("Faire délibérer le conseil.*Commencée"))).to_be_visible()
