"""How the parts of minutes and the notes taken live present themselves to moderation, and not to search."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, String, case, cast, exists, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.subjects import NotSearched, Subject
from comite.meetings.addresses import minutes_address, note_address
from comite.meetings.masked_words import SECTION, shown
from comite.meetings.models.decisions import Decision
from comite.meetings.models.meetings import AgendaItem, Meeting
from comite.meetings.models.minutes import Amendment, Minutes, MinutesSection, Note
from comite.meetings.queries.minutes import (
    amendments_readable_by,
    minutes_readable_by,
    notes_readable_by,
)

AMENDMENT = "Amendement à un compte rendu"
Columns = TypeVarTuple("Columns")


class SectionLoader(NotSearched):
    """The parts of minutes: whoever reads the minutes reads them, or why one is masked."""

    kind = "minutes_section"
    label = "Partie de compte rendu"

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        wanted = MinutesSection.id.in_(ids) & minutes_readable_by(reader)
        return {each.id: each for each in _sections(wanted)}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        is_masked = MinutesSection.masked_at.is_not(None) | or_(
            exists().where(AgendaItem.id == MinutesSection.item_id, AgendaItem.masked_at.is_not(None)),
            exists().where(Decision.item_id == MinutesSection.item_id, Decision.masked_at.is_not(None)),
        )
        return (
            select(
                MinutesSection.id,
                case((is_masked, literal(SECTION)), else_=MinutesSection.title),
                cast(Meeting.id, String),
                literal(0),
            )
            .join(Minutes, Minutes.id == MinutesSection.minutes_id)
            .join(Meeting, Meeting.id == Minutes.meeting_id)
            .where(minutes_readable_by(reader))
        )

    def address(self, subject_id: int, key: str, _rank: int) -> str:
        """Its place in the minutes."""
        return minutes_address(int(key), subject_id)


class AmendmentLoader(NotSearched):
    """What is proposed to change minutes: read by those who run the committee, or could propose as well."""

    kind = "amendment"
    label = "Amendement"

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        rows = db.session.execute(
            _amending(select(Amendment, Meeting)).where(Amendment.id.in_(ids), amendments_readable_by(reader))
        )
        return {row[0].id: _amendment(*row) for row in rows}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """What they are called: never their words, nor those of the part."""
        columns = (Amendment.id, literal(AMENDMENT), cast(Meeting.id, String), Amendment.section_id)
        return _amending(select(*columns)).where(amendments_readable_by(reader))

    def address(self, _subject_id: int, key: str, rank: int) -> str:
        """The part that it would change."""
        return minutes_address(int(key), rank)


class NoteLoader(NotSearched):
    """Notes taken live, for those who take them."""

    kind = "meeting_note"
    label = "Note de séance"

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read now."""
        rows = db.session.execute(
            select(Note, AgendaItem, Meeting)
            .join(AgendaItem, AgendaItem.id == Note.item_id)
            .join(Meeting, Meeting.id == Note.meeting_id)
            .where(Note.id.in_(ids), notes_readable_by(reader))
        )
        return {row[0].id: _note(*row) for row in rows}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of their points."""
        return (
            select(Note.id, AgendaItem.title, cast(Meeting.id, String), AgendaItem.id)
            .join(AgendaItem, AgendaItem.id == Note.item_id)
            .join(Meeting, Meeting.id == Note.meeting_id)
            .where(notes_readable_by(reader))
        )

    def address(self, _subject_id: int, key: str, rank: int) -> str:
        """The page of the note of its point."""
        return note_address(int(key), rank)


def _sections(condition: ColumnElement[bool]) -> Iterator[Subject]:
    """Parts of minutes as others speak of them."""
    rows = db.session.execute(
        select(MinutesSection, Meeting)
        .join(Minutes, Minutes.id == MinutesSection.minutes_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(condition)
        .options(
            contains_eager(MinutesSection.minutes),
            joinedload(MinutesSection.item),
            selectinload(MinutesSection.masked_decisions),
        )
    )
    for section, meeting in rows:
        words = shown(section)
        yield Subject(
            kind="minutes_section",
            id=section.id,
            title=words.title,
            address=minutes_address(meeting.id, section.id),
            audience=meeting.audience.value,
            authority_id=meeting.authority_id,
            committee_id=meeting.committee_id,
            text=words.plain,
            happened_at=meeting.starts_at,
            within=(("meeting", meeting.id),),
        )


def _amending(statement: Select[*Columns]) -> Select[*Columns]:
    """With the minutes and the meeting."""
    return (
        statement.select_from(Amendment)
        .join(Minutes, Minutes.id == Amendment.minutes_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
    )


def _amendment(amendment: Amendment, meeting: Meeting) -> Subject:
    """One amendment, as others speak of it."""
    return Subject(
        kind="amendment",
        id=amendment.id,
        title=AMENDMENT,
        address=minutes_address(meeting.id, amendment.section_id),
        audience=meeting.audience.value,
        authority_id=meeting.authority_id,
        committee_id=meeting.committee_id,
        text=shown(amendment).text,
        happened_at=amendment.proposed_at,
        within=(("meeting", meeting.id),),
    )


def _note(note: Note, item: AgendaItem, meeting: Meeting) -> Subject:
    """One note, as others speak of it."""
    return Subject(
        kind="meeting_note",
        id=note.id,
        title=item.title,
        address=note_address(meeting.id, item.id),
        audience=meeting.audience.value,
        authority_id=meeting.authority_id,
        committee_id=meeting.committee_id,
        text=shown(note).source,
        happened_at=note.written_at,
        within=(("meeting", meeting.id),),
    )
