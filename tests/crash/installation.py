"""A real installation in processes of its own, that a test may kill at any moment."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, g

from comite.accounts import operations, queries
from comite.accounts.operations import Visit
from comite.app import create_app
from comite.foundation import security, settings
from comite.foundation.database import Base, db
from tests.cast import make_cast

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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

    def start_web(self) -> None:
        """Start the site, and wait for its first answer."""
        code = (
            "import sys; from granian import Granian; "
            f"Granian({self.target!r}, address='127.0.0.1', port={self.port}, interface='wsgi', workers=2, "
            "blocking_threads=1, backlog=1024, http='1', websockets=False, log_level='error', "
            "respawn_failed_workers=True, respawn_interval=0.2).serve()"
        )
        self.web = self._start([sys.executable, "-c", code])
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/sante")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the site did not start")

    def start_worker(self) -> None:
        """Start the worker."""
        self.worker = self._start([sys.executable, "-m", "comite.cli", "worker"])

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        """A process group of its own, so that it dies whole."""
        log = (self.data_dir / "processes.log").open("ab")
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )

    def kill(self, process: subprocess.Popen[bytes] | None) -> None:
        """Kill a process and its children at once, without a word."""
        if process is not None and process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill_one_child(self) -> bool:
        """Kill one of the site's processes; the others must go on. False when it has none now."""
        if self.web is None:
            return False
        children = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text().split()
        if not children:
            return False
        with suppress(ProcessLookupError):
            os.kill(int(children[0]), signal.SIGKILL)
        return True

    def stop(self) -> None:
        """Kill everything that still runs."""
        self.kill(self.web)
        self.kill(self.worker)


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
    ) -> tuple[int, str]:
        """Send a form; gives the status and the address led to. Raises `OSError` when nobody answers."""
        fields = {"form_token": self.token(), **form}
        body, kind = _encoded(fields, file)
        connection = http.client.HTTPConnection("127.0.0.1", self.installation.port, timeout=20)
        try:
            connection.request(
                "POST", path, body, {"Content-Type": kind, "Cookie": f"comite={self.key}", "Sec-Fetch-Site": "same-origin"}
            )
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location") or ""
        except http.client.HTTPException as error:
            raise OSError("no answer") from error
        finally:
            connection.close()


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
