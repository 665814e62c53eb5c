"""Figures as readers compare them: what is told of one thing stands together, disagreements side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from comite.experiences.models import Indicator
from comite.foundation.text import fold

# « Appels perdus (deuxième source) » is told of the same thing as « Appels perdus (première source) ».
_SOURCE = re.compile(r"\s*\([^()]*source[^()]*\)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """What one or several sources say of one thing."""

    label: str
    rows: Sequence[Indicator]
    is_discordant: bool

    @property
    def is_repeated(self) -> bool:
        """Whether several rows tell of the same thing."""
        return len(self.rows) > 1


def grouped(indicators: Sequence[Indicator]) -> list[Figure]:
    """The figures in the order of their first mention."""
    groups: dict[str, list[Indicator]] = {}
    for row in indicators:
        groups.setdefault(_thing(row), []).append(row)
    return [
        Figure(_SOURCE.sub("", rows[0].label) if len(rows) > 1 else rows[0].label, rows, _disagree(rows))
        for rows in groups.values()
    ]


def _thing(row: Indicator) -> str:
    """What a figure is about."""
    return fold(_SOURCE.sub("", row.label)).strip()


def _disagree(rows: Sequence[Indicator]) -> bool:
    """Whether two rows give different values for the same moment."""
    return any(
        _differ(one.before, other.before) or _differ(one.after, other.after) for one, other in pairwise(rows)
    )


def _differ(one: str, other: str) -> bool:
    """Whether two values are both given and not the same."""
    return bool(one and other) and fold(one) != fold(other)
