"""The journey « reply by mail », with a real mail server on loopback, from the notification to the page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from comite.accounts import operations as people
from comite.accounts import queries as accounts
from comite.accounts.audiences import Audience
from comite.accounts.models import Membership, Role
from comite.discussions.models.threads import Message, Thread
from comite.discussions.operations import threads
from comite.discussions.operations.moderation import hide_thread
from comite.discussions.queries.threads import find_any_thread
from comite.foundation import deliveries
from comite.foundation.database import db, write
from comite.notifications.models import Level, MailOutcome, Notification, Reason, ReceivedMail
from comite.notifications.operations import choose_level, fetch_mails
from tests.cast import Cast
from tests.client import Client
from tests.factories_discussions import make_message, make_thread
from tests.factories_people import be_seen, the_authority, the_user
from tests.post_office import OURS, PostOffice, reply_to

Work = Callable[[], int]
BRUNO, AMINA = "bruno@exemple.test", "amina@exemple.test"


@pytest.fixture
def post(app: Flask, tmp_path: Path) -> Iterator[PostOffice]:
    """The installation sends by a real server, and fetches what that server delivers."""
    office = PostOffice(tmp_path)
    kept = app.extensions["settings"]
    app.extensions["settings"] = replace(
        kept,
        smtp_url=office.url,
        mail_from="comite@comite.exemple.test",
        reply_address=OURS,
        reply_maildir=str(office.carrier.ours),
    )
    yield office
    app.extensions["settings"] = kept
    office.close()


@pytest.fixture
def thread(cast: Cast) -> Thread:
    """A committee's thread of Amina's, that Bruno follows closely."""
    for person in (cast.amina, cast.bruno, cast.elise):
        be_seen(person)
    found = make_thread(cast, title="La cantine", visibility=Audience.COMMITTEE, committee_id=cast.committee)
    choose_level(cast.bruno, "thread", found.id, Level.ALL)
    return found


@pytest.fixture
def told(cast: Cast, post: PostOffice, thread: Thread, work: Work) -> EmailMessage:
    """The mail by which Bruno is told of a message."""
    make_message(cast, thread, by=cast.elise, text="Qui a prévu les repas ?")
    work()
    return post.mails_to(BRUNO)[-1]


def take_in(work: Work) -> None:
    """Fetch what arrived and do what it asks, as the worker does."""
    db.session.remove()
    fetch_mails()
    work()
    db.session.remove()


def outcomes() -> list[MailOutcome]:
    return list(db.session.scalars(db.select(ReceivedMail.outcome).order_by(ReceivedMail.id)))


def sources(thread: Thread) -> list[str]:
    db.session.remove()
    return list(
        db.session.scalars(
            db.select(Message.source).where(Message.thread_id == thread.id).order_by(Message.number)
        )
    )


def test_a_reply_to_a_notification_is_shown_in_its_thread_and_told_to_who_follows(
    client: Client, cast: Cast, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    assert "Écrivez votre réponse au-dessus de cette ligne" in told.get_body(("plain",)).get_content()
    address = told["Reply-To"].addresses[0].addr_spec
    answer = reply_to(told, f"Bruno Lemoine <{BRUNO}>", "Nous, depuis un an.\n\n**Trois repas** sur quatre.")
    answer.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="prévision.pdf")

    post.send(answer, BRUNO, address)
    take_in(work)

    page = client.as_(cast.amina).get(f"/discussions/{thread.id}-{thread.slug}").text
    assert "Nous, depuis un an." in page
    assert "<strong>Trois repas</strong>" in page
    assert "Bruno Lemoine" in page
    assert "prévision.pdf" in page
    assert "Écrit de la mairie" not in page
    assert sources(thread)[-1] == "Nous, depuis un an.\n\n**Trois repas** sur quatre."
    told_to = db.session.scalars(
        db.select(Notification.recipient_id).where(
            Notification.reason == Reason.REPLIED, Notification.actor_id == cast.bruno.user_id
        )
    ).all()
    assert sorted(told_to) == sorted([cast.amina.user_id, cast.elise.user_id])
    assert outcomes() == [MailOutcome.POSTED]


def test_the_same_mail_delivered_twice_posts_once(
    post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    answer = reply_to(told, BRUNO, "Une seule fois.")
    address = told["Reply-To"].addresses[0].addr_spec

    post.send(answer, BRUNO, address)
    post.send(answer, BRUNO, address)
    take_in(work)
    post.send(answer, BRUNO, address)
    take_in(work)

    assert sources(thread).count("Une seule fois.") == 1
    assert sorted(outcomes()) == [MailOutcome.POSTED, MailOutcome.REPEATED, MailOutcome.REPEATED]


def refused(post: PostOffice, told: EmailMessage, work: Work, answer: EmailMessage | None = None) -> str:
    """Send Bruno's reply, which is not posted, and give the words of the mail that says why."""
    post.send(answer or reply_to(told, BRUNO, "Mon texte."), BRUNO, told["Reply-To"].addresses[0].addr_spec)
    take_in(work)
    assert outcomes()[-1] is MailOutcome.REFUSED
    mail = post.mails_to(BRUNO)[-1]
    assert mail["Subject"] == "Votre réponse n’a pas été publiée"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] is None
    return str(mail.get_body(("plain",)).get_content())


def test_a_closed_thread_says_so_and_gives_the_text_back(
    cast: Cast, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    threads.close_thread(cast.amina, find_any_thread(thread.id))

    words = refused(post, told, work)

    assert "close" in words
    assert "La cantine" in words
    assert "Mon texte." in words
    assert "Mon texte." not in sources(thread)


def test_a_thread_that_is_no_longer_readable_is_not_even_named(
    cast: Cast, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    hide_thread(cast.elise, find_any_thread(thread.id), "Hors sujet.")

    words = refused(post, told, work)

    assert "n’existe plus, ou vous n’y avez plus accès" in words.replace("\n", " ")
    assert "cantine" not in words
    assert "Mon texte." in words


def test_who_left_the_committee_no_longer_answers(
    cast: Cast, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    with write() as session:
        session.execute(db.delete(Membership).where(Membership.user_id == cast.bruno.user_id))

    assert "cantine" not in refused(post, told, work)
    assert "Mon texte." not in sources(thread)


def test_a_suspended_person_is_told_so(
    cast: Cast, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    people.suspend(cast.denis, the_user(cast.bruno.user_id), "Pour essayer.")

    assert "suspendu" in refused(post, told, work)
    assert "Mon texte." not in sources(thread)


def test_a_forwarded_address_does_not_speak_for_somebody(
    post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    forged = reply_to(told, AMINA, "Je parle pour Bruno.")
    before = len(post.mails_to(AMINA))

    words = refused(post, told, work, forged)

    assert "autre adresse" in words
    assert "Je parle pour Bruno." not in words
    assert "Je parle pour Bruno." not in sources(thread)
    assert len(post.mails_to(AMINA)) == before


def test_an_empty_reply_says_so(post: PostOffice, told: EmailMessage, work: Work) -> None:
    assert "vide" in refused(post, told, work, reply_to(told, BRUNO, ""))


def test_refusals_are_told_once_an_hour_and_never_to_a_machine(
    cast: Cast, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    threads.close_thread(cast.amina, find_any_thread(thread.id))
    refused(post, told, work)
    before = len(post.mails_to(BRUNO))
    address = told["Reply-To"].addresses[0].addr_spec

    for rank in range(3):
        post.send(reply_to(told, BRUNO, f"Encore {rank}."), BRUNO, address)
    post.send(reply_to(told, BRUNO, "Je suis absent.", Auto_Submitted="auto-replied"), BRUNO, address)
    post.send(reply_to(told, BRUNO, "Par une liste.", List_Id="<liste.exemple.test>"), BRUNO, address)
    post.send(reply_to(told, BRUNO, "En nombre.", Precedence="bulk"), BRUNO, address)
    post.send(reply_to(told, BRUNO, "Sans retour."), "", address)
    take_in(work)

    assert len(post.mails_to(BRUNO)) == before
    assert outcomes().count(MailOutcome.REFUSED) == 4
    assert outcomes().count(MailOutcome.IGNORED) == 4


def test_an_absence_is_neither_posted_nor_answered(
    post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    before = sources(thread)
    address = told["Reply-To"].addresses[0].addr_spec

    post.send(reply_to(told, BRUNO, "Je reviens lundi.", Auto_Submitted="auto-replied"), BRUNO, address)
    take_in(work)

    assert sources(thread) == before
    assert outcomes() == [MailOutcome.IGNORED]


def test_a_mail_to_an_address_that_is_not_ours_is_ignored(
    post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    before = len(post.mails_to(BRUNO))
    signed = told["Reply-To"].addresses[0].addr_spec
    changed = signed.replace("r2-", "r1-")
    assert changed != signed
    answer = reply_to(told, BRUNO, "Pour un autre.")
    answer.replace_header("To", changed)

    post.send(answer, BRUNO, changed)
    take_in(work)

    assert outcomes() == [MailOutcome.IGNORED]
    assert len(post.mails_to(BRUNO)) == before
    assert "Pour un autre." not in sources(thread)


def test_files_beyond_the_limits_are_said(
    monkeypatch: pytest.MonkeyPatch, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    monkeypatch.setattr("comite.discussions.answering.FILE_BYTES_MAX", 1_000)
    answer = reply_to(told, BRUNO, "Avec des fichiers.")
    for rank in range(7):
        answer.add_attachment(
            bytes([rank]) * 10, maintype="application", subtype="pdf", filename=f"petit-{rank}.pdf"
        )
    answer.add_attachment(b"x" * 2_000, maintype="application", subtype="pdf", filename="énorme.pdf")

    post.send(answer, BRUNO, told["Reply-To"].addresses[0].addr_spec)
    take_in(work)

    assert sources(thread)[-1] == "Avec des fichiers."
    words = post.mails_to(BRUNO)[-1].get_body(("plain",)).get_content()
    assert [
        name for name in ("petit-4.pdf", "petit-5.pdf", "petit-6.pdf", "énorme.pdf") if name in words
    ] == [
        "petit-5.pdf",
        "petit-6.pdf",
        "énorme.pdf",
    ]


def test_what_only_outlook_opens_is_left_out_and_said(
    post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    answer = reply_to(told, BRUNO, "Voici le devis.")
    answer.add_attachment(b"tnef", maintype="application", subtype="ms-tnef", filename="winmail.dat")

    post.send(answer, BRUNO, told["Reply-To"].addresses[0].addr_spec)
    take_in(work)

    assert sources(thread)[-1] == "Voici le devis."
    words = post.mails_to(BRUNO)[-1].get_body(("plain",)).get_content()
    assert "winmail.dat" in words
    assert "Outlook" in words
    assert "trop lourds" not in words


def test_a_mail_that_is_made_to_exhaust_its_reader_is_refused_kindly(
    post: PostOffice, told: EmailMessage, work: Work
) -> None:
    address = told["Reply-To"].addresses[0].addr_spec
    bomb = f"From: {BRUNO}\r\nTo: {address}\r\n".encode()
    for rank in range(2_000):
        bomb += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (rank, rank)

    post.send(bomb, BRUNO, address)
    take_in(work)

    assert outcomes() == [MailOutcome.REFUSED]
    assert "trop compliqué" in post.mails_to(BRUNO)[-1].get_body(("plain",)).get_content()


def test_a_mail_that_is_too_large_is_refused_for_its_size(
    monkeypatch: pytest.MonkeyPatch, post: PostOffice, told: EmailMessage, work: Work
) -> None:
    monkeypatch.setattr("comite.foundation.letterboxes.BYTES_MAX", 1_000)
    address = told["Reply-To"].addresses[0].addr_spec
    absence = reply_to(told, BRUNO, "Je suis en congés.", Auto_Submitted="auto-replied")

    post.send(absence, BRUNO, address)
    post.send(reply_to(told, BRUNO, "Un très grand courriel."), BRUNO, address)
    take_in(work)

    assert sorted(outcomes()) == [MailOutcome.IGNORED, MailOutcome.REFUSED]
    assert "trop volumineux" in post.mails_to(BRUNO)[-1].get_body(("plain",)).get_content()


def test_a_sender_whom_our_mail_server_did_not_believe_is_refused(
    post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    forged = reply_to(
        told,
        BRUNO,
        "Au nom de Bruno.",
        Authentication_Results="mx.exemple.test; spf=fail; dmarc=fail (p=none)",
    )

    post.send(forged, BRUNO, told["Reply-To"].addresses[0].addr_spec)
    take_in(work)

    assert outcomes() == [MailOutcome.REFUSED]
    assert "Au nom de Bruno." not in sources(thread)
    assert "Au nom de Bruno." not in post.mails_to(BRUNO)[-1].as_string()


def test_nothing_is_kept_of_a_mail_once_it_is_read(post: PostOffice, told: EmailMessage, work: Work) -> None:
    post.send(reply_to(told, BRUNO, "Lu."), BRUNO, told["Reply-To"].addresses[0].addr_spec)
    take_in(work)

    assert db.session.scalars(db.select(ReceivedMail.digest)).all() == [None]


# Addresses that refuse


def report_for(mail: EmailMessage, status: str = "5.1.1", recipient: str = BRUNO) -> tuple[bytes, str]:
    """What a mail server sends back when a mail cannot be delivered, and where."""
    envelope = str(mail["Return-Path"]).strip("<>")
    return (
        f"From: MAILER-DAEMON@exemple.test\r\nTo: {envelope}\r\nAuto-Submitted: auto-replied\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.exemple.test\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {status}\r\n\r\n--b--\r\n"
    ).encode(), envelope


def test_a_report_of_non_delivery_stops_mails_and_is_told_to_the_person_and_the_animator(
    client: Client, cast: Cast, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    raw, envelope = report_for(told)
    assert envelope.startswith("reponse+b")
    assert BRUNO not in envelope
    post.send(raw, "", envelope)

    take_in(work)

    assert outcomes() == [MailOutcome.RETURNED]
    assert deliveries.is_dead(BRUNO)
    before = len(post.mails_to(BRUNO))
    make_message(cast, thread, by=cast.elise, text="Personne ?")
    work()
    assert len(post.mails_to(BRUNO)) == before
    page = client.as_(cast.bruno).get("/").text
    assert "Nos courriels ne vous parviennent plus" in page
    assert "/mon-compte/adresse" in page
    inbox = client.as_(cast.elise).get("/notifications").text
    assert "n’arrivent plus à cette adresse" in inbox
    assert BRUNO in inbox
    assert "Nos courriels ne vous parviennent plus" not in client.as_(cast.elise).get("/").text


def test_a_report_about_somebody_else_or_forged_stops_nothing(
    post: PostOffice, told: EmailMessage, work: Work
) -> None:
    about_other, envelope = report_for(told, recipient=AMINA)
    forged, _ = report_for(told)
    post.send(about_other, "", envelope)
    post.send(forged.replace(envelope.encode(), b"reponse+bfaux@comite.exemple.test"), "",
              "reponse+bfaux@comite.exemple.test")  # fmt: skip

    take_in(work)

    assert not deliveries.is_dead(AMINA)
    assert not deliveries.is_dead(BRUNO)


def test_a_full_mailbox_or_a_delay_stops_nothing_yet(
    post: PostOffice, told: EmailMessage, work: Work
) -> None:
    for raw, envelope in (report_for(told, "5.2.2"), report_for(told, "4.2.2")):
        post.send(raw, "", envelope)
    late, envelope = report_for(told, "4.4.1")
    post.send(late.replace(b"Action: failed", b"Action: delayed"), "", envelope)

    take_in(work)

    assert not deliveries.is_dead(BRUNO)


def test_a_refusal_by_the_server_stops_mails_at_once_and_is_not_tried_again(
    cast: Cast, post: PostOffice, thread: Thread, work: Work
) -> None:
    post.carrier.refused[BRUNO] = "550 5.1.1 Utilisateur inconnu"
    make_message(cast, thread, by=cast.elise, text="Qui a prévu les repas ?")
    work()

    assert deliveries.is_dead(BRUNO)
    assert accounts.reader_of(cast.bruno.user_id).is_unreachable
    waiting = db.session.scalars(
        db.select(db.text("name")).select_from(db.text("jobs")).where(db.text("done_at IS NULL"))
    )
    assert "comite.foundation.mail.send" not in waiting.all()


def test_a_refusal_for_now_is_tried_again(cast: Cast, post: PostOffice, thread: Thread, work: Work) -> None:
    post.carrier.refused[BRUNO] = "450 4.2.0 Revenez plus tard"
    make_message(cast, thread, by=cast.elise, text="Qui a prévu les repas ?")
    work()

    assert not deliveries.is_dead(BRUNO)
    names = db.session.execute(db.text("SELECT name FROM jobs WHERE done_at IS NULL")).scalars().all()
    assert names == ["comite.foundation.mail.send"]


def test_confirming_the_address_lifts_it(
    client: Client, cast: Cast, post: PostOffice, thread: Thread, told: EmailMessage, work: Work
) -> None:
    deliveries.note_refusal(BRUNO, "5.1.1")
    bruno = client.as_(cast.bruno)
    assert "M’envoyer un message d’essai" in bruno.get("/mon-compte/adresse").text

    bruno.post("/mon-compte/adresse/essai")
    work()
    words = post.mails_to(BRUNO)[-1].get_body(("plain",)).get_content()
    link = next(word for word in words.split() if "/nouvelle-adresse/" in word)
    answer = bruno.post(urlsplit(link).path)

    assert answer.status_code == 200
    assert not deliveries.is_dead(BRUNO)
    assert "Nos courriels ne vous parviennent plus" not in bruno.get("/").text


def test_an_invitation_that_comes_back_is_told_to_who_sent_it(
    client: Client, cast: Cast, post: PostOffice, work: Work
) -> None:
    people.invite(cast.amina, "partie@exemple.test", the_authority(cast.valmer), Role.AGENT)
    post.carrier.refused["partie@exemple.test"] = "550 5.1.1 Inconnue"
    work()

    assert "partie@exemple.test" in client.as_(cast.amina).get("/notifications").text
