"""What lists say of authorities, as rows of our table: the shipped reference, or somebody's CSV file."""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from comite.foundation.text import clean_line, fold, slugify
from comite.territories.errors import UnreadableListError
from comite.territories.models import AuthorityKind, searchable
from comite.territories.reference import reader

# The names under which the lists of INSEE, of data.gouv.fr and of habit give each fact, folded.
COLUMNS = {
    "name": ("nom", "libelle", "nom_standard", "denomination", "raison sociale", "name"),
    "kind": ("type", "nature", "categorie", "typecom", "kind"),
    "siren": ("siren", "numero siren", "n° siren"),
    "insee_code": ("insee", "code insee", "code_insee", "com", "codgeo", "code commune", "code"),
    "population": ("population", "pop", "pmun", "ptot", "population municipale", "population totale"),
    "departement_code": ("departement", "dep", "code departement", "code_departement"),
    "region_code": ("region", "reg", "code region", "code_region"),
    "epci_siren": ("epci", "siren epci", "epci_siren", "siren_epci"),
    "postal_codes": ("code postal", "codes postaux", "code_postal", "codes_postaux", "cp"),
}
KINDS = {
    "com": AuthorityKind.COMMUNE,
    "commune": AuthorityKind.COMMUNE,
    "epci": AuthorityKind.EPCI,
    "departement": AuthorityKind.DEPARTEMENT,
    "region": AuthorityKind.REGION,
    "syndicat": AuthorityKind.SYNDICAT,
}


def reference_rows() -> Iterator[dict[str, Any]]:
    """Every territory of the shipped reference."""
    departements = {each.code for each in reader.each_departement()}
    for region in reader.each_region():
        if region.code not in departements:  # overseas, one collectivity may be both
            yield _row(AuthorityKind.REGION, region, region.code, region_code=region.code)
    for departement in reader.each_departement():
        yield _row(
            AuthorityKind.DEPARTEMENT,
            departement,
            departement.code,
            departement_code=departement.code,
            region_code=departement.region_code,
        )
    for body in chain(reader.each_epci(), reader.each_ept()):
        yield _row(
            AuthorityKind.EPCI,
            body,
            body.siren,
            siren=body.siren,
            departement_code=body.departement_code,
            region_code=body.region_code,
        )
    for commune in reader.each_commune():
        yield _row(
            AuthorityKind.COMMUNE,
            commune,
            commune.insee_code,
            siren=commune.siren,
            insee_code=commune.insee_code,
            departement_code=commune.departement_code,
            region_code=commune.region_code,
            epci_siren=commune.epci_siren,
            postal_codes=list(commune.postal_codes),
        )


def rows_of_file(path: Path) -> Iterator[dict[str, Any]]:
    """The authorities of a CSV file, whatever its separator and encoding; raises `UnreadableListError`."""
    lines = _text_of(path).splitlines()
    if not lines:
        raise UnreadableListError
    separator = max((";", ",", "\t"), key=lines[0].count)
    table = csv.reader(lines, delimiter=separator)
    heading = [fold(clean_line(cell)) for cell in next(table)]
    places = {
        fact: next((heading.index(name) for name in names if name in heading), None)
        for fact, names in COLUMNS.items()
    }
    if places["name"] is None or (places["siren"] is None and places["insee_code"] is None):
        raise UnreadableListError
    for cells in table:
        given = {
            fact: clean_line(cells[place]) if place < len(cells) else ""
            for fact, place in places.items()
            if place is not None
        }
        row = _row_of_cells(given)
        if row is not None:
            yield row


def _row_of_cells(given: dict[str, str]) -> dict[str, Any] | None:
    """A line of a file; nothing for one that names no authority of its own (a delegated commune)."""
    name = given["name"][:160]
    siren = given.get("siren", "").replace(" ", "") or None
    insee_code = (
        given.get("insee_code", "").replace(" ", "").upper().zfill(5) if given.get("insee_code") else None
    )
    written = fold(given.get("kind", ""))
    kind = KINDS.get(written, AuthorityKind.OTHER if written else AuthorityKind.COMMUNE)
    if not name or not (siren or insee_code) or written in ("arm", "comd", "coma"):
        return None
    if (siren and not (siren.isdigit() and len(siren) == 9)) or (insee_code and len(insee_code) != 5):
        return None
    facts: dict[str, Any] = {"kind": kind, "name": name, "folded_name": searchable(name)}
    facts |= {"slug": f"{slugify(name)}-{(insee_code or siren or '').lower()}"}
    # A file says nothing of the columns it leaves out: what is known already must stay.
    facts |= {"siren": siren} if "siren" in given else {}
    facts |= {"insee_code": insee_code}
    if "population" in given:
        digits = "".join(letter for letter in given["population"] if letter.isdigit())
        facts["population"] = int(digits[:9]) if digits else None
    for fact, longest in (("departement_code", 3), ("region_code", 3), ("epci_siren", 9)):
        if fact in given:
            facts[fact] = given[fact].replace(" ", "")[:longest] or None
    if "postal_codes" in given:
        facts["postal_codes"] = given["postal_codes"].replace("|", " ").replace(",", " ").split()
    return facts


def _text_of(path: Path) -> str:
    """The text of a file in UTF-8 or, as spreadsheets still write, in cp1252."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _row(kind: AuthorityKind, known: Any, code: str, **facts: Any) -> dict[str, Any]:
    """One row; its address carries its code, for two thousand communes share their name with another."""
    return {
        "kind": kind,
        "name": known.name,
        "folded_name": searchable(known.name),
        "slug": f"{slugify(known.name)}-{code.lower()}",
        "population": known.population,
        "siren": None,
        "insee_code": None,
        "departement_code": None,
        "region_code": None,
        "epci_siren": None,
        "postal_codes": [],
        **facts,
    }
