"""Where mails for this installation wait: a Maildir that the mail server fills, or a box read by IMAP."""

import base64
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
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]+|&")

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
        taken = 0
        for path in sorted((self.folder / "new").iterdir()):
            mail = _read(path)
            if mail is not None:
                yield mail
                forget(path)
                taken += 1
            if taken == limit:
                return


def _read(path: Path) -> Waiting | None:
    """A mail of a folder; nothing for what another worker took, nor for what cannot be opened.

    The next ones must not wait behind it.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return Waiting(file.read(BYTES_MAX if size <= BYTES_MAX else HEAD_BYTES), size <= BYTES_MAX)
    except FileNotFoundError:
        return None
    except OSError:
        logger.warning("a mail of the folder cannot be read", exc_info=True)
        return None


def forget(path: Path) -> None:
    """Take a mail away, once it is kept."""
    path.unlink(missing_ok=True)


class Imap:
    """A box of a mail server, elsewhere: `imaps://user:password@host:993/INBOX`."""

    def __init__(self, url: str) -> None:
        self.place = urlsplit(url)
        self.folder = unquote(self.place.path.strip("/")) or "INBOX"

    def waiting(self, limit: int) -> Iterator[Waiting]:
        """The unread mails, oldest first."""
        with self._opened() as server:
            found = _good(server.uid("SEARCH", "UNSEEN", "UNDELETED"))
            taken = 0
            for uid in (found[0] or b"").split():
                name = uid.decode("ascii")
                mail = _fetched(server, name)
                if mail is not None:
                    yield mail
                    _good(server.uid("STORE", name, "+FLAGS", r"(\Deleted)"))
                    taken += 1
                if taken == limit:
                    return

    def look(self) -> None:
        """Enter and leave, to see that one can; raises what the network or the server says."""
        with self._opened():
            pass

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        """The box, opened; what was taken is gone when it closes."""
        server = self._connected()
        try:
            _sign_in(server, unquote(self.place.username or ""), unquote(self.place.password or ""))
            quoted = _in_utf7(self.folder).replace("\\", "\\\\").replace('"', '\\"')
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


def _sign_in(server: imaplib.IMAP4, user: str, password: str) -> None:
    """Enter; words with accents only go by AUTHENTICATE (RFC 4616)."""
    if user.isascii() and password.isascii():
        server.login(user, password)
    else:
        server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())


def _in_utf7(name: str) -> str:
    """The name of a folder as the protocol writes it (RFC 3501, 5.1.3): « Réponses » is `R&AOk-ponses`."""

    def written(found: re.Match[str]) -> str:
        coded = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=")
        return "&-" if found[0] == "&" else f"&{coded.replace('/', ',')}-"

    return _NOT_PLAIN.sub(written, name)


def _fetched(server: imaplib.IMAP4, name: str) -> Waiting | None:
    """A mail of a box; nothing for what somebody else took, nor for what the server cannot give.

    The next ones must not wait behind it. Raises `imaplib.IMAP4.abort` when the connection is cut.
    """
    try:
        size = _size(_good(server.uid("FETCH", name, "(RFC822.SIZE)")))
        part = "BODY.PEEK[]" if size <= BYTES_MAX else f"BODY.PEEK[]<0.{HEAD_BYTES}>"
        content = _content(_good(server.uid("FETCH", name, f"({part})")))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        logger.warning("a mail of the box cannot be read", exc_info=True)
        return None
    return Waiting(content, size <= BYTES_MAX) if content else None


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
