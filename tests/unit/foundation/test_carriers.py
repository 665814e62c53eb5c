"""What mail servers and machines write is known for what it is, however each of them writes it."""

from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comite.foundation.incoming import parsing
from comite.foundation.incoming.errors import UnreadableMailError

BRUNO = "bruno@exemple.test"
HEAD = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test\nTo: reponse+babc@c.test\nSubject: failure notice\n"
STATUS = f"Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; {BRUNO}\nAction: failed\nStatus: 5.1.1\n"
CODED = (
    "Content-Transfer-Encoding: base64\n\n"
    "UmVwb3J0aW5nLU1UQTogZG5zOyB4CgpGaW5hbC1SZWNpcGllbnQ6IHJmYzgyMjsgYnJ1bm9AZXhl\n"
    "bXBsZS50ZXN0CkFjdGlvbjogZmFpbGVkClN0YXR1czogNS4xLjEKCg==\n"
)
EXIM = f"""Auto-Submitted: auto-replied
X-Failed-Recipients: {BRUNO}
{HEAD}
A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {BRUNO}
    SMTP error from remote mail server after RCPT TO:<{BRUNO}>:
    550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------
To: quelquun@ailleurs.test
"""
QMAIL = f"""{HEAD}
Hi. This is the qmail-send program at mx.test.
I wasn't able to deliver your message to the following addresses.

<{BRUNO}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.
"""


def multipart(kind: str, status: str, type_of_status: str = "message/delivery-status") -> str:
    separated = status if status.startswith("Content-") else f"\n{status}"
    return (
        f'{HEAD}Content-Type: {kind}; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSorry.\n'
        f"--b\nContent-Type: {type_of_status}\n{separated}\n--b--\n"
    )


REPORTS = {
    "exim, in words": EXIM,
    "qmail, in words": QMAIL,
    "a report without its type": multipart("multipart/report", STATUS),
    "a report said to be a mixture": multipart("multipart/mixed", STATUS),
    "an encoded report": multipart("multipart/report; report-type=delivery-status", CODED),
    "an international report": multipart(
        "multipart/report; report-type=global-delivery-status",
        STATUS.replace("rfc822", "utf-8"),
        "message/global-delivery-status",
    ),
    "exim, imprecise": multipart(
        "multipart/report; report-type=delivery-status",
        STATUS.replace("5.1.1", "5.0.0\nDiagnostic-Code: smtp; 550 User unknown"),
    ),
}


@pytest.mark.parametrize("carrier", REPORTS)
def test_an_unknown_address_is_understood(carrier: str) -> None:
    found = parsing.read(REPORTS[carrier].encode())

    assert [(set(each.addresses), each.status) for each in found.failures] == [({BRUNO}, "5.1.1")]
    assert found.text == ""


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("552 Mailbox full", "5.2.2"),
        ("550 Quota exceeded", "5.2.2"),
        ("550-5.2.2 over quota", "5.2.2"),
        ("550 Message blocked as spam", "5.7.0"),
    ],
)
def test_a_full_box_and_a_filter_are_not_an_unknown_address(said: str, status: str) -> None:
    report = multipart("multipart/report", STATUS.replace("5.1.1", f"5.0.0\nDiagnostic-Code: smtp; {said}"))

    assert [each.status for each in parsing.read(report.encode()).failures] == [status]


@pytest.mark.parametrize(
    "raw",
    [
        f"{HEAD}\nWarning: message delayed 24 hours\n  {BRUNO}\n  451 4.3.0 try later\n",
        multipart("multipart/report", STATUS.replace("failed", "delayed")),
        multipart("multipart/report", STATUS.replace("failed", "relayed")),
        f"From: {BRUNO}\nTo: reponse+r1@c.test\nSubject: Re\n\nLe serveur dit 550 5.1.1 pour {BRUNO}.\n",
    ],
)
def test_a_delay_or_the_words_of_a_person_stop_nothing(raw: str) -> None:
    assert parsing.read(raw.encode()).failures == ()


def reply(*parts: MIMEText | MIMEApplication, kind: str = "mixed", **headers: str) -> bytes:
    message = MIMEMultipart(kind)
    for name, value in {"From": BRUNO, "To": "reponse+r1@c.test", **headers}.items():
        message[name.replace("_", "-")] = value
    for part in parts:
        message.attach(part)
    return message.as_bytes()


def calendar(method: str) -> MIMEText:
    part = MIMEText("BEGIN:VCALENDAR", "calendar", "utf-8")
    part.set_param("method", method)
    return part


def test_a_receipt_and_an_answer_to_an_invitation_are_not_words_of_somebody() -> None:
    read = MIMEMultipart("report", report_type="disposition-notification")
    read["From"], read["To"], read["Subject"] = BRUNO, "reponse+r1@c.test", "Lu"
    read.attach(MIMEText("Votre message a été lu.", "plain", "utf-8"))

    assert parsing.read(read.as_bytes()).is_automatic
    assert parsing.read(reply(MIMEText("Accepté"), calendar("REPLY"), kind="alternative")).is_automatic
    assert not parsing.read(reply(MIMEText("Voici"), calendar("REQUEST"), kind="alternative")).is_automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Auto_Response_Suppress": "All"},
        {"X_MS_Exchange_Inbox_Rules_Loop": BRUNO},
        {"X_Vacation": "yes"},
        {"Subject": "En congés : Re: La cantine"},
        {"Subject": "[Absence] Re: La cantine"},
        {"Subject": "Absente du 1er au 3"},
        {"Subject": "Accusé de réception : La cantine"},
        {"Subject": "Lu : La cantine"},
    ],
)
def test_more_machines_are_known(headers: dict[str, str]) -> None:
    assert parsing.read(reply(MIMEText("Je reviens lundi."), **headers)).is_automatic


def test_what_only_outlook_reads_is_told_apart() -> None:
    closed = MIMEApplication(b"tnef", "octet-stream", name="winmail.dat")
    named = MIMEApplication(b"tnef", "ms-tnef", name="autre.dat")

    found = parsing.read(reply(MIMEText("Oui."), closed, named))

    assert found.text == "Oui."
    assert [each.is_closed for each in found.joined] == [True, True]


@pytest.mark.parametrize("sub", ["ms-tnef", "pkcs7-mime", "pgp-encrypted"])
def test_words_that_nobody_can_read_are_not_an_empty_mail(sub: str) -> None:
    with pytest.raises(UnreadableMailError):
        parsing.read(reply(MIMEApplication(b"x", sub)))


@pytest.mark.parametrize(
    ("kind", "coding", "content"),
    [
        ("text/plain; charset=iso-8859-1", "8bit", "Été, œuvre".encode()),
        ("text/plain; charset=utf-16", "base64", b"//7JAHQA6QAsACAAUwF1AHYAcgBlAA=="),
        ("text/plain; charset=utf-8", "base64", "Été, œuvre : ceci n’est pas codé.".encode()),
    ],
)
def test_words_are_read_whatever_is_said_of_them(kind: str, coding: str, content: bytes) -> None:
    head = f"From: {BRUNO}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"

    assert parsing.read(head.encode() + content).text.startswith("Été, ")


def test_a_page_says_where_its_links_lead() -> None:
    message = EmailMessage()
    message["From"] = BRUNO
    message.set_content(
        '<p>Voir <a href="https://exemple.test/a">le devis</a>, ou '
        '<a href="https://exemple.test/b">https://exemple.test/b</a>.</p>',
        subtype="html",
    )

    assert parsing.read(message.as_bytes()).text == (
        "Voir le devis (https://exemple.test/a), ou https://exemple.test/b."
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from(["message/delivery-status", "text/calendar", "text/plain"]))
def test_no_report_breaks_its_reader(content: bytes, kind: str) -> None:
    head = f'{HEAD}Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: {kind}\n'

    parsing.read(head.encode() + b"Content-Transfer-Encoding: base64\n\n" + content + b"\n--b--\n")
    parsing.read(head.encode() + b"\n" + content + b"\n--b--\n")
