"""Who may call what: every route, every person, every state, against the hand-written table."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from werkzeug.routing import RequestRedirect

from comite.foundation.database import db
from tests import pictures
from tests.cast import Cast
from tests.client import Client
from tests.http.world import make_world

PEOPLE = ("visitor", "chloe", "bruno", "amina", "elise", "farid", "gael", "denis")
# Some two thousand requests: more than the common limit on a busy machine.
pytestmark = pytest.mark.timeout(900)
TABLE = Path(__file__).with_name("access.txt")
ROW = re.compile(r"^(GET|POST|PATCH|DELETE)\s+(\S+)(?:\s+(\S+=\S*))?\s+((?:[+ix4] ){7}[+ix4])$")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    method: str
    path: str
    form: str
    answers: dict[str, str]


def rows() -> list[Row]:
    """The table; a line that is neither a comment nor a row is a mistake in it."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = ROW.match(line.strip())
        assert match, line
        found.append(
            Row(match[1], match[2], match[3] or "", dict(zip(PEOPLE, match[4].split(), strict=True)))
        )
    return found


@pytest.fixture
def world(app: Flask, cast: Cast) -> dict[str, Any]:
    return make_world(app, cast)


def seen(status: int, location: str) -> str:
    """An answer, as the table writes it."""
    if status == 401 or (status == 303 and location.startswith("/connexion?")):
        return "i"
    if status == 403:
        return "x"
    if status == 404:
        return "4"
    assert status < 500, f"a failure of ours: {status}"
    return "+"


def browser_of(client: Client, cast: Cast, name: str) -> Client:
    """A person's browser; the pages a suspended person sees are a visitor's, and so are their tokens."""
    browser = client.as_(getattr(cast, name))
    if name == "gael":
        browser.key = ""
    return browser


def ask(client: Client, row: Row, world: dict[str, Any]) -> str:
    """What one person gets."""
    path, form = row.path.format(**world), dict(parse_qsl(row.form.format(**world)))
    try:
        answer = client.get(path) if row.method == "GET" else client.post(path, form, method=row.method)
        return seen(answer.status_code, answer.headers.get("Location") or "")
    except AssertionError as error:
        return f"a bad page ({error})"


def test_every_person_gets_what_the_table_says_on_pages(
    client: Client, cast: Cast, world: dict[str, Any]
) -> None:
    wrong = []
    browsers = {name: browser_of(client, cast, name) for name in PEOPLE}
    for row in rows():
        if row.method == "GET":
            for name, expected in row.answers.items():
                got = ask(browsers[name], row, world)
                if got != expected:
                    wrong.append(f"GET {row.path} {row.form}: {name} gets {got}, the table says {expected}")

    assert not wrong, "\n".join(wrong)


def test_every_person_gets_what_the_table_says_on_changes(
    client: Client, cast: Cast, world: dict[str, Any], picture: "Picture"
) -> None:
    wrong = []
    for row in rows():
        if row.method != "GET":
            # Those who are refused change nothing; the others each find the world as it was.
            for name, expected in sorted(row.answers.items(), key=lambda each: each[1] == "+"):
                got = ask(browser_of(client, cast, name), row, world)
                if got != expected:
                    wrong.append(
                        f"{row.method} {row.path} {row.form}: {name} gets {got}, the table says {expected}"
                    )
                if "+" in (got, expected):
                    picture.put_back()

    assert not wrong, "\n".join(wrong)


def test_every_route_stands_in_the_table(app: Flask, world: dict[str, Any]) -> None:
    adapter = app.url_map.bind("localhost")
    named = set()
    for row in rows():
        path = row.path.format(**world).partition("?")[0]
        try:
            named.add((row.method, adapter.match(path, method=row.method)[0]))
        except RequestRedirect as redirect:
            raise AssertionError(f"{path} is not an address: {redirect.new_url}") from redirect
    known = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    }

    assert known - named == set()


def test_what_one_may_not_see_answers_as_what_does_not_exist(
    client: Client, cast: Cast, world: dict[str, Any]
) -> None:
    outsider = client.as_(cast.chloe)
    for hidden, missing in (
        ("/retours-experience/{report_committee}", "/retours-experience/inconnu-du-tout"),
        ("/jeux-de-donnees/{dataset_committee}", "/jeux-de-donnees/inconnu-du-tout"),
        ("/discussions/{thread_committee}", "/discussions/999999-rien"),
    ):
        first = outsider.get(hidden.format(**world))
        second = outsider.get(missing)

        assert first.status_code == second.status_code == 404
        assert without_marks(first.text) == without_marks(second.text)


def without_marks(html: str) -> str:
    """A page without what changes at each request: tokens, numbers."""
    return re.sub(r'value="[^"]{20,}"|[0-9a-f]{12}', "", html)


class Picture:
    """The world as it was, to put back between two people."""

    def __init__(self, app: Flask, folder: Path, cast: Cast) -> None:
        self.app, self.folder, self.cast = app, folder, cast
        self.is_sqlite = app.extensions["settings"].uses_sqlite
        if self.is_sqlite:
            db.session.remove()
            connection = db.engine.raw_connection()
            try:
                connection.cursor().execute("VACUUM INTO ?", (str(folder / "world.sqlite3"),))
            finally:
                connection.close()
        else:
            db.session.remove()
            with db.engine.begin() as connection:
                assert pictures.keep(connection, "world"), "the tests ask for a role that may do all"

    def put_back(self) -> None:
        """Undo what somebody changed."""
        db.session.remove()
        if not self.is_sqlite:
            pictures.put_back("world")
            return
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            (self.folder / f"comite.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copy(self.folder / "world.sqlite3", self.folder / "comite.sqlite3")


@pytest.fixture
def picture(app: Flask, cast: Cast, world: dict[str, Any], data_dir: Path) -> Iterator[Picture]:
    yield Picture(app, data_dir, cast)
    (data_dir / "world.sqlite3").unlink(missing_ok=True)
