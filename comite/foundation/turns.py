"""Turns: how many requests of one process are answered at the same moment."""

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

# Two, so that a request which waits for the database does not stop the others; more would only share one
# processor between them, and each would take longer.
TURNS = 2
# A form of words arrives whole before its turn; what is larger is received without holding one.
SHORT_MAX = 64 * 1024


class Turns:
    """Around a WSGI application served by several threads: requests take turns, slow senders take none.

    A server reads bodies in the thread that answers. Whoever sends slowly, on a bad line or on purpose, holds
    a thread and nothing else; those whose request has arrived are answered a few at a time.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], turns: int = TURNS) -> None:
        self._application = application
        self._turns = threading.BoundedSemaphore(turns)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer in turn; a body that is streamed back is read by the server afterwards, out of any turn."""
        if not _has_arrived(environ):
            return self._application(environ, start_response)
        with self._turns:
            return self._application(environ, start_response)


def _has_arrived(environ: dict[str, Any]) -> bool:
    """Whether nothing is awaited from the sender any more: a short body is received here."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return False
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return True  # the application refuses it without reading
    if int(length) > SHORT_MAX:
        return False
    if int(length):
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
    return True
