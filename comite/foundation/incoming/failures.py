"""Reports of non-delivery (RFC 3464): which address did not receive, and whether it ever will."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from comite.foundation.incoming import decoding

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
RECIPIENTS_MAX = 20


@dataclass(frozen=True)
class Failure:
    """One recipient that a report speaks of: the addresses it may be, and the status it gives."""

    addresses: tuple[str, ...]
    status: str


def failures_in(message: Message) -> tuple[Failure, ...]:
    """What a report says failed; nothing for any other mail, nor for what is only late."""
    is_report = message.get_content_type() == "multipart/report"
    kind = str(message.get_param("report-type", "")).lower()
    parts = message.get_payload()
    if not is_report or kind != "delivery-status" or not isinstance(parts, list):
        return ()
    returned = tuple(_returned_to(parts))  # type: ignore[arg-type]  # a list of parts
    return tuple(
        Failure((*_named_in(block), *returned), _status(block))
        for part in parts
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
        if str(block.get("Action", "")).strip().lower() == "failed"
    )[:RECIPIENTS_MAX]


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a report, one for each recipient."""
    blocks = part.get_payload()
    return [each for each in blocks if isinstance(each, Message)] if isinstance(blocks, list) else []


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
    """The enhanced status (RFC 3463): « 5.1.1 »; « 5.0.0 » when the report gives none."""
    for name in ("Status", "Diagnostic-Code"):
        found = STATUS.search(str(block.get(name, ""))[:1000])
        if found:
            return found[0]
    return "5.0.0"
