"""How dates and weights are written for people."""

from datetime import timedelta

import pytest

from comite.foundation import clock
from comite.foundation.rendering import ago, euros, size


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(days=-3), "il y a 3\u00a0jours"),
        (timedelta(seconds=-5), "à l’instant"),
        (timedelta(hours=2, minutes=1), "dans 2\u00a0heures"),
        (timedelta(days=4, minutes=1), "dans 4\u00a0jours"),
    ],
)
def test_a_moment_is_said_by_its_distance_behind_or_ahead(distance, words):
    assert ago(clock.now() + distance) == words


@pytest.mark.parametrize(
    ("weight", "words"),
    [(0, "0\u00a0octet"), (1, "1\u00a0octet"), (305, "305\u00a0octets"), (22_800, "22,8\u00a0ko")],
)
def test_a_weight_agrees_with_its_unit(weight, words):
    assert size(weight) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [(12_000, "12\u202f000\u00a0€"), (2150.5, "2\u202f150,50\u00a0€"), (0.07, "0,07\u00a0€")],
)
def test_cents_are_two_or_none(amount, words):
    assert euros(amount) == words
