"""Every mail is sent to a real mail server on this machine, read back, and its links are followed."""

import io
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import html5lib
import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from comite.accounts import operations as accounts
from comite.accounts.audiences import Audience
from comite.accounts.models import Role
from comite.accounts.queries import find_user_by_email, reader_of
from comite.accounts.readers import Reader
from comite.discussions.models.threads import FILES_MAX, Thread
from comite.discussions.operations.threads import close_thread
from comite.foundation import audit, clock, settings, storage
from comite.foundation.database import db, write
from comite.foundation.mail import TRANSACTIONAL, write_mail
from comite.foundation.rendering import TEMPLATES
from comite.foundation.return_addresses import ReplyTo, reply_address
from comite.foundation.settings import Settings
from comite.home import audit_mail
from comite.meetings.models.meetings import Meeting, MeetingStatus
from comite.meetings.operations import convocation, telling_votes
from comite.notifications import operations, queries
from comite.notifications.models import Level, Reason
from comite.notifications.operations import receiving
from comite.notifications.rhythm import Frequency, Rhythm
from tests.cast import Cast
from tests.client import Client
from tests.factories_discussions import make_message, make_thread
from tests.factories_experiences import make_report
from tests.factories_meetings import again, make_agenda_item, make_meeting, make_seat
from tests.factories_people import PASSWORD, be_seen, last_key, make_person, the_authority
from tests.factories_votes import holder, make_seats, open_ballot
from tests.second_factor import protected

LINK = re.compile(r"https?://[^\s<>\"]+")
OURS = "http://localhost"
PRIVATE = "Montant confidentiel de quarante mille euros"


class Mailbox:
    """What a mail server of this machine received, read back from its bytes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd
        """Keep a mail as it came."""
        content = getattr(envelope, "content")  # noqa: B009 - bytes, whatever the types say
        assert all(len(line) <= 998 for line in content.split(b"\r\n"))
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    def of(self, name: str) -> list[EmailMessage]:
        """The mails for somebody."""
        return [mail for mail in self.mails if mail["To"].addresses[0].username == name]


@pytest.fixture
def mailbox(app: Flask, cast: Cast) -> Iterator[Mailbox]:
    """A mail server that the application sends through."""
    received = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(received, hostname="127.0.0.1", port=port)
    server.start()
    present: Settings = app.extensions["settings"]
    app.extensions["settings"] = replace(
        present, smtp_url=f"smtp://127.0.0.1:{port}", reply_address="reponse@exemple.test"
    )
    yield received
    app.extensions["settings"] = present
    server.stop()


Send = Callable[[], int]


def send_reset(cast: Cast, work: Send) -> str:
    accounts.ask_password_reset(cast.amina.email)
    return "amina"


def send_address_change(cast: Cast, work: Send) -> str:
    accounts.ask_address_change(make_person(cast), "nouvelle@exemple.test", PASSWORD)
    return "nouvelle"


def send_address_changed(cast: Cast, work: Send) -> str:
    person = make_person(cast)
    accounts.ask_address_change(person, "nouvelle@exemple.test", PASSWORD)
    accounts.change_address(last_key())
    return person.handle


def send_second_factor(cast: Cast, work: Send) -> str:
    person, _, _ = protected(cast)
    return person.handle


def send_invitation(cast: Cast, work: Send) -> str:
    accounts.invite(cast.amina, "nour@exemple.test", the_authority(cast.valmer), Role.AGENT, name="Nour")
    return "nour"


def send_joined(cast: Cast, work: Send) -> str:
    accounts.invite(cast.amina, cast.chloe.email, the_authority(cast.valmer), Role.AGENT)
    return "chloe"


def send_notification(cast: Cast, work: Send) -> str:
    make_message(cast, make_thread(cast), text="@elise, **regarde** <b>ceci</b> : 1 < 2 & 3.")
    return "elise"


def send_digest(cast: Cast, work: Send) -> str:
    operations.choose_level(cast.chloe, "authority", cast.valmer, Level.DIGEST)
    in_an_hour = clock.now() + timedelta(hours=1)
    operations.choose_rhythm(cast.chloe, Rhythm(Frequency.DAILY, clock.in_paris(in_an_hour).hour))
    report = make_report(cast, title="L’eau & <la nuit>")
    operations.announce(kind="experience", subject_id=report.id, actor_id=1)
    with clock.at(in_an_hour + timedelta(hours=1)):
        operations.send_digests()
        work()
    return "chloe"


def send_address_proof(cast: Cast, work: Send) -> str:
    accounts.ask_address_proof(cast.amina)
    return "amina"


def send_reply_refused(cast: Cast, work: Send) -> str:
    thread = make_thread(cast, title="L’eau & <la nuit>")
    close_thread(cast.amina, thread)
    arrive(cast.bruno, thread, "1 < 2 & 3.", work)
    return "bruno"


def send_reply_without_files(cast: Cast, work: Send) -> str:
    thread = make_thread(cast, title="L’eau & <la nuit>")
    arrive(cast.bruno, thread, "Voici.", work, files=FILES_MAX + 1)
    return "bruno"


def arrive(reader: Reader, thread: Thread, text: str, work: Send, files: int = 0) -> None:
    """Have somebody's reply arrive, as if a letterbox had given it."""
    mail = EmailMessage()
    mail["From"] = reader.email
    mail["To"] = reply_address(settings.current(), ReplyTo(reader.user_id or 0, "t", thread.id))
    mail.set_content(text)
    for rank in range(files):
        mail.add_attachment(b"x", maintype="text", subtype="csv", filename=f"<{rank}> & co.csv")
    kept = storage.current().put(io.BytesIO(mail.as_bytes()), 100_000)
    receiving._take_in(kept, is_whole=True)
    work()


def send_convocation(cast: Cast, work: Send) -> str:
    meeting = make_meeting(cast, status=MeetingStatus.PREPARING, place="Salle des fêtes")
    make_agenda_item(cast, meeting)
    make_seat(cast, cast.valmer, cast.amina)
    convocation.convene_meeting(cast.elise, again(cast, meeting))
    return "amina"


def send_cancellation(cast: Cast, work: Send) -> str:
    send_convocation(cast, work)
    work()
    meeting = db.session.scalars(db.select(Meeting)).one()
    convocation.cancel_meeting(cast.elise, again(cast, meeting), "La salle a brûlé.")
    return "amina"


def send_vote(cast: Cast, work: Send) -> str:
    make_seats(cast, 1)
    open_ballot(cast)
    return holder(0).email.partition("@")[0]


def send_audit_head(cast: Cast, work: Send) -> str:
    audit.record(None, "vote.open", scope="site", kind="ballot", subject_id=1)
    audit_mail.send_heads()
    return "elise"


MAKERS = {
    "address_change": send_address_change,
    "address_changed": send_address_changed,
    "second_factor": send_second_factor,
    "address_proof": send_address_proof,
    "audit_head": send_audit_head,
    "digest": send_digest,
    "invitation": send_invitation,
    "joined": send_joined,
    "meeting_cancelled": send_cancellation,
    "meeting_convocation": send_convocation,
    "notification": send_notification,
    "reply_refused": send_reply_refused,
    "reply_without_files": send_reply_without_files,
    "reset": send_reset,
    "vote": send_vote,
}
# A mail of a new kind ends in one click, unless it is written down as one that a person asked for.
WITH_WAY_OUT = sorted(set(MAKERS) - TRANSACTIONAL)


def test_every_mail_is_read_back() -> None:
    written = {path.stem for path in (TEMPLATES / "mail").glob("*.txt")} - {"layout"}

    assert written == set(MAKERS)


@pytest.fixture(params=sorted(MAKERS))
def mail(request: pytest.FixtureRequest, cast: Cast, mailbox: Mailbox, work: Send) -> EmailMessage:
    """Each mail the product can write, as its recipient's server received it."""
    be_seen(cast.chloe)
    name = MAKERS[request.param](cast, work)
    work()
    return mailbox.of(name)[-1]


def bodies(mail: EmailMessage) -> tuple[str, str]:
    """The plain words, and the page."""
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(plain, EmailMessage)
    assert isinstance(page, EmailMessage)
    return str(plain.get_content()), str(page.get_content())


def test_a_mail_is_well_made(mail: EmailMessage) -> None:
    plain, page = bodies(mail)

    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds[:2] == ["text/plain", "text/html"]
    assert set(kinds[2:]) <= {"text/calendar"}
    assert [part.defects for part in mail.walk() if part.defects] == []
    for header in ("From", "To", "Subject", "Date", "Message-ID"):
        assert len(mail.get_all(header, [])) == 1
        assert not mail[header].defects
    assert mail["Auto-Submitted"] == "auto-generated"
    assert plain.startswith("Bonjour ")
    assert "parce qu" in plain or "pour qu" in plain
    assert "&#" not in plain
    assert "&amp;" not in plain
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert parser.errors == []
    assert tree.find("head/meta[@name='color-scheme']").get("content") == "light dark"


def test_the_plain_text_of_a_mail_is_even(mail: EmailMessage) -> None:
    plain, _ = bodies(mail)
    lines = plain.splitlines()
    indented = [rank for rank, line in enumerate(lines) if line.startswith((" ", "\t"))]

    assert all(lines[rank].startswith("  ") and lines[rank - 1].startswith(("- ", "  ")) for rank in indented)
    assert "\n\n\n" not in plain
    assert [line for line in lines if line != line.rstrip()] == ["-- "]
    assert mail.as_bytes().isascii()


def test_a_mail_brings_nothing_from_elsewhere(mail: EmailMessage) -> None:
    plain, page = bodies(mail)
    tags = {each.tag for each in html5lib.parse(page, namespaceHTMLElements=False).iter()}

    assert not tags & {"img", "script", "link", "iframe", "object", "video", "audio", "style", "form"}
    assert "url(" not in page
    assert {f"{urlsplit(link).scheme}://{urlsplit(link).netloc}" for link in LINK.findall(plain + page)} == {
        OURS
    }


def test_the_links_of_a_mail_are_alive_and_the_same_in_both_forms(client: Client, mail: EmailMessage) -> None:
    plain, page = bodies(mail)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    in_page = {each.get("href") for each in tree.iter() if each.tag == "a"}
    in_words = {link.rstrip(".,") for link in LINK.findall(plain)}

    assert in_page == in_words
    user = find_user_by_email(mail["To"].addresses[0].addr_spec)
    for link in in_page:
        path = str(link).removeprefix(OURS) or "/"
        status = client.get(path, follow_redirects=True).status_code
        if status == 404 and user is not None:  # a page that only its recipient may read
            status = client.as_(reader_of(user.id)).get(path).status_code
        assert status == 200, link


@pytest.mark.parametrize("mail", WITH_WAY_OUT, indirect=True)
def test_a_mail_that_one_did_not_ask_for_ends_in_one_click(
    app: Flask, client: Client, cast: Cast, mail: EmailMessage
) -> None:
    address = str(mail["List-Unsubscribe"]).strip("<>").removeprefix(OURS)

    stranger = app.test_client()
    answer = stranger.post(
        address,
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://messagerie.exemple.test", "Sec-Fetch-Site": "cross-site"},
    )

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    user = find_user_by_email(mail["To"].addresses[0].addr_spec)
    assert user is not None
    choice = queries.find_digest_choice(user.id)
    is_stopped = choice is not None and choice.frequency is Frequency.NEVER
    assert is_stopped or Level.MUTE in queries.chosen_by(user.id).values()


@pytest.mark.parametrize("mail", WITH_WAY_OUT, indirect=True)
def test_a_mail_that_one_did_not_ask_for_says_why_and_how_to_leave(
    client: Client, mail: EmailMessage
) -> None:
    plain, page = bodies(mail)

    assert "Vous recevez ce message parce que" in plain or "Vous recevez ce résumé parce que" in plain
    for words in (plain, page):
        assert "/notifications/rythme/" in words
        assert "/notifications/silence/" in words or "/notifications/arret/" in words
    for link in LINK.findall(plain):
        if "/notifications/silence/" in link or "/notifications/rythme/" in link:
            assert client.get(link.removeprefix(OURS)).status_code == 200


@pytest.mark.parametrize("mail", sorted(set(WITH_WAY_OUT) - {"digest"}), indirect=True)
def test_the_mails_about_one_thing_are_one_conversation(mail: EmailMessage) -> None:
    assert str(mail["References"]).startswith("<conversation-")
    assert mail["In-Reply-To"] == mail["References"]
    assert mail["Message-ID"] != mail["References"]


def test_a_mail_of_news_says_what_one_follows(cast: Cast, mailbox: Mailbox, work: Send) -> None:
    be_seen(cast.chloe)
    report = make_report(cast, title="La cantine")
    operations.choose_level(cast.chloe, "authority", cast.valmer, Level.ALL)
    operations.announce(kind="experience", subject_id=report.id, actor_id=1)
    work()

    for words in bodies(mailbox.of("chloe")[-1]):
        assert "parce que vous suivez « Valmer »" in words.replace("\u202f", " ")


def test_a_mail_of_news_without_a_way_out_cannot_be_written(cast: Cast) -> None:
    with pytest.raises(ValueError, match="how to leave"), write():
        write_mail(cast.amina.email, "Amina", "vote", "Un vote vous attend")


def test_a_muted_meeting_is_silent_until_its_end(cast: Cast, mailbox: Mailbox, work: Send) -> None:
    send_convocation(cast, work)
    work()
    meeting = db.session.scalars(db.select(Meeting)).one()
    before = len(mailbox.of("amina"))

    operations.choose_level(cast.amina, "meeting", meeting.id, Level.MUTE)
    convocation.tell_change(cast.elise, again(cast, meeting))
    convocation.cancel_meeting(cast.elise, again(cast, meeting), "La salle a brûlé.")
    work()

    assert (before, len(mailbox.of("amina"))) == (1, 1)


def test_a_muted_vote_sends_no_reminder(cast: Cast, mailbox: Mailbox, work: Send) -> None:
    make_seats(cast, 1)
    ballot = open_ballot(cast)
    name = holder(0).email.partition("@")[0]
    work()
    before = len(mailbox.of(name))

    operations.choose_level(holder(0), "ballot", ballot.id, Level.MUTE)
    telling_votes.send_vote_mail.later(ballot_id=ballot.id, user_id=holder(0).user_id, is_reminder=True)
    work()

    assert (before, len(mailbox.of(name))) == (1, 1)


def test_a_private_word_goes_to_nobody_who_may_not_read_it(cast: Cast, mailbox: Mailbox, work: Send) -> None:
    thread = make_thread(
        cast, title="Budget", text=f"{PRIVATE}. @chloe, @elise", visibility=Audience.COMMITTEE
    )
    make_message(cast, thread, text=f"{PRIVATE} ! @ostrelle, @chloe, @farid.")
    operations.tell([3, 5], reason=Reason.MENTIONED, kind="thread", subject_id=thread.id, detail=PRIVATE)
    operations.choose_level(cast.chloe, "authority", cast.valmer, Level.ALL)
    operations.announce(kind="thread", subject_id=thread.id, actor_id=1)
    work()
    with clock.at(clock.now() + timedelta(days=8)):
        operations.send_digests()
        work()

    readers = {mail["To"].addresses[0].username for mail in mailbox.mails if PRIVATE in "".join(bodies(mail))}

    assert "chloe" not in readers
    assert {"elise", "farid"} <= readers
