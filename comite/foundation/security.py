"""The doors' locks: headers, origin, form tokens, declared access, keys against double sending."""

import hmac
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import Index, String, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from comite.foundation import clock
from comite.foundation.database import Model, before_commit, db, write
from comite.foundation.errors import AlreadySubmittedError, InvalidRequestError, NotAllowedError, RefusedError
from comite.foundation.jobs import job
from comite.foundation.settings import Settings
from comite.foundation.settings import current as settings_in_use

View = TypeVar("View", bound=Callable[..., Any])

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
TOKEN_SECONDS = 12 * 3600
KEY_MAX = 64
KEYS_KEPT = timedelta(days=2)
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}


class BadFormTokenError(NotAllowedError):
    """The form does not come from a page of ours, or that page is too old."""

    sentence = (
        "Cette page était ouverte depuis trop longtemps, ou vous vous êtes reconnecté entre-temps. "
        "Revenez en arrière : votre texte y est encore. Rechargez la page, puis envoyez-la de nouveau."
    )


class Access(StrEnum):
    """Who may call a view at all; what they may do there is asked again by each operation."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed_in"
    ADMINISTRATOR = "administrator"
    MACHINE = "machine"


def access(level: Access) -> Callable[[View], View]:
    """Declare who may call a view; the application refuses to start while a view has no declaration."""

    def declare(view: View) -> View:
        view.__dict__["access"] = level
        return view

    return declare


everyone = access(Access.EVERYONE)
signed_in = access(Access.SIGNED_IN)
administrators = access(Access.ADMINISTRATOR)
machines = access(Access.MACHINE)


def access_of(app: Flask, endpoint: str) -> Access:
    """What a view declares."""
    declared: Access = app.view_functions[endpoint].__dict__["access"]
    return declared


def refuse_undeclared(app: Flask) -> None:
    """Stop the start of an application that has a door without a lock."""
    undeclared = sorted(name for name, view in app.view_functions.items() if "access" not in view.__dict__)
    if undeclared:
        raise RuntimeError(f"views without declared access: {', '.join(undeclared)}")


class Submission(Model):
    """A form already received: its key, and where its sender was then led."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_received_at", "received_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime]
    location: Mapped[str | None] = mapped_column(String(2000))


def start(app: Flask, settings: Settings) -> None:
    """Put the locks on every door of the application."""
    app.before_request(_check_request)
    app.after_request(lambda response: _finish(response, settings))
    app.jinja_env.globals["form_guard"] = form_guard


def _check_request() -> ResponseReturnValue | None:
    """Refuse an unsafe request that does not come from our own pages; answer a form sent twice as once."""
    if "\x00" in request.full_path or any("\x00" in value for value in request.args.values()):
        raise InvalidRequestError
    if request.method not in UNSAFE or _is_for_machines():
        return None
    _check_origin()
    if not _is_token_good(request.headers.get("X-Form-Token") or request.form.get("form_token", "")):
        raise BadFormTokenError
    g.submission_key = _submission_key(request.form.get("form_key", ""))
    return _answer_again(g.submission_key) if g.submission_key else None


def _is_for_machines() -> bool:
    """Whether the request goes to the door for machines, which ignores cookies."""
    if request.endpoint is None:
        return False
    return access_of(current_app, request.endpoint) is Access.MACHINE


def _check_origin() -> None:
    """The request must say that it comes from our own site, or say nothing of another."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise BadFormTokenError
    origin = request.headers.get("Origin")
    if origin is not None and origin not in _own_origins():
        raise BadFormTokenError


def _own_origins() -> set[str]:
    """The origins under which people reach this installation."""
    settings = settings_in_use()
    public = urlsplit(settings.public_url)
    own = {f"{public.scheme}://{public.netloc}"}
    if not settings.is_production:
        own.add(f"{request.scheme}://{request.host}")
    return own


def form_token() -> str:
    """A token tied to the present session, or to nobody before sign-in, good for half a day."""
    moment = str(int(time.time()))
    holder = g.get("session_digest", "visitor")
    kept: tuple[str, str, str] | None = g.get("form_token")
    # A page may hold thirty forms: one seal does for all that are written in the same second.
    if kept is None or kept[:2] != (holder, moment):
        kept = g.form_token = (holder, moment, f"{moment}.{_seal(moment, settings_in_use().secrets[0])}")
    return kept[2]


def _is_token_good(token: str) -> bool:
    """Whether a token is ours, of this session, and recent."""
    moment, _, seal = token.partition(".")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
        return False
    if not 0 <= time.time() - int(moment) + 60 <= TOKEN_SECONDS:
        return False
    return any(
        hmac.compare_digest(seal.encode(), _seal(moment, key).encode()) for key in settings_in_use().secrets
    )


def _seal(moment: str, key: str) -> str:
    """The proof that we made a token for this session."""
    holder = g.get("session_digest", "visitor")
    return hmac.new(key.encode(), f"form:{holder}:{moment}".encode(), sha256).hexdigest()


def form_guard() -> Markup:
    """The hidden fields of every form: the token, and a key of its own against double sending."""
    # Both are made here, of letters, digits, « . », « - » and « _ » only: nothing to escape.
    return Markup(  # noqa: S704 - see above
        f'<input type="hidden" name="form_token" value="{form_token()}">'
        f'<input type="hidden" name="form_key" value="{secrets.token_urlsafe(18)}">'
    )


def _submission_key(value: str) -> str:
    """The key of a form, told apart by its holder and its address; empty when it has none."""
    if not value or len(value) > KEY_MAX:
        return ""
    holder = g.get("session_digest", "visitor")
    return sha256(f"{holder}:{request.path}:{value}".encode()).hexdigest()


def _answer_again(key: str) -> ResponseReturnValue | None:
    """Lead the sender of a form already received where the first sending led."""
    found = db.session.get(Submission, key)
    if found is None:
        return None
    if found.location is None:
        raise AlreadySubmittedError
    return redirect(found.location, 303)


@before_commit
def _keep_submission() -> None:
    """Keep the key of the form in the transaction of its operation: a second one cannot be kept."""
    if not has_request_context() or not g.get("submission_key"):
        return
    key, g.kept_key = g.submission_key, g.submission_key
    g.submission_key = ""
    if db.session.scalar(select(Submission.key).where(Submission.key == key)):
        raise AlreadySubmittedError
    db.session.add(Submission(key=key, received_at=clock.now(), location=None))


def _finish(response: Response, settings: Settings) -> Response:
    """Remember where a kept form led, and set the headers of every answer."""
    if g.get("kept_key") and 300 <= response.status_code < 400:
        # The change is kept already: nothing that fails from here on may answer that it is not.
        with suppress(RefusedError, OperationalError), write() as session:
            session.execute(
                update(Submission)
                .where(Submission.key == g.kept_key)
                .values(location=response.location[:2000])
            )
        g.kept_key = ""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    if settings.is_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store" if g.get("session_digest") else "no-cache"
        response.vary.add("Cookie")
    return response


def safe_next(target: str | None, default: str) -> str:
    """The page to go on to: a path of ours that the URL map matches, otherwise the default."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or len(target) > 500:
        return default
    if any(ord(letter) < 32 or letter == "\\" for letter in target):
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return default
    adapter = current_app.create_url_adapter(request)
    try:
        adapter.match(parts.path, method="GET")  # type: ignore[union-attr]
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return default
    return target


@job
def forget_submissions() -> None:
    """Drop the keys of forms received more than two days ago."""
    db.session.execute(delete(Submission).where(Submission.received_at < clock.now() - KEYS_KEPT))
