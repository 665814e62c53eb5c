"""Mails that arrive: what was written is kept, what it answers is not, and no mail is dangerous."""

import base64
from email.message import EmailMessage
from email.mime.base import MIMEBase

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comite.foundation.incoming import parsing
from comite.foundation.incoming.errors import UnreadableMailError
from comite.foundation.incoming.quoting import unwrapped, written
from comite.foundation.incoming.webpages import words

SIGN = "-- "
MINE = "Nous l’avons essayé à Valmer.\n\nLe devis était de 3 000 €."
GMAIL = f"""{MINE}

Le mer. 25 nov. 2026 à 09:12, Comité <comite@exemple.test> a
écrit :

> Bonjour Bruno,
>
> Amina Berger a répondu.
>
> --
> Comité
"""
GMAIL_WRAPPED = f"""{MINE}

Le mer. 25 nov. 2026 à 09:12, Le Comité territorial de la donnée de Valmer <
comite@exemple.test> a écrit :

> Bonjour Bruno,
"""
THUNDERBIRD = f"""{MINE}

{SIGN}
Bruno Lemoine
Mairie de Valmer

Le 25/11/2026 à 09:12, Comité a écrit :
> Bonjour Bruno,
"""
BOTTOM = f"""Le 25/11/2026 à 09:12, Comité a écrit :
> Bonjour Bruno,
> Amina a répondu.

{MINE}
"""
IPHONE = f"""{MINE}

Envoyé de mon iPhone

> Le 25 nov. 2026 à 09:12, Comité <comite@exemple.test> a écrit :
>
> Bonjour Bruno,
"""
OUTLOOK = f"""{MINE}

________________________________
De : Comité <comite@exemple.test>
Envoyé : mercredi 25 novembre 2026 09:12
À : Bruno Lemoine <bruno@exemple.test>
Objet : Amina Berger a répondu

Bonjour Bruno,
"""
OUTLOOK_DESKTOP = f"""{MINE}

Bruno

De : Comité <comite@exemple.test>
Envoyé : mercredi 25 novembre 2026 09:12
À : Bruno Lemoine <bruno@exemple.test>
Objet : Amina Berger a répondu

Bonjour Bruno,
"""
OUTLOOK_PHONE = f"""{MINE}

Télécharger Outlook pour Android<https://aka.ms/abc>
________________________________
From: Comité <comite@exemple.test>
Sent: Wednesday, November 25, 2026 9:12:00 AM
To: Bruno Lemoine <bruno@exemple.test>
Subject: Amina Berger a répondu
"""
ORIGINAL = f"""{MINE}

-----Message d'origine-----
De : Comité
"""
ENGLISH = f"""{MINE}

Sent from my iPad

On Wed, Nov 25, 2026 at 9:12 AM Comité <comite@exemple.test> wrote:

> Bonjour Bruno,
"""
MARKED = f"""{MINE}

Comité hat geschrieben:
Écrivez votre réponse au-dessus de cette ligne. Elle sera publiée.
Bonjour Bruno,
"""


@pytest.mark.parametrize(
    "text",
    [GMAIL, GMAIL_WRAPPED, THUNDERBIRD, BOTTOM, IPHONE, OUTLOOK, OUTLOOK_PHONE, ORIGINAL, ENGLISH, MINE],
)
def test_what_was_written_is_kept_alone(text: str) -> None:
    assert written(text) == MINE
    assert written(text.replace("\n", "\r\n")) == MINE


def test_a_name_typed_under_the_words_stays() -> None:
    assert written(OUTLOOK_DESKTOP) == f"{MINE}\n\nBruno"


def test_nothing_stays_of_what_stands_under_our_own_mark() -> None:
    assert "Bonjour" not in written(MARKED)


@pytest.mark.parametrize(
    "text",
    [
        "Le maire a écrit au préfet.\nIl attend sa réponse :\nelle viendra en 2027.",
        "De quoi avons-nous besoin ?\nDe : temps, et d’argent.",
        "1. Un devis\n2. Une visite\n\n- l’eau\n- l’énergie",
        "Le prix -- 300 € -- comprend la pose.",
        "On a envoyé le dossier de Valmer hier.",
    ],
)
def test_words_that_only_look_like_a_quote_stay(text: str) -> None:
    assert written(text) == text


def test_lines_that_a_program_wrapped_are_joined_and_those_of_a_person_are_not() -> None:
    long = "Nous avons mesuré les fuites pendant trois mois avec des capteurs loués,\net le résultat est net."
    listed = "Il faut :\n- un devis\n- une visite"

    assert unwrapped(long, is_flowed=False).count("\n") == 0
    assert unwrapped(listed, is_flowed=False) == listed
    assert unwrapped("Un texte \nqui coule.\nUne autre ligne.", is_flowed=True) == (
        "Un texte qui coule.\nUne autre ligne."
    )


def test_a_long_address_that_a_program_cut_is_whole_again() -> None:
    """Apple Mail cuts with a space that it says to delete (RFC 3676, 4.2)."""
    raw = (
        b"From: bruno@exemple.test\r\nTo: r@c.test\r\n"
        b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n"
        b"Le plan  \r\nest ici : https://exemple.test/a- \r\ntres-longue- \r\nadresse.\r\nMerci !\r\n"
    )

    assert parsing.read(raw).text == "Le plan est ici : https://exemple.test/a-tres-longue-adresse.\nMerci !"


def test_a_page_gives_its_words_with_their_lines_and_not_what_it_quotes() -> None:
    page = (
        "<html><head><style>p{}</style></head><body><p>Bonjour,</p><div>Un <b>essai</b><br>de pose"
        "<script>alert(1)</script></div><ul><li>un</li><li>deux</li></ul>"
        '<div class="gmail_quote"><div class="gmail_attr">Le 25 nov. a écrit :</div><blockquote>Secret'
        "</blockquote></div></body></html>"
    )

    found = words(page)

    assert "Secret" not in found
    assert "alert" not in found
    assert "a écrit" not in found
    assert found.startswith("Bonjour,")
    assert "Un essai\nde pose" in found
    assert "- un\n" in found


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite">Secret</blockquote>',
        '<div class="moz-cite-prefix">Le 3 mars a écrit</div><blockquote type="cite">Secret</blockquote>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>De :</b> Secret</div>',
        '<div class="yahoo_quoted">Secret</div>',
        '<div class="protonmail_quote">Secret</div>',
    ],
)
def test_what_each_webmail_quotes_is_left_out(quote: str) -> None:
    assert words(f"<div>Oui.</div>{quote}") == "Oui."


def mail(text: str = "Oui.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    defaults = {
        "From": "Bruno Lemoine <Bruno@Exemple.test>",
        "To": "Comité <reponse+abc@exemple.test>",
        "Subject": "Re: Une question",
        "Message-ID": "<un@exemple.test>",
    }
    for name, value in {**defaults, **{each.replace("_", "-"): one for each, one in headers.items()}}.items():
        message[name] = value
    message.set_content(text)
    return message


def test_the_facts_of_a_plain_mail() -> None:
    found = parsing.read(mail("Où en êtes-vous ?").as_bytes())

    assert (found.sender, found.recipients) == ("bruno@exemple.test", ("reponse+abc@exemple.test",))
    assert (found.message_id, found.text) == ("<un@exemple.test>", "Où en êtes-vous ?")
    assert not found.is_automatic
    assert found.joined == ()


def test_the_plain_text_is_preferred_and_a_page_alone_is_read() -> None:
    both = mail("Le texte.")
    both.add_alternative("<p>La page.</p>", subtype="html")
    alone = mail()
    alone.set_content("<p>Élu &amp; maire<br>de Valmer</p>", subtype="html")

    assert parsing.read(both.as_bytes()).text == "Le texte."
    assert parsing.read(alone.as_bytes()).text == "Élu & maire\nde Valmer"


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        ("utf-8", "Été à Valmer".encode()),
        ("iso-8859-1", "Été à Valmer".encode("latin-1")),
        ("iso-8859-1", "Été à Valmer".encode("cp1252")),
        ("utf-8", "Été à Valmer".encode("cp1252")),
        ("us-ascii", "Été à Valmer".encode()),
        ("x-inconnu", "Été à Valmer".encode()),
        ("unicode_escape", "Été à Valmer".encode()),
        ("rot13", "Été à Valmer".encode()),
        ('"', "Été à Valmer".encode()),
    ],
)
def test_words_are_read_whatever_their_encoding_is_said_to_be(declared: str, content: bytes) -> None:
    raw = (
        b"From: bruno@exemple.test\r\nTo: r@exemple.test\r\nContent-Type: text/plain; charset="
        + declared.encode()
        + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + content
    )

    assert parsing.read(raw).text == "Été à Valmer"


def test_files_are_joined_and_neither_logos_nor_signatures_are() -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="délibération.pdf")
    message.add_attachment(b"seal", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment("Note ajoutée", filename="note.txt")
    logo = MIMEBase("image", "png")
    logo.set_payload(base64.b64encode(b"x" * 900).decode())
    logo["Content-Transfer-Encoding"] = "base64"
    logo["Content-ID"] = "<logo>"
    logo.add_header("Content-Disposition", "inline", filename="logo.png")
    message.attach(logo)

    found = parsing.read(message.as_bytes())

    assert [(each.name, each.media_type) for each in found.joined] == [
        ("délibération.pdf", "application/pdf"),
        ("note.txt", "text/plain"),
    ]
    assert found.joined[0].content == b"%PDF-1.7"
    assert found.text == "Oui."


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=1"},
        {"Precedence": "Bulk"},
        {"List_Id": "<liste.exemple.test>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"From": "MAILER-DAEMON@exemple.test"},
        {"From": "Personne <no-reply@exemple.test>"},
        {"Subject": "Réponse automatique : Une question"},
        {"Subject": "Absence du bureau"},
        {"Subject": "Out of Office: Re: Une question"},
    ],
)
def test_what_a_machine_wrote_is_known(headers: dict[str, str]) -> None:
    assert parsing.read(mail(**headers).as_bytes()).is_automatic


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto_Submitted": "no"},
        {"Return_Path": "<bruno@exemple.test>"},
        {"Feedback_ID": "1.eu-west-3.Ab+c=:AmazonSES"},  # written by the carrier of a whole organisation
    ],
)
def test_what_a_person_wrote_is_known(headers: dict[str, str]) -> None:
    assert not parsing.read(mail(**headers).as_bytes()).is_automatic


def test_two_senders_are_nobody() -> None:
    two = mail(From="bruno@exemple.test, amina@exemple.test").as_bytes()

    assert parsing.read(two).sender == ""


def nested(depth: int) -> bytes:
    head = b"From: bruno@exemple.test\r\nTo: r@exemple.test\r\n"
    for rank in range(depth):
        head += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (rank, rank)
    return head + b"\r\nfond"


@pytest.mark.parametrize(
    "raw",
    [
        nested(5_000),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5_000 + b"--b--",
    ],
)
def test_what_no_person_sends_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableMailError):
        parsing.read(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"Subject: =?utf-8?b?" + b"A" * 50_000 + b"?=\r\n\r\nx",
        b"From: " + b"(" * 20_000 + b"\r\n\r\nx",
        b"To: " + b"<a@b>, " * 20_000 + b"\r\n\r\nx",
        b"Content-Type: text/html\r\n\r\n" + b"<" * 200_000,
        b"Content-Type: text/html\r\n\r\n" + b"<!--" * 100_000,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
        b"Content-Type: text/plain\r\n\r\n" + b"Le 1 " * 100_000,
        b"Content-Type: text/plain\r\n\r\n" + b"Le 1\n" * 20_000,
        b"Content-Type: text/plain\r\n\r\n" + b"> " * 100_000,
        b"Content-Type: text/plain; charset*=utf-8''%ff%fe; name*0=a; name*9999999=b\r\n\r\nx",
        b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\nFrom: x\r\n\r\ny",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nrien",
    ],
)
def test_hostile_mails_are_read_quietly(raw: bytes) -> None:
    parsing.read(raw)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000), st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=x"]))
def test_no_bytes_break_the_reader(body: bytes, kind: str) -> None:
    parsing.read(b"From: a@b.fr\nContent-Type: " + kind.encode() + b"\n\n" + body)
    parsing.read(body)


def report(status: str = "5.1.1", action: str = "failed", recipient: str = "amina@exemple.test") -> bytes:
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@exemple.test\r\nTo: reponse+bxyz@exemple.test\r\n"
        "Auto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.exemple.test\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nTo: Amina <ailleurs@exemple.test>\r\nSubject: x\r\n"
        "--b--\r\n"
    ).encode()


def test_a_report_says_who_did_not_receive() -> None:
    found = parsing.read(report()).failures

    assert [each.status for each in found] == ["5.1.1"]
    assert found[0].addresses == ("amina@exemple.test", "ailleurs@exemple.test")


def test_a_report_of_delay_says_nothing() -> None:
    assert parsing.read(report("4.4.1", "delayed")).failures == ()
