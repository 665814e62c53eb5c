"""The whole life of a meeting, as five people live it: wide with scripts, at 360 pixels without."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from comite.accounts.readers import Reader
from comite.foundation import audit, clock
from comite.foundation.database import write
from comite.meetings.models.minutes import Minutes
from tests.browser import meeting_steps as steps
from tests.browser.meeting_steps import Browsers
from tests.factories_experiences import make_report
from tests.factories_meetings import make_seat
from tests.site import Site

Enter = Callable[..., Page]
TELEPHONE = 360
CHARTER = "Une charte commune"


@pytest.fixture(params=["script", "no script"])
def has_script(request) -> bool:
    """Whether the browsers run scripts."""
    return request.param == "script"


@pytest.fixture
def enter(chromium: Browser, site: Site, has_script: bool) -> Iterator[Enter]:
    """Opens the browser of a person of the cast, or of nobody; no script may fail in it."""
    errors: list[str] = []
    with ExitStack() as closing:

        def come_in(reader: Reader | None = None, width: int | None = None) -> Page:
            context = chromium.new_context(
                base_url=site.address,
                viewport={"width": width or (1280 if has_script else TELEPHONE), "height": 800},
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
def test_five_people_live_a_meeting_from_the_date_to_the_next_one(site, enter, has_script):
    with site.inside() as cast:
        make_seat(cast, cast.valmer, cast.amina, cast.bruno)
        make_seat(cast, cast.lead, cast.elise)
        make_seat(cast, cast.ostrelle, cast.chloe)
        report = f"/retours-experience/{make_report(cast, title='Fuites d’eau').slug}"
    people = Browsers(
        enter(cast.elise),
        enter(cast.amina),
        enter(cast.bruno, TELEPHONE),
        enter(cast.chloe),
        enter(cast.farid),
        has_script,
    )

    address = prepare(site, people, report, enter(width=TELEPHONE))
    hold(people, address)
    minutes = conclude(site, people, address)

    steps.read_frozen(people.chloe, address)
    steps.move_the_action(people.amina)
    steps.prepare_the_next(people.elise, address)
    people.farid.goto(minutes)
    steps.reads(people.farid, "Farid Haddad, Syndicat des eaux du Val")
    with site.inside():
        assert list(audit.verify()) == []


def prepare(site: Site, people: Browsers, report: str, from_mail: Page) -> str:
    """From the date to the answers; gives the address of the meeting."""
    address = steps.plan(people.elise)
    steps.bring_to_the_agenda(people.amina, report)
    steps.propose(people.amina, address, CHARTER)
    steps.propose(people.bruno, address, "Un logo commun")
    steps.answer_proposals(people.elise, address, ("Fuites d’eau", CHARTER), "Un logo commun")
    steps.see_as_observer(people.farid, address)
    steps.convene(people.elise, address)
    site.work()
    steps.send_a_substitute(site, from_mail)
    steps.entrust_a_voice(site, from_mail)
    steps.say_that_one_listens(site, people.farid)
    steps.see_the_answers(people.elise, address)
    return address


def hold(people: Browsers, address: str) -> None:
    """The sign-in sheet, three votes, notes by two people at once, the close."""
    elise, bruno = people.elise, people.bruno
    steps.open_meeting(people, address)
    public = steps.be_refused_without_quorum(elise, address)
    steps.sign_in(elise, address)
    steps.open_vote(elise, public)
    question = "Adopter la charte commune ?"
    steps.vote(bruno, address, question, "Valmer", "Je m’abstiens")
    steps.vote(bruno, address, question, "Valmer", "Je vote pour")
    steps.vote(bruno, address, question, "Ostrelle", "Je vote contre")
    steps.vote(elise, address, question, "Valmer Agglomération", "Je vote pour")
    steps.close_vote(people, public, "Adopté par 2 voix pour, 1 contre.", "Par pouvoir")
    secret, question = (
        steps.ask(elise, address, "Confier l’animation ?", secret=True),
        "Confier l’animation ?",
    )
    steps.open_vote(elise, secret)
    for seat in ("Valmer", "Ostrelle"):
        steps.vote(bruno, address, question, seat, "Je vote pour")
    steps.vote(elise, address, question, "Valmer Agglomération", "Je vote pour")
    steps.close_vote(people, secret, "Adopté par 3 voix pour, 0 contre.", "A voté")
    raised = steps.ask(elise, address, "Se revoir en mai ?", hands=True)
    steps.open_vote(elise, raised)
    steps.record_hands(elise, "Pour", "Pour", "Contre")
    steps.close_vote(people, raised, "Adopté par 2 voix pour, 1 contre.")
    steps.write_at_once(people, address)
    steps.close_meeting(people, address)


def conclude(site: Site, people: Browsers, address: str) -> str:
    """The decision, then the minutes, sent, amended and settled; gives their address."""
    steps.record_decision(people.elise, address)
    minutes = steps.draft_minutes(people, address)
    steps.amend(people.bruno, minutes, "Présences", "Je suis arrivé à l’heure.")
    steps.amend(people.farid, minutes, "charte", "Dire que les délais seront fixés en juin.")
    steps.answer_amendments(people.elise, minutes)
    with site.inside(), write() as session:  # as if the time for amendments were over
        for each in session.scalars(Minutes.__table__.select().with_only_columns(Minutes.id)):
            session.get(Minutes, each).amendments_until = clock.now() - timedelta(minutes=1)
    steps.freeze(people, minutes)
    return minutes
