"""Reading meetings and their agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged
from comite.meetings.models.meetings import AgendaDocument, AgendaItem, ItemStatus, Meeting, MeetingStatus
from comite.territories.models import Committee

COMING_MAX = 50
FEED_MAX = 300
LATEST_FIRST = (Order(Meeting.starts_at, descending=True), Order(Meeting.id, descending=True))


@dataclass(frozen=True)
class Month:
    """The meetings of one month."""

    first_day: date
    meetings: Sequence[Meeting]


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The meetings a reader may read."""
    return readable_by(reader, Meeting)


def items_visible_to(reader: Reader) -> ColumnElement[bool]:
    """The same as `may_see_item`, for points joined to their meetings."""
    shown = (AgendaItem.status == ItemStatus.ACCEPTED) & AgendaItem.masked_at.is_(None)
    seen: list[ColumnElement[bool]] = [shown]
    kept = visible_to(reader) & AgendaItem.trashed_at.is_(None)
    if reader.is_administrator:
        return kept
    if reader.is_signed_in:
        seen.append(AgendaItem.proposed_by_id == reader.user_id)
    if reader.led_committee_ids:
        seen.append(AgendaItem.committee_id.in_(sorted(reader.led_committee_ids)))
    return kept & or_(*seen)


def get_meeting(reader: Reader, meeting_id: int) -> Meeting:
    """A meeting the reader may read, with its committee and its agenda; raises `NotFoundError`."""
    statement = select(Meeting).where(Meeting.id == meeting_id, visible_to(reader))
    found = db.session.scalar(with_agenda(statement))
    if found is None:
        raise NotFoundError
    return found


def get_head(reader: Reader, meeting_id: int) -> Meeting:
    """The same without its agenda, for the pages that do not show it; raises `NotFoundError`."""
    statement = select(Meeting).where(Meeting.id == meeting_id, visible_to(reader))
    found = db.session.scalar(
        statement.execution_options(populate_existing=True).options(joinedload(Meeting.committee))
    )
    if found is None:
        raise NotFoundError
    return found


def with_agenda(statement: Select[Meeting]) -> Select[Meeting]:
    """With what the page of a meeting shows, as it is now even if an older agenda is in memory."""
    return statement.execution_options(populate_existing=True).options(
        joinedload(Meeting.committee),
        selectinload(Meeting.items).joinedload(AgendaItem.rapporteur),
        selectinload(Meeting.items).joinedload(AgendaItem.proposed_by),
        selectinload(Meeting.items).selectinload(AgendaItem.documents),
    )


def list_coming(reader: Reader, committee_id: int | None = None, limit: int = COMING_MAX) -> list[Month]:
    """The meetings to come that a reader may read, month by month, the next first."""
    is_coming = or_(Meeting.ends_at >= clock.now(), Meeting.status == MeetingStatus.OPEN)
    statement = _narrowed(reader, committee_id).where(is_coming)
    found = db.session.scalars(
        statement.order_by(Meeting.starts_at, Meeting.id).limit(limit).options(joinedload(Meeting.committee))
    ).all()
    return by_month(found)


def list_past(reader: Reader, committee_id: int | None, cursor: str | None) -> Page[Meeting]:
    """Those that are past, the latest first."""
    is_past = (Meeting.ends_at < clock.now(), Meeting.status != MeetingStatus.OPEN)
    statement = _narrowed(reader, committee_id).where(*is_past)
    counted = select(func.count()).select_from(statement.subquery())
    count = db.session.scalar(counted) or 0
    return paged(statement.options(joinedload(Meeting.committee)), LATEST_FIRST, cursor, 20, count)


def list_for_feed(reader: Reader, committee_id: int | None) -> Sequence[Meeting]:
    """The latest and the next meetings, with their agenda, for calendar programs; drafts are left out."""
    told = Meeting.convened_at.is_not(None) | (Meeting.status == MeetingStatus.PREPARING)
    statement = _narrowed(reader, committee_id).where(told)
    latest = statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(FEED_MAX)
    return db.session.scalars(
        latest.options(joinedload(Meeting.committee), selectinload(Meeting.items))
    ).all()


def find_last(reader: Reader, committee_id: int) -> Meeting | None:
    """The latest meeting of a committee, from which another is made; cancelled ones left out."""
    return db.session.scalar(
        _narrowed(reader, committee_id)
        .where(Meeting.status != MeetingStatus.CANCELLED)
        .order_by(Meeting.starts_at.desc())
        .limit(1)
    )


def list_taking_proposals(reader: Reader) -> Sequence[Meeting]:
    """The meetings for which a reader may propose or add a point now, the next first."""
    mine = reader.member_committee_ids | reader.led_committee_ids
    open_to_all = (Meeting.proposals_until >= clock.now()) & Meeting.committee_id.in_(sorted(mine))
    run = Meeting.committee_id.in_(sorted(reader.led_committee_ids))
    allowed = Meeting.id.is_not(None) if reader.is_administrator else or_(open_to_all, run)
    coming = Meeting.status.in_((MeetingStatus.PREPARING, MeetingStatus.CONVENED))
    statement = select(Meeting).where(visible_to(reader), coming, allowed, Meeting.starts_at > clock.now())
    return db.session.scalars(
        statement.order_by(Meeting.starts_at, Meeting.id).limit(30).options(joinedload(Meeting.committee))
    ).all()


def list_items(reader: Reader, meeting: Meeting) -> Sequence[AgendaItem]:
    """The points of a meeting in their order, with the proposals and refusals that a reader may see."""
    statement = (
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.meeting_id == meeting.id, items_visible_to(reader))
        .order_by(AgendaItem.position, AgendaItem.id)
        .options(joinedload(AgendaItem.proposed_by), joinedload(AgendaItem.rapporteur))
    )
    return db.session.scalars(statement.options(selectinload(AgendaItem.documents))).all()


def list_proposals(reader: Reader, meeting: Meeting) -> Sequence[AgendaItem]:
    """The points proposed for a meeting, and those declined, that a reader may see."""
    return [each for each in list_items(reader, meeting) if not each.is_accepted]


def get_item(reader: Reader, item_id: int) -> AgendaItem:
    """A point the reader may read, with its meeting; raises `NotFoundError`."""
    found = db.session.scalar(
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.id == item_id, items_visible_to(reader))
        .options(
            contains_eager(AgendaItem.meeting).joinedload(Meeting.committee),
            joinedload(AgendaItem.proposed_by),
            joinedload(AgendaItem.rapporteur),
            selectinload(AgendaItem.documents),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def list_born_of(reader: Reader, kind: str, subject_id: int) -> Sequence[AgendaItem]:
    """The points of agendas that a thing gave, for the page of that thing."""
    return db.session.scalars(
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.born_kind == kind, AgendaItem.born_id == subject_id, items_visible_to(reader))
        .order_by(Meeting.starts_at.desc())
        .limit(5)
        .options(contains_eager(AgendaItem.meeting))
    ).all()


def get_document(reader: Reader, document_id: int) -> AgendaDocument:
    """A document of a point that the reader may read, with the point; raises `NotFoundError`."""
    found = db.session.scalar(
        select(AgendaDocument)
        .join(AgendaItem, AgendaItem.id == AgendaDocument.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            AgendaDocument.id == document_id, AgendaDocument.trashed_at.is_(None), items_visible_to(reader)
        )
        .options(contains_eager(AgendaDocument.item).contains_eager(AgendaItem.meeting))
    )
    if found is None:
        raise NotFoundError
    return found


def led_committees(reader: Reader) -> Sequence[Committee]:
    """The committees that a reader runs and that are not over, by name."""
    statement = select(Committee).where(
        or_(Committee.closed_on.is_(None), Committee.closed_on > clock.today())
    )
    if not reader.is_administrator:
        statement = statement.where(Committee.id.in_(sorted(reader.led_committee_ids)))
    return db.session.scalars(statement.order_by(Committee.name)).all()


def own_committees(reader: Reader) -> Sequence[Committee]:
    """The committees of a reader, by name."""
    return db.session.scalars(
        select(Committee).where(Committee.id.in_(sorted(reader.committee_ids))).order_by(Committee.name)
    ).all()


def by_month(meetings: Sequence[Meeting]) -> list[Month]:
    """Meetings grouped by the month where they are held, in the order given."""
    months: dict[date, list[Meeting]] = {}
    for each in meetings:
        months.setdefault(each.held_on.replace(day=1), []).append(each)
    return [Month(first, found) for first, found in months.items()]


def _narrowed(reader: Reader, committee_id: int | None) -> Select[Meeting]:
    """The meetings a reader may read, of one committee or of all."""
    statement = select(Meeting).where(visible_to(reader))
    return statement if committee_id is None else statement.where(Meeting.committee_id == committee_id)


def starts_of(committee_id: int) -> set[datetime]:
    """When the meetings of a committee begin: a pace proposes no date twice."""
    planned = (Meeting.committee_id == committee_id, Meeting.status != MeetingStatus.CANCELLED)
    return set(db.session.scalars(select(Meeting.starts_at).where(*planned)))
