"""Logs: JSON lines in UTC, with the request's number, route, status and time; nothing a person wrote."""

import hashlib
import logging
import secrets
import sys
import time

# structlog paints tracebacks with rich where it finds it; ours are JSON, and it weighs 3 MB in every process.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None is how an import is told to find nothing.

import structlog  # noqa: E402  # After the line that lightens it.
from flask import Flask, Response, g, request  # noqa: E402  # As above.

from comite.foundation.settings import Settings  # noqa: E402  # As above.


def start(app: Flask, settings: Settings) -> None:
    """Number each request, time it, and write one line about it."""
    app.before_request(_begin)
    app.after_request(lambda response: _end(response, settings))


def configure(level: int = logging.INFO) -> None:
    """Write every log of the process as JSON lines on standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("comite").setLevel(level)


def _begin() -> None:
    """Number the request; the number is given to the person when something fails."""
    g.request_id = secrets.token_hex(6)
    g.request_began = time.perf_counter()


def _end(response: Response, settings: Settings) -> Response:
    """One line a request: route name, never the address, which may hold a key or a person's words."""
    began = g.get("request_began")
    milliseconds = (time.perf_counter() - began) * 1000 if began else 0.0
    response.headers["Server-Timing"] = f"app;dur={milliseconds:.1f}"
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        logging.getLogger("comite.requests").info(
            "request",
            extra={
                "request_id": g.get("request_id", ""),
                "route": request.endpoint or "none",
                "method": request.method,
                "status": response.status_code,
                "ms": round(milliseconds, 1),
                "who": _pseudonym(settings),
            },
        )
    return response


def _pseudonym(settings: Settings) -> str:
    """Who asked, as a word that tells two people apart and names nobody; it changes with the session."""
    digest = g.get("session_digest")
    if digest is None:
        return "visitor"
    return hashlib.sha256(f"{settings.secret_key}:{digest}".encode()).hexdigest()[:10]
