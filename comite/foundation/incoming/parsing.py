"""One mail that arrived, as plain facts: who sent it to whom, what was written, what is joined."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Any

from comite.foundation.incoming import decoding, webpages
from comite.foundation.incoming.automatic import is_automatic
from comite.foundation.incoming.errors import UnreadableMailError
from comite.foundation.incoming.failures import Failure, failures_in
from comite.foundation.incoming.quoting import unwrapped, written

BYTES_MAX = 50 * 1024 * 1024
PARTS_MAX = 100
# Each level of nesting names one of these: few enough that no parser's stack is in danger.
_CONTAINERS = re.compile(rb"(?i)multipart/|message/")
CONTAINERS_MAX = 150
_FORGED = re.compile(r"(?i)\bdmarc\s*=\s*fail\b")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]")
TEXT_BYTES_MAX = 1_000_000
# A picture this small that the text shows in place is the logo of a signature.
LOGO_BYTES_MAX = 30_000
# Where carriers write to whom they really delivered, the surest first.
DELIVERED = ("Delivered-To", "X-Original-To", "X-RcptTo", "Envelope-To", "X-Envelope-To", "To", "Cc")
# Their words are for nobody but the program that wrote them, or for who holds a key.
CLOSED = frozenset(
    {"application/ms-tnef", "application/vnd.ms-tnef", "application/pkcs7-mime", "application/x-pkcs7-mime",
     "application/pgp-encrypted"}
)  # fmt: skip
SEALS = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
     "application/pgp-keys"}
)  # fmt: skip


@dataclass(frozen=True)
class Joined:
    """A file joined to a mail, as its sender named it."""

    name: str
    media_type: str
    content: bytes

    @property
    def is_closed(self) -> bool:
        """Whether only the program that made it reads it: the `winmail.dat` of Outlook."""
        return self.media_type in CLOSED or self.name.lower() == "winmail.dat"


@dataclass(frozen=True)
class Incoming:
    """A mail that arrived.

    `sender` is empty when From names nobody or several; `is_forged` when our mail server says it lies (who
    forges that header accuses themselves); `text` is what the person wrote, without what they answered nor
    their signature; `failures` are what a report of non-delivery says.
    """

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    is_automatic: bool
    is_forged: bool = False
    text: str = ""
    joined: tuple[Joined, ...] = ()
    failures: tuple[Failure, ...] = ()


def read(raw: bytes) -> Incoming:
    """The facts of a mail; raises `UnreadableMailError` for what no person sends."""
    message = _parsed(raw)
    failures = failures_in(message)
    parts = [] if failures else _parts(message)
    text = _text(parts)
    if not text and any(each.get_content_type() in CLOSED for each in parts):
        raise UnreadableMailError
    return _facts(message, text=text, joined=tuple(_joined(parts)), failures=failures)


def read_head(raw: bytes) -> Incoming:
    """What the head of a mail says, for one that is too large or too complicated to be read whole."""
    head = re.split(rb"\r?\n\r?\n", raw[:200_000], maxsplit=1)[0]
    return _facts(message_from_bytes(head, policy=compat32))


def _facts(message: Message, **content: Any) -> Incoming:
    """What its head says of a mail, with what else is known of it."""
    return Incoming(
        message_id=decoding.header(message, "Message-ID").strip()[:998],
        sender=_sender(message),
        recipients=tuple(_recipients(message)),
        is_automatic=is_automatic(message),
        is_forged=any(_FORGED.search(str(each)) for each in message.get_all("Authentication-Results", [])),
        **content,
    )


def _parsed(raw: bytes) -> Message:
    """The tree of a mail."""
    if len(raw) > BYTES_MAX or len(_CONTAINERS.findall(raw)) > CONTAINERS_MAX:
        raise UnreadableMailError
    return message_from_bytes(raw, policy=compat32)


def _parts(message: Message) -> list[Message]:
    """The leaves of a mail; a mail joined to it is one of them."""
    found: list[Message] = []
    for part in _walk(message):
        found.append(part)
        if len(found) > PARTS_MAX:
            raise UnreadableMailError
    return found


def _walk(message: Message) -> Iterator[Message]:
    """Leaves in order, without entering the mails that are joined."""
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        for part in message.get_payload():
            yield from _walk(part)  # type: ignore[arg-type]  # a list of parts, as was just checked
    else:
        yield message


def _sender(message: Message) -> str:
    """The one address of From, in lower case."""
    found = _addresses(message, "From")
    return found[0] if len(found) == 1 else ""


def _recipients(message: Message) -> Iterator[str]:
    """Every address that the mail says it was delivered or sent to."""
    seen: set[str] = set()
    for name in DELIVERED:
        for address in _addresses(message, name):
            if address not in seen and len(seen) < decoding.ADDRESSES_MAX:
                seen.add(address)
                yield address


def _addresses(message: Message, name: str) -> list[str]:
    """The addresses of every header of one name."""
    return decoding.addresses(str(each) for each in message.get_all(name, [])[:20])


def _is_joined(part: Message) -> bool:
    """Whether a part is a file rather than words."""
    return part.get_content_disposition() == "attachment" or bool(_file_name(part))


def _text(parts: list[Message]) -> str:
    """What was written: the plain text, or the words of the web page when there is no other."""
    words = [each for each in parts if not _is_joined(each)]
    for media_type, convert in (("text/plain", _plain_words), ("text/html", _page_words)):
        found = [convert(each) for each in words if each.get_content_type() == media_type]
        text = "\n\n".join(each for each in found if each.strip())
        if text.strip():
            return written(text).strip()
    return ""


def _plain_words(part: Message) -> str:
    """The words of a plain text, its wrapped lines joined again."""
    text = decoding.decode(_content(part)[:TEXT_BYTES_MAX], part.get_content_charset())
    is_flowed = str(part.get_param("format", "")).lower() == "flowed"
    is_tight = str(part.get_param("delsp", "")).lower() == "yes"
    return unwrapped(text, is_flowed=is_flowed, is_tight=is_flowed and is_tight)


def _page_words(part: Message) -> str:
    """The words of a web page."""
    return webpages.words(decoding.decode(_content(part)[:TEXT_BYTES_MAX], part.get_content_charset()))


def _content(part: Message) -> bytes:
    """The bytes of a leaf; a mail that is joined is given back whole."""
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and inner else b""  # type: ignore[union-attr]
    content = part.get_payload(decode=True)
    written = part.get_payload()
    is_coded = str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"
    if is_coded and isinstance(written, str) and _NOT_BASE64.search(written.lstrip().partition("\n")[0]):
        return written.encode("utf-8", "surrogateescape")  # it says base64, and is plain
    return content if isinstance(content, bytes) else b""


def _joined(parts: list[Message]) -> Iterator[Joined]:
    """The files joined to a mail: neither its words, nor its electronic signature, nor the logo of one."""
    for part in parts:
        media_type = part.get_content_type()
        # An invitation to a meeting that is not joined as a file repeats what is written.
        is_words = media_type in ("text/plain", "text/html", "text/calendar") and not _is_joined(part)
        if is_words or media_type in SEALS or (media_type.startswith("multipart/")):
            continue
        content = _content(part)
        if content and not _is_logo(part, content):
            yield Joined(_file_name(part) or _fallback_name(media_type), media_type, content)


def _is_logo(part: Message, content: bytes) -> bool:
    """Whether it is a small picture that the page shows in place."""
    is_picture = part.get_content_maintype() == "image" and part.get("Content-ID") is not None
    return is_picture and part.get_content_disposition() != "attachment" and len(content) <= LOGO_BYTES_MAX


def _file_name(part: Message) -> str:
    """How the sender named a part."""
    try:
        return decoding.words(part.get_filename() or "")
    except (ValueError, LookupError, TypeError, UnicodeError):
        return ""


def _fallback_name(media_type: str) -> str:
    """What a file without a name is called."""
    return "message.eml" if media_type.startswith("message/") else "fichier"
