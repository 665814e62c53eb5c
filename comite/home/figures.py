"""What the site says of its own weight and of its checks: measured by tests, kept beside the pages."""

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
WEIGHTS = HERE / "defaults" / "weights.json"
CRITERIA = HERE / "defaults" / "criteria.toml"


@dataclass(frozen=True)
class PageWeight:
    """What one kind of page has a browser fetch, in bytes and in requests."""

    name: str
    first_visit: int
    next_visit: int
    request_count: int
    statement_count: int


@dataclass(frozen=True)
class Weights:
    """What was measured, and when (`tests/house/test_budgets.py` writes it and compares)."""

    measured_on: date
    pages: tuple[PageWeight, ...]


@dataclass(frozen=True)
class Criterion:
    """One criterion of the RGAA that a test of ours checks, and how."""

    number: str
    subject: str
    how: str


@dataclass(frozen=True)
class Criteria:
    """What is checked at each version (RGAA 4.1.2), and since when the list is so."""

    checked_on: date
    tested: tuple[Criterion, ...]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The list as a table shows it."""
        return [(each.number, each.subject, each.how) for each in self.tested]


@cache
def weights() -> Weights:
    """The weights of the pages."""
    found = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(
        date.fromisoformat(found["measured_on"]), tuple(PageWeight(**each) for each in found["pages"])
    )


@cache
def criteria() -> Criteria:
    """The criteria that tests check."""
    found = tomllib.loads(CRITERIA.read_text(encoding="utf-8"))
    return Criteria(found["checked_on"], tuple(Criterion(**each) for each in found["criterion"]))
