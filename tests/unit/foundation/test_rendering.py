"""Values as people read them."""

import pytest

from comite.foundation.rendering import euros


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12_000, "12\u202f000\u00a0€"),
        (2150.5, "2\u202f150,50\u00a0€"),
        (0.07, "0,07\u00a0€"),
        (3283.07, "3\u202f283,07\u00a0€"),
        (None, ""),
    ],
)
def test_amounts_have_their_cents_or_none(value: float | None, shown: str) -> None:
    assert euros(value) == shown
