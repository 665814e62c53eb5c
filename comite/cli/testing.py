"""`comite test`: every check and every test, in one order, with one verdict."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import sqlalchemy as sa

from comite.cli import screenshots

ROOT = Path(__file__).resolve().parent.parent.parent
NEAR_SERVER = f"postgresql+psycopg://{os.environ.get('PGUSER', 'postgres')}@127.0.0.1:5432/postgres"
DATABASE_LEVELS = ("tests/unit", "tests/http", "tests/properties")
QUICK_LEVELS = ("tests/house", *DATABASE_LEVELS)
PYTEST = (sys.executable, "-m", "pytest", "--durations=12")
# Several processes share the tests.
PROCESSES = str(max(1, min(4, os.cpu_count() or 1)))
SPREAD = ("-q", "-n", PROCESSES, "--dist", "worksteal")
# Those of a browser or a crash stay with the installation of their module. By module, not by mark: pytest 9.2
# no longer shows `xdist_group` to xdist (pytest-xdist issue 1386), and nothing says so.
BY_INSTALLATION = ("-q", "-n", PROCESSES, "--dist", "loadscope", "--no-loadscope-reorder")
# What goes to each kind of page, as each role.
TOUR = ("-q", "tests/browser/test_accessibility.py")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS = {
    "ruff format --check": ("-m", "ruff", "format", "--check", "--quiet", "."),
    "ruff check": ("-m", "ruff", "check", "--quiet", "."),
    "djlint --check --lint": ("-m", "djlint", "--check", "--lint", "templates"),
    "lint-imports": ("-c", LINT_IMPORTS),
    "mypy": ("-m", "mypy", "--no-error-summary"),
    "deptry": ("-m", "deptry", "."),
    "vulture": ("-m", "vulture"),
}


@dataclass(frozen=True)
class Outcome:
    """How one step ended."""

    name: str
    succeeded: bool
    seconds: float
    detail: str = ""


@dataclass(frozen=True)
class Counts:
    """What pytest counted."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return f"{self.passed} réussis, {self.failed} en échec, {self.skipped} laissés de côté"


def run(chosen: Namespace) -> int:
    """Carry out the checks then the tests, or only the tests that were named, or those that take pictures."""
    environment = _environment(chosen.screenshots)
    if paths := chosen.paths or (TOUR if chosen.screenshots else ()):
        ended = subprocess.run([*PYTEST, *paths], cwd=ROOT, env=environment, check=False).returncode
        if chosen.screenshots and chosen.screenshots.is_dir():
            shown = screenshots.write_sheet(chosen.screenshots)
            print(f"{shown} images : ouvrez {chosen.screenshots / screenshots.SHEET}", flush=True)
        return ended
    outcomes = [_check(name, command, environment) for name, command in CHECKS.items()]
    left_out: list[str] = []
    outcomes += _test_levels(environment, left_out)
    return _verdict(outcomes, left_out)


def _environment(screenshots: Path | None) -> dict[str, str]:
    """That of the caller, without the settings of an installation: tests make their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITE_")}
    for name in ("DATA_DIR", "DATABASE_URL", "PORT"):
        kept.pop(name, None)
    if screenshots:
        kept["SCREENSHOTS_DIR"] = str(screenshots.resolve())
    return kept


def _check(name: str, command: Sequence[str], environment: dict[str, str]) -> Outcome:
    """Run one tool; what it says is shown when it complains."""
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    outcome = Outcome(name, ended.returncode == 0, time.monotonic() - started)
    _show(outcome)
    if not outcome.succeeded:
        print(ended.stdout + ended.stderr, flush=True)
    return outcome


def _show(outcome: Outcome) -> None:
    """One line for one step."""
    mark = "réussi" if outcome.succeeded else "ÉCHEC "
    print(f"{mark}  {outcome.name} ({outcome.seconds:.0f} s)  {outcome.detail}", flush=True)


def _test_levels(environment: dict[str, str], left_out: list[str]) -> Iterator[Outcome]:
    """The tests on SQLite, then on PostgreSQL; on PostgreSQL alone when DATABASE_URL asks for it."""
    asked = os.environ.get("DATABASE_URL", "")
    heavy = _heavy_levels(left_out)
    if asked.startswith("postgres"):
        with _spare_database(asked) as url:
            environment = {**environment, "DATABASE_URL": url}
            yield _pytest("essais (PostgreSQL)", [*SPREAD, *QUICK_LEVELS], environment)
            yield _pytest("navigateur et pannes", [*BY_INSTALLATION, *heavy], environment)
        return
    yield _pytest("essais (SQLite)", [*SPREAD, *QUICK_LEVELS], environment)
    yield _pytest("navigateur et pannes", [*BY_INSTALLATION, *heavy], environment)
    if not _answers(NEAR_SERVER):
        left_out.append(
            "la base PostgreSQL : aucun serveur ne nous ouvre sur 127.0.0.1:5432. Installez-en un "
            "(« sudo apt install postgresql »), ou donnez l’adresse du vôtre dans DATABASE_URL."
        )
        return
    with _spare_database(NEAR_SERVER) as url:
        environment = {**environment, "DATABASE_URL": url}
        yield _pytest(
            "essais (PostgreSQL)", [*SPREAD, *DATABASE_LEVELS, "tests/crash/test_votes.py"], environment
        )


def _heavy_levels(left_out: list[str]) -> list[str]:
    """The levels that start whole installations; without those of a browser where no Chromium is found."""
    if any(shutil.which(name) for name in BROWSERS):
        return ["tests/browser", "tests/crash"]
    left_out.append("tests/browser : Chromium est introuvable. Installez-le : « sudo apt install chromium ».")
    return ["tests/crash"]


def _answers(url: str) -> bool:
    """Whether a PostgreSQL lets us in."""
    engine = sa.create_engine(_with_driver(url), connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return True
    except sa.exc.OperationalError:
        return False
    finally:
        engine.dispose()


@contextmanager
def _spare_database(url: str) -> Iterator[str]:
    """A database of our own on this server, dropped at the end: the tests empty the one they are given."""
    name = f"comite_test_{os.getpid()}"
    server = sa.create_engine(_with_driver(url), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0"))
    try:
        yield server.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        server.dispose()


def _with_driver(url: str) -> sa.URL:
    """The address with the driver we install."""
    return sa.make_url(url).set(drivername="postgresql+psycopg")


def _pytest(name: str, arguments: Sequence[str], environment: dict[str, str]) -> Outcome:
    """Run these tests, and count them."""
    print(f"\n--- {name} ---", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [*PYTEST, f"--junitxml={report}", *arguments]
        ended = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        counts = _counts(report)
    return Outcome(name, ended.returncode == 0, time.monotonic() - started, str(counts))


def _counts(report: Path) -> Counts:
    """What pytest wrote in its report; nothing if it could not write it."""
    if not report.is_file():
        return Counts()
    total = failed = skipped = 0
    for suite in ET.parse(report).iter("testsuite"):  # noqa: S314 -- written by us just before
        total += int(suite.get("tests", "0"))
        failed += int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
        skipped += int(suite.get("skipped", "0"))
    return Counts(passed=total - failed - skipped, failed=failed, skipped=skipped)


def _verdict(outcomes: list[Outcome], left_out: list[str]) -> int:
    """Say how everything ended; leaving a level out is a failure where machines decide (CI=true)."""
    print("\n=== Bilan ===")
    for outcome in outcomes:
        _show(outcome)
    for sentence in left_out:
        print(f"laissé de côté  {sentence}")
    failures = [outcome.name for outcome in outcomes if not outcome.succeeded]
    if left_out and os.environ.get("CI") == "true":
        failures.append("niveaux laissés de côté")
    print(f"Échec : {', '.join(failures)}." if failures else "Tout est réussi.", flush=True)
    return 1 if failures else 0
