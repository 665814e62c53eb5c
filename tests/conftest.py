"""One application for all tests; each starts from a picture of the database with the cast in it."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

from comite.app import create_app
from comite.foundation import migrations, settings
from comite.foundation.database import Base, db
from comite.foundation.jobs import Job, run_waiting
from comite.home.appearance import Look
from tests import pictures
from tests.cast import Cast, make_cast
from tests.client import Client


class QueryLog:
    """Counts the statements that go to the database while it is open."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.is_open = False

    def __enter__(self) -> Self:
        self.statements.clear()
        self.is_open = True
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_open = False

    def __len__(self) -> int:
        return len(self.statements)

    def note(self, _conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        """Remember a statement that reads or writes."""
        if self.is_open and not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            self.statements.append(statement)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may last longest begins, so that no process ends alone with it; chance orders the rest."""
    items.sort(key=patience, reverse=True)


def patience(item: pytest.Item) -> float:
    """How long a test may last, in seconds, when it says so."""
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0.0


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the tests' installation."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def app(data_dir: Path) -> Iterator[Flask]:
    """The application, built once, on SQLite or on the PostgreSQL of DATABASE_URL."""
    environment = {
        "DATA_DIR": str(data_dir),
        "COMITE_TRAFFIC_LIMITS": "0",
        "COMITE_SECRET_KEY": "a-secret-for-the-tests-and-for-nothing-else",
        "COMITE_PUBLIC_URL": "http://localhost",
        "COMITE_DISK_RESERVE_MB": "1",
    }
    if os.environ.get("DATABASE_URL"):
        environment["DATABASE_URL"] = _own_database(os.environ["DATABASE_URL"])
    application = create_app(settings.load(environment, mode="test"), testing=True)
    with application.app_context():
        if application.extensions["settings"].uses_sqlite:
            event.listen(db.engine, "connect", without_waiting_for_the_disk)
        else:
            event.listen(db.engine, "connect", without_waiting_for_the_log)
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        Base.metadata.create_all(db.engine)
        migrations.declare_up_to_date()
        application.extensions["cast"] = make_cast()
        db.session.remove()
        db.engine.dispose()
    if application.extensions["settings"].uses_sqlite:
        _checkpoint(application, data_dir)
        shutil.copy(data_dir / "comite.sqlite3", data_dir / "picture.sqlite3")
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
    if os.environ.get("DATABASE_URL") and os.environ.get("PYTEST_XDIST_WORKER"):
        _drop(os.environ["DATABASE_URL"], make_url(environment["DATABASE_URL"]).database or "")


def without_waiting_for_the_disk(connection: DBAPIConnection, _record: object) -> None:
    """What the tests write may go with the machine."""
    connection.cursor().execute("PRAGMA synchronous=OFF")


def without_waiting_for_the_log(connection: DBAPIConnection, _record: object) -> None:
    """The same on PostgreSQL."""
    connection.cursor().execute("SET synchronous_commit = off")
    connection.commit()


def _own_database(url: str) -> str:
    """The database itself, or one beside it when several processes share the tests."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        return url
    given = make_url(url)
    name = f"{given.database}_{worker}"
    _drop(url, name)
    engine = create_engine(given, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0"))
    engine.dispose()
    return given.set(database=name).render_as_string(hide_password=False)


def _drop(url: str, name: str) -> None:
    """Leave no database of this name on the server."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()


def _checkpoint(application: Flask, data_dir: Path) -> None:
    """Fold the write-ahead log into the file, so that the file alone is the picture."""
    with application.app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            connection.commit()
        db.engine.dispose()
    for ending in ("-wal", "-shm"):
        assert not (data_dir / f"comite.sqlite3{ending}").exists()


@pytest.fixture(autouse=True)
def _fresh(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put the picture back before each test that uses the application."""
    if not {"app", "cast", "client"} & set(request.fixturenames):
        yield
        return
    application: Flask = request.getfixturevalue("app")
    folder: Path = request.getfixturevalue("data_dir")
    with application.app_context():
        _restore(application, folder)
        yield
        db.session.remove()


def _restore(application: Flask, folder: Path) -> None:
    """The database of the picture, and no files."""
    db.session.remove()
    # Read before the statements of a test are counted, as it is in a process that serves.
    application.extensions["look"] = (time.monotonic(), Look())
    for name in ("files", "uploads", "search", "mails"):
        shutil.rmtree(folder / name, ignore_errors=True)
    if application.extensions["settings"].uses_sqlite:
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            (folder / f"comite.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copy(folder / "picture.sqlite3", folder / "comite.sqlite3")
        return
    if application.extensions.get("has_picture"):
        pictures.put_back("picture")
        return
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with db.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    make_cast()
    with db.engine.begin() as connection:
        for table in ("local_authorities", "committees", "users"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1000)"))
        application.extensions["has_picture"] = pictures.keep(connection, "picture")
    db.session.remove()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people of the tests, as readers: every test begins with the same."""
    people: Cast = app.extensions["cast"]
    return people


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor's browser; `client.as_(cast.amina)` is Amina's."""
    return Client(app)


@pytest.fixture
def query_log(app: Flask) -> Iterator[QueryLog]:
    """What goes to the database: `with query_log: …; assert len(query_log) == 2`."""
    log = QueryLog()
    event.listen(db.engine, "before_cursor_execute", log.note)
    yield log
    event.remove(db.engine, "before_cursor_execute", log.note)


def waiting_jobs() -> list[str]:
    """The names of the jobs that wait, in order, without their module's package."""
    names = db.session.scalars(db.select(Job.name).where(Job.done_at.is_(None)).order_by(Job.id))
    return [name.removeprefix("comite.") for name in names]


@pytest.fixture
def work(app: Flask) -> Iterator[object]:
    """Do all that waits, as the worker would: `work()`."""

    def carry_on() -> int:
        db.session.remove()
        return run_waiting(app)

    return carry_on
