"""Who is asking: read once a request from the browser's key; only doors import this."""

from contextlib import suppress
from datetime import timedelta

from flask import Flask, Request, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin
from flask_login import current_user as login_user

from comite.accounts import operations, queries
from comite.accounts.errors import DeadFeedKeyError, SecondFactorMissingError
from comite.accounts.readers import VISITOR, Reader
from comite.foundation import clock, feeds, security
from comite.foundation.errors import NotFoundError, ReadOnlyError, SignInRequiredError
from comite.foundation.security import Access
from comite.foundation.settings import Settings

# What is open to who must still set up their second factor: doing so, leaving, and the look of these pages.
OPEN_BEFORE_SECOND_FACTOR = {
    "second_factor.index", "second_factor.change", "second_factor.set_up", "accounts.sign_out",
    "looks.logo", "looks.sheet", "home.alive", "home.ready", "home.robots", "home.accessibility",
    "home.privacy", "home.legal",
}  # fmt: skip
SEEN_EVERY = timedelta(minutes=10)
KEY_MAX = 100


class SignedIn(UserMixin):  # type: ignore[misc]  # the library has no types
    """What Flask-Login hands round: the reader, and the key of their session."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.id = reader.user_id


def start(app: Flask) -> None:
    """Recognise people by our own session table, and enforce what each view declares."""
    manager = LoginManager(app)
    manager.request_loader(_recognise)
    manager.user_loader(lambda _identifier: None)
    app.before_request(_enforce)


def cookie_name() -> str:
    """The name of the cookie that holds the browser's key."""
    settings: Settings = current_app.extensions["settings"]
    return "__Host-comite" if settings.is_https else "comite"


def reader() -> Reader:
    """The person who asks, or the visitor."""
    found = login_user
    return found.reader if isinstance(getattr(found, "reader", None), Reader) else VISITOR


def actor() -> Reader:
    """The person who acts; a visitor is asked to sign in."""
    who = reader()
    if not who.is_signed_in:
        raise SignInRequiredError
    return who


def feed_reader() -> Reader:
    """Who reads a feed: the owner of the key of `?cle=…`, or the visitor without one.

    For feeds (Atom, iCalendar) and nothing else: the cookie does not count there, so that an address gives
    the same in a browser as in the program to which it is entrusted. Raises `DeadFeedKeyError` for a key that
    was withdrawn, never existed, or whose owner is suspended or erased. `foundation.feeds.answer` gives what
    is read this way its caching, which differs with and without a key (`is_private=reader.is_signed_in`).
    """
    key = request.args.get(feeds.KEY, "")
    if not key:
        return VISITOR
    found = queries.find_feed_key(key) if len(key) <= KEY_MAX else None
    owner = queries.reader_of(found.user_id) if found else VISITOR
    if found is None or not owner.is_signed_in:
        raise DeadFeedKeyError
    if not found.was_used_lately:
        with suppress(ReadOnlyError):
            operations.note_feed_key_used(found.id)
    return owner


def _recognise(asked: Request) -> SignedIn | None:
    """The person whose session a browser's key opens."""
    key = asked.cookies.get(cookie_name(), "")
    if not key or len(key) > KEY_MAX:
        return None
    session = queries.find_session(key)
    if session is None:
        return None
    if not session.reader.is_signed_in:
        return None
    g.session_digest = session.digest
    if clock.now() - session.last_seen_at > SEEN_EVERY and request.method == "GET":
        operations.note_seen(session.id)
    return SignedIn(session.reader)


def _enforce() -> ResponseReturnValue | None:
    """Refuse a request that the view's declared access does not admit."""
    if request.endpoint in (None, "static"):
        return None
    if cookie_name() in request.cookies:
        reader()  # recognised before the form token is checked, which is tied to the session
    level = security.access_of(current_app, str(request.endpoint))
    if level is Access.SIGNED_IN and not reader().is_signed_in:
        raise SignInRequiredError
    if level is Access.ADMINISTRATOR and not reader().is_administrator:
        # An outsider need not know what administrators have.
        raise NotFoundError if reader().is_signed_in else SignInRequiredError
    if _must_prove_twice() and request.endpoint not in OPEN_BEFORE_SECOND_FACTOR:
        if request.method not in ("GET", "HEAD"):
            raise SecondFactorMissingError
        return redirect(url_for("second_factor.index"), 303)
    return None


def _must_prove_twice() -> bool:
    """Whether the present person must set their second factor up before anything else."""
    who = reader()
    return who.is_signed_in and not who.has_second_factor and operations.is_required_of(who)


def give_key(response: Response, key: str) -> Response:
    """Let the browser keep the key of a new session."""
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(
        cookie_name(),
        key,
        max_age=int(operations.SESSION_LASTS.total_seconds()),
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def take_key(response: Response) -> Response:
    """Have the browser forget its key."""
    settings: Settings = current_app.extensions["settings"]
    response.delete_cookie(cookie_name(), path="/", secure=settings.is_https, httponly=True, samesite="Lax")
    return response
