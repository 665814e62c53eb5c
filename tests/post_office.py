"""A real mail server on loopback: it takes mails by SMTP and puts them in Maildir folders."""

import mailbox
import smtplib
import socket
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

OURS = "reponse@comite.exemple.test"


class Carrier:
    """Delivers what is for us to our folder, the rest to the people's; refuses whom it is told to refuse."""

    def __init__(self, folder: Path) -> None:
        self.ours, self.theirs = folder / "ours", folder / "theirs"
        for each in (self.ours, self.theirs):
            mailbox.Maildir(each, create=True).close()
        self.refused: dict[str, str] = {}
        self.senders: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Accept a recipient, or not."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Deliver a mail to each of its recipients."""
        self.senders.append(envelope.mail_from)
        for address in envelope.rcpt_tos:
            head = f"Return-Path: <{envelope.mail_from.strip('<>')}>\r\nDelivered-To: {address}\r\n".encode()
            is_ours = address.startswith("reponse+") and address.endswith("@comite.exemple.test")
            mailbox.Maildir(self.ours if is_ours else self.theirs).add(head + envelope.content)
        return "250 Delivered"


class PostOffice:
    """The server, and what people do with it."""

    def __init__(self, folder: Path) -> None:
        self.carrier = Carrier(folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.controller = Controller(
            self.carrier, hostname="127.0.0.1", port=self.port, server_hostname="localhost"
        )
        self.controller.start()

    @property
    def url(self) -> str:
        """What COMITE_SMTP_URL says."""
        return f"smtp://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Shut the server."""
        self.controller.stop()

    def mails_to(self, address: str) -> list[EmailMessage]:
        """The mails that somebody received, oldest first."""
        found = [
            BytesParser(policy=policy.default).parsebytes(path.read_bytes())
            for path in sorted(
                (self.carrier.theirs / "new").iterdir(), key=lambda each: each.stat().st_mtime_ns
            )
        ]
        return [each for each in found if each["Delivered-To"] == address]  # type: ignore[misc]

    def send(self, message: EmailMessage | bytes, sender: str, recipient: str) -> None:
        """What a person's program does when they press Send."""
        raw = message if isinstance(message, bytes) else message.as_bytes(policy=policy.SMTP)
        with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as server:
            server.sendmail(sender, [recipient], raw)


def reply_to(mail: EmailMessage, sender: str, text: str, **headers: str) -> EmailMessage:
    """A reply as Thunderbird writes it: the answer, a signature, the quoted mail."""
    answer = EmailMessage()
    answer["From"] = sender
    answer["To"] = str(mail["Reply-To"])
    answer["Subject"] = f"Re: {mail['Subject']}"
    answer["Message-ID"] = f"<{abs(hash((sender, text)))}@exemple.test>"
    answer["In-Reply-To"] = answer["References"] = str(mail["Message-ID"])
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    body = mail.get_body(("plain",))
    assert body is not None
    quoted = "\n".join(f"> {line}" for line in body.get_content().splitlines())
    answer.set_content(
        f"{text}\n\n-- \nÉcrit de la mairie\n\nLe 25/11/2026 à 09:12, Comité a écrit :\n{quoted}\n"
    )
    return answer
