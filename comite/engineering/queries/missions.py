"""Missions that a reader may read, with their log."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.engineering.models.missions import Mission, WorkLogEntry
from comite.engineering.models.offers import Offer
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged

LATEST_FIRST = (Order(Mission.started_on, descending=True), Order(Mission.id, descending=True))


@dataclass(frozen=True)
class Filters:
    """What narrows the list of missions."""

    is_closed: bool | None = None
    committee_id: int | None = None
    own_only: bool = False


def get_mission(reader: Reader, slug: str) -> Mission:
    """A mission that a reader may read, with its log; raises `NotFoundError`."""
    found = db.session.scalar(_whole().where(Mission.slug == slug, readable_by(reader, Mission)))
    if found is None:
        raise NotFoundError
    return found


def whole_mission(mission_id: int) -> Mission:
    """A mission with all that an operation reads, as the database holds it now."""
    return db.session.scalars(
        _whole().where(Mission.id == mission_id).execution_options(populate_existing=True)
    ).one()


def list_missions(reader: Reader, filters: Filters, cursor: str | None) -> Page[Mission]:
    """The missions that a reader may read, the latest first, counted."""
    conditions = [readable_by(reader, Mission)]
    if filters.is_closed is not None:
        conditions.append(
            Mission.closed_at.is_not(None) if filters.is_closed else Mission.closed_at.is_(None)
        )
    if filters.committee_id is not None:
        conditions.append(Mission.committee_id == filters.committee_id)
    if filters.own_only:
        ours = sorted(reader.authority_ids)
        conditions.append(or_(Mission.authority_id.in_(ours), Mission.helper_id.in_(ours)))
    count = db.session.scalar(select(func.count(Mission.id)).where(*conditions)) or 0
    return paged(_shown().where(*conditions), LATEST_FIRST, cursor, count=count)


def find_entry(mission: Mission, entry_id: int) -> WorkLogEntry:
    """One line of the log of a mission, which is loaded; raises `NotFoundError`."""
    found = next((each for each in mission.log if each.id == entry_id), None)
    if found is None:
        raise NotFoundError
    return found


def list_loaded(*conditions: ColumnElement[bool]) -> Sequence[Mission]:
    """Missions with what search and notifications say of them, whoever reads: its caller says who may."""
    return db.session.scalars(_whole().where(*conditions)).all()


def search_titles(reader: Reader, words: Sequence[str], limit: int) -> Sequence[Mission]:
    """Missions whose title holds every word, the latest first."""
    holds = [Mission.title.icontains(word, autoescape=True) for word in words]
    found = _whole().where(readable_by(reader, Mission), and_(True, *holds))
    return db.session.scalars(found.order_by(Mission.id.desc()).limit(limit)).all()


def ids_of_missions() -> Sequence[int]:
    """Every mission."""
    return db.session.scalars(select(Mission.id).order_by(Mission.id)).all()


def _shown() -> Select[Mission]:
    """Missions as a list shows them."""
    return select(Mission).options(
        joinedload(Mission.authority),
        joinedload(Mission.helper),
        joinedload(Mission.committee),
        selectinload(Mission.log),
    )


def _whole() -> Select[Mission]:
    """Missions with all that their page says."""
    return _shown().options(
        joinedload(Mission.request),
        joinedload(Mission.offer).joinedload(Offer.offered_by),
        joinedload(Mission.report),
        selectinload(Mission.log).joinedload(WorkLogEntry.person),
    )
