"""What people submit about shared models: plain, frozen, free of the web."""

from dataclasses import dataclass
from datetime import date

from comite.accounts.audiences import Audience
from comite.engineering.models.library import ModelKind, UseOutcome

TITLE_MAX = 160
SUMMARY_MAX = 280
ORIGIN_MAX = 280
SOURCE_MAX = 60_000
CHANGE_MAX = 280
WORD_MAX = 600
SUGGESTION_MAX = 6_000


@dataclass(frozen=True)
class ModelContent:
    """A model as a person writes it; `change` says what this version brings."""

    kind: ModelKind
    title: str
    summary: str
    source: str
    visibility: Audience
    committee_id: int | None = None
    origin: str = ""
    law_checked_on: date | None = None
    change: str = ""


@dataclass(frozen=True)
class UseContent:
    """What came of using a model, for one authority."""

    outcome: UseOutcome
    word: str = ""
    report_slug: str = ""
