"""A whole installation of its own, with the cast in it, that a browser or a client visits."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.serving import WSGIRequestHandler, make_server

from comite.accounts import operations as accounts
from comite.accounts.operations import Visit
from comite.accounts.readers import Reader
from comite.app import create_app
from comite.experiences.operations import seed_domains
from comite.foundation import settings
from comite.foundation.database import Base, db
from comite.foundation.jobs import run_waiting
from comite.search import operations as search
from tests.cast import Cast, look_up_cast, make_cast

Wsgi = Callable[..., Any]


class Site:
    """A data folder of its own, on SQLite; every other setting as in the tests of one process."""

    def __init__(self, folder: Path, *, mode: str = "test", demo_accounts: Sequence[object] = ()) -> None:
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        environment = {
            "DATA_DIR": str(folder),
            "COMITE_TRAFFIC_LIMITS": "0",
            "COMITE_SECRET_KEY": "a-secret-for-the-tests-and-for-nothing-else",
            "COMITE_PUBLIC_URL": self.address,
            "COMITE_DISK_RESERVE_MB": "1",
        }
        self.app: Flask = create_app(
            settings.load(environment, mode=mode), testing=True, demo_accounts=demo_accounts
        )
        with self.app.app_context():
            event.listen(db.engine, "connect", _hurry)
            Base.metadata.create_all(db.engine)
            make_cast()
            seed_domains()
            db.session.remove()

    @property
    def mails(self) -> Path:
        """Where the mails are left."""
        return Path(self.app.extensions["settings"].data_dir) / "mails"

    @contextmanager
    def inside(self) -> Iterator[Cast]:
        """The cast, and the application that operations need."""
        with self.app.app_context():
            yield look_up_cast()
            db.session.remove()

    def work(self) -> None:
        """Do all that waits, as the worker would: jobs, mails, index."""
        with self.app.app_context():
            db.session.remove()
            while run_waiting(self.app):
                pass
            while search.apply_changes():
                pass
            db.session.remove()

    def key_of(self, reader: Reader) -> str:
        """A session opened directly, without the price of a password."""
        assert reader.user_id is not None
        with self.app.app_context():
            key = accounts.open_session(reader.user_id, Visit("127.0.0.1", "Chromium"))
            db.session.remove()
        return key

    @contextmanager
    def served(self, around: Callable[[Wsgi], Wsgi] = lambda wsgi: wsgi) -> Iterator[str]:
        """The site answering at its address, in a thread."""
        server = make_server(
            "127.0.0.1", self.port, around(self.app.wsgi_app), threaded=True, request_handler=_Silent
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self.address
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def close(self) -> None:
        """Leave no connection open."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


class _Silent(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, *_arguments: object) -> None:
        """Nothing."""


def _hurry(connection: Any, _record: object) -> None:
    """No test of this kind cuts the power: the disk need not be waited for."""
    connection.execute("PRAGMA synchronous=OFF")


def _free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


logging.getLogger("werkzeug").setLevel(logging.ERROR)
