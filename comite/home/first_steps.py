"""The four short steps of somebody who arrives: in which order, and what remains."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from comite.foundation import clock

# Those who were here before are not newcomers, whatever they left out.
NEWCOMER_FOR = timedelta(days=30)


class Step(StrEnum):
    """One step; the value is the last word of its address."""

    INTRODUCTION = "moi"
    TOPICS = "sujets"
    RHYTHM = "nouvelles"
    GESTURE = "premier-geste"

    @property
    def rank(self) -> int:
        """Its place in the order."""
        return list(Step).index(self)

    @property
    def next(self) -> "Step | None":
        """The one after; None after the last."""
        return next((each for each in Step if each.rank == self.rank + 1), None)


@dataclass(frozen=True)
class Arrival:
    """How far somebody is: what was seen, what was really done, and when they came before."""

    visited_at: datetime | None
    created_at: datetime
    reached: int | None
    is_dismissed: bool
    has_function: bool
    has_topics: bool
    has_rhythm: bool
    has_written: bool

    @property
    def is_done(self) -> dict[Step, bool]:
        """What was really done, whatever was skipped."""
        return {
            Step.INTRODUCTION: self.has_function,
            Step.TOPICS: self.has_topics,
            Step.RHYTHM: self.has_rhythm,
            Step.GESTURE: self.has_written,
        }

    @property
    def is_shown(self) -> bool:
        """Whether the list of what remains is still of use."""
        is_newcomer = self.reached is not None or clock.now() - self.created_at < NEWCOMER_FOR
        return is_newcomer and not self.is_dismissed and not all(self.is_done.values())

    @property
    def resumes_at(self) -> Step | None:
        """The step where one left; None when all were seen."""
        return next((each for each in Step if each.rank >= (self.reached or 0)), None)
