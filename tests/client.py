"""A browser without a screen: it sends forms as our pages do, and checks every page it is given."""

from collections.abc import Callable, Mapping
from contextvars import Context
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from comite.accounts import operations, queries
from comite.accounts.operations import Visit
from comite.accounts.readers import Reader
from comite.foundation import security
from comite.foundation.database import db
from tests import accessible

XHTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = {"input", "select", "textarea"}
# What the law, or our word, has every page lead to.
SAID_EVERYWHERE = {"/accessibilite", "/mentions-legales", "/donnees-personnelles", "/ecoconception"}
# Where long words are typed and not kept on the server, by the end of the address of their form, and why.
NOT_KEPT = {
    "/style": "the living guide sends nothing",
    "/style/field": "the same",
    "/style/editor": "the same",
    "/invitations/liste": "names and addresses of other people, who have not been invited yet",
    "/personnes/liste": "the same",
    "/suspension": "a sentence about a person, for administrators",
    "/decision": "a sentence beside a choice about personal data",
}


class Client:
    """Somebody's browser."""

    def __init__(self, app: Flask, reader: Reader | None = None) -> None:
        self.app = app
        self.browser: FlaskClient = app.test_client()
        self.key = ""
        if reader is not None and reader.user_id is not None:
            self.sign_in(reader.user_id)

    def as_(self, reader: Reader) -> "Client":
        """Another browser, where this person is signed in."""
        return Client(self.app, reader)

    def sign_in(self, user_id: int) -> None:
        """Open a session directly, without the price of a password."""
        with self.app.app_context():
            self.key = operations.open_session(user_id, Visit("127.0.0.1", "test"))
        self.browser.set_cookie("comite", self.key)

    def get(self, path: str, **options: Any) -> TestResponse:
        """Ask for a page and check it."""
        db.session.remove()
        return checked(apart(self.browser.get, path, buffered=True, **options))

    def post(
        self,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        follow: bool = False,
        method: str = "POST",
        **options: Any,
    ) -> TestResponse:
        """Send a form as one of our pages would, and check the answer."""
        db.session.remove()
        form = {"form_token": self.form_token(), **(data or {})}
        return checked(
            apart(
                self.browser.open,
                path,
                method=method,
                data=form,
                follow_redirects=follow,
                buffered=True,
                **options,
            )
        )

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> TestResponse:
        """Send something that is no form, as one of our scripts would; `_` in names of headers is `-`."""
        db.session.remove()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {"X-Form-Token": self.form_token(), **named}
        return checked(apart(self.browser.open, path, method=method, data=body, headers=named, buffered=True))

    def form_token(self) -> str:
        """The token our pages would give this browser."""
        return apart(self._form_token)

    def _form_token(self) -> str:
        """The same, inside a context of its own."""
        with self.app.test_request_context():
            if self.key:
                g.session_digest = queries.digest(self.key)
            return security.form_token()


def apart(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Call where the test's own application context is not seen.

    Flask would have the request share it otherwise, with the person and the session of the request before.
    """
    return Context().run(call, *arguments, **options)


def checked(response: TestResponse) -> TestResponse:
    """The same answer, once its page is known to be well made."""
    is_page = response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 304)
    if is_page and "attachment" not in response.headers.get("Content-Disposition", ""):
        check_page(response.get_data(as_text=True), urlsplit(response.request.path).path)
    return response


def check_page(html: str, path: str, *, whole: bool = True) -> None:
    """Fail unless a page is well formed, has one title, labelled fields, unique ids and nothing inline."""
    if not whole or "<html" not in html:
        return
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    assert not parser.errors, f"{path}: {parser.errors[:3]}"
    elements = list(tree.iter())
    tags = [each.tag for each in elements if isinstance(each.tag, str)]
    assert tags.count("h1") == 1, f"{path}: {tags.count('h1')} h1"
    assert tags.count("main") == 1, f"{path}: no single main"
    ids = [each.get("id") for each in elements if each.get("id")]
    assert len(ids) == len(set(ids)), (
        f"{path}: repeated ids {sorted({one for one in ids if ids.count(one) > 1})}"
    )
    links = {each.get("href") for each in elements if each.tag == "a"}
    assert links >= SAID_EVERYWHERE, f"{path}: no link to {sorted(SAID_EVERYWHERE - links)}"
    found = [] if path.startswith("/style") else accessible.faults(tree)
    assert not found, f"{path}: {found}"
    _check_labels(elements, path)
    _check_nothing_inline(elements, path)
    _check_forms(elements, path)
    _check_kept(elements, path)


def _check_labels(elements: list[Any], path: str) -> None:
    """Every field that people fill in has a name said aloud."""
    labelled = {each.get("for") for each in elements if each.tag == "label"}
    wrapped = {id(inner) for each in elements if each.tag == "label" for inner in each.iter()}
    unseen = {each.get("id") for each in elements if each.tag == "input" and each.get("type") == "hidden"}
    shown = (unseen & labelled) - {None}
    assert not shown, f"{path}: a label shows for the hidden {shown}"
    for each in elements:
        if each.tag in LABELLED and each.get("type") not in ("hidden", "submit", "button"):
            named = each.get("aria-label") or each.get("aria-labelledby") or each.get("id") in labelled
            assert named or id(each) in wrapped, f"{path}: field {each.get('name')} has no label"
        if each.get("type") == "hidden":
            assert not each.get("id") or each.get("id") not in labelled, (
                f"{path}: a label stands alone, its field {each.get('name')} is hidden"
            )


def _check_nothing_inline(elements: list[Any], path: str) -> None:
    """Our content policy would refuse it."""
    for each in elements:
        assert each.get("style") is None, f"{path}: style attribute on {each.tag}"
        assert each.tag != "style", f"{path}: style element"
        assert not (each.tag == "script" and not each.get("src")), f"{path}: inline script"
        handlers = [name for name in each.attrib if str(name).lower().startswith("on")]
        assert not handlers, f"{path}: {handlers}"


def _check_forms(elements: list[Any], path: str) -> None:
    """Every form that changes something carries its token."""
    for each in elements:
        if each.tag == "form" and (each.get("method") or "get").lower() == "post":
            names = [inner.get("name") for inner in each.iter() if inner.tag == "input"]
            assert "form_token" in names, f"{path}: a form without its token ({each.get('action')})"


def _check_kept(elements: list[Any], path: str) -> None:
    """What is typed at length is kept on the server, and given back on any device."""
    for each in elements:
        if each.tag != "form" or (each.get("method") or "get").lower() != "post":
            continue
        long_words = [inner.get("name") for inner in each.iter() if inner.tag == "textarea"]
        target = urlsplit(each.get("action") or "").path or path
        if long_words and not target.endswith(tuple(NOT_KEPT)):
            assert each.get("data-autosave-url"), f"{path}: {long_words} would be lost with the page"
