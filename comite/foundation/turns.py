"""Turns: how many requests of one process are answered at the same moment, and how many are received."""

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

# Two, so that a request which waits for the database does not stop the others; more would only share one
# processor between them, and each would take longer.
TURNS = 2
# So many may be sending at once: fewer than the threads of a process, so that pages always find one.
SENDERS = 6
# How long one more waits for its place, in seconds: forms arrive in less.
PATIENCE = 0.2
# A form of words arrives whole before its turn; what is larger is received without holding one.
SHORT_MAX = 64 * 1024
# Answered before any application: a page of its own, without style.
BUSY = """<!DOCTYPE html>
<html lang="fr">
<head><meta charset="utf-8"><title>Un instant, s’il vous plaît</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"></head>
<body><main><h1>Un instant, s’il vous plaît</h1>
<p>Trop d’envois arrivent à la fois. Revenez en arrière et réessayez dans quelques secondes.</p>
<p><a href="/">Revenir à l’accueil</a></p></main>
<footer><ul><li><a href="/a-propos">À propos</a></li><li><a href="/accessibilite">Accessibilité</a></li>
<li><a href="/mentions-legales">Mentions légales</a></li>
<li><a href="/donnees-personnelles">Données personnelles</a></li>
<li><a href="/ecoconception">Écoconception</a></li></ul></footer></body>
</html>
""".encode()


class Turns:
    """Around a WSGI application served by several threads: requests take turns, slow senders take none.

    A server reads bodies in the thread that answers. Whoever sends slowly, on a bad line or on purpose, holds
    a thread and nothing else; beyond a number of them the next is asked to come back (503), and pages go on.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], turns: int = TURNS) -> None:
        self._application = application
        self._turns = threading.BoundedSemaphore(turns)
        self._senders = threading.BoundedSemaphore(SENDERS)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer in turn; a body that is streamed back is read by the server afterwards, out of any turn."""
        length = _length_of(environ)
        if length != 0:
            if not self._senders.acquire(timeout=PATIENCE):
                return _busy(start_response)
            try:
                if length is None or length > SHORT_MAX:
                    return self._application(environ, start_response)
                environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
            finally:
                self._senders.release()
        with self._turns:
            return self._application(environ, start_response)


def _length_of(environ: dict[str, Any]) -> int | None:
    """How much is still to be received; None when only the end will tell.

    A length that is none counts for nothing: the application refuses it without reading.
    """
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return None
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def _busy(start_response: Any) -> Iterable[bytes]:
    """Ask to come back."""
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(BUSY))),
        (
            "Content-Security-Policy",
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("Retry-After", "5"),
        ("Cache-Control", "no-store"),
    ]
    start_response("503 Service Unavailable", headers)
    return [BUSY]
