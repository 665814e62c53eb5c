"""How complete a report is, what is missing, and what would help its readers most."""

from collections.abc import Mapping
from dataclasses import dataclass

from comite.experiences.content import ReportContent
from comite.experiences.labels.advice import ADVICE, Advice
from comite.experiences.models import Heading, Section


@dataclass(frozen=True)
class Completeness:
    """The share of what matters that is said, and the gaps, the most useful first."""

    percent: int
    gaps: tuple[Advice, ...]

    @property
    def following(self) -> Advice | None:
        """The next useful thing."""
        return self.gaps[0] if self.gaps else None

    @property
    def minutes_left(self) -> int:
        """About how long it takes to say the rest: three minutes a story, one a fact."""
        stories = {heading.value for heading in Heading}
        return sum(3 if stories & set(each.names) else 1 for each in self.gaps)

    def gaps_of(self, section: Section) -> tuple[Advice, ...]:
        """What is missing in one section."""
        return tuple(each for each in self.gaps if each.section is section)

    @property
    def by_section(self) -> Mapping[Section, int]:
        """How many gaps each section has."""
        return {section: len(self.gaps_of(section)) for section in Section}


def assess(content: ReportContent) -> Completeness:
    """What a content says, weighed."""
    gaps = tuple(each for each in ADVICE if not _is_said(content, each.names))
    whole = sum(each.weight for each in ADVICE)
    missing = sum(each.weight for each in gaps)
    return Completeness(percent=100 * (whole - missing) // whole, gaps=gaps)


def _is_said(content: ReportContent, names: tuple[str, ...]) -> bool:
    """Whether at least one of some fields says something; « no » and nought are answers."""
    return any(getattr(content, name) not in (None, "", ()) for name in names)
