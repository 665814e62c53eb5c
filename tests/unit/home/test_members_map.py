"""Members as circles: none over another, the same place each time, however many there are."""

import math

import pytest

from comite.home.members_map import SHOWN, Member, drawn


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
