"""Somebody answers a notification from their mailbox, through a real mail server on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comite.notifications.models import Level
from comite.notifications.operations import choose_level, fetch_mails
from tests.browser.tabs import Enter, heading, press
from tests.factories_discussions import make_message, make_thread
from tests.factories_people import be_seen
from tests.post_office import OURS, PostOffice, reply_to
from tests.site import Site

BRUNO = "bruno@exemple.test"


@pytest.fixture
def post(site: Site, tmp_path: Path) -> Iterator[PostOffice]:
    """The site sends by a real server, and fetches what that server delivers."""
    office = PostOffice(tmp_path)
    site.app.extensions["settings"] = replace(
        site.app.extensions["settings"],
        smtp_url=office.url,
        mail_from="comite@comite.exemple.test",
        reply_address=OURS,
        reply_maildir=str(office.carrier.ours),
    )
    yield office
    office.close()


@pytest.mark.timeout(240)
def test_a_reply_by_mail_is_read_in_the_page_and_a_refused_one_is_kindly_returned(
    site: Site, post: PostOffice, enter: Enter
):
    with site.inside() as cast:
        for person in (cast.amina, cast.bruno, cast.elise):
            be_seen(person)
        thread = make_thread(cast, title="La cantine")
        choose_level(cast.bruno, "thread", thread.id, Level.ALL)
        make_message(cast, thread, by=cast.elise, text="Qui a prévu les repas ?")
        amina = enter(cast.amina)
    site.work()

    answer(post, "Nous, depuis un an.\n\n**Trois repas** sur quatre.")
    take_in(site)
    read_the_answer(amina)
    close(amina)
    answer(post, "Une dernière précision.")
    take_in(site)

    refusal = post.mails_to(BRUNO)[-1]
    words = " ".join(refusal.get_body(("plain",)).get_content().split())
    assert refusal["Subject"] == "Votre réponse n’a pas été publiée"
    assert "« La cantine »" in words.replace("\u202f", " ")
    assert "Une dernière précision." in words
    amina.reload()
    expect(amina.locator("main")).not_to_contain_text("Une dernière précision.")


def answer(post: PostOffice, words: str) -> None:
    """Bruno replies to his last notification, as his program does: the quote under it."""
    told = [mail for mail in post.mails_to(BRUNO) if mail["Reply-To"]][-1]
    assert "Qui a prévu les repas" in told.get_body(("plain",)).get_content()
    reply = reply_to(told, f"Bruno Lemoine <{BRUNO}>", words)
    post.send(reply, BRUNO, told["Reply-To"].addresses[0].addr_spec)


def take_in(site: Site) -> None:
    """What the worker does with the letterbox."""
    with site.inside():
        fetch_mails()
    site.work()


def read_the_answer(page: Page) -> None:
    """Who follows the discussion finds the answer in it, without what the program quoted under it."""
    page.goto("/notifications")
    page.get_by_role("link", name="Bruno Lemoine a répondu").click()
    expect(heading(page)).to_have_text("La cantine")
    message = page.locator(".message").last
    expect(message).to_contain_text("Bruno Lemoine")
    expect(message).to_contain_text("Nous, depuis un an.")
    expect(message.locator("strong", has_text="Trois repas")).to_be_visible()
    expect(message).not_to_contain_text("Écrit de la mairie")
    expect(message).not_to_contain_text("Qui a prévu les repas")


def close(page: Page) -> None:
    """Who opened the discussion closes it."""
    page.locator("main summary", has_text="Plus").first.click()
    press(page, "Clore la discussion")
    expect(page.locator("main")).to_contain_text("close")
