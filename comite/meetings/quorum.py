"""Whether enough are present: the committee's own rule, computed from plain facts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from comite.meetings.models.rules import QuorumBasis, Rules


class Voice(Protocol):
    """What the rule needs to know of a seat."""

    @property
    def seat_id(self) -> int:
        """The seat."""

    @property
    def authority_id(self) -> int:
        """The authority it belongs to."""

    @property
    def college_id(self) -> int | None:
        """The college it belongs to; those without one form a group of their own."""


@dataclass(frozen=True)
class Quorum:
    """How many are present of those that count, and how many are needed."""

    basis: QuorumBasis
    present: int
    needed: int
    total: int
    percent: int

    @property
    def is_reached(self) -> bool:
        """Whether the committee may vote; one without any seat never may."""
        return self.total > 0 and self.present >= self.needed

    @property
    def missing(self) -> int:
        """How many more are needed."""
        return max(self.needed - self.present, 0)


def quorum_of(
    rules: Rules,
    seats: Iterable[Voice],
    present_seat_ids: Collection[int],
    proxies: Mapping[int, int] | None = None,
) -> Quorum:
    """The quorum of a committee with these seats, when some are occupied.

    `proxies` gives, for each seat that entrusted its voice, the seat that holds it; they count only if the
    rules say so, and only while their holder is present and their giver is not.
    """
    voices = list(seats)
    counted = set(present_seat_ids)
    if rules.are_proxies_in_quorum:
        counted |= set(effective_proxies(present_seat_ids, proxies or {}))
    everyone = {_unit(rules.quorum_basis, each) for each in voices}
    here = {_unit(rules.quorum_basis, each) for each in voices if each.seat_id in counted}
    total = len(everyone)
    needed = -(-total * rules.quorum_percent // 100)
    return Quorum(rules.quorum_basis, len(here), needed, total, rules.quorum_percent)


def effective_proxies(present_seat_ids: Collection[int], proxies: Mapping[int, int]) -> dict[int, int]:
    """The proxies that count at an instant: their holder sits, their giver does not."""
    return {
        giver: holder
        for giver, holder in proxies.items()
        if holder in present_seat_ids and giver not in present_seat_ids
    }


def _unit(basis: QuorumBasis, voice: Voice) -> int | None:
    """What is counted of a seat."""
    if basis is QuorumBasis.AUTHORITIES:
        return voice.authority_id
    if basis is QuorumBasis.COLLEGES:
        return voice.college_id
    return voice.seat_id
