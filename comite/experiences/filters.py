"""What a reader asks of the list of reports."""

from dataclasses import dataclass
from enum import StrEnum

from comite.experiences.models import AiType, Outcome, Phase, ReportStatus


class PopulationBand(StrEnum):
    """How many people live in the authority that tells; each name gives its bounds."""

    HAMLET = "0-999"
    VILLAGE = "1000-3499"
    BOROUGH = "3500-9999"
    TOWN = "10000-49999"
    CITY = "50000-"

    @property
    def bounds(self) -> tuple[int, int | None]:
        """The least and the most inhabitants."""
        least, _, most = self.value.partition("-")
        return int(least), int(most) if most else None


class Sort(StrEnum):
    """In which order reports are listed."""

    RECENT = "recent"
    UPDATED = "updated"
    TITLE = "title"
    LIKENESS = "likeness"


@dataclass(frozen=True)
class Filters:
    """What narrows the list; within one filter any value does, between filters all must hold."""

    domains: tuple[str, ...] = ()
    ai_types: tuple[AiType, ...] = ()
    phases: tuple[Phase, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    population: PopulationBand | None = None
    departement: str = ""
    committee: str = ""
    authority: str = ""
    tag: str = ""
    statuses: tuple[ReportStatus, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether any filter is in use."""
        return self != Filters()
