"""A real installation in processes of its own, that a test may kill at any moment."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, g

from comite.accounts import operations, queries
from comite.accounts.operations import Visit
from comite.app import create_app
from comite.cli.serving import THREADS
from comite.foundation import security, settings
from comite.foundation.database import Base, db
from tests.cast import make_cast

ROOT = Path(__file__).resolve().parents[2]
STATE_SECONDS = 90.0
START_SECONDS = 60.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(state_is: Callable[[], bool]) -> None:
    """Wait for something to become true, on fresh readings."""
    deadline = time.monotonic() + STATE_SECONDS
    while time.monotonic() < deadline:
        db.session.remove()
        if state_is():
            return
        time.sleep(0.01)
    raise AssertionError("too long")


@dataclass
class Installation:
    """A data folder, its site and its worker."""

    data_dir: Path
    target: str = "wsgi:app"
    port: int = field(default_factory=free_port)
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COMITE_")},
            "COMITE_MODE": "test",
            "COMITE_SECRET_KEY": "a-secret-for-the-crash-tests-and-nothing-else",
            "COMITE_TRAFFIC_LIMITS": "0",
            "COMITE_DISK_RESERVE_MB": "1",
            "COMITE_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        self.environment.pop("DATABASE_URL", None)
        self.app = create_app(settings.load(self.environment), testing=True)
        with self.app.app_context():
            Base.metadata.create_all(db.engine)
            make_cast()
            db.session.remove()

    def authority_of(self, user_id: int) -> int:
        """Where somebody of the cast writes."""
        with self.app.app_context():
            found = queries.reader_of(user_id).affiliations[0].authority_id
            db.session.remove()
        return found

    def start_web(self) -> None:
        """Start the site; it answers a little later."""
        code = (
            "import sys; from granian import Granian; "
            f"Granian({self.target!r}, address='127.0.0.1', port={self.port}, interface='wsgi', workers=2, "
            f"blocking_threads={THREADS}, backlog=1024, http='1', websockets=False, log_level='error', "
            "respawn_failed_workers=True, respawn_interval=0.2).serve()"
        )
        self.web = self._start([sys.executable, "-c", code])

    def wait_for_web(self) -> None:
        """Wait for the first answer of the site."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._answers():
                return
            self.start_again_what_ended()
            time.sleep(0.05)
        raise AssertionError("the site did not start")

    def _answers(self) -> bool:
        """Whether the site answers now."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/sante")
            return connection.getresponse().status == 200
        return False

    def start_again_what_ended(self) -> None:
        """Do as systemd does: the server ends by itself when its processes die too fast in a row."""
        if self.web is not None and self.web.poll() is not None:
            self.start_web()

    def start_worker(self) -> None:
        """Start the worker."""
        self.worker = self._start([sys.executable, "-m", "comite.cli", "worker"])

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        """A process group of its own, so that it dies whole."""
        with (self.data_dir / "processes.log").open("ab") as log:
            return subprocess.Popen(
                command,
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, process: subprocess.Popen[bytes] | None) -> None:
        """Kill a process and its children at once, without a word."""
        if process is not None and process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill_one_child(self, chance: random.Random) -> bool:
        """Kill one of the site's processes; the others must go on. False when it has none now."""
        children = children_of(self.web.pid) if self.web is not None else []
        if not children:
            return False
        with suppress(ProcessLookupError):
            os.kill(chance.choice(children), signal.SIGKILL)
            return True
        return False

    def stop(self) -> None:
        """Kill everything that still runs."""
        self.kill(self.web)
        self.kill(self.worker)
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@dataclass(frozen=True)
class Answer:
    """What the site said."""

    status: int
    location: str
    text: str

    @property
    def is_acknowledged(self) -> bool:
        """Whether it said that the form is kept, now or by an earlier sending."""
        return self.status in (302, 303) or (self.status == 409 and "déjà enregistré" in self.text)


class Person:
    """Somebody who sends forms to the real site, and remembers what was acknowledged."""

    def __init__(self, installation: Installation, user_id: int) -> None:
        self.installation = installation
        with installation.app.app_context():
            self.key = operations.open_session(user_id, Visit("127.0.0.1", "crash"))
            db.session.remove()

    def token(self) -> str:
        """The form token our pages would give."""
        with self.installation.app.test_request_context():
            g.session_digest = queries.digest(self.key)
            return security.form_token()

    def post(
        self, path: str, form: Mapping[str, str], file: tuple[str, str, bytes] | None = None
    ) -> "Answer":
        """Send a form; raises `OSError` when nobody answers, or not to the end."""
        fields = {"form_token": self.token(), **form}
        body, kind = _encoded(fields, file)
        connection = http.client.HTTPConnection("127.0.0.1", self.installation.port, timeout=20)
        try:
            connection.request(
                "POST",
                path,
                body,
                {"Content-Type": kind, "Cookie": f"comite={self.key}", "Sec-Fetch-Site": "same-origin"},
            )
            answer = connection.getresponse()
            text = answer.read().decode()
            return Answer(answer.status, answer.headers.get("Location") or "", text)
        except http.client.HTTPException as error:
            raise OSError("no answer") from error
        finally:
            connection.close()


def children_of(pid: int) -> list[int]:
    """The processes that one started."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for path in lists for each in path.read_text().split()]


def left_behind(data_dir: Path) -> list[str]:
    """What still runs for an installation that was stopped."""
    mark = f"DATA_DIR={data_dir}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def _encoded(fields: Mapping[str, str], file: tuple[str, str, bytes] | None) -> tuple[bytes, str]:
    """A form as a browser sends it."""
    if file is None:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    mark = "----frontiere-des-essais"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name, file_name, content = file
    parts.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        "Content-Type: text/csv\r\n\r\n".encode()
        + content
        + b"\r\n"
    )
    parts.append(f"--{mark}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
