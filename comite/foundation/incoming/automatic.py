"""Whether a machine wrote a mail: it is then neither published nor answered, lest two machines talk on."""

import re
from email.message import Message

from comite.foundation.incoming import decoding

BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
# Headers that only lists, robots and vacation programs write (RFC 2369, 2919, 3834 and usage).
TELLING = (
    "List-Id",
    "List-Unsubscribe",
    "List-Post",
    "X-Autoreply",
    "X-Autorespond",
    "X-Loop",
    "Feedback-ID",
)
ROBOTS = re.compile(r"(?i)^(mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|daemon|bounce)[+@-]")
AWAY = re.compile(
    r"(?i)^\s*(r[ée]ponse automatique|absence\b|absent\b|auto(matic)?[ -]?reply|out of (the )?office|"
    r"message d.absence|autoreply|je suis absente?\b)"
)


def is_automatic(message: Message) -> bool:
    """Whether its head says that nobody typed it (RFC 3834), or that it went to a list."""
    submitted = decoding.header(message, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return True
    if decoding.header(message, "Precedence").strip().lower() in BULK:
        return True
    if any(message.get(name) is not None for name in TELLING):
        return True
    if str(message.get("Return-Path", "x")).strip() == "<>" or _has_null_sender(message):
        return True
    address = decoding.header(message, "From").rpartition("<")[2].strip("> ")
    return bool(ROBOTS.match(address) or AWAY.match(decoding.header(message, "Subject")))


def _has_null_sender(message: Message) -> bool:
    """Whether the carrier wrote down that the envelope named no sender."""
    return any(str(message.get(name, "x")).strip() in ("", "<>") for name in ("X-MailFrom", "Envelope-From"))
