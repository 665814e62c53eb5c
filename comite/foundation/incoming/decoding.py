"""Words of mails, whatever bytes their senders made of them: no exception, as few letters lost as can be."""

import codecs
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

# Those that would run for long, or turn bytes into something else than text.
_NOT_TEXT = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
# What says Latin-1 nearly always means what Windows writes (WHATWG Encoding Standard).
_MEANT = {"iso8859-1": "cp1252", "ascii": "utf-8"}
_READ_ANYTHING = frozenset({"cp1252", "iso8859-15", "mac-roman", "cp850"})
HEADER_MAX = 10_000
ADDRESSES_MAX = 100
# Comments of addresses nest, and are read by a function that calls itself.
COMMENTS_MAX = 50


def decode(content: bytes, charset: str | None) -> str:
    """A text in its declared encoding, or else in those that programs forget to declare."""
    declared = _known(charset)
    # What is valid UTF-8 with letters beyond ASCII is UTF-8: an old charset is then a lie, which it reads.
    likely = ("utf-8", declared) if declared in _READ_ANYTHING else (declared, "utf-8")
    for name in dict.fromkeys(likely):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace")


def _known(charset: str | None) -> str:
    """The codec that a declared name means; UTF-8 when it means none of ours."""
    try:
        name = codecs.lookup((charset or "utf-8").strip("\"' ")).name.replace("_", "-")
        b"aaaa".decode(name, "replace")
    except (LookupError, ValueError, TypeError, UnicodeError):
        return "utf-8"
    return "utf-8" if name in _NOT_TEXT else _MEANT.get(name, name)


def addresses(values: Iterable[str]) -> list[str]:
    """The addresses of some headers, in lower case; none of a header that is made to exhaust its reader."""
    readable = [each[:HEADER_MAX] for each in values if each.count("(") <= COMMENTS_MAX]
    try:
        pairs = getaddresses(readable)
    except (ValueError, IndexError, TypeError):
        return []
    return [address.lower() for _name, address in pairs if "@" in address][:ADDRESSES_MAX]


def header(message: Message, name: str) -> str:
    """One header as text, its encoded words read (RFC 2047); empty when it is missing."""
    return words(str(message.get(name, "")))


def words(value: str) -> str:
    """A text of a header, its encoded words read."""
    short = value[:HEADER_MAX].replace("\r", " ").replace("\n", " ")
    try:
        pieces = decode_header(short)
    except (HeaderParseError, ValueError, LookupError, UnicodeError):
        return short
    return "".join(
        decode(piece, charset) if isinstance(piece, bytes) else str(piece) for piece, charset in pieces
    )
