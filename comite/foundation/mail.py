"""Mails: written in the outbox with the change they tell, sent by the worker (SMTP, or files in the demo)."""

import re
import secrets
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template

from comite.foundation import clock, deliveries, statuses, storage
from comite.foundation.errors import NotFoundError
from comite.foundation.jobs import AwayError, long_job
from comite.foundation.return_addresses import bounce_address
from comite.foundation.settings import Settings
from comite.foundation.text import clean_line

TIMEOUT_SECONDS = 20
# A server that is away is not asked again by every mail that waits: each would hold a lane for its timeout.
AWAY_FOR = timedelta(seconds=60)
_away: dict[str, datetime] = {}
SUBJECT_MAX = 180
ADDRESS_MAX = 254
# A refusal for now is the server's own trouble, unless it speaks of the box (RFC 3463): full, or shut.
ABOUT_THE_BOX = "4.2."
# Mails whose link, once followed, proves that the address receives.
PROVING = frozenset({"reset", "address_change", "address_proof"})
# What a person has just asked for, or what concerns their account alone: nothing to leave. Every other mail
# says how to leave what it is about, and cannot be written without it.
TRANSACTIONAL = PROVING | {
    "address_changed", "invitation", "joined", "reply_refused", "reply_without_files", "second_factor",
}  # fmt: skip


# The subject and the words that a mail may still have for its recipient; nothing when it must not leave.
Guard = Callable[[str, str, dict[str, Any]], tuple[str, dict[str, Any]] | None]


@dataclass(frozen=True)
class Way:
    """How mailboxes treat a mail: its conversation, how to leave it in one click, where to answer."""

    conversation: str = ""
    unsubscribe_path: str = ""
    reply_to: str = ""


@dataclass(frozen=True)
class Attached:
    """A file that a mail carries, by the digest of its content."""

    digest: str
    name: str
    media_type: str


@dataclass(frozen=True)
class CalendarPart:
    """A calendar file (RFC 5545) with the method that says what calendar programs do of it (RFC 6047)."""

    method: str
    content: str


def is_address(value: str) -> bool:
    """Whether a mail can be written to this address: ASCII, one @, a domain with a dot."""
    local, at, domain = value.rpartition("@")
    if not (at and local and len(value) <= ADDRESS_MAX and value.isascii() and "." in domain.strip(".")):
        return False
    try:
        return Address(addr_spec=value).addr_spec == value
    except (ValueError, IndexError, HeaderParseError):
        return False


def write_mail(
    recipient: str,
    recipient_name: str,
    template: str,
    subject: str,
    *,
    key: str = "",
    way: Way = Way(),
    attachments: Sequence[Attached] = (),
    calendar: CalendarPart | None = None,
    **context: Any,
) -> None:
    """Ask for a mail to be sent, in the current operation.

    `template` names `templates/mail/<template>.txt` and `.html`; the worker renders it with `context`, plain
    values only. `key` makes its Message-ID stable, so that a mail sent twice after a crash is one in the
    recipient's box. Raises `ValueError` for a mail of news without a way out.
    """
    if template not in TRANSACTIONAL and not way.unsubscribe_path:
        raise ValueError(f"the mail {template!r} must say how to leave what it is about")
    send.later(
        recipient=recipient,
        recipient_name=clean_line(recipient_name),
        template=template,
        subject=clean_line(subject)[:SUBJECT_MAX],
        context=context,
        key=key or secrets.token_hex(16),
        conversation=way.conversation,
        unsubscribe_path=way.unsubscribe_path,
        reply_to=way.reply_to,
        attachments=[asdict(each) for each in attachments],
        calendar=asdict(calendar) if calendar else None,
    )


@long_job
def send(  # noqa: PLR0913 - the plain arguments of a job, kept by name while it waits
    recipient: str,
    recipient_name: str,
    template: str,
    subject: str,
    context: dict[str, Any],
    key: str,
    *,
    conversation: str = "",
    unsubscribe_path: str = "",
    reply_to: str = "",
    attachments: Sequence[dict[str, str]] = (),
    calendar: dict[str, str] | None = None,
) -> None:
    """Render one mail and hand it to the carrier of this installation, unless its address is dead.

    Those that prove an address are sent whatever is known of it. What a mail may no longer say since it was
    written, upper floors say by its template (`mail_guards`, which `app` hands over).
    """
    settings: Settings = current_app.extensions["settings"]
    if template not in PROVING and deliveries.is_dead(recipient):
        return
    guard: Guard | None = current_app.extensions.get("mail_guards", {}).get(template)
    left = guard(recipient, subject, context) if guard else (subject, context)
    if left is None:
        return
    subject, context = left
    words = {
        **context,
        "recipient_name": recipient_name,
        "subject": subject,
        "public_url": settings.public_url,
        "site_name": settings.site_name,
    }
    plain = render_template(f"mail/{template}.txt", **words)
    html = render_template(f"mail/{template}.html", **words)
    message = compose(settings, recipient, recipient_name, subject, plain, html, key)
    _set_way(message, settings, Way(conversation, unsubscribe_path, reply_to))
    if calendar:
        _invite(message, CalendarPart(**calendar))
    for each in attachments:
        _attach(message, Attached(**each))
    if settings.smtp_url:
        _carry(settings, message, recipient)
    else:
        _as_file(settings.data_dir / "mails", message)


def compose(
    settings: Settings, recipient: str, recipient_name: str, subject: str, plain: str, html: str, key: str
) -> EmailMessage:
    """A mail in plain text and simple HTML."""
    message = EmailMessage()
    message["From"] = Address(settings.site_name, addr_spec=settings.mail_from)
    message["To"] = Address(recipient_name, addr_spec=recipient)
    message["Subject"] = subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = _mark(settings, key)
    message["Auto-Submitted"] = "auto-generated"
    # Never eight bits: an old server on the way may clear one.
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def _set_way(message: EmailMessage, settings: Settings, way: Way) -> None:
    """Keep a conversation together (RFC 5322, 3.6.4) and let its reader leave it in one click (RFC 8058)."""
    if way.conversation:
        # The first mail refers to one that was never sent: all of a conversation have the same root.
        root = _mark(settings, f"conversation-{way.conversation}")
        message["In-Reply-To"] = root
        message["References"] = root
    if way.unsubscribe_path:
        message["List-Unsubscribe"] = f"<{settings.public_url}{way.unsubscribe_path}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if way.reply_to:
        message["Reply-To"] = Address(settings.site_name, addr_spec=way.reply_to)


def _invite(message: EmailMessage, calendar: CalendarPart) -> None:
    """Show a meeting as calendar programs expect it: a part they act upon, and a file that people keep."""
    content = calendar.content.encode()
    words = {"method": calendar.method, "charset": "UTF-8"}
    message.add_alternative(content, "text", "calendar", cte="base64", params=words)
    message.add_attachment(content, "text", "calendar", cte="base64", params=words, filename="seance.ics")


def _attach(message: EmailMessage, file: Attached) -> None:
    """Join a file; one that is no longer kept is left out, its link in the mail says so."""
    try:
        with storage.current().open(file.digest) as source:
            content = source.read()
    except NotFoundError:
        return
    main, _, sub = file.media_type.partition("/")
    known = storage.MEDIA_TYPE.fullmatch(file.media_type) and main not in ("multipart", "message", "text")
    main, sub = (main, sub) if known else ("application", "octet-stream")
    message.add_attachment(content, main, sub, filename=file.name)


def _mark(settings: Settings, key: str) -> str:
    """The Message-ID that a key makes on this site."""
    domain = urlsplit(settings.public_url).hostname or "localhost"
    return f"<{re.sub(r'[^A-Za-z0-9.-]', '-', key)}@{domain}>"


def _carry(settings: Settings, message: EmailMessage, recipient: str) -> None:
    """Hand a mail to the server; what it refuses for good is not tried again, the rest is, a little later.

    Raises `AwayError` when the server does not answer, or asks to come back: the mail is not at fault.
    """
    since = _away.get(settings.smtp_url)
    if since is not None and abs(clock.now() - since) < AWAY_FOR:
        raise AwayError("the mail server did not answer a moment ago")
    try:
        _by_smtp(settings, message, recipient)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        _note_refusal(recipient, code, words)
    except smtplib.SMTPDataError as refusal:  # some servers look at the recipient once they have the mail
        if not _note_refusal(recipient, refusal.smtp_code, refusal.smtp_error):
            raise
    except (smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError):
        raise
    except (OSError, smtplib.SMTPException) as error:
        _away[settings.smtp_url] = clock.now()
        raise AwayError(f"the mail server does not answer: {type(error).__name__}: {error}") from error
    _away.pop(settings.smtp_url, None)


def _note_refusal(recipient: str, code: int, words: bytes | str) -> bool:
    """Write down that the server refused a mail for somebody; whether it says so of them, and for good."""
    said = words if isinstance(words, str) else words.decode("utf-8", "replace")
    status = statuses.status_of(code, said)
    if code >= 500 or status.startswith(ABOUT_THE_BOX):
        deliveries.note_refusal(recipient, status)
    if code < 500:
        raise AwayError(f"the mail server asks to come back: {code} {said}")
    return deliveries.is_for_good(status)


def _by_smtp(settings: Settings, message: EmailMessage, recipient: str) -> None:
    """Send through the server of `COMITE_SMTP_URL`: smtp://, smtps:// or smtp+starttls://user:password@host:port."""
    place = urlsplit(settings.smtp_url)
    with _reached(place.scheme, place.hostname or "localhost", place.port) as server:
        if place.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())  # the default one trusts anybody
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(message, bounce_address(settings, recipient), [recipient])


@contextmanager
def _reached(scheme: str, host: str, port: int | None) -> Iterator[smtplib.SMTP]:
    """A server that answers; how it takes leave says nothing of the mails that it took."""
    if scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_SECONDS)
    try:
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _as_file(folder: Path, message: EmailMessage) -> None:
    """Leave the mail in a folder, where the demonstration shows it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment, recipient = clock.now(), message["To"].addresses[0].addr_spec
    mark = sha256(str(message["Message-ID"]).encode()).hexdigest()[:8]  # several may leave in one instant
    name = re.sub(r"[^A-Za-z0-9.@-]", "_", f"{moment:%Y%m%dT%H%M%S.%f}-{mark}-{recipient}")
    temporary = folder / f".{name}"
    temporary.write_bytes(message.as_bytes())
    temporary.rename(folder / f"{name}.eml")


def facts(message: EmailMessage) -> Mapping[str, str]:
    """What the demonstration's mail page shows of a mail."""
    body = message.get_body(("plain",))
    return {
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "date": str(message["Date"]),
        "plain": body.get_content() if body else "",
    }
