"""The members of committees as circles: as large as their population, near those of the same grouping.

The reference has no coordinates: nearness is that of institutions, and the page says so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

# Beyond so many, circles are dots; the list beside has them all.
SHOWN = 80
LEAST, MOST = 7.0, 46.0
GAP = 3.0
NAMED_FROM = 20.0


@dataclass(frozen=True)
class Member:
    """One authority that sits in a committee, and how much everyone can read of it."""

    name: str
    slug: str
    population: int | None
    grouping: str
    report_count: int
    is_commune: bool


@dataclass(frozen=True)
class Circle:
    """A member where it is drawn."""

    member: Member
    x: float
    y: float
    radius: float

    @property
    def is_named(self) -> bool:
        """Whether its name fits inside."""
        return self.radius >= NAMED_FROM and len(self.member.name) <= self.radius / 2.7


@dataclass(frozen=True)
class MembersMap:
    """The whole drawing."""

    circles: Sequence[Circle]
    width: float
    height: float
    left_out: int


Disc = tuple[float, float, float]


@lru_cache(maxsize=4)
def drawn(members: tuple[Member, ...]) -> MembersMap:
    """Where each member stands; the same members always stand in the same place."""
    largest = sorted(members, key=lambda each: (-(each.population or 0), each.name))
    kept = sorted(largest[:SHOWN], key=lambda each: each.grouping)
    most = max((each.population or 0 for each in kept), default=0) or 1
    groups = [list(those) for _, those in groupby(kept, key=lambda each: each.grouping)]
    groups = [sorted(those, key=lambda each: (-(each.population or 0), each.name)) for those in groups]
    groups.sort(key=lambda those: (-len(those), those[0].name))
    packed = [_packed([_radius(each, most) for each in those]) for those in groups]
    places = _packed([_reach(discs) + GAP for discs in packed])
    circles = [
        Circle(member, x + at_x, y + at_y, radius)
        for those, discs, (at_x, at_y, _) in zip(groups, packed, places, strict=True)
        for member, (x, y, radius) in zip(those, discs, strict=True)
    ]
    return _framed(circles, len(members) - len(kept))


def _radius(member: Member, most: int) -> float:
    """As large as the population, in area, and never too small to be seen."""
    return max(LEAST, MOST * math.sqrt((member.population or 0) / most))


def _packed(radii: Sequence[float]) -> list[Disc]:
    """Discs side by side: each as near to the middle as those before it allow."""
    placed: list[Disc] = []
    for radius in radii:
        angle, away = 0.0, 0.0
        while not _is_free(x := away * math.cos(angle), y := away * math.sin(angle) * 0.8, radius, placed):
            angle += 0.35
            away += 0.45
        placed.append((x, y, radius))
    return placed


def _is_free(x: float, y: float, radius: float, placed: Sequence[Disc]) -> bool:
    """Whether a disc meets no other."""
    return all(math.hypot(x - each[0], y - each[1]) >= radius + each[2] + GAP for each in placed)


def _reach(discs: Sequence[Disc]) -> float:
    """How far a group of discs reaches from its middle."""
    return max(math.hypot(x, y) + radius for x, y, radius in discs)


def _framed(circles: Sequence[Circle], left_out: int) -> MembersMap:
    """The drawing from its own corner."""
    if not circles:
        return MembersMap((), 0, 0, left_out)
    left = min(each.x - each.radius for each in circles) - GAP
    top = min(each.y - each.radius for each in circles) - GAP
    moved = [
        Circle(each.member, round(each.x - left, 1), round(each.y - top, 1), round(each.radius, 1))
        for each in circles
    ]
    width = max(each.x + each.radius for each in moved) + GAP
    height = max(each.y + each.radius for each in moved) + GAP
    return MembersMap(moved, round(width, 1), round(height, 1), left_out)
