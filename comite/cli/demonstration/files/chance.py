"""The dice of the demonstration files: thrown the same way every time."""

from random import Random


def dice(seed: int) -> Random:
    """Dice that always fall the same for a seed."""
    return Random(seed)  # noqa: S311 - invented rows, nothing secret
