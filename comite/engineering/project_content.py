"""What people submit about pooled projects: plain, frozen, free of the web."""

from dataclasses import dataclass
from datetime import date

from comite.accounts.audiences import Audience
from comite.engineering.costs import CostKey
from comite.engineering.models.projects import PartyStanding, SpendingKind
from comite.foundation.storage import Kept

TITLE_MAX = 160
OBJECTIVE_MAX = 20_000
WORD_MAX = 280
CLOSING_MAX = 2_000
REFERENCE_MAX = 120
UNIT_MAX = 60
STEPS_MAX = 40
LINES_MAX = 60
FILES_MAX = 20
FILE_MAX_MB = 20


@dataclass(frozen=True)
class ProjectContent:
    """The description of a project, and how its cost is shared."""

    title: str
    objective: str
    visibility: Audience
    key: CostKey
    usage_unit: str = ""
    respond_by: date | None = None
    wanted_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class PartyAnswer:
    """What an authority says of a project."""

    standing: PartyStanding
    usage: int | None = None
    deliberated_on: date | None = None
    reference: str = ""
    word: str = ""


@dataclass(frozen=True)
class NewLine:
    """One amount of a budget, in cents."""

    label: str
    kind: SpendingKind
    amount_cents: int
    year: int | None = None


@dataclass(frozen=True)
class NewStep:
    """One step to come."""

    title: str
    due_on: date | None = None


@dataclass(frozen=True)
class NewDocument:
    """A file already kept."""

    kept: Kept
    name: str
    media_type: str
