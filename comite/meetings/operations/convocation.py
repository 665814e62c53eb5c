"""Convening, telling changes, cancelling, reminding: by notification, and by mail with a calendar file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.models import User
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db, operation
from comite.foundation.errors import require
from comite.foundation.jobs import job
from comite.foundation.mail import Attached, CalendarPart, write_mail
from comite.foundation.rendering import instant
from comite.meetings import calendars, labels, permissions
from comite.meetings.addresses import meeting_address
from comite.meetings.calendars import Attendee
from comite.meetings.errors import (
    EmptyAgendaError,
    NotCancelledError,
    NotComingError,
    NotConvenedError,
    NothingToTellError,
    PastMeetingError,
    ReasonMissingError,
)
from comite.meetings.links import ListeningLink, ReplyLink, listening_path, reply_path
from comite.meetings.masked_words import shown
from comite.meetings.models.attendance import Reply
from comite.meetings.models.meetings import AgendaItem, Meeting, MeetingStatus
from comite.meetings.models.seats import Seat
from comite.meetings.queries.listeners import list_listener_replies, possible_observers
from comite.meetings.queries.rules import rules_of
from comite.meetings.queries.seats import voting_seats
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.notifications.way_out import ids_muted, way_out
from comite.search.operations import reindex
from comite.territories.models import LocalAuthority

# Together, the documents that a mail carries; those beyond are read on the site, where the mail leads.
ATTACHED_BYTES_MAX = 6 * 1024 * 1024
ATTACHED_MAX = 10


@dataclass(frozen=True)
class Convened:
    """A person who is convened: for the seat they answer for, or to listen for an authority that observes."""

    user: User
    authority: LocalAuthority
    seat: Seat | None = None
    is_holder: bool = False


def convened_people(meeting: Meeting, seats: Sequence[Seat] | None = None) -> list[Convened]:
    """Who is convened: the holder of each seat that has a voice (given if known), and their substitutes."""
    found: dict[int, Convened] = {}
    for seat in voting_seats(meeting.committee_id, meeting.held_on) if seats is None else seats:
        for mandate in seat.mandates_on(meeting.held_on):
            person = Convened(mandate.user, seat.authority, seat, mandate.is_holder)
            if mandate.user.is_erased or mandate.user.is_suspended:
                continue
            known = found.get(mandate.user_id)
            if known is None or (person.is_holder and not known.is_holder):
                found[mandate.user_id] = person
    return list(found.values())


def convened_observers(meeting: Meeting, sitting: Sequence[Convened]) -> list[Convened]:
    """Who is convened without a voice: the people of the observing authorities, but for those who sit."""
    seated = {each.user.id for each in sitting}
    found: dict[int, Convened] = {}
    for each in possible_observers(meeting):
        if each.user_id not in seated:
            found.setdefault(each.user_id, Convened(each.user, each.authority))
    return list(found.values())


def everybody_convened(meeting: Meeting, seats: Sequence[Seat] | None = None) -> list[Convened]:
    """Who is convened, with a voice and without; the seats that have one are given if known."""
    sitting = convened_people(meeting, seats)
    return [*sitting, *convened_observers(meeting, sitting)]


@operation
def convene_meeting(actor: Reader, meeting: Meeting) -> int:
    """Convene everybody who sits or observes, by mail and on the site; says how many.

    Raises `NotComingError`, `PastMeetingError`, `EmptyAgendaError`, `NothingToTellError`.
    """
    require(permissions.may_run_committee(actor, meeting.committee_id))
    if not meeting.is_preparing:
        raise NotComingError
    if meeting.starts_at <= clock.now():
        raise PastMeetingError
    if not _items(meeting):
        raise EmptyAgendaError
    people = convened_people(meeting)
    if not people:
        raise NothingToTellError
    people += convened_observers(meeting, people)
    meeting.status, meeting.convened_at = MeetingStatus.CONVENED, clock.now()
    _tell(actor, meeting, people, Reason.CONVENED)
    send_convocations.later(meeting_id=meeting.id, sequence=meeting.sequence, is_change=False)
    reindex.later(kind="meeting", subject_id=meeting.id)
    return len(people)


@operation
def tell_change(actor: Reader, meeting: Meeting) -> int:
    """Send those convened the meeting as it is now; their calendars follow. Raises `NotConvenedError`."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    if not meeting.is_convened:
        raise NotConvenedError
    meeting.sequence += 1
    people = everybody_convened(meeting)
    _tell(actor, meeting, people, Reason.MEETING_CHANGED)
    send_convocations.later(meeting_id=meeting.id, sequence=meeting.sequence, is_change=True)
    return len(people)


@operation
def cancel_meeting(actor: Reader, meeting: Meeting, reason: str) -> None:
    """Say that a meeting will not take place, and why; raises `NotComingError`, `ReasonMissingError`."""
    require(permissions.may_run_committee(actor, meeting.committee_id))
    if not meeting.is_coming:
        raise NotComingError
    if not reason.strip():
        raise ReasonMissingError
    was_convened = meeting.is_convened
    meeting.status, meeting.cancelled_reason = MeetingStatus.CANCELLED, reason
    meeting.sequence += 1
    meeting.version += 1
    reindex.later(kind="meeting", subject_id=meeting.id)
    if was_convened:
        _tell(actor, meeting, everybody_convened(meeting), Reason.MEETING_CANCELLED, reason)
        send_cancellations.later(meeting_id=meeting.id)


@operation
def restore_meeting(actor: Reader, meeting: Meeting) -> None:
    """Prepare again a meeting cancelled by mistake, its agenda as it was; raises `NotCancelledError`.

    People were told that it would not take place: they are convened anew, by whoever runs the committee.
    """
    require(permissions.may_run_committee(actor, meeting.committee_id))
    if not meeting.can_come_back:
        raise NotCancelledError
    meeting.status, meeting.cancelled_reason = MeetingStatus.PREPARING, ""
    meeting.convened_at = meeting.reminded_at = None
    meeting.sequence += 1
    meeting.version += 1
    reindex.later(kind="meeting", subject_id=meeting.id)


def _tell(
    actor: Reader, meeting: Meeting, people: Sequence[Convened], reason: Reason, detail: str = ""
) -> None:
    """Tell them on the site; the mail of a convocation is its own."""
    tell(
        [each.user.id for each in people],
        reason=reason,
        kind="meeting",
        subject_id=meeting.id,
        actor=actor,
        detail=detail or f"{instant(meeting.starts_at)}",
    )


@job
def send_convocations(meeting_id: int, sequence: int, is_change: bool) -> None:
    """Write to each person convened; nothing if the meeting was changed again or cancelled meanwhile.

    What leaves in the last days before the meeting reminds of it: no reminder follows it.
    """
    meeting = _find(meeting_id)
    if meeting is None or not meeting.is_convened or meeting.sequence != sequence:
        return
    if meeting.starts_at <= clock.now() + REMINDS_OF_ITSELF:
        meeting.reminded_at = clock.now()
    _write_notices(meeting, _listening(meeting), "change" if is_change else "convocation")


def _listening(meeting: Meeting) -> list[Convened]:
    """Those convened who did not ask, from an earlier mail, for silence about this meeting."""
    muted = ids_muted("meeting", meeting.id)
    return [each for each in everybody_convened(meeting) if each.user.id not in muted]


@job
def send_cancellations(meeting_id: int) -> None:
    """Write to each person convened that the meeting will not take place."""
    meeting = _find(meeting_id)
    if meeting is None or not meeting.is_cancelled:
        return
    for person in _listening(meeting):
        out = way_out(person.user.id, "meeting", meeting.id)
        write_mail(
            person.user.email,
            person.user.name,
            "meeting_cancelled",
            f"Séance annulée : {meeting.title}",
            key=f"meeting-{meeting.id}-{meeting.sequence}-{person.user.id}",
            calendar=_invitation(meeting, calendars.CANCEL, person),
            title=meeting.title,
            committee=meeting.committee.name,
            when=instant(meeting.starts_at),
            why=meeting.cancelled_reason,
            path=meeting_address(meeting),
            way=out.way,
            **out.paths,
        )


@job
def remind_of_meetings() -> None:
    """Remind those convened of the meetings that come, the days before that their committee chose."""
    now = clock.now()
    soon = (Meeting.starts_at > now) & (Meeting.starts_at <= now + timedelta(days=31))
    waiting = (
        Meeting.status == MeetingStatus.CONVENED,
        Meeting.reminded_at.is_(None),
        Meeting.convened_at <= now - CONVENED_JUST_NOW,
    )
    for meeting_id in db.session.scalars(select(Meeting.id).where(soon, *waiting)).all():
        meeting = _find(meeting_id)
        if meeting is None:
            continue
        days = rules_of(meeting.committee_id).reminder_days
        if days and meeting.starts_at <= now + timedelta(days=days):
            meeting.reminded_at = now
            _remind(meeting)


def _remind(meeting: Meeting) -> None:
    """One notification and one mail for each person."""
    people = everybody_convened(meeting)
    tell(
        [each.user.id for each in people],
        reason=Reason.MEETING_NEAR,
        kind="meeting",
        subject_id=meeting.id,
        detail=instant(meeting.starts_at),
    )
    _write_notices(meeting, _listening(meeting), "reminder")


REMINDS_OF_ITSELF = timedelta(days=3)
CONVENED_JUST_NOW = timedelta(days=1)
SUBJECTS = {
    "convocation": "Convocation : {title}, le {when}",
    "change": "Changement : {title}, le {when}",
    "reminder": "Rappel : {title}, le {when}",
}


def _write_notices(meeting: Meeting, people: Sequence[Convened], occasion: str) -> None:
    """The mail of each person, with what they or their seat answered already."""
    answers = {
        row.seat_id: labels.ANSWERS_GIVEN[row.answer]
        for row in db.session.execute(
            select(Reply.seat_id, Reply.answer).where(Reply.meeting_id == meeting.id)
        )
    }
    own = {each.user_id: labels.ANSWERS_GIVEN[each.answer] for each in list_listener_replies(meeting)}
    for person in people:
        given = answers.get(person.seat.id, "") if person.seat else own.get(person.user.id, "")
        _write_notice(meeting, person, occasion, given)


def _write_notice(meeting: Meeting, person: Convened, occasion: str, answer: str) -> None:
    """The mail of one person: the agenda, the documents, the link to answer, the calendar file."""
    attached, left_out = _documents(meeting) if occasion != "reminder" else ((), 0)
    when = instant(meeting.starts_at)
    out = way_out(person.user.id, "meeting", meeting.id)
    write_mail(
        person.user.email,
        person.user.name,
        "meeting_convocation",
        SUBJECTS[occasion].format(title=meeting.title, when=when),
        key=f"meeting-{meeting.id}-{meeting.sequence}-{occasion}-{person.user.id}",
        attachments=attached,
        calendar=_invitation(meeting, calendars.REQUEST, person) if occasion != "reminder" else None,
        occasion=occasion,
        title=meeting.title,
        committee=meeting.committee.name,
        when=when,
        where=" · ".join(part for part in (meeting.place, meeting.link) if part),
        place_kind=labels.PLACE_KINDS[meeting.place_kind],
        introduction=shown(meeting).plain,
        agenda=[_line(item) for item in _items(meeting)],
        minutes=sum(item.planned_minutes for item in _items(meeting)),
        authority=person.authority.name,
        sits=person.seat is not None,
        is_holder=person.is_holder,
        answer=answer,
        left_out=left_out,
        path=meeting_address(meeting),
        reply_path=_reply_path(meeting, person),
        way=out.way,
        **out.paths,
    )


def _reply_path(meeting: Meeting, person: Convened) -> str:
    """Where a person answers from their mail."""
    if person.seat is None:
        return listening_path(ListeningLink(meeting.id, person.authority.id, person.user.id))
    return reply_path(ReplyLink(meeting.id, person.seat.id, person.user.id))


def _line(item: AgendaItem) -> dict[str, Any]:
    """A point of the agenda, as a mail lists it."""
    rapporteur = item.rapporteur.name if item.rapporteur else item.rapporteur_name
    return {
        "title": item.title,
        "kind": labels.ITEM_KINDS[item.kind],
        "rapporteur": rapporteur,
        "minutes": item.planned_minutes,
    }


def _documents(meeting: Meeting) -> tuple[tuple[Attached, ...], int]:
    """The documents that the mail carries, and how many are left to be read on the site."""
    every = [each for item in _items(meeting) for each in item.documents]
    attached: list[Attached] = []
    weight = 0
    for each in every:
        if len(attached) < ATTACHED_MAX and weight + each.size <= ATTACHED_BYTES_MAX:
            attached.append(Attached(each.digest, each.file_name, each.media_type))
            weight += each.size
    return tuple(attached), len(every) - len(attached)


def _invitation(meeting: Meeting, method: str, person: Convened) -> CalendarPart:
    """The calendar part of a person's mail."""
    invited = Attendee(person.user.name, person.user.email, has_voice=person.seat is not None)
    return CalendarPart(method, calendars.calendar_of([meeting], method, attendees=[invited]).decode())


def _find(meeting_id: int) -> Meeting | None:
    """A meeting with what its mails say, for a job."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .execution_options(populate_existing=True)
        .options(
            joinedload(Meeting.committee),
            selectinload(Meeting.items).joinedload(AgendaItem.rapporteur),
            selectinload(Meeting.items).selectinload(AgendaItem.documents),
        )
    )


def _items(meeting: Meeting) -> list[AgendaItem]:
    """The agenda; read again when the meeting came without it."""
    if "items" in meeting.__dict__:
        return list(meeting.items)
    found = _find(meeting.id)
    return list(found.items) if found else []
