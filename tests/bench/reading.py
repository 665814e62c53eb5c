"""Time and memory that a large messy CSV takes to become a table.

    python -m tests.bench.reading [--rows 1000000] [--site]

With `--site` the file goes the whole way: sent in pieces to a real site, read by its worker, while somebody
else turns pages; what those pages take is told too.
"""

import argparse
import csv
import random
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests
from tusclient.client import TusClient

from comite.datasets.reading import gateway
from comite.datasets.reading.facts import Reading
from comite.foundation import sandbox
from comite.foundation.forms import UPLOAD
from tests.bench.web import resident_mb
from tests.crash.installation import Installation, Person, children_of

HEADER = [
    "Commune", "Code INSEE", "SIRET", "Objet de la subvention", "Montant (€)", "Date d’attribution", "Versée",
    "Observations", "Latitude", "Rang",
]  # fmt: skip
TOWNS = ("Valmer", "Ostrelle", "Saint-Ybars", "L’Isle-d’Abeau")
NOTES = ("", "RAS", "à revoir ; voir dossier", 'une "remarque"\nsur deux lignes')


def rows(count: int) -> Iterator[list[str]]:
    """Grants as a town hall exports them, some cells on two lines."""
    dice = random.Random(1)
    for rank in range(count):
        yield [
            dice.choice(TOWNS),
            f"0{1000 + rank % 900}",
            f"217801234000{rank % 100:02}",
            f"Subvention à l’association n° {rank} « Été »",
            f"{dice.random() * 100_000:.2f}".replace(".", ","),
            f"{1 + rank % 28:02}/{1 + rank % 12:02}/{2000 + rank % 24}",
            dice.choice(("oui", "non")),
            dice.choice(NOTES),
            f"{45 + dice.random():.6f}".replace(".", ","),
            str(rank),
        ]


def write_sample(path: Path, count: int) -> None:
    """A cp1252 file separated by semicolons."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(rows(count))


class Beats:
    """The moments at which progress was told."""

    def __init__(self) -> None:
        self.last = time.monotonic()
        self.count = 0
        self.longest_silence = 0.0

    def __call__(self, share: float, step: str) -> None:
        now = time.monotonic()
        self.longest_silence = max(self.longest_silence, now - self.last)
        self.last = now
        self.count += 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--site", action="store_true", help="send it to a real site, and turn its pages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sent = folder / "sent.csv"
        write_sample(sent, options.rows)
        print(f"fichier        {sent.stat().st_size / 1e6:.0f} Mo, {options.rows} lignes, cp1252")
        if options.site:
            measure_site(sent, Installation(folder / "data"))
        else:
            measure_reading(sent, folder)


def measure_reading(sent: Path, folder: Path) -> None:
    """Read, look for personal data, turn pages."""
    arguments = {"path": str(sent), "filename": "sent.csv", "workdir": str(folder), "sheet": None}
    beats = Beats()
    outcome = sandbox.run("comite.datasets.reading.children:read", arguments, gateway.READING_LIMITS, beats)
    memory = outcome.peak_memory_bytes / 1e6
    print(f"lecture        {outcome.seconds:.1f} s, mémoire {memory:.0f} Mo ({outcome.ending})")
    print(f"avancement     dit {beats.count} fois, plus long silence {beats.longest_silence:.1f} s")
    reading = Reading.from_json(outcome.result)
    table = folder / "table.parquet"
    sizes = [(folder / name).stat().st_size / 1e6 for name in ("table.parquet", "table.csv")]
    print(f"tables         Parquet {sizes[0]:.0f} Mo, CSV {sizes[1]:.0f} Mo")
    started = time.monotonic()
    findings = gateway.screen(table, reading)
    print(f"données perso  {time.monotonic() - started:.1f} s, {len(findings)} constat(s)")
    for label, options in (
        ("première page", {}),
        ("dernière page", {"offset": reading.row_count - 50}),
        ("tri nombre", {"sort_column": 5, "descending": True}),
        ("tri texte", {"sort_column": 4}),
    ):
        started = time.monotonic()
        page = gateway.read_page(table, **options)
        milliseconds = (time.monotonic() - started) * 1000
        print(f"{label:<14} {milliseconds:.0f} ms, {len(page.rows) if page else 0} lignes")


PIECE = 8 * 1024 * 1024
PAGES = ("/", "/jeux-de-donnees/", "/retours-experience/", "/discussions/")
WAIT_SECONDS = 300.0
EDITOR, READER = 1, 3


def measure_site(sent: Path, installation: Installation) -> None:
    """Send, wait until the worker has read, and turn pages all the while."""
    site = f"http://127.0.0.1:{installation.port}"
    installation.start_web()
    installation.start_worker()
    try:
        installation.wait_for_web()
        editor, reader = (Person(installation, number) for number in (EDITOR, READER))
        with turning_pages(site, reader) as calm:
            time.sleep(8)
        say_pages("pages avant", calm)
        with turning_pages(site, reader) as taken:
            started = time.monotonic()
            headers = {"Cookie": f"comite={editor.key}", "X-Form-Token": editor.token()}
            with sent.open("rb") as stream:
                uploader = TusClient(f"{site}/envois", headers=headers).uploader(
                    file_stream=stream, chunk_size=PIECE, metadata={"filename": "subventions.csv"}
                )
                uploader.upload()
            print(f"envoi          {time.monotonic() - started:.1f} s")
            say_pages("pages, envoi", taken)
            taken.clear()
            form = {
                "title": "Subventions",
                "general_interest": "Savoir qui est aidé.",
                "authority_id": str(installation.authority_of(EDITOR)),
                "visibility": "public",
                "committee_id": "",
                "files": f"{UPLOAD}{uploader.url.rpartition('/')[2]}",
            }
            answer = editor.post("/jeux-de-donnees/nouveau", form)
            if not answer.is_acknowledged:
                raise SystemExit(f"the form answered {answer.status}")
            began = time.monotonic()
            steps, peak = follow_reading(site + answer.location, editor, installation)
            print(f"lecture        {time.monotonic() - began:.1f} s, {steps} états montrés")
            print(f"worker         {peak:.0f} Mo au plus, ses enfants compris")
            say_pages("pages, lecture", taken)
    finally:
        installation.stop()


def follow_reading(page: str, editor: Person, installation: Installation) -> tuple[int, float]:
    """Ask the page how far the reading is until it ends: the states it showed, the memory at most (MB)."""
    worker = installation.worker
    assert worker is not None
    shown: set[str] = set()
    peak = 0.0
    ends = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < ends:
        answer = requests.get(f"{page}/lecture", headers={"Cookie": f"comite={editor.key}"}, timeout=30)
        answer.raise_for_status()
        shown.add(re.sub(r"<[^>]*>|\s+", " ", answer.text))
        peak = max(peak, memory_of(worker.pid))
        if answer.headers["X-Done"] == "1":
            return len(shown), peak
        time.sleep(0.2)
    raise SystemExit("the file was not read in time")


def memory_of(pid: int) -> float:
    """The memory of a process and of those it started, in MB; what they share counts for each."""
    total = 0.0
    with suppress(OSError):
        total = resident_mb(pid)
        total += sum(memory_of(child) for child in children_of(pid))
    return total


@contextmanager
def turning_pages(site: str, reader: Person) -> Iterator[list[float]]:
    """Somebody asks a page, reads it for a tenth of a second, asks another: the milliseconds each took."""
    taken: list[float] = []
    stopping = threading.Event()

    def turn() -> None:
        with requests.Session() as browser:
            browser.headers["Cookie"] = f"comite={reader.key}"
            while not stopping.wait(0.1):
                began = time.perf_counter()
                browser.get(site + PAGES[len(taken) % len(PAGES)], timeout=60).raise_for_status()
                taken.append((time.perf_counter() - began) * 1000)

    person = threading.Thread(target=turn)
    person.start()
    try:
        yield taken
    finally:
        stopping.set()
        person.join()


def say_pages(label: str, taken: list[float]) -> None:
    """What the pages took."""
    if len(taken) < 2:
        print(f"{label:<14} trop court pour en juger")
        return
    points = statistics.quantiles(taken, n=20, method="inclusive")
    print(
        f"{label:<14} {len(taken)} pages, médiane {statistics.median(taken):.0f} ms, "
        f"p95 {points[-1]:.0f} ms, au plus {max(taken):.0f} ms"
    )


if __name__ == "__main__":
    main()
