"""How fast the real site answers once a committee has worked in it for years.

    python -m tests.bench.web [--contents 20000] [--seconds 10] [--clients 4] [--database URL] [--only WORD]

Fills an empty installation, starts `comite serve` (two processes) and `comite worker`, asks each page again
and again over loopback, and prints for each: requests a second, milliseconds as the client and as the server
count them, bytes, and how many statements it takes. Then memory at rest, the start of the site, and the time
between publishing and finding.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, g
from sqlalchemy import event, select

from comite.accounts import operations as accounts
from comite.accounts import queries as account_queries
from comite.accounts.operations import Visit
from comite.app import create_app
from comite.cli.french import Progress
from comite.experiences.models import ExperienceReport, ReportStatus
from comite.experiences.queries.lists import ORDERS, Sort
from comite.foundation import migrations, paging, security, settings
from comite.foundation.database import Base, db
from comite.search import operations as search
from tests.bench.fill import Filled, Words, fill
from tests.client import apart
from tests.crash.installation import ROOT, free_port

SEARCHES = 200
START_SECONDS = 90.0
TURNS = 20
DEEP = 2_000
FOUND_SECONDS = 30.0


@dataclass(frozen=True)
class Target:
    """Some addresses of one kind of page, asked by the visitor or by an agent."""

    name: str
    paths: Sequence[str]
    key: str = ""


@dataclass(frozen=True)
class Answer:
    """One answer: how long it took, as both sides count, and its weight."""

    client_ms: float
    server_ms: float
    size: int
    status: int


def main() -> None:
    """Fill, serve, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contents", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database")
    parser.add_argument("--only", default="", help="only the pages whose name contains this word")
    parser.add_argument("--folder", type=Path, help="keep the installation there, and use it again")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        Bench(chosen.folder or Path(temporary), chosen).run()


class Bench:
    """One installation, and what is asked of it."""

    def __init__(self, folder: Path, chosen: argparse.Namespace) -> None:
        self.folder, self.chosen, self.port = folder, chosen, free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COMITE_")},
            "COMITE_MODE": "development",
            "COMITE_SECRET_KEY": "a-secret-for-the-bench-and-for-nothing-else",
            "COMITE_TRAFFIC_LIMITS": "0",
            "COMITE_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
        }
        if chosen.database:
            self.environment["DATABASE_URL"] = chosen.database
        else:
            self.environment.pop("DATABASE_URL", None)
        self.app = create_app(settings.load(self.environment), testing=True)

    def run(self) -> None:
        """Everything, in order."""
        with self.app.app_context():
            filled = self._filled()
            targets = [each for each in self._targets(filled) if self.chosen.only in each.name]
            statements = {each.name: count_statements(self.app, each) for each in targets}
            work = {each.name: processor_ms(self.app, each) for each in targets}
            db.session.remove()
            db.engine.dispose()
        started = time.monotonic()
        web = self._start("serve")
        worker = self._start("worker")
        try:
            wait_until_answering(self.port)
            print(f"\nsite answering after {time.monotonic() - started:.2f} s")
            print_head()
            for target in targets:
                calm = ask(self.port, target, 1, self.chosen.seconds / 3)
                busy = ask(self.port, target, self.chosen.clients, self.chosen.seconds)
                print_line(
                    target, calm, busy, (work[target.name], statements[target.name]), self.chosen.seconds
                )
            self._rest(web, worker)
        finally:
            for process in (web, worker):
                process.terminate()
            for process in (web, worker):
                process.wait(30)

    def _filled(self) -> Filled:
        """An installation with its content and its index, made once for a folder."""
        note = self.folder / "filled.json"
        if note.exists():
            return Filled(**json.loads(note.read_text()))
        self.folder.mkdir(parents=True, exist_ok=True)
        if migrations.revisions():
            migrations.upgrade()
        else:
            Base.metadata.create_all(db.engine)
        began = time.monotonic()
        filled = fill(self.chosen.contents)
        print(f"{filled.total} contents written in {time.monotonic() - began:.1f} s")
        began = time.monotonic()
        count = search.rebuild(Progress("index"))
        print(f"{count} documents indexed in {time.monotonic() - began:.1f} s")
        note.write_text(json.dumps(filled.__dict__))
        return filled

    def _targets(self, filled: Filled) -> Iterator[Target]:
        """Each kind of page, for the visitor and for an agent."""
        key = accounts.open_session(filled.agent_id, Visit("127.0.0.1", "bench"))
        self.agent_key = key
        deep = deep_cursor()
        words = list(asked_words())
        plain = [f"/recherche?{urlencode({'q': each})}" for each in words]
        narrowed = [
            f"/recherche?{urlencode({'q': each, 'nature': nature, 'annee': 2025})}"
            for each, nature in zip(words, ("experience", "message") * SEARCHES, strict=False)
        ]
        pages: dict[str, list[str]] = {
            "home": ["/"],
            "reports": ["/retours-experience/"],
            "reports, filtered": [
                "/retours-experience/?phase=production&bilan=positive&domaine=eau&ia=vision"
            ],
            "reports, deep": [f"/retours-experience/?suite={deep}"],
            "report": [f"/retours-experience/{filled.report_slug}"],
            "threads": ["/discussions/"],
            "threads, filtered": ["/discussions/?categorie=question"],
            "thread": [filled.thread_path],
            "datasets": ["/jeux-de-donnees/"],
            "dataset": [f"/jeux-de-donnees/{filled.dataset_slug}"],
            "committee": ["/comites/comite-1"],
            "search": plain,
            "search, filtered": narrowed,
        }
        for name, paths in pages.items():
            yield Target(f"{name} · visitor", paths)
            yield Target(f"{name} · agent", paths, key)

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        """Start a command of the product."""
        log = (self.folder / f"{command}.log").open("ab")
        return subprocess.Popen(
            [sys.executable, "-m", "comite.cli", command],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def _rest(self, web: subprocess.Popen[bytes], worker: subprocess.Popen[bytes]) -> None:
        """What is measured once the pages were asked: memory, and publishing until finding."""
        delays = sorted(self._found_after() for _ in range(5))
        print(f"\npublished → found: median {delays[2]:.2f} s, worst {delays[-1]:.2f} s (5 times)")
        time.sleep(2)
        for name, process in (("web", web), ("worker", worker)):
            for pid in [process.pid, *children_of(process.pid)]:
                print(f"memory of {name} {pid}: {resident_mb(pid):.0f} MB")

    def _found_after(self) -> float:
        """Post a message with a word nobody wrote yet, and ask for it until it is found."""
        word = "z" + "".join(random.choices("bcdfgaeiou", k=12))
        with self.app.test_request_context():
            g.session_digest = account_queries.digest(self.agent_key)
            token = security.form_token()
        form = {
            "form_token": token,
            "title": f"Essai {word}",
            "category": "question",
            "visibility": "public",
            "committee": "",
            "text": f"Bonjour, {word}.",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": f"comite={self.agent_key}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/discussions/nouvelle", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise SystemExit(f"publishing answered {answer.status}")
        posted = time.monotonic()
        address = answer.headers["Location"]
        while time.monotonic() - posted < FOUND_SECONDS:
            connection.request("GET", f"/recherche?q={word}", headers=headers)
            if address in connection.getresponse().read().decode():
                return time.monotonic() - posted
            time.sleep(0.05)
        raise SystemExit("what was published was not found")


def deep_cursor() -> str:
    """The cursor of a page far down the list of reports."""
    order = ORDERS[Sort.RECENT]
    shown = select(ExperienceReport).where(ExperienceReport.status == ReportStatus.PUBLISHED)
    total = db.session.scalar(select(db.func.count()).select_from(shown.subquery())) or 1
    by = [each.column.desc() for each in order]
    row = db.session.scalars(shown.order_by(*by).offset(min(DEEP, total // 2)).limit(1)).one()
    return paging._write(row, order, "n")


def asked_words() -> Iterator[str]:
    """Questions of two to four words of the texts, no two alike."""
    chance = random.Random(1789)
    texts = Words(chance).paragraphs
    for _ in range(SEARCHES):
        known = re.findall(r"[^\W\d_]{4,}", chance.choice(texts).plain)
        yield " ".join(chance.sample(known, k=min(len(known), chance.randint(2, 4))))


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent while open."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def count_statements(app: Flask, target: Target) -> int:
    """How many statements a page takes, the second time it is asked."""
    browser = app.test_client()
    if target.key:
        browser.set_cookie("comite", target.key)
    for turn in range(2):
        db.session.remove()
        with counted() as sent:
            status = apart(browser.get, target.paths[turn % len(target.paths)]).status_code
        if status != 200:
            raise SystemExit(f"{target.name} answered {status}: {target.paths[0]}")
    return len(sent)


def processor_ms(app: Flask, target: Target) -> float:
    """The work of a page in milliseconds of processor: the least noisy measure on a busy machine."""
    browser = app.test_client()
    if target.key:
        browser.set_cookie("comite", target.key)
    spent = []
    for turn in range(TURNS):
        db.session.remove()
        began = time.thread_time()
        apart(browser.get, target.paths[turn % len(target.paths)])
        spent.append((time.thread_time() - began) * 1000)
    return statistics.median(spent)


def ask(port: int, target: Target, clients: int, seconds: float) -> list[Answer]:
    """Ask a kind of page for some seconds from several clients at once; each is a process of its own."""
    if clients == 1:
        return one_client(port, target, seconds, 0)
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        lots = pool.starmap(one_client, [(port, target, seconds, rank) for rank in range(clients)])
    return [answer for lot in lots for answer in lot]


def one_client(port: int, target: Target, seconds: float, rank: int) -> list[Answer]:
    """One browser that asks again as soon as it is answered."""
    cookie = f"Cookie: comite={target.key}\r\n" if target.key else ""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{cookie}\r\n".encode() for path in target.paths
    ]
    answers: list[Answer] = []
    ends = time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        while time.monotonic() < ends:
            began = time.perf_counter()
            line.sendall(requests[(len(answers) + rank * 37) % len(requests)])
            answers.append(read_answer(line, began))
    return answers


def read_answer(line: socket.socket, began: float) -> Answer:
    """Read one answer whole."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += piece(line)
    head, _, body = received.partition(b"\r\n\r\n")
    size = int(found(rb"(?i)content-length: (\d+)", head))
    while len(body) < size:
        body += piece(line)
    milliseconds = (time.perf_counter() - began) * 1000
    return Answer(milliseconds, float(found(rb"(?i)dur=([\d.]+)", head)), size, int(head[9:12]))


def piece(line: socket.socket) -> bytes:
    """What came; an end in the middle is a failure."""
    came = line.recv(262_144)
    if not came:
        raise ConnectionError("the site hung up")
    return came


def found(pattern: bytes, head: bytes) -> bytes:
    """A number of the headers."""
    match = re.search(pattern, head)
    return match[1] if match else b"0"


def wait_until_answering(port: int) -> None:
    """Wait for the first answer."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/sante")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.02)
    raise SystemExit("the site did not start")


def print_head() -> None:
    """The titles of the table."""
    print(
        f"\n{'page':<28}{'req/s':>7}{'server p50':>12}{'p95':>7}{'client p50':>12}{'p95':>7}"
        f"{'alone p50':>11}{'p95':>7}{'CPU ms':>8}{'kB':>7}{'SQL':>5}"
    )


def print_line(
    target: Target, calm: list[Answer], busy: list[Answer], inside: tuple[float, int], seconds: float
) -> None:
    """One kind of page; « alone » is with one client, inside are milliseconds of processor and statements."""
    bad = {each.status for each in [*calm, *busy]} - {200}
    server, client = [each.server_ms for each in busy], [each.client_ms for each in busy]
    alone = [each.server_ms for each in calm]
    print(
        f"{target.name:<28}{len(busy) / seconds:>7.0f}{median(server):>12.1f}{p95(server):>7.1f}"
        f"{median(client):>12.1f}{p95(client):>7.1f}{median(alone):>11.1f}{p95(alone):>7.1f}{inside[0]:>8.1f}"
        f"{statistics.mean(each.size for each in busy) / 1000:>7.1f}{inside[1]:>5}"
        f"{f'  answered {sorted(bad)}' if bad else ''}",
        flush=True,
    )


median: Callable[[Sequence[float]], float] = statistics.median


def p95(values: Sequence[float]) -> float:
    """What nineteen in twenty do not pass."""
    return sorted(values)[int(len(values) * 0.95)]


def children_of(pid: int) -> list[int]:
    """The processes started by one."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for path in lists for each in path.read_text().split()]


def resident_mb(pid: int) -> float:
    """The memory that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(found(rb"VmRSS:\s+(\d+)", status.encode())) / 1024


if __name__ == "__main__":
    main()
