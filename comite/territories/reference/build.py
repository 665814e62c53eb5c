"""Makes the reference file from the npm package @etalab/decoupage-administratif, or renews it from the COG.

Once a year, when the new package or the new COG is out:

    npm pack @etalab/decoupage-administratif && tar xzf etalab-decoupage-administratif-*.tgz
    python -m comite.territories.reference.build package

The folder holds `package.json` and `data/*.json`. The same input always gives the same bytes.
With `--cog v_commune_2026.csv` (the INSEE file of communes) the names of communes come from there, and
the communes that differ between both lists are printed: neither list is changed behind your back.
"""

import argparse
import csv
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from stdnum.fr import siren as siren_rules

from comite.territories.reference import reader

LICENCE = "Données : Licence Ouverte 2.0 (Insee, DGCL, La Poste). Paquet : MIT, © Etalab."
# A container without checksum of time or host: nothing in the bytes depends on when or where they are made.
COMPRESSION = {"format": lzma.FORMAT_XZ, "check": lzma.CHECK_CRC64, "preset": 9 | lzma.PRESET_EXTREME}


class ForeignCodeError(ValueError):
    """A commune whose code does not begin with its département: the reader could not deduce it."""


class Source:
    """The lists of one release of the npm package."""

    def __init__(self, folder: Path) -> None:
        """Read all the lists of an unpacked package."""
        self.version: str = _read_json(folder / "package.json")["version"]
        data = folder / "data"
        self.communes = [
            row for row in _read_json(data / "communes.json") if row["type"] == "commune-actuelle"
        ]
        self.epci = _read_json(data / "epci.json")
        self.ept = _read_json(data / "ept.json")
        self.departements = _read_json(data / "departements.json")
        self.regions = _read_json(data / "regions.json")

    def rename_from_cog(self, cog_file: Path) -> list[str]:
        """Take the names of communes from the INSEE file; tell what stands in only one of the lists."""
        names = dict(_communes_of_cog(cog_file))
        for row in self.communes:
            row["nom"] = names.get(row["code"], row["nom"])
        ours = {row["code"] for row in self.communes if row["zone"] != "com"}
        return [
            *(f"{code} is in the COG and not in the package" for code in sorted(names.keys() - ours)),
            *(f"{code} is in the package and not in the COG" for code in sorted(ours - names.keys())),
        ]


def build(source: Source) -> bytes:
    """The whole reference file, compressed, the same for the same source."""
    text = "".join("\t".join(map(_cell, row)) + "\n" for row in _lines(source))
    return lzma.compress(text.encode("utf-8"), **COMPRESSION)  # type: ignore[arg-type]  # one dict of settings


def exceptions(source: Source) -> list[str]:
    """What an operator should know: numbers that fail Luhn, communes without SIREN, EPCI or population."""
    current = source.communes
    wrong = [f"SIREN refused: {row['code']} {row['siren']}" for row in current if _is_wrong(row.get("siren"))]
    wrong += [
        f"SIREN refused: {row['code']}" for row in [*source.epci, *source.ept] if _is_wrong(row["code"])
    ]
    members = {member["code"] for epci in source.epci for member in epci["membres"]}
    at_home = [row for row in current if row["zone"] != "com"]
    return [
        *wrong,
        f"without SIREN: {sum('siren' not in row for row in current)} (overseas collectivities)",
        f"without EPCI: {', '.join(row['nom'] for row in at_home if row['code'] not in members)}",
        f"without inhabitants: {', '.join(row['nom'] for row in current if not row.get('population'))}",
    ]


def sidecar(source: Source) -> dict[str, str | int]:
    """What is told beside the file: source, date, licence, how many of each."""
    year = _year_of(source.version)
    return {
        "title": "Communes, EPCI, départements et régions de France",
        "millesime": str(year),
        "source": f"@etalab/decoupage-administratif {source.version} (code officiel géographique de l’Insee, "
        "liste des EPCI de la DGCL, populations légales de l’Insee, codes postaux de La Poste)",
        "source_date": f"{year}-01-01",
        "licence": LICENCE,
        "notice": f"Découpage administratif au 1er janvier {year}. Populations municipales de l’Insee en "
        "vigueur à cette date. Les collectivités d’outre-mer n’ont pas de SIREN dans cette liste. "
        "Les syndicats n’y figurent pas : ils se créent à la main.",
        "communes": len(source.communes),
        "epci": len(source.epci),
        "ept": len(source.ept),
        "departements": len(source.departements),
        "regions": len(source.regions),
    }


def main(arguments: list[str] | None = None) -> int:
    """Write both files beside this one, and print what an operator should look at."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("--cog", type=Path, help="v_commune_AAAA.csv of the INSEE")
    options = parser.parse_args(arguments)
    source = Source(options.package)
    differences = source.rename_from_cog(options.cog) if options.cog else []
    reader.DATA_FILE.write_bytes(build(source))
    told = json.dumps(sidecar(source), ensure_ascii=False, indent=2)
    reader.NOTICE_FILE.write_text(told + "\n", encoding="utf-8")
    sys.stdout.writelines(f"{line}\n" for line in [*exceptions(source), *differences])
    return 0


def _lines(source: Source) -> Iterator[list[str | int]]:
    people = _population_by(source.communes, "region")
    for row in _by_code(source.regions):
        yield [reader.REGION, row["code"], row["nom"], people[row["code"]]]
    # An overseas collectivity is a région to itself in the lists of communes and absent from the régions.
    known = {row["code"] for row in source.regions}
    for row in _by_code(source.departements):
        if row["region"] not in known:
            yield [reader.REGION, row["region"], row["nom"], people[row["region"]]]
    people = _population_by(source.communes, "departement")
    for row in _by_code(source.departements):
        yield [reader.DEPARTEMENT, row["code"], row["nom"], row["region"], people[row["code"]]]
    yield from _intercommunal_lines(reader.EPCI, source.epci)
    yield from _intercommunal_lines(reader.EPT, source.ept)
    yield from _commune_lines(source)


def _intercommunal_lines(section: str, bodies: list[dict[str, Any]]) -> Iterator[list[str | int]]:
    for row in _by_code(bodies):
        people: Counter[str] = Counter()
        for member in row["membres"]:
            people[reader.departement_of(member["code"])] += member["populationMunicipale"]
        # Sixty EPCI stand on two départements: theirs is the one where most of their residents live.
        yield [section, row["code"], row["nom"], row["type"], people.total(), people.most_common(1)[0][0]]


def _commune_lines(source: Source) -> Iterator[list[str | int]]:
    epci_of = {member["code"]: epci["code"] for epci in source.epci for member in epci["membres"]}
    for row in _by_code(source.communes):
        code = row["code"]
        if reader.departement_of(code) != row["departement"]:
            raise ForeignCodeError(code)
        postal = " ".join(row.get("codesPostaux", []))
        people = row.get("population", 0)
        yield [reader.COMMUNE, code, row["nom"], row.get("siren", ""), people, postal, epci_of.get(code, "")]


def _communes_of_cog(cog_file: Path) -> Iterator[tuple[str, str]]:
    with cog_file.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["TYPECOM"] == "COM":
                yield row["COM"], row["LIBELLE"]


def _population_by(communes: Iterable[dict[str, Any]], level: str) -> Counter[str]:
    people: Counter[str] = Counter()
    for row in communes:
        people[row[level]] += row.get("population", 0)
    return people


def _by_code(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["code"]))


def _cell(value: str | int) -> str:
    """The typographic apostrophe of French, and nothing that could be taken for a column or a line."""
    return " ".join(str(value).replace("'", "’").split())


def _is_wrong(siren: str | None) -> bool:
    return siren is not None and not siren_rules.is_valid(siren)


def _year_of(version: str) -> int:
    """The package numbers its years: 5 is 2025, 6 is 2026."""
    return 2020 + int(version.partition(".")[0])


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    raise SystemExit(main())
