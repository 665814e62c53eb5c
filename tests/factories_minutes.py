"""A meeting that was held, its minutes in each state, decisions and actions."""

from datetime import date, timedelta
from typing import Any

from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import write
from comite.meetings.decision_content import ActionContent, DecisionContent
from comite.meetings.minutes_text import Draft
from comite.meetings.models.decisions import Decision, DecisionKind, FollowUp
from comite.meetings.models.meetings import AgendaItem, Meeting, MeetingStatus
from comite.meetings.models.minutes import Minutes
from comite.meetings.operations import decisions, minutes, notes
from comite.meetings.queries import decisions as decision_queries
from comite.meetings.queries import minutes as minutes_queries
from tests.cast import Cast
from tests.factories_meetings import (
    again,
    committee_of,
    make_agenda_item,
    make_meeting,
    make_presence,
    make_seat,
)

DRAFTS = [Draft("Présences et quorum", "Tous étaient là."), Draft("1. La charte", "Elle est **adoptée**.")]


def hold_meeting(cast: Cast, *, status: MeetingStatus = MeetingStatus.CLOSED, **facts: Any) -> Meeting:
    """A meeting of Valmer's committee that took place: Amina and Élise sat."""
    meeting = make_meeting(cast, status=status, **facts)
    make_presence(cast, meeting, make_seat(cast, cast.valmer, cast.amina), cast.amina)
    make_presence(cast, meeting, make_seat(cast, cast.lead, cast.elise), cast.elise)
    make_agenda_item(cast, meeting)
    return again(cast, meeting)


def point_of(meeting: Meeting) -> AgendaItem:
    """The first point of its agenda."""
    return meeting.items[0]


def draft(cast: Cast, meeting: Meeting, drafts: list[Draft] | None = None) -> Minutes:
    """Minutes that only Élise reads yet."""
    minutes.draft_minutes(cast.elise, meeting, drafts or DRAFTS)
    return read_again(cast, meeting)


def read_again(cast: Cast, meeting: Meeting) -> Minutes:
    """The minutes of a meeting as they are now."""
    return minutes_queries.get_minutes(cast.elise, meeting)


def circulate(cast: Cast, meeting: Meeting) -> Minutes:
    """Minutes sent to those who attended."""
    minutes.circulate_minutes(cast.elise, meeting, draft(cast, meeting))
    return read_again(cast, meeting)


def let_delay_pass(cast: Cast, meeting: Meeting) -> Minutes:
    """As if the time for amendments were over."""
    found = read_again(cast, meeting)
    with write() as session:
        session.get(Minutes, found.id).amendments_until = clock.now() - timedelta(minutes=1)
    return read_again(cast, meeting)


def freeze(cast: Cast, meeting: Meeting | None = None) -> tuple[Meeting, Minutes]:
    """Minutes settled for good."""
    held = meeting or hold_meeting(cast)
    circulate(cast, held)
    minutes.freeze_minutes(cast.elise, held, let_delay_pass(cast, held))
    return again(cast, held), read_again(cast, held)


def take_note(
    cast: Cast, meeting: Meeting, text: str = "On a parlé.", *, by: Reader | None = None, base: int = 0
):
    """A note on the first point."""
    return notes.save_note(by or cast.elise, meeting, point_of(meeting).id, text, base)


def make_decision(cast: Cast, *, item: AgendaItem | None = None, **facts: Any) -> Decision:
    """A decision of Valmer's committee, by Élise."""
    values: dict[str, Any] = {
        "title": "Adopter la charte commune",
        "source": "Le comité **adopte** la charte.",
        "kind": DecisionKind.ORIENTATION,
        "decided_on": date(2026, 3, 3),
    }
    made = decisions.record_decision(
        cast.elise, committee_of(cast), DecisionContent(**{**values, **facts}), item
    )
    return decision_queries.get_decision(cast.denis, made.id)


def make_action(cast: Cast, decision: Decision | None = None, **facts: Any) -> FollowUp:
    """An action entrusted to Valmer."""
    values: dict[str, Any] = {
        "title": "Faire délibérer le conseil",
        "owner_authority_id": cast.valmer,
        "due_on": clock.today() + timedelta(days=30),
    }
    made = decisions.assign_action(
        cast.elise, decision or make_decision(cast), ActionContent(**{**values, **facts})
    )
    return decision_queries.get_follow_up(cast.denis, made.id)
