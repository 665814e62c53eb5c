"""Reports as search, notifications and discussions ask for them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.experiences.models import ExperienceReport
from comite.foundation.database import db
from comite.foundation.text import fold

BATCH = 1_000


def list_subjects(*conditions: ColumnElement[bool]) -> Sequence[ExperienceReport]:
    """The reports that meet some conditions, with the words by which they are found."""
    return db.session.scalars(_found().where(ExperienceReport.trashed_at.is_(None), *conditions)).all()


def each_id() -> Iterator[int]:
    """The id of every report, in order."""
    last = 0
    while True:
        ids = db.session.scalars(
            select(ExperienceReport.id)
            .where(ExperienceReport.id > last)
            .order_by(ExperienceReport.id)
            .limit(BATCH)
        ).all()
        if not ids:
            return
        yield from ids
        last = ids[-1]


def search_cards(reader: Reader, words: Sequence[str], limit: int) -> Sequence[ExperienceReport]:
    """Reports whose title or summary holds every word, latest first."""
    holds = [
        or_(
            ExperienceReport.sort_title.contains(fold(word), autoescape=True),
            func.lower(ExperienceReport.summary).contains(word.lower(), autoescape=True),
        )
        for word in words
    ]
    statement = _found().where(readable_by(reader, ExperienceReport), and_(True, *holds))
    return db.session.scalars(statement.order_by(ExperienceReport.listed_at.desc()).limit(limit)).all()


def _found() -> Select[ExperienceReport]:
    """Reports with what is said of them elsewhere."""
    return select(ExperienceReport).options(
        joinedload(ExperienceReport.sheet),
        joinedload(ExperienceReport.authority),
        joinedload(ExperienceReport.domain),
        selectinload(ExperienceReport.keywords),
    )
