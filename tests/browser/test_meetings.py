"""The whole life of a meeting, as five people live it, with and without script.

Each step is a function of its own: votes and minutes add theirs between the opening and the close.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Browser, Page, expect

from comite.accounts.readers import Reader
from comite.foundation import clock
from tests.factories_meetings import make_seat
from tests.site import Site

Enter = Callable[..., Page]


@pytest.fixture
def site(tmp_path) -> Iterator[Site]:
    """A site where nothing has happened yet."""
    site = Site(tmp_path)
    with site.served():
        yield site
    site.close()


@pytest.fixture(params=["script", "no script"])
def has_script(request) -> bool:
    """Whether the browsers run scripts."""
    return request.param == "script"


@pytest.fixture
def enter(chromium: Browser, site: Site, has_script: bool) -> Iterator[Enter]:
    """Opens the browser of a person of the cast, or of nobody; no script may fail in it."""
    errors: list[str] = []
    with ExitStack() as closing:

        def come_in(reader: Reader | None = None, width: int = 1280) -> Page:
            context = chromium.new_context(
                base_url=site.address,
                viewport={"width": width, "height": 800},
                java_script_enabled=has_script,
                reduced_motion="reduce",
            )
            closing.callback(context.close)
            context.set_default_timeout(20_000)
            if reader is not None:
                context.add_cookies([{"name": "comite", "value": site.key_of(reader), "url": site.address}])
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            return page

        yield come_in
    assert errors == []


@pytest.mark.timeout(300)
def test_five_people_live_a_meeting_from_the_date_to_the_close(site, enter, has_script):
    with site.inside() as cast:
        make_seat(cast, cast.valmer, cast.amina, cast.bruno)
        make_seat(cast, cast.lead, cast.elise)
    elise, amina = enter(cast.elise), enter(cast.amina)
    bruno, farid, from_mail = enter(cast.bruno, 360), enter(cast.farid), enter(width=360)

    address = plan(elise)
    propose(amina, address, "Une charte commune")
    accept(elise, address, "Une charte commune")
    see_as_observer(farid, address)
    convene(elise, address)
    site.work()
    answer_from_the_mail(site, from_mail, "amina@exemple.test")
    answer_from_the_page(bruno, address)
    see_the_answers(elise, address)
    open_meeting(elise, address, has_script)
    sign_in(elise)
    # Votes and live notes take place here.
    close_meeting(elise, address, has_script)

    bruno.goto(address)
    expect(bruno.locator("main")).to_contain_text("Close")


def plan(page: Page) -> str:
    """The animator fixes the date; gives the address of the meeting."""
    page.goto("/seances/")
    page.get_by_role("link", name="Préparer une séance").first.click()
    page.get_by_label("Titre").fill("Séance de mars")
    page.get_by_label("Jour").fill((clock.today() + timedelta(days=20)).isoformat())
    page.get_by_label("Début").fill("14:00")
    page.get_by_label("Fin prévue").fill("16:00")
    page.get_by_label("Sur place", exact=True).check()
    page.get_by_label("Lieu").fill("Salle des fêtes de Valmer")
    press(page, "Créer la séance")
    expect(page.locator("h1")).to_have_text("Séance de mars")
    return page.url


def propose(page: Page, address: str, title: str) -> None:
    """A member proposes a point, and is told that an answer will come."""
    page.goto(address)
    page.get_by_role("link", name="Proposer un point").click()
    page.get_by_label("Intitulé du point").fill(title)
    page.get_by_label("Avis", exact=False).first.check()
    page.get_by_label("De quoi il s’agit").fill("Le comité recommande-t-il ce texte ?")
    press(page, "Proposer le point")
    expect(page.locator("main")).to_contain_text("Votre point est proposé.")


def accept(page: Page, address: str, title: str) -> None:
    """The animator puts the proposal on the agenda."""
    page.goto(address)
    expect(page.get_by_role("heading", name="Points proposés")).to_be_visible()
    press(page, "Mettre à l’ordre du jour")
    expect(page.locator(".agenda").first).to_contain_text(title)


def see_as_observer(page: Page, address: str) -> None:
    """An observer reads the agenda, and has nothing to propose nor to answer."""
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Une charte commune")
    expect(page.get_by_role("link", name="Proposer un point")).to_have_count(0)


def convene(page: Page, address: str) -> None:
    """The animator sees who will be written to, then sends."""
    page.goto(address)
    page.get_by_role("link", name="Convoquer").click()
    expect(page.locator("main")).to_contain_text("Amina Berger")
    press(page, "Envoyer la convocation")
    expect(page.locator("main")).to_contain_text("3 personnes reçoivent la convocation.")


def answer_from_the_mail(site: Site, page: Page, recipient: str) -> None:
    """Two clicks from the mail, without signing in: the answer, then the button."""
    latest = max(site.mails.glob(f"*{recipient}*.eml"))
    body = message_from_bytes(latest.read_bytes(), policy=policy.default).get_body(("plain",))
    words = body.get_content() if body else ""
    link = re.search(re.escape(site.address) + r"/seances/repondre/\S+", words)
    assert link, words
    page.goto(link[0])
    page.get_by_label("Mon suppléant", exact=False).check()
    page.get_by_label("Qui vous remplace").select_option(label="Bruno Lemoine")
    press(page, "Envoyer ma réponse")
    expect(page.locator("main")).to_contain_text("Votre réponse est enregistrée")


def answer_from_the_page(page: Page, address: str) -> None:
    """The substitute sees what was answered, on a telephone."""
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Suppléance")
    expect(page.get_by_role("link", name="Changer ma réponse")).to_be_visible()


def see_the_answers(page: Page, address: str) -> None:
    """The animator sees who answered."""
    page.goto(address)
    expect(page.locator("main")).to_contain_text("1\u00a0réponse pour 2\u00a0sièges")
    expect(page.locator("main")).to_contain_text("Bruno Lemoine")


def open_meeting(page: Page, address: str, has_script: bool) -> None:
    """The animator opens the meeting: nobody sits yet, the quorum is not reached."""
    page.goto(address)
    press(page, "Ouvrir la séance", confirm=has_script)
    expect(page.locator("h1")).to_have_text("Feuille de présence")
    expect(page.locator(".quorum")).to_contain_text("il en manque 1")


def sign_in(page: Page) -> None:
    """Those who come are noted by a click; the quorum follows."""
    press(page, "Bruno Lemoine")
    expect(page.locator(".quorum")).to_contain_text("le quorum est atteint")
    press(page, "Élise Garnier")
    page.get_by_role("button", name="Départ").first.click()
    expect(page.locator(".quorum")).to_contain_text("1 siège sur 2")


def close_meeting(page: Page, address: str, has_script: bool) -> None:
    """The animator ends the meeting."""
    page.goto(address)
    press(page, "Clore la séance", confirm=has_script)
    expect(page.locator("main")).to_contain_text("La séance est close.")


def press(page: Page, label: str, *, confirm: bool = False) -> None:
    """Press a button, and say yes once more where a script asks."""
    page.get_by_role("button", name=label).first.click()
    if confirm:
        page.get_by_role("dialog").get_by_role("button", name=label).click()
