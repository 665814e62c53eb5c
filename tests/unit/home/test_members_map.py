"""Members as circles: none over another, the same place each time, however many there are."""

import math
from itertools import combinations, product

import pytest

from comite.home.members_map import NAMED, SHOWN, Member, drawn


def members(count):
    return tuple(
        Member(
            f"Commune {rank}", f"commune-{rank}", (rank * 7919) % 40_000, f"epci {rank % 5}", rank % 2, True
        )
        for rank in range(count)
    )


@pytest.mark.parametrize("count", [1, 2, 15, 80, 400])
def test_no_circle_covers_another_and_all_are_in_the_frame(count):
    found = drawn(members(count))

    assert len(found.circles) == min(count, SHOWN)
    assert found.left_out == max(0, count - SHOWN)
    for rank, one in enumerate(found.circles):
        assert one.radius <= one.x <= found.width - one.radius
        assert one.radius <= one.y <= found.height - one.radius
        for other in found.circles[rank + 1 :]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def test_a_larger_population_is_a_larger_circle():
    found = drawn((Member("Une", "une", 40_000, "a", 0, True), Member("Deux", "deux", 10_000, "a", 0, True)))

    areas = {each.member.slug: each.radius**2 for each in found.circles}
    assert areas["une"] / areas["deux"] == pytest.approx(4, rel=0.02)


def test_nobody_and_no_population_are_drawn_too():
    assert drawn(()).circles == ()
    assert drawn((Member("Une", "une", None, "a", 0, True),)).circles[0].radius > 0


def test_few_members_are_named_and_no_name_covers_another():
    found = drawn(members(NAMED))

    assert ["".join(each.lines).replace(" ", "") for each in found.circles] == [
        each.member.name.replace(" ", "") for each in found.circles
    ]
    for one, other in combinations(found.circles, 2):
        is_across = abs(one.x - other.x) < one.half + other.half
        assert not (is_across and one.y + one.radius < other.foot and other.y + other.radius < one.foot)
    assert all(not each.lines for each in drawn(members(NAMED + 1)).circles)


def test_the_lands_of_two_groupings_do_not_touch():
    found = drawn(members(15))

    for one, other in product(found.circles, repeat=2):
        if one.member.grouping != other.member.grouping:
            apart = math.hypot(one.x - other.x, one.land[0] - other.land[0])
            assert apart >= one.land[1] + other.land[1]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Valmer", ("Valmer",)),
        ("La Pommeraie-aux-Bois", ("La Pommeraie-", "aux-Bois")),
        ("Saint-Aubry-le-Vieux", ("Saint-Aubry-", "le-Vieux")),
        ("Les Ferrières-d’Ombre", ("Les Ferrières-", "d’Ombre")),
        ("Châteauneuvillard", ("Châteauneuvillard",)),
    ],
)
def test_a_long_name_takes_two_lines(name, lines):
    assert drawn((Member(name, "une", 900, "a", 0, True),)).circles[0].lines == lines
