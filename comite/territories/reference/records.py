"""What the shipped reference knows of each French territory."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReferenceRegion:
    """One région, or one overseas collectivity standing alone at that level."""

    code: str
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class ReferenceDepartement:
    """One département, or one overseas collectivity standing alone at that level."""

    code: str
    name: str
    region_code: str
    population: int


@dataclass(frozen=True, slots=True)
class ReferenceEpci:
    """One intercommunal body; its kind is CC, CA, CU, METRO, MET69 or EPT, as the State lists it."""

    siren: str
    name: str
    kind: str
    population: int
    departement_code: str
    region_code: str


@dataclass(frozen=True, slots=True)
class ReferenceCommune:
    """One commune; overseas collectivities have no SIREN here, four islands have no EPCI."""

    insee_code: str
    name: str
    siren: str | None
    population: int
    postal_codes: tuple[str, ...]
    departement_code: str
    region_code: str
    epci_siren: str | None
