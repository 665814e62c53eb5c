"""What people submit about decisions and actions: plain, frozen, free of the web."""

from dataclasses import dataclass
from datetime import date

from comite.accounts.audiences import Audience
from comite.foundation.storage import Kept
from comite.meetings.models.decisions import DecisionKind, FollowUpStatus


@dataclass(frozen=True)
class DecisionContent:
    """What was decided."""

    title: str
    source: str
    kind: DecisionKind
    decided_on: date
    audience: Audience = Audience.COMMITTEE
    vote: str = ""
    subjects: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class ActionContent:
    """What is to be done, by whom, for when."""

    title: str
    owner_authority_id: int
    due_on: date
    owner_id: int | None = None


@dataclass(frozen=True)
class Progress:
    """What became of an action."""

    status: FollowUpStatus
    word: str = ""
    proof_url: str = ""


@dataclass(frozen=True)
class Proof:
    """A file already kept."""

    kept: Kept
    name: str
    media_type: str
