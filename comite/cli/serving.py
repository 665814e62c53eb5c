"""Running the product: the site, the worker, and both together for the demonstration."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import Namespace
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from granian import Granian
from granian.http import HTTP1Settings

from comite.app import create_app
from comite.cli.checks import refuse_unsafe
from comite.cli.demonstration import accounts as demonstration_accounts
from comite.cli.demonstration import load as demonstration
from comite.cli.worker import Worker
from comite.foundation import logs, migrations, settings
from comite.foundation.errors import RefusedError

# With this backlog 9,000 slow clients are held while requests stay fast; the default stops at 3,000.
BACKLOG = 16_384
HEADER_TIMEOUT_MS = 15_000
# One serves pages best, but a file that arrives slowly would hold it, and its whole process, until the end.
THREADS = 8
START_SECONDS = 60
STOP_SECONDS = 20
# A process of the demonstration that ends is started again, but not one that cannot live.
ENDS_MAX, ENDS_WITHIN_SECONDS = 5, 60
PROCESS_NAMES = {"serve": "Le site", "worker": "Le service des travaux"}
Processes = dict[str, subprocess.Popen[bytes]]
CHECKED_PAGES = (
    "/", "/sante", "/pret", "/retours-experience/", "/jeux-de-donnees/", "/discussions/", "/comites/",
    "/recherche?q=cantine", "/catalogue.ttl", "/connexion",
)  # fmt: skip


def serve(chosen: Namespace) -> int:
    """Open the site on one address until a signal comes."""
    in_use = settings.load()
    refuse_unsafe(in_use)
    port = chosen.port or in_use.port
    if not _is_free(chosen.host, port):
        raise RefusedError(f"Le port {port} est déjà occupé : choisissez-en un autre avec PORT=…")
    print(f"Comité écoute sur http://{chosen.host}:{port}", flush=True)
    server = Granian(
        "wsgi:app",
        address=chosen.host,
        port=port,
        interface="wsgi",  # type: ignore[arg-type]
        workers=in_use.workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        http="1",  # type: ignore[arg-type]
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
        websockets=False,
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=STOP_SECONDS,
        working_dir=settings_root(),
    )
    server.serve()
    return 0


def work(_chosen: Namespace) -> int:
    """Do what waits until a signal comes."""
    in_use = settings.load()
    refuse_unsafe(in_use)
    logs.configure()
    Worker(create_app(in_use)).run()
    return 0


def demo(chosen: Namespace) -> int:
    """Prepare the demonstration once, then run the site and the worker until Ctrl-C."""
    if os.environ.get("COMITE_MODE") == "production":
        raise RefusedError("La démonstration a des mots de passe connus : elle ne démarre pas en production.")
    data_dir = Path(os.environ.get("DATA_DIR") or "instance").expanduser().resolve() / "demo"
    port = _free_port(int(os.environ.get("PORT") or 8000))
    environment = {
        **os.environ,
        "COMITE_MODE": "demo",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "COMITE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    if chosen.reset:
        shutil.rmtree(data_dir, ignore_errors=True)
    _prepare(environment)
    processes = {command: _start(command, environment) for command in ("serve", "worker")}
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        _wait_until_answering(port, processes, _journal(environment))
        if chosen.check:
            return _visit(port)
        _welcome(port)
        return _watch(processes, environment)
    except KeyboardInterrupt:
        print("\nArrêt de la démonstration…", flush=True)
        return 0
    finally:
        _stop(processes)


def settings_root() -> Path:
    """The folder that holds `wsgi.py`."""
    return Path(__file__).resolve().parents[2]


def _prepare(environment: Mapping[str, str]) -> None:
    """Migrate the demonstration's database and load its content the first time."""
    app = create_app(settings.load(environment))
    with app.app_context():
        migrations.upgrade()
        if not demonstration.is_loaded():
            print("Préparation du comité de démonstration (une seule fois)…", flush=True)
            demonstration.load()


def _start(command: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start one of our commands in a process of its own; Ctrl-C is ours to pass on."""
    with _journal(environment).open("ab") as journal:
        return subprocess.Popen(
            [sys.executable, "-m", "comite.cli", command],
            env=dict(environment),
            cwd=settings_root(),
            stdin=subprocess.DEVNULL,
            stdout=journal,
            stderr=journal,
            start_new_session=True,
        )


def _journal(environment: Mapping[str, str]) -> Path:
    """Where the demonstration's processes write what they do: the terminal stays readable."""
    return Path(environment["DATA_DIR"]) / "journal.log"


def _wait_until_answering(port: int, processes: Processes, journal: Path) -> None:
    """Wait for the site's first answer."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes.values()):
            break
        if _status(port, "/pret") == 200:
            return
        time.sleep(0.1)
    raise RefusedError(f"La démonstration n’a pas pu démarrer : {journal} dit pourquoi.")


def _visit(port: int) -> int:
    """Ask our own pages; the exit code says whether all answered."""
    bad = [(path, status) for path in CHECKED_PAGES if (status := _status(port, path)) != 200]
    for path, status in bad:
        print(f"{path} : {status or 'pas de réponse'}", file=sys.stderr)
    print(f"{len(CHECKED_PAGES) - len(bad)} pages sur {len(CHECKED_PAGES)} répondent.")
    return 1 if bad else 0


def _status(port: int, path: str) -> int:
    """The status of one of our pages, 0 when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _welcome(port: int) -> None:
    """Say where the site is, and who one can be there."""
    print(f"\nComité est ouvert : http://127.0.0.1:{port}\n")
    offered = demonstration_accounts.accounts()
    print(f"Comptes de démonstration (mot de passe : {offered[0].password})")
    for account in offered:
        print(f"  {account.email:<40} {account.shows}")
    print("\nCtrl-C arrête tout.", flush=True)


def _watch(processes: Processes, environment: Mapping[str, str]) -> int:
    """Stay; what was killed is started again, as a service manager would, unless it dies again and again."""
    ends: list[float] = []
    while True:
        for command in [each for each, process in processes.items() if process.poll() is not None]:
            now = time.monotonic()
            ends = [each for each in ends if now - each < ENDS_WITHIN_SECONDS] + [now]
            if len(ends) > ENDS_MAX:
                print("Un des processus s’arrête sans cesse : la démonstration aussi.", file=sys.stderr)
                return 1
            print(f"{PROCESS_NAMES[command]} s’est arrêté : il repart.", file=sys.stderr, flush=True)
            _kill_all_of(processes[command])
            processes[command] = _start(command, environment)
        time.sleep(0.5)


def _kill_all_of(process: subprocess.Popen[bytes]) -> None:
    """End what a process left behind it, which would hold its port."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _stop(processes: Processes) -> None:
    """Ask each to stop, then insist."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    for process in processes.values():
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _kill_all_of(process)


def _free_port(wanted: int) -> int:
    """The port asked for, or the next free one."""
    for port in range(wanted, wanted + 50):
        if _is_free("127.0.0.1", port):
            if port != wanted:
                print(f"Le port {wanted} est occupé : la démonstration prend le {port}.")
            return port
    raise RefusedError(f"Aucun port libre entre {wanted} et {wanted + 49} : choisissez-en un avec PORT=…")


def _is_free(host: str, port: int) -> bool:
    """Whether a port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
