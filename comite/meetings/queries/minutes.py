"""Reading notes, minutes and amendments."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import LoaderOption

from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.meetings import minutes_rights
from comite.meetings.models.attendance import Listener, Presence, Reply
from comite.meetings.models.meetings import Meeting, MeetingStatus
from comite.meetings.models.minutes import (
    Amendment,
    Minutes,
    MinutesReminder,
    MinutesSection,
    MinutesStatus,
    Note,
)
from comite.meetings.queries.meetings import visible_to


def latest_notes(meeting: Meeting) -> dict[int, Note]:
    """The last saved note of each point, with who wrote it."""
    newest = (
        select(Note.item_id, func.max(Note.version).label("version"))
        .where(Note.meeting_id == meeting.id)
        .group_by(Note.item_id)
        .subquery()
    )
    found = db.session.scalars(
        select(Note)
        .join(newest, (newest.c.item_id == Note.item_id) & (newest.c.version == Note.version))
        .options(joinedload(Note.written_by))
    )
    return {each.item_id: each for each in found}


def list_note_versions(item_id: int) -> Sequence[Note]:
    """Every saving of the note of a point, latest first."""
    return db.session.scalars(
        select(Note)
        .where(Note.item_id == item_id)
        .order_by(Note.version.desc())
        .options(joinedload(Note.written_by))
    ).all()


def find_minutes(reader: Reader, meeting: Meeting, *, whole: bool = True) -> Minutes | None:
    """The minutes of a meeting if the reader may read them now; with their sections unless said otherwise."""
    statement = select(Minutes).where(Minutes.meeting_id == meeting.id)
    if whole:
        statement = statement.options(*_sections())
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        return None
    may_read = minutes_rights.may_read_minutes
    if may_read(reader, meeting, found, has_attended=False):
        return found
    return found if may_read(reader, meeting, found, has_attended=attended(reader, meeting)) else None


def _sections() -> Sequence[LoaderOption]:
    """The parts of minutes, with the points and the decisions that moderation may have masked."""
    each = selectinload(Minutes.sections)
    return each.joinedload(MinutesSection.item), each.joinedload(MinutesSection.masked_decisions)


def get_minutes(reader: Reader, meeting: Meeting) -> Minutes:
    """The same; raises `NotFoundError` when there are none to read."""
    found = find_minutes(reader, meeting)
    if found is None:
        raise NotFoundError
    return found


def minutes_readable_by(reader: Reader) -> ColumnElement[bool]:
    """The same as `may_read_minutes`, for minutes joined to their meetings; drafts are nobody else's."""
    frozen = Minutes.status == MinutesStatus.FROZEN
    if not reader.is_signed_in:
        return visible_to(reader) & frozen
    circulated = (Minutes.status == MinutesStatus.CIRCULATED) & _concerns(reader)
    return visible_to(reader) & or_(frozen, circulated)


def amendments_readable_by(reader: Reader) -> ColumnElement[bool]:
    """Those who run the committee, or could have proposed one, once the minutes were sent."""
    if not reader.is_signed_in:
        return false()
    return minutes_readable_by(reader) & _concerns(reader)


def _concerns(reader: Reader) -> ColumnElement[bool]:
    """Whether somebody attended a meeting, belongs to its members, or runs its committee."""
    attending = [
        select(each.id).where(each.meeting_id == Meeting.id, each.user_id == reader.user_id).exists()
        for each in (Presence, Listener, Reply)
    ]
    inside = or_(Meeting.committee_id.in_(sorted(reader.member_committee_ids)), *attending)
    return or_(inside, _run_by(reader))


def notes_readable_by(reader: Reader) -> ColumnElement[bool]:
    """The same as `may_take_notes`, for notes joined to their meetings."""
    inside = Meeting.committee_id.in_(sorted(reader.member_committee_ids))
    going_on = Meeting.status.in_((MeetingStatus.CONVENED, MeetingStatus.OPEN, MeetingStatus.CLOSED))
    return visible_to(reader) & or_(
        going_on & _run_by(reader), inside & (Meeting.status == MeetingStatus.OPEN)
    )


def _run_by(reader: Reader) -> ColumnElement[bool]:
    """The same as `may_run_committee`, for meetings."""
    return true() if reader.is_administrator else Meeting.committee_id.in_(sorted(reader.led_committee_ids))


def attended(reader: Reader, meeting: Meeting) -> bool:
    """Whether a person sat in the meeting, listened to it, or had been convened and answered."""
    if not reader.is_signed_in:
        return False
    sat = select(Presence.id).where(Presence.meeting_id == meeting.id, Presence.user_id == reader.user_id)
    listened = select(Listener.id).where(
        Listener.meeting_id == meeting.id, Listener.user_id == reader.user_id
    )
    answered = select(Reply.id).where(Reply.meeting_id == meeting.id, Reply.user_id == reader.user_id)
    return bool(db.session.scalar(select(sat.exists() | listened.exists() | answered.exists())))


def ids_of_attendees(meeting_id: int) -> Sequence[int]:
    """The people who sat in a meeting or listened to it, or had answered its convocation."""
    sat = select(Presence.user_id).where(Presence.meeting_id == meeting_id, Presence.user_id.is_not(None))
    listened = select(Listener.user_id).where(
        Listener.meeting_id == meeting_id, Listener.user_id.is_not(None)
    )
    answered = select(Reply.user_id).where(Reply.meeting_id == meeting_id, Reply.user_id.is_not(None))
    return [each for each in db.session.scalars(sat.union(listened, answered)) if each is not None]


def get_section(minutes: Minutes, section_id: int) -> MinutesSection:
    """One section of these very minutes; raises `NotFoundError`."""
    found = next((each for each in minutes.sections if each.id == section_id), None)
    if found is None:
        raise NotFoundError
    return found


def list_amendments(minutes: Minutes) -> Sequence[Amendment]:
    """The amendments to minutes, in the order in which they came."""
    return db.session.scalars(
        select(Amendment)
        .where(Amendment.minutes_id == minutes.id)
        .order_by(Amendment.id)
        .options(joinedload(Amendment.proposed_by), joinedload(Amendment.authority))
    ).all()


def get_amendment(minutes: Minutes, amendment_id: int) -> Amendment:
    """One amendment to these very minutes; raises `NotFoundError`."""
    found = db.session.get(Amendment, amendment_id)
    if found is None or found.minutes_id != minutes.id:
        raise NotFoundError
    return found


def count_pending(minutes_id: int) -> int:
    """How many amendments wait for an answer."""
    pending = select(func.count(Amendment.id)).where(
        Amendment.minutes_id == minutes_id, Amendment.status == "pending"
    )
    return db.session.scalar(pending) or 0


def list_unsettled(before: datetime) -> Sequence[Meeting]:
    """The meetings closed before an instant whose minutes are not settled, and that wait for a reminder."""
    last = select(MinutesReminder.meeting_id).where(MinutesReminder.days == MinutesReminder.AFTER[-1])
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.status == MeetingStatus.CLOSED, Meeting.closed_at <= before, Meeting.id.not_in(last))
        .order_by(Meeting.id)
    ).all()


def reminders_of_minutes(meeting_id: int) -> dict[int, datetime]:
    """After how many days the animators were reminded of the minutes of a meeting, and when."""
    rows = db.session.execute(
        select(MinutesReminder.days, MinutesReminder.told_at).where(MinutesReminder.meeting_id == meeting_id)
    )
    return {row.days: row.told_at for row in rows}


def each_frozen() -> Sequence[Minutes]:
    """Every frozen minutes, whole, for the verification."""
    return db.session.scalars(
        select(Minutes)
        .where(Minutes.frozen_at.is_not(None))
        .options(selectinload(Minutes.sections))
        .order_by(Minutes.id)
        .execution_options(populate_existing=True)
    ).all()
