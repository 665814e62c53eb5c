"""The rendered texts of committees; frozen minutes are hashed with theirs, and never change."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, select

from comite.foundation.renewal import RenderedText
from comite.meetings.models.ballots import Ballot
from comite.meetings.models.decisions import Decision
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.models.minutes import Minutes, MinutesSection
from comite.meetings.operations.minutes import FIRST_TITLE


def _itself(kind: str) -> Callable[[Any], tuple[str, int]]:
    """What names a thing by its own number."""
    return lambda row: (kind, row.id)


def _not_frozen() -> ColumnElement[bool]:
    """The parts of minutes that are not settled."""
    frozen = select(Minutes.id).where(Minutes.frozen_at.is_not(None))
    return MinutesSection.minutes_id.not_in(frozen)


RENDERED_IN_MEETINGS = (
    RenderedText(Meeting, subject=_itself("meeting")),
    RenderedText(AgendaItem, subject=_itself("agenda_item")),
    RenderedText(Decision, subject=_itself("decision")),
    RenderedText(Ballot, subject=_itself("ballot")),
    RenderedText(
        MinutesSection,
        first_title=FIRST_TITLE,
        subject=_itself("minutes_section"),
        open_only=_not_frozen,
    ),
)
