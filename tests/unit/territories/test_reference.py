"""The shipped list of territories is whole, readable at once, and made again to the same bytes."""

import json
from collections import Counter
from pathlib import Path

import pytest
from stdnum.fr import siren as siren_rules

from comite.territories.reference import build, reader
from comite.territories.reference.records import ReferenceCommune


@pytest.fixture(scope="module")
def communes() -> dict[str, ReferenceCommune]:
    return {commune.insee_code: commune for commune in reader.each_commune()}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of one région, one département, two communes and their EPCI."""
    commune = {"type": "commune-actuelle", "zone": "metro", "departement": "01", "region": "84"}
    lists = {
        "regions": [{"code": "84", "nom": "Auvergne-Rhône-Alpes"}],
        "departements": [{"code": "01", "nom": "Ain", "region": "84"}],
        "communes": [
            commune
            | {"code": "01002", "nom": "L'Abergement-de-Varey", "siren": "210100020", "population": 270},
            commune | {"code": "01001", "nom": "Essai", "siren": "210100012", "codesPostaux": ["01400"]},
            commune | {"code": "01099", "nom": "Ancienne", "type": "commune-deleguee"},
        ],
        "epci": [
            {
                "code": "200069193",
                "nom": "CC de l'Essai",
                "type": "CC",
                "membres": [{"code": "01001", "populationMunicipale": 860}],
            }
        ],
        "ept": [],
    }
    (tmp_path / "data").mkdir()
    (tmp_path / "package.json").write_text('{"version": "6.0.0"}')
    for name, rows in lists.items():
        (tmp_path / "data" / f"{name}.json").write_text(json.dumps(rows))
    return tmp_path


def test_every_commune_of_today_is_there(communes: dict[str, ReferenceCommune]) -> None:
    assert len(communes) == 34_969


def test_every_intercommunal_body_is_there() -> None:
    kinds = Counter(epci.kind for epci in reader.each_epci())

    assert kinds == {"CC": 989, "CA": 230, "METRO": 21, "CU": 14, "MET69": 1}
    assert len(list(reader.each_ept())) == 11


def test_overseas_collectivities_stand_among_departements_and_regions() -> None:
    departements = {departement.code for departement in reader.each_departement()}
    regions = {region.code for region in reader.each_region()}

    assert {"2A", "974", "987"} <= departements
    assert {"11", "987"} <= regions


def test_a_code_of_corsica_stays_a_string(communes: dict[str, ReferenceCommune]) -> None:
    ajaccio = communes["2A004"]

    assert (ajaccio.name, ajaccio.departement_code, ajaccio.region_code) == ("Ajaccio", "2A", "94")
    assert "20000" in ajaccio.postal_codes


def test_a_commune_knows_its_epci(communes: dict[str, ReferenceCommune]) -> None:
    epci = {epci.siren: epci.name for epci in reader.each_epci()}

    assert epci[communes["44109"].epci_siren or ""] == "Nantes Métropole"


def test_only_four_islands_of_the_mainland_and_the_far_lands_have_no_epci(
    communes: dict[str, ReferenceCommune],
) -> None:
    alone = [commune.name for commune in communes.values() if commune.epci_siren is None and commune.siren]

    assert sorted(alone) == ["L’Île-d’Yeu", "Ouessant", "Île-de-Bréhat", "Île-de-Sein"]


def test_no_two_territories_share_a_siren(communes: dict[str, ReferenceCommune]) -> None:
    numbers = Counter(commune.siren for commune in communes.values() if commune.siren)
    numbers.update(body.siren for body in [*reader.each_epci(), *reader.each_ept()])

    assert numbers.most_common(1)[0][1] == 1


def test_every_siren_passes_luhn(communes: dict[str, ReferenceCommune]) -> None:
    numbers = {commune.siren for commune in communes.values() if commune.siren}
    numbers.update(body.siren for body in [*reader.each_epci(), *reader.each_ept()])

    assert [number for number in numbers if not siren_rules.is_valid(number)] == []


def test_every_epci_and_region_cited_exists(communes: dict[str, ReferenceCommune]) -> None:
    known = {epci.siren for epci in reader.each_epci()}
    regions = {region.code for region in reader.each_region()}

    assert {commune.epci_siren for commune in communes.values()} - known == {None}
    assert {commune.region_code for commune in communes.values()} <= regions


def test_the_notice_says_source_date_and_licence() -> None:
    notice = reader.notice()

    assert "Insee" in notice.source
    assert "Licence Ouverte" in notice.licence
    assert notice.source_date == "2026-01-01"


def test_the_file_stays_small() -> None:
    assert reader.DATA_FILE.stat().st_size < 600_000


def test_the_same_package_gives_the_same_bytes(package: Path) -> None:
    assert build.build(build.Source(package)) == build.build(build.Source(package))


def test_what_is_built_is_read_back(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made.tsv.xz"
    made.write_bytes(build.build(build.Source(package)))
    monkeypatch.setattr(reader, "DATA_FILE", made)
    reader._region_by_departement.cache_clear()

    first, second = reader.each_commune()

    reader._region_by_departement.cache_clear()
    assert (first.insee_code, first.epci_siren, first.population) == ("01001", "200069193", 0)
    assert (second.name, second.epci_siren) == ("L’Abergement-de-Varey", None)
    assert (second.postal_codes, second.region_code) == ((), "84")


def test_a_siren_that_fails_luhn_is_reported(package: Path) -> None:
    source = build.Source(package)
    source.communes[0]["siren"] = "210100021"

    assert build.exceptions(source)[0] == "SIREN refused: 01002 210100021"


def test_a_commune_that_only_the_cog_knows_is_reported(package: Path, tmp_path: Path) -> None:
    cog = tmp_path / "v_commune.csv"
    cog.write_text(
        "TYPECOM,COM,LIBELLE\nCOM,01001,Essai-Neuf\nCOM,01500,Née cette année\nCOMD,01099,Ancienne\n"
    )
    source = build.Source(package)

    differences = source.rename_from_cog(cog)

    assert differences == [
        "01500 is in the COG and not in the package",
        "01002 is in the package and not in the COG",
    ]
    assert {row["nom"] for row in source.communes} == {"Essai-Neuf", "L'Abergement-de-Varey"}
