"""What minutes and decisions put on somebody's dashboard."""

from typing import Any

from sqlalchemy import Select, select

from comite.accounts.audiences import readable_by
from comite.accounts.dashboard import DashboardThings, Part, moment, row, to_tell_apart
from comite.accounts.readers import Reader
from comite.meetings.models.attendance import Presence
from comite.meetings.models.decisions import Decision, FollowUp
from comite.meetings.models.meetings import Meeting
from comite.meetings.models.minutes import Minutes, MinutesStatus
from comite.meetings.queries.waiting import has_amendment_to_answer, is_action_to_do
from comite.territories.models import Committee


def own_actions(reader: Reader) -> Select[Any] | None:
    """The actions entrusted to one's authorities, or to oneself."""
    if not reader.authority_ids:
        return None
    return (
        select(
            *row(
                FollowUp.id,
                FollowUp.title,
                place=to_tell_apart(Committee.name, reader.committee_ids),
                on=FollowUp.due_on,
            )
        )
        .join(Committee, Committee.id == FollowUp.committee_id)
        .join(Decision, Decision.id == FollowUp.decision_id)
        .where(readable_by(reader, Decision), is_action_to_do(reader))
    )


def minutes_to_read(reader: Reader) -> Select[Any] | None:
    """The minutes of meetings one attended, while they may be amended."""
    if not reader.is_signed_in:
        return None
    return (
        select(
            *row(
                Meeting.id,
                Meeting.title,
                place=to_tell_apart(Committee.name, reader.committee_ids),
                at=Minutes.amendments_until,
            )
        )
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(
            Minutes.status == MinutesStatus.CIRCULATED,
            Minutes.amendments_until >= moment(),
            Meeting.id.in_(select(Presence.meeting_id).where(Presence.user_id == reader.user_id)),
        )
    )


def amendments(reader: Reader) -> Select[Any] | None:
    """The minutes whose amendments await an answer, for who runs the committee."""
    if not reader.led_committee_ids:
        return None
    return (
        select(
            *row(
                Meeting.id,
                Meeting.title,
                place=to_tell_apart(Committee.name, reader.committee_ids),
                at=Minutes.circulated_at,
            )
        )
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(has_amendment_to_answer(reader))
    )


DASHBOARD = (
    DashboardThings(
        Part.AWAITING,
        "Action à mener",
        "Votre comité l’a confiée à votre collectivité.",
        "/decisions/actions/{id}",
        own_actions,
        all_url="/decisions/actions?voir=les-miennes",
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.AWAITING,
        "Compte rendu à relire",
        "Vous étiez à cette séance : vous pouvez proposer des amendements.",
        "/seances/{id}/compte-rendu",
        minutes_to_read,
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.AWAITING,
        "Amendements à traiter",
        "Vous animez ce comité : chaque amendement reçoit une réponse.",
        "/seances/{id}/compte-rendu",
        amendments,
        is_soonest_first=True,
    ),
)
