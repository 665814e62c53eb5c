"""Time and memory that a large messy CSV takes to become a table: `python -m tests.bench.reading`."""

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from comite.datasets.reading import gateway
from comite.datasets.reading.facts import Reading
from comite.foundation import sandbox

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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sent = folder / "sent.csv"
        write_sample(sent, options.rows)
        print(f"fichier        {sent.stat().st_size / 1e6:.0f} Mo, {options.rows} lignes, cp1252")
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


if __name__ == "__main__":
    main()
