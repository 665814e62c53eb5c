"""How meetings and the points of their agenda present themselves to search and notifications."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from comite.accounts.audiences import keys_for
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.subjects import Linking, Subject, by_number
from comite.meetings.addresses import address_of, item_address, meeting_address
from comite.meetings.masked_words import shown
from comite.meetings.models.meetings import AgendaItem, ItemStatus, Meeting
from comite.meetings.queries.meetings import items_visible_to, visible_to

ON_THE_AGENDA = and_(
    AgendaItem.status == ItemStatus.ACCEPTED, AgendaItem.masked_at.is_(None), AgendaItem.trashed_at.is_(None)
)


class MeetingLoader:
    """Meetings, with their introduction."""

    kind = "meeting"
    label = "Séance"
    linking = Linking(
        re.compile(r"/seances/(?P<key>\d{1,9})-[a-z0-9-]*"),
        by_number(Meeting.id),
        is_offered=True,
        cites=True,
    )

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """Meetings that have their place in the index: all of them, at every step of their life."""
        yield from _meetings(Meeting.id.in_(ids))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these meetings that a reader may read now."""
        return {each.id: each for each in _meetings(Meeting.id.in_(ids), visible_to(reader))}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        return select(Meeting.id, Meeting.title, Meeting.slug, literal(0)).where(visible_to(reader))

    def address(self, subject_id: int, key: str, _rank: int) -> str:
        """The page of the meeting."""
        return address_of(subject_id, key)

    def each_id(self) -> Iterator[int]:
        """Every meeting."""
        yield from db.session.scalars(select(Meeting.id).order_by(Meeting.id))

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """The meetings whose title bears one of these words, latest first."""
        wanted = or_(*(Meeting.title.icontains(word, autoescape=True) for word in words))
        return list(_meetings(visible_to(reader), wanted, limit=limit))


class AgendaItemLoader:
    """The points of agendas; a proposal is known to who made it and who answers, search finds the others."""

    kind = "agenda_item"
    label = "Point d’ordre du jour"
    linking = Linking(cites=True)

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """Points that have their place in the index: those that are on an agenda."""
        yield from _items(AgendaItem.id.in_(ids), ON_THE_AGENDA)

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those of these points that a reader may read now."""
        return {each.id: each for each in _items(AgendaItem.id.in_(ids), items_visible_to(reader))}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        meeting = cast(Meeting.id, String) + "-" + Meeting.slug
        return (
            select(AgendaItem.id, AgendaItem.title, meeting, literal(0))
            .join(Meeting, Meeting.id == AgendaItem.meeting_id)
            .where(items_visible_to(reader))
        )

    def address(self, subject_id: int, key: str, _rank: int) -> str:
        """The place of the point in its meeting."""
        meeting_id, _, slug = key.partition("-")
        return f"{address_of(int(meeting_id), slug)}#point-{subject_id}"

    def each_id(self) -> Iterator[int]:
        """Every point that is on an agenda."""
        yield from db.session.scalars(select(AgendaItem.id).where(ON_THE_AGENDA).order_by(AgendaItem.id))

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """The points on agendas whose title bears one of these words, latest first."""
        wanted = or_(*(AgendaItem.title.icontains(word, autoescape=True) for word in words))
        return list(_items(items_visible_to(reader), ON_THE_AGENDA, wanted, limit=limit))


def _meetings(*conditions: ColumnElement[bool], limit: int | None = None) -> Iterator[Subject]:
    """Meetings as others present them, the latest first."""
    statement = (
        select(Meeting)
        .where(*conditions)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(limit)
        .options(joinedload(Meeting.committee))
    )
    for meeting in db.session.scalars(statement):
        yield Subject(
            kind="meeting",
            id=meeting.id,
            title=meeting.title,
            address=meeting_address(meeting),
            audience=meeting.audience.value,
            authority_id=meeting.authority_id,
            committee_id=meeting.committee_id,
            text=shown(meeting).plain,
            happened_at=meeting.starts_at,
            authority_name=meeting.committee.name,
            status=meeting.status.value,
            keys=keys_for(meeting.audience, meeting.authority_id, meeting.committee_id),
        )


def _items(*conditions: ColumnElement[bool], limit: int | None = None) -> Iterator[Subject]:
    """Points as others present them, the latest first."""
    statement = (
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(*conditions)
        .order_by(Meeting.starts_at.desc(), AgendaItem.id.desc())
        .limit(limit)
        .options(contains_eager(AgendaItem.meeting).joinedload(Meeting.committee))
    )
    for item in db.session.scalars(statement):
        meeting = item.meeting
        yield Subject(
            kind="agenda_item",
            id=item.id,
            title=item.title,
            address=item_address(item),
            audience=meeting.audience.value,
            authority_id=meeting.authority_id,
            committee_id=meeting.committee_id,
            text=item.plain,
            happened_at=meeting.starts_at,
            authority_name=meeting.committee.name,
            status=item.status.value,
            keys=keys_for(meeting.audience, meeting.authority_id, meeting.committee_id),
        )
