"""Sharing a cost between authorities: exact to the cent, the same for everybody who computes it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from comite.engineering.errors import KeyNotWholeError
from comite.foundation.errors import RuleBrokenError

CENTS_MAX = 10**13
WHOLE = 100


class CostBasis(StrEnum):
    """By what a cost is shared."""

    POPULATION = "population"
    FLAT = "flat"
    USAGE = "usage"
    MIXED = "mixed"


@dataclass(frozen=True)
class CostKey:
    """A cost key; `percents` says how much of the cost each basis carries, a hundred in all."""

    basis: CostBasis
    population_percent: int = 0
    flat_percent: int = 0
    usage_percent: int = 0

    @property
    def percents(self) -> Mapping[CostBasis, int]:
        """The part of each simple basis, in hundredths of the whole."""
        if self.basis is not CostBasis.MIXED:
            return {self.basis: WHOLE}
        parts = {
            CostBasis.POPULATION: self.population_percent,
            CostBasis.FLAT: self.flat_percent,
            CostBasis.USAGE: self.usage_percent,
        }
        return {basis: percent for basis, percent in parts.items() if percent}

    @property
    def is_whole(self) -> bool:
        """Whether its parts are none of them negative and make a hundred."""
        parts = (self.population_percent, self.flat_percent, self.usage_percent)
        return self.basis is not CostBasis.MIXED or (min(parts) >= 0 and sum(parts) == WHOLE)


@dataclass(frozen=True)
class Party:
    """One authority among those that share; what is not known is None."""

    authority_id: int
    name: str
    population: int | None = None
    usage: int | None = None

    def measure(self, basis: CostBasis) -> int | None:
        """How much it weighs on a simple basis."""
        if basis is CostBasis.FLAT:
            return 1
        return self.population if basis is CostBasis.POPULATION else self.usage


@dataclass(frozen=True)
class Share:
    """What one authority pays, in cents."""

    party: Party
    cents: int


class NobodySharesError(RuleBrokenError):
    """There is nobody to share with."""

    sentence = "Choisissez au moins une collectivité entre lesquelles partager."


class UnknownMeasureError(RuleBrokenError):
    """The key weighs something that is not known of every party, or is worth nothing for all of them."""


def share_out(cents: int, key: CostKey, parties: Sequence[Party]) -> list[Share]:
    """Share a number of cents out between parties, in their order; the sum is exactly what was shared.

    Each share is the exact fraction cut to the cent; the cents left go one by one to those who lost the
    most by the cut (largest remainders), between equals to the first name of the alphabet, then id.
    Raises `NobodySharesError`, `KeyNotWholeError`, `UnknownMeasureError`.
    """
    if not parties:
        raise NobodySharesError
    if not key.is_whole:
        raise KeyNotWholeError
    exact = [cents * part for part in _fractions(key, parties)]
    cut = [int(each) for each in exact]
    left = cents - sum(cut)
    by_loss = sorted(
        range(len(parties)),
        key=lambda rank: (cut[rank] - exact[rank], parties[rank].name, parties[rank].authority_id),
    )
    for rank in by_loss[:left]:
        cut[rank] += 1
    return [Share(party, amount) for party, amount in zip(parties, cut, strict=True)]


def _fractions(key: CostKey, parties: Sequence[Party]) -> list[Fraction]:
    """The part of the whole that each party carries; they make exactly one."""
    totals = [Fraction(0)] * len(parties)
    for basis, percent in key.percents.items():
        measures = _measures(basis, parties)
        whole = sum(measures)
        for rank, measure in enumerate(measures):
            totals[rank] += Fraction(percent, WHOLE) * Fraction(measure, whole)
    return totals


def _measures(basis: CostBasis, parties: Sequence[Party]) -> list[int]:
    """What each party weighs on a basis; raises `UnknownMeasureError` with the names of those to complete."""
    measures = [party.measure(basis) for party in parties]
    word = "la population" if basis is CostBasis.POPULATION else "l’usage"
    unknown = [party.name for party, measure in zip(parties, measures, strict=True) if measure is None]
    if unknown:
        names = ", ".join(unknown[:5]) + (" et d’autres" if len(unknown) > 5 else "")
        raise UnknownMeasureError(
            f"Il manque {word} de : {names}. Indiquez ce nombre, ou choisissez une autre clé."
        )
    known = [measure for measure in measures if measure is not None]
    if sum(known) == 0:
        raise UnknownMeasureError(
            f"Pour toutes les collectivités, {word} vaut zéro : rien ne peut être partagé ainsi. "
            "Choisissez une autre clé."
        )
    return known
