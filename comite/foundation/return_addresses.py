"""The addresses to which mails of ours come back: signed for one person and one thing, or for one recipient.

`reponse@comite.exemple.fr` of the settings becomes `reponse+r2f-t1a-…@comite.exemple.fr`. Everything is in
lower case, for some carriers lower it, and fits the 64 characters of a local part (RFC 5321, 4.5.3.1.1).
"""

import base64
import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from comite.foundation.settings import Settings
from comite.foundation.text import ROW_MAX

LOCAL_MAX = 64
# The longest token: two numbers of rows in base 36, three marks, and a seal of 128 bits in base 32.
TOKEN_MAX = 42
BASE_MAX = LOCAL_MAX - TOKEN_MAX - 1
_REPLY = re.compile(r"r([0-9a-z]{1,6})-([a-z])([0-9a-z]{1,6})-([a-z2-7]{26})")
_BOUNCE = re.compile(r"b([a-z2-7]{26})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class ReplyTo:
    """Who may answer at an address, and what: `code` is the letter of a kind of things that are answered."""

    user_id: int
    code: str
    subject_id: int

    @property
    def words(self) -> str:
        """What is signed."""
        return f"r{_in_36(self.user_id)}-{self.code}{_in_36(self.subject_id)}"


def reply_address(settings: Settings, reply_to: ReplyTo) -> str:
    """Where a person answers one thing by mail; empty when this installation receives none."""
    if not settings.reply_address:
        return ""
    return _with_token(settings, f"{reply_to.words}-{_seal(reply_to.words, settings.secret_key)}")


def read_reply(settings: Settings, address: str) -> ReplyTo | None:
    """What an address of ours says; nothing when it was not made here."""
    found = _REPLY.fullmatch(_token_of(settings, address))
    if found is None:
        return None
    reply_to = ReplyTo(int(found[1], 36), found[2], int(found[3], 36))
    if max(reply_to.user_id, reply_to.subject_id) > ROW_MAX:
        return None
    return reply_to if _is_sealed(settings, reply_to.words, found[4]) else None


def bounce_address(settings: Settings, recipient: str) -> str:
    """The sender written on the envelope of a mail, where its non-delivery is reported (VERP)."""
    if not settings.reply_address:
        return settings.mail_from
    return _with_token(settings, f"b{_seal(_bounce_words(recipient), settings.secret_key)}")


def is_bounce_of(settings: Settings, address: str, recipient: str) -> bool:
    """Whether an address is the sender of the envelopes that we wrote to this recipient."""
    found = _BOUNCE.fullmatch(_token_of(settings, address))
    return found is not None and _is_sealed(settings, _bounce_words(recipient), found[1])


def _bounce_words(recipient: str) -> str:
    """What is signed for a recipient."""
    return f"b{recipient.lower()}"


def _with_token(settings: Settings, token: str) -> str:
    """The address of the settings with a token after its name."""
    local, _, domain = settings.reply_address.rpartition("@")
    return f"{local}+{token}@{domain}"


def _token_of(settings: Settings, address: str) -> str:
    """The token that an address bears; empty when it is not one of ours."""
    if not settings.reply_address or len(address) > 320:
        return ""
    local, _, domain = settings.reply_address.lower().rpartition("@")
    name, _, place = address.lower().rpartition("@")
    return name.removeprefix(f"{local}+") if place == domain and name.startswith(f"{local}+") else ""


def _seal(words: str, key: str) -> str:
    """The proof that an address is ours: 128 bits."""
    digest = hmac.new(key.encode(), f"mail:{words}".encode(), sha256).digest()[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()


def _is_sealed(settings: Settings, words: str, seal: str) -> bool:
    """Whether a seal is of our present secret, or of one it replaced."""
    return any(hmac.compare_digest(_seal(words, key), seal) for key in settings.secrets)


def _in_36(number: int) -> str:
    """A number in base 36."""
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
