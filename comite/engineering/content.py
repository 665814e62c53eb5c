"""What people say of requests, offers, missions and expertise: plain, frozen, free of the web."""

from dataclasses import dataclass
from datetime import date

from comite.engineering.models.missions import Usefulness
from comite.engineering.models.requests import BudgetBand

SENTENCE_MAX = 280
TEXT_MAX = 4_000
WORD_MAX = 280
NOTE_MAX = 2_000
# Days are counted by quarters, so that sums are exact: twenty years of one person is more than any offer.
QUARTERS_A_DAY = 4
QUARTERS_MAX = 20 * 250 * QUARTERS_A_DAY


@dataclass(frozen=True)
class RequestContent:
    """What an authority asks: one sentence is enough, the rest helps to help."""

    sentence: str
    need: str = ""
    tried: str = ""
    data_held: str = ""
    deadline_on: date | None = None
    budget: BudgetBand | None = None


@dataclass(frozen=True)
class OfferContent:
    """What an authority proposes: how much time, from when, and what it would do."""

    quarter_days: int
    note: str
    available_from: date | None = None


@dataclass(frozen=True)
class WorkContent:
    """One line of the log of a mission."""

    done_on: date
    quarter_days: int
    done: str
    person_id: int


@dataclass(frozen=True)
class Evaluation:
    """What the authority that was helped says of a mission."""

    usefulness: Usefulness
    words: str
    learnt: str = ""


@dataclass(frozen=True)
class ProfileContent:
    """What somebody, or an authority, says they can help with."""

    NOTE_MAX = 1_000
    WORDS_MAX = 300
    LANGUAGES_MAX = 120
    KILOMETRES_MAX = 1_000

    note: str
    words: str = ""
    skill_ids: tuple[int, ...] = ()
    quarter_days_a_year: int | None = None
    languages: str = ""
    kilometres: int | None = None
