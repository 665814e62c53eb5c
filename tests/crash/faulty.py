"""The same site with a planted fault: it answers before its operation is committed."""

import io
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from comite.app import create_app

DELAY_SECONDS = 0.3
_app = create_app()


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say that a form is kept, and keep it a little later: a crash in between loses it."""
    if environ["REQUEST_METHOD"] != "POST":
        return _app.wsgi_app(environ, start_response)
    body = environ["wsgi.input"].read()
    later = {**environ, "wsgi.input": io.BytesIO(body)}
    threading.Thread(target=_keep_later, args=(later,), daemon=True).start()
    start_response("303 SEE OTHER", [("Location", "/"), ("Content-Length", "0")])
    return [b""]


def _keep_later(environ: dict[str, Any]) -> None:
    """Carry out the request, too late."""
    time.sleep(DELAY_SECONDS)
    list(_app.wsgi_app(environ, lambda *_arguments: None))
