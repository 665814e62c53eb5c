"""Where mails for this installation wait: a Maildir that the mail server fills, or a box read by IMAP."""

import imaplib
import logging
import mailbox
import re
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from comite.foundation.incoming.parsing import BYTES_MAX
from comite.foundation.settings import Settings

TIMEOUT_SECONDS = 20
# What is kept of a mail that is larger than what anybody may send: enough to know whom to tell.
HEAD_BYTES = 200_000
SCHEMES = ("imaps", "imap+starttls", "imap")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
FAILURES = (OSError, imaplib.IMAP4.error, mailbox.Error)

logger = logging.getLogger("comite.letterboxes")


@dataclass(frozen=True)
class Waiting:
    """A mail that waits; only its beginning when it is larger than may be sent."""

    raw: bytes
    is_whole: bool = True


class Letterbox(Protocol):
    """A place where mails wait."""

    def waiting(self, limit: int) -> Iterator[Waiting]:
        """The mails that wait; each is taken away when the next one is asked for, and left otherwise."""


def configured(settings: Settings) -> list[Letterbox]:
    """The letterboxes of an installation."""
    boxes: list[Letterbox] = []
    if settings.reply_maildir:
        boxes.append(Maildir(Path(settings.reply_maildir)))
    if settings.reply_imap_url:
        boxes.append(Imap(settings.reply_imap_url))
    return boxes


class Maildir:
    """A folder of the mail server, on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def waiting(self, limit: int) -> Iterator[Waiting]:
        """The new mails, oldest first: the mail server has finished writing those, and no others."""
        box = mailbox.Maildir(self.folder, create=False)
        for path in sorted((self.folder / "new").iterdir())[:limit]:
            key = path.name.partition(box.colon)[0]
            with suppress(FileNotFoundError, KeyError):  # another worker may have taken it
                size = path.stat().st_size
                with box.get_file(key) as file:
                    raw = file.read(BYTES_MAX if size <= BYTES_MAX else HEAD_BYTES)
                yield Waiting(raw, size <= BYTES_MAX)
                box.discard(key)


class Imap:
    """A box of a mail server, elsewhere: `imaps://user:password@host:993/INBOX`."""

    def __init__(self, url: str) -> None:
        self.place = urlsplit(url)
        self.folder = unquote(self.place.path.strip("/")) or "INBOX"

    def waiting(self, limit: int) -> Iterator[Waiting]:
        """The unread mails, oldest first."""
        with self._opened() as server:
            found = _good(server.uid("SEARCH", "UNSEEN", "UNDELETED"))
            for uid in (found[0] or b"").split()[:limit]:
                name = uid.decode("ascii")
                size = _size(_good(server.uid("FETCH", name, "(RFC822.SIZE)")))
                part = "BODY.PEEK[]" if size <= BYTES_MAX else f"BODY.PEEK[]<0.{HEAD_BYTES}>"
                yield Waiting(_content(_good(server.uid("FETCH", name, f"({part})"))), size <= BYTES_MAX)
                _good(server.uid("STORE", name, "+FLAGS", r"(\Deleted)"))

    def look(self) -> None:
        """Enter and leave, to see that one can; raises what the network or the server says."""
        with self._opened():
            pass

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        """The box, opened; what was taken is gone when it closes."""
        server = self._connected()
        try:
            server.login(unquote(self.place.username or ""), unquote(self.place.password or ""))
            quoted = self.folder.replace("\\", "\\\\").replace('"', '\\"')
            _good(server.select(f'"{quoted}"'))
            try:
                yield server
            finally:
                with suppress(*FAILURES):
                    server.expunge()
        finally:
            with suppress(*FAILURES):
                server.logout()

    def _connected(self) -> imaplib.IMAP4:
        """A connection that nobody listens to, unless the server is this machine."""
        host = self.place.hostname or "localhost"
        if self.place.scheme == "imaps":
            context = ssl.create_default_context()
            port = self.place.port or 993
            return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT_SECONDS)
        server = imaplib.IMAP4(host, self.place.port or 143, timeout=TIMEOUT_SECONDS)
        if self.place.scheme == "imap+starttls":
            server.starttls(ssl_context=ssl.create_default_context())
        return server


def _good(answer: tuple[str, Any]) -> Any:
    """What the server answered, unless it refused."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"the server answers {status}")
    return data


def _size(answer: Iterable[Any]) -> int:
    """The size that an answer gives; as large as can be when it gives none."""
    for each in answer:
        words = each[0] if isinstance(each, tuple) else each
        found = re.search(rb"RFC822\.SIZE (\d{1,15})", words) if isinstance(words, bytes) else None
        if found:
            return int(found[1])
    return BYTES_MAX + 1


def _content(answer: Iterable[Any]) -> bytes:
    """The mail that an answer carries."""
    return next((bytes(each[1]) for each in answer if isinstance(each, tuple)), b"")
