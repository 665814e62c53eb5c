"""The models that come with the product: texts of ours, which an animator brings into their library."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from comite.engineering.models.library import ModelKind

FOLDER = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class ShippedModel:
    """One text, and what is said of it."""

    code: str
    kind: ModelKind
    title: str
    summary: str
    origin: str
    law_checked_on: date
    source: str


@cache
def shipped_models() -> tuple[ShippedModel, ...]:
    """Every model of the product, by its code."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")))


def _read(path: Path) -> ShippedModel:
    """One file: TOML between two lines of +++, then Markdown."""
    _, head, source = path.read_text(encoding="utf-8").split("+++\n", 2)
    facts = tomllib.loads(head)
    return ShippedModel(
        code=path.stem,
        kind=ModelKind(facts["kind"]),
        title=facts["title"],
        summary=facts["summary"],
        origin=facts["origin"],
        law_checked_on=facts["law_checked_on"],
        source=source.strip(),
    )
