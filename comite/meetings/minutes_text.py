"""The first draft of minutes, in Markdown, from what the meeting left: attendance, quorum, votes, notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from comite.foundation.rendering import day, hour, instant, plural
from comite.meetings.labels import ITEM_KINDS, quorum_told
from comite.meetings.masked_words import shown
from comite.meetings.models.attendance import Answer, Listener, ListenerReply
from comite.meetings.models.decisions import Decision, FollowUp
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.models.minutes import Note
from comite.meetings.queries.outcomes import OUTSIDE_POINTS
from comite.meetings.queries.sheets import Fullest, SeatRow

ATTENDANCE = "Présences et quorum"
FOLLOW_UP = "Suivi des actions"
OTHER_VOTES = "Autres votes"


@dataclass(frozen=True)
class Draft:
    """One section to write: its point, when it has one."""

    title: str
    source: str
    item_id: int | None = None


@dataclass(frozen=True)
class Material:
    """What a meeting left."""

    rows: Sequence[SeatRow]
    listeners: Sequence[Listener]
    announced: Sequence[ListenerReply]
    quorum: Fullest
    notes: Mapping[int, Note]
    votes: Mapping[int, Sequence[str]]
    decisions: Mapping[int, Sequence[Decision]]
    waiting: Sequence[FollowUp]


def draft_sections(meeting: Meeting, material: Material) -> list[Draft]:
    """The sections of the minutes: attendance, actions that wait, each point, then votes on none of them."""
    sections = [Draft(ATTENDANCE, _attendance(meeting, material))]
    if material.waiting:
        sections.append(Draft(FOLLOW_UP, _waiting(material.waiting)))
    sections += [
        Draft(f"{rank}. {item.title}"[:200], _point(item, material), item.id)
        for rank, item in enumerate(meeting.items, start=1)
    ]
    outside = material.votes.get(OUTSIDE_POINTS, ())
    if outside:
        sections.append(Draft(OTHER_VOTES, "\n".join(f"- {each}" for each in outside)))
    return sections


def _attendance(meeting: Meeting, material: Material) -> str:
    """Who sat, from when to when, who was excused, who had entrusted their voice, who only listened."""
    present, excused, absent = [], [], []
    for row in material.rows:
        if row.presences:
            present.append(f"- {row.name} : {_sat(row, meeting)}")
        elif row.proxy_to is not None:
            excused.append(f"- {row.name} : pouvoir donné à {row.proxy_to.authority.name}")
        elif row.reply is not None and row.reply.answer in (Answer.EXCUSED, Answer.PROXY):
            excused.append(f"- {row.name}")
        else:
            absent.append(f"- {row.name}")
    opening = f"Séance ouverte le {instant(meeting.opened_at)}, close le {instant(meeting.closed_at)}."
    parts = [opening, _quorum(material.quorum)]
    for title, lines in (
        ("Présents", present),
        ("Excusés et pouvoirs", excused),
        ("Absents", absent),
    ):
        if lines:
            parts.append(f"**{title}** ({len(lines)})\n\n" + "\n".join(lines))
    for title, is_observer in (("Observateurs, sans voix", True), ("Invités, sans voix", False)):
        lines = [_heard(each, meeting) for each in material.listeners if each.is_observer is is_observer]
        if lines:
            parts.append(f"**{title}** ({len(lines)})\n\n" + "\n".join(lines))
    away = [
        f"- {each.user.name}, {each.authority.name}"
        for each in material.announced
        if each.is_excused and each.user_id not in {one.user_id for one in material.listeners}
    ]
    if away:
        parts.append(f"**Observateurs excusés** ({len(away)})\n\n" + "\n".join(away))
    return "\n\n".join(parts)


def _quorum(fullest: Fullest) -> str:
    """Since when the quorum was reached, or how far from it the fullest moment was."""
    said = quorum_told(fullest.quorum)
    if fullest.at is None:
        return f"Quorum jamais atteint : {said}"
    when = "Quorum atteint" if fullest.quorum.is_reached else "Quorum jamais atteint ; au plus fort,"
    return f"{when} le {instant(fullest.at)} : {said}"


def _heard(listener: Listener, meeting: Meeting) -> str:
    """Who attended without a voice, for whom, from when to when."""
    said = partial(_moment, day_of=meeting.opened_at)
    place = f", {listener.place}" if listener.place else ""
    left = f", départ {said(listener.left_at)}" if listener.left_at else ""
    return f"- {listener.name or 'une personne'}{place} (arrivée {said(listener.arrived_at)}{left})"


def _sat(row: SeatRow, meeting: Meeting) -> str:
    """Who sat on a seat, with late arrivals and early departures; the day is said when it is another one."""
    said = partial(_moment, day_of=meeting.opened_at)
    names = []
    for presence in row.presences:
        name = presence.attendee_name or (presence.user.name if presence.user else "une personne")
        left = f", départ {said(presence.left_at)}" if presence.left_at else ""
        names.append(f"{name} (arrivée {said(presence.arrived_at)}{left})")
    return " ; ".join(names)


def _moment(value: datetime, day_of: datetime | None) -> str:
    """« à 14 h 05 » on the day of the meeting, otherwise the whole instant."""
    return f"à {hour(value)}" if day_of and day(value) == day(day_of) else f"le {instant(value)}"


def _waiting(follow_ups: Sequence[FollowUp]) -> str:
    """The actions that were waiting, late ones said."""
    lines = [
        f"- {each.title} — {each.owner_authority.name}, pour le {each.due_on:%d/%m/%Y}"
        + (" (**en retard**)" if each.is_late else "")
        for each in follow_ups
    ]
    count = plural(len(follow_ups), "action était en attente", "actions étaient en attente")
    return f"{count} au jour de la séance.\n\n" + "\n".join(lines)


def _point(item: AgendaItem, material: Material) -> str:
    """What was noted, voted and decided on one point."""
    parts = [f"*{ITEM_KINDS[item.kind]}.*"]
    if item.rapporteur is not None or item.rapporteur_name:
        name = item.rapporteur.name if item.rapporteur else item.rapporteur_name
        parts.append(f"Rapporteur ou rapporteuse : {name}.")
    note = material.notes.get(item.id)
    noted = note.source.strip() if note and not note.is_masked else ""
    parts.append(noted or "Aucune note n’a été prise sur ce point.")
    votes = material.votes.get(item.id, ())
    if votes:
        parts.append("**Vote**\n\n" + "\n".join(f"- {each}" for each in votes))
    decided = material.decisions.get(item.id, ())
    if decided:
        parts.append(
            "**Décision**\n\n" + "\n".join(f"- n° {each.number} : {shown(each).title}" for each in decided)
        )
    return "\n\n".join(parts)
