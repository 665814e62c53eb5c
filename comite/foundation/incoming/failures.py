"""Reports of non-delivery: which address did not receive, and whether it ever will.

Most are written for programs (RFC 3464); some carriers write to people only, or forget half of the form.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from email.policy import compat32

from comite.foundation import statuses
from comite.foundation.incoming import decoding
from comite.foundation.incoming.automatic import is_from_carrier

RECIPIENTS_MAX = 20
STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
# What a carrier writes to people is read as far as what the other server said.
WORDS_MAX = 6_000
COPY = re.compile(r"(?im)^-+ ?(?:below this line|this is a copy|original message|the body)")
ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


@dataclass(frozen=True)
class Failure:
    """One recipient that a report speaks of: the addresses it may be, and the status it gives."""

    addresses: tuple[str, ...]
    status: str


def failures_in(message: Message) -> tuple[Failure, ...]:
    """What a report says failed; nothing for any other mail, nor for what is only late."""
    status_parts = list(_status_parts(message))
    if status_parts:
        parts = message.get_payload()
        returned = tuple(_returned_to(parts))  # type: ignore[arg-type]  # a list, for it holds status parts
        return tuple(
            Failure((*_named_in(block), *returned), _status(block))
            for part in status_parts
            for block in _blocks(part)
            if str(block.get("Action", "")).strip().lower() == "failed"
        )[:RECIPIENTS_MAX]
    return _said_to_people(message) if is_from_carrier(message) else ()


def _status_parts(message: Message) -> Iterator[Message]:
    """The parts that a carrier wrote for programs, in a report or in what it made of one."""
    is_report = message.get_content_type() == "multipart/report" or is_from_carrier(message)
    parts = message.get_payload()
    if is_report and isinstance(parts, list):
        for part in parts:
            if isinstance(part, Message) and part.get_content_type() in STATUS_PARTS:
                yield part


def _said_to_people(message: Message) -> tuple[Failure, ...]:
    """What a carrier wrote in words: the addresses it names, if it says that a server refused for good."""
    named = decoding.addresses(str(each) for each in message.get_all("X-Failed-Recipients", [])[:5])
    words = COPY.split(_first_words(message), maxsplit=1)[0]
    status = statuses.said_in(words)
    if not status.startswith("5"):
        return ()
    found = [each.lower() for each in ADDRESS.findall(words)][:RECIPIENTS_MAX]
    addresses = tuple(dict.fromkeys([*named, *found]))
    return (Failure(addresses, status),) if addresses else ()


def _first_words(message: Message) -> str:
    """The beginning of what is written."""
    part: Message | None = message
    while part is not None and part.is_multipart():
        inner = part.get_payload()
        part = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None
    content = part.get_payload(decode=True) if part is not None else b""
    text = content[:WORDS_MAX] if isinstance(content, bytes) else b""
    return decoding.decode(text, part.get_content_charset() if part is not None else None)


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a report, one for each recipient; some carriers encode them."""
    text = part.as_string().partition("\n\n")[2]
    coding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if coding in ("base64", "quoted-printable"):
        coded = Message()
        coded["Content-Transfer-Encoding"] = coding
        coded.set_payload(text)
        content = coded.get_payload(decode=True)
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    groups = re.split(r"\r?\n(?:[ \t]*\r?\n)+", text)[: RECIPIENTS_MAX + 1]
    return [message_from_string(each.strip(), policy=compat32) for each in groups]


def _named_in(block: Message) -> Iterator[str]:
    """The addresses that a group names: « rfc822; somebody@place »."""
    for name in ("Original-Recipient", "Final-Recipient"):
        address = str(block.get(name, ""))[:1000].partition(";")[2].strip().strip("<>").lower()
        if "@" in address:
            yield address


def _returned_to(parts: list[Message]) -> Iterator[str]:
    """To whom the mail that comes back was written."""
    for part in parts:
        inner = part.get_payload()
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            found = re.search(rb"(?im)^to:\s*(.{1,500})$", text if isinstance(text, bytes) else b"")
            yield from decoding.addresses([found[1].decode("utf-8", "replace")] if found else [])
        elif isinstance(inner, list) and inner and isinstance(inner[0], Message):
            yield from decoding.addresses([str(inner[0].get("To", ""))])


def _status(block: Message) -> str:
    """The enhanced status: « 5.1.1 »; « 5.0.0 » when the report gives none.

    Exim writes « 5.0.0 » whatever happened: what the other server said is then more precise.
    """
    given = statuses.STATUS.search(str(block.get("Status", ""))[:1000])
    if given and not given[1].endswith(".0.0"):
        return given[1]
    said = statuses.said_in(str(block.get("Diagnostic-Code", ""))[: statuses.WORDS_MAX])
    return said or (given[1] if given else "5.0.0")
