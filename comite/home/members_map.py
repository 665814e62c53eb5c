"""The members of committees as villages: circles as large as their population, on the land of their grouping.

The reference has no coordinates: nearness is that of institutions, and the page says so.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import count, groupby

# Beyond so many, circles are dots; the list beside has them all.
SHOWN = 80
# Up to so many, each has its name under it and is large enough to hold a building.
NAMED = 24
LEAST, LEAST_NAMED, MOST = 6.0, 11.0, 38.0
GAP = 3.0
SHORE = 8.0
# Above so many letters a name goes on two lines; how wide a letter is, how high a line.
LETTERS, LETTER, LINE = 10, 6.3, 11.0


class Building(StrEnum):
    """What stands in a circle: a commune is recognised before it is read."""

    HOUSE = "house"
    TOWER = "tower"
    TOWN = "town"


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
    """A member where it is drawn, with its name under it in as many lines as it takes."""

    member: Member
    radius: float
    lines: Sequence[str] = ()
    x: float = 0.0
    y: float = 0.0

    @property
    def building(self) -> Building:
        """A house, a bell tower beside it, or a town."""
        people = self.member.population or 0
        return Building.HOUSE if people < 2_000 else Building.TOWER if people < 10_000 else Building.TOWN

    @property
    def half(self) -> float:
        """Half the width of its name."""
        return max((len(line) for line in self.lines), default=0) * LETTER / 2

    @property
    def foot(self) -> float:
        """How far down its name goes."""
        return self.y + self.radius + len(self.lines) * LINE

    @property
    def land(self) -> tuple[float, float]:
        """The middle, down, and the reach of the land that bears it."""
        middle = (self.y - self.radius + self.foot) / 2
        return round(middle, 1), round(max(self.foot - middle, self.half) + SHORE, 1)

    def writes_on(self, other: "Circle") -> bool:
        """Whether the name of one covers the other's circle or name."""
        if not self.lines:
            return False
        across = abs(self.x - other.x) < self.half + other.half + GAP
        is_on_name = across and self.y + self.radius < other.foot and other.y + other.radius < self.foot
        return is_on_name or self.is_named_over(other) or other.is_named_over(self)

    def is_named_over(self, other: "Circle") -> bool:
        """Whether its name covers the other's circle."""
        across = max(abs(other.x - self.x) - self.half, 0.0)
        down = max(self.y + self.radius - other.y, other.y - self.foot, 0.0)
        return math.hypot(across, down) < other.radius + GAP


@dataclass(frozen=True)
class MembersMap:
    """The whole drawing."""

    circles: Sequence[Circle]
    width: float
    height: float
    left_out: int


Place = tuple[float, float]
Disc = tuple[float, float, float]


@lru_cache(maxsize=4)
def drawn(members: tuple[Member, ...]) -> MembersMap:
    """Where each member stands; the same members always stand in the same place."""
    largest = sorted(members, key=lambda each: (-(each.population or 0), each.name))
    circles = _circles(largest[:SHOWN])
    groups = [
        list(those)
        for _, those in groupby(
            sorted(circles, key=lambda each: each.member.grouping), key=lambda each: each.member.grouping
        )
    ]
    groups.sort(key=lambda those: (-len(those), those[0].member.name))
    islands: list[list[Circle]] = []
    for those in groups:
        islands.append(_landed(_packed(those), [each for island in islands for each in island]))
    moved = [each for island in islands for each in island]
    return _framed(moved, len(members) - len(circles))


def _circles(members: Sequence[Member]) -> list[Circle]:
    """Each as large as its population, in area, never too small to be seen, named while there is room."""
    most = max((each.population or 0 for each in members), default=0) or 1
    is_named = len(members) <= NAMED
    least = LEAST_NAMED if is_named else LEAST
    return [
        Circle(
            each,
            max(least, MOST * math.sqrt((each.population or 0) / most)),
            _lines(each.name) if is_named else (),
        )
        for each in members
    ]


def _lines(name: str) -> tuple[str, ...]:
    """A name, cut at the hyphen or the space nearest to its middle when it is long."""
    cuts = [each.end() for each in re.finditer(r"[ -]", name)]
    if len(name) <= LETTERS or not cuts:
        return (name,)
    cut = min(cuts, key=lambda each: abs(each - len(name) / 2))
    return name[:cut].rstrip(), name[cut:]


def _packed(circles: Sequence[Circle]) -> list[Circle]:
    """Circles side by side: each as near to the middle as those before it allow."""
    placed: list[Circle] = []
    for each in circles:
        placed.append(next(filter(None, (_placed(each, place, placed) for place in _away()))))
    return placed


def _placed(circle: Circle, place: Place, others: Sequence[Circle]) -> Circle | None:
    """A circle there, if neither it nor its name covers another. Circles are compared first: it is quick."""
    x, y = place
    if any(math.hypot(x - each.x, y - each.y) < circle.radius + each.radius + GAP for each in others):
        return None
    tried = replace(circle, x=x, y=y)
    return None if any(tried.writes_on(each) for each in others) else tried


def _landed(island: Sequence[Circle], others: Sequence[Circle]) -> list[Circle]:
    """An island as near to the middle as the shores of the others allow."""
    shores = [(each.x, *each.land) for each in island]
    taken = [(each.x, *each.land) for each in others]
    x, y = next(moved for moved in _away() if not _is_taken(moved, shores, taken))
    return [replace(each, x=each.x + x, y=each.y + y) for each in island]


def _is_taken(moved: Place, shores: Sequence[Disc], taken: Sequence[Disc]) -> bool:
    """Whether an island, moved so, would touch another."""
    return any(
        math.hypot(x + moved[0] - at_x, y + moved[1] - at_y) < reach + other + GAP
        for x, y, reach in shores
        for at_x, at_y, other in taken
    )


def _away() -> Iterator[Place]:
    """Points further and further from the middle, all round; a telephone is higher than wide."""
    for step in count():
        yield 0.45 * step * math.cos(0.35 * step) * 0.9, 0.45 * step * math.sin(0.35 * step)


def _framed(circles: Sequence[Circle], left_out: int) -> MembersMap:
    """The drawing from its own corner."""
    if not circles:
        return MembersMap((), 0, 0, left_out)
    left = min(each.x - each.land[1] for each in circles)
    top = min(each.land[0] - each.land[1] for each in circles)
    moved = [
        replace(each, x=round(each.x - left, 1), y=round(each.y - top, 1), radius=round(each.radius, 1))
        for each in circles
    ]
    width = max(each.x + each.land[1] for each in moved)
    height = max(sum(each.land) for each in moved)
    return MembersMap(moved, round(width, 1), round(height, 1), left_out)
