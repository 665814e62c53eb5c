"""Reads the shipped reference file, line by line, with the standard library only."""

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from comite.territories.reference.records import (
    ReferenceCommune,
    ReferenceDepartement,
    ReferenceEpci,
    ReferenceRegion,
)

DATA_FILE = Path(__file__).with_name("territories.tsv.xz")
NOTICE_FILE = Path(__file__).with_name("territories.json")

# The first column says what the line is; the file goes from the widest territory to the smallest.
REGION, DEPARTEMENT, EPCI, EPT, COMMUNE = "R", "D", "E", "T", "C"
OVERSEAS_PREFIXES = ("97", "98")


@dataclass(frozen=True, slots=True)
class ReferenceNotice:
    """Where the reference comes from, and under which licence it may be used."""

    title: str
    millesime: str
    source: str
    source_date: str
    licence: str
    notice: str


def notice() -> ReferenceNotice:
    """The source, the date and the licence, to be shown beside what is drawn from the reference."""
    known = json.loads(NOTICE_FILE.read_text(encoding="utf-8"))
    return ReferenceNotice(**{name: known[name] for name in ReferenceNotice.__slots__})


def each_region() -> Iterator[ReferenceRegion]:
    """Every région."""
    for code, name, population in _rows(REGION):
        yield ReferenceRegion(code, name, int(population))


def each_departement() -> Iterator[ReferenceDepartement]:
    """Every département."""
    for code, name, region_code, population in _rows(DEPARTEMENT):
        yield ReferenceDepartement(code, name, region_code, int(population))


def each_epci() -> Iterator[ReferenceEpci]:
    """Every EPCI with its own taxation: communities, métropoles."""
    yield from _each_intercommunal_body(EPCI)


def each_ept() -> Iterator[ReferenceEpci]:
    """Every établissement public territorial; the EPCI of its communes is the Grand Paris."""
    yield from _each_intercommunal_body(EPT)


def each_commune() -> Iterator[ReferenceCommune]:
    """Every commune of today, in the order of INSEE codes."""
    regions = _region_by_departement()
    for insee_code, name, siren, population, postal_codes, epci_siren in _rows(COMMUNE):
        departement_code = departement_of(insee_code)
        yield ReferenceCommune(
            insee_code=insee_code,
            name=name,
            siren=siren or None,
            population=int(population),
            postal_codes=tuple(postal_codes.split()),
            departement_code=departement_code,
            region_code=regions[departement_code],
            epci_siren=epci_siren or None,
        )


def departement_of(insee_code: str) -> str:
    """The département that a commune's INSEE code begins with: two characters, three overseas."""
    return insee_code[:3] if insee_code.startswith(OVERSEAS_PREFIXES) else insee_code[:2]


def _each_intercommunal_body(section: str) -> Iterator[ReferenceEpci]:
    regions = _region_by_departement()
    for siren, name, kind, population, departement_code in _rows(section):
        yield ReferenceEpci(siren, name, kind, int(population), departement_code, regions[departement_code])


@cache
def _region_by_departement() -> dict[str, str]:
    return {departement.code: departement.region_code for departement in each_departement()}


def _rows(section: str) -> Iterator[list[str]]:
    with lzma.open(DATA_FILE, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            letter, *columns = line.rstrip("\n").split("\t")
            if letter == section:
                yield columns
