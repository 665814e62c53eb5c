"""How decisions present themselves to search, notifications and discussions."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.orm import joinedload

from comite.accounts.audiences import keys_for, readable_by
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.subjects import Linking, Subject
from comite.meetings.decision_labels import DECISION_KINDS
from comite.meetings.masked_words import DECISION, shown
from comite.meetings.models.decisions import Decision


def decision_address(decision_id: int) -> str:
    """The page of a decision."""
    return f"/decisions/{decision_id}"


def _ids(keys: Sequence[str]) -> Mapping[str, int]:
    """The decisions that numbers in addresses designate."""
    wanted = [int(key) for key in keys]
    return {
        str(each): each for each in db.session.scalars(select(Decision.id).where(Decision.id.in_(wanted)))
    }


class DecisionLoader:
    """Decisions of the registers."""

    kind = "decision"
    label = "Décision"
    linking = Linking(re.compile(r"/decisions/(?P<key>[0-9]{1,9})"), _ids, True, True)

    def load(self, ids: Sequence[int]) -> Iterator[Subject]:
        """The decisions of these ids, for the index."""
        yield from _subjects(Decision.id.in_(ids))

    def readable(self, reader: Reader, ids: Sequence[int]) -> Mapping[int, Subject]:
        """Those that a reader may read."""
        return {each.id: each for each in _subjects(Decision.id.in_(ids), readable_by(reader, Decision))}

    def names(self, reader: Reader) -> Select[int, str, str, int]:
        """The titles of those that a reader may read."""
        return select(Decision.id, _title(), literal(""), literal(0)).where(readable_by(reader, Decision))

    def address(self, subject_id: int, _key: str, _rank: int) -> str:
        """The page of the decision."""
        return decision_address(subject_id)

    def each_id(self) -> Iterator[int]:
        """Every decision's id, in order."""
        yield from db.session.scalars(select(Decision.id).order_by(Decision.id))

    def search(self, reader: Reader, words: Sequence[str], limit: int) -> Sequence[Subject]:
        """The decisions whose title bears one of these words, latest first."""
        wanted = or_(*(func.lower(_title()).contains(word.lower(), autoescape=True) for word in words))
        return list(_subjects(readable_by(reader, Decision), wanted, limit=limit))


def _title() -> ColumnElement[str]:
    """What is shown of titles."""
    return case((Decision.masked_at.is_(None), Decision.title), else_=literal(DECISION))


def _subjects(*conditions: ColumnElement[bool], limit: int | None = None) -> Iterator[Subject]:
    """Decisions as others speak of them, latest first."""
    rows = db.session.scalars(
        select(Decision)
        .where(*conditions)
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
        .limit(limit)
        .options(joinedload(Decision.committee))
    )
    for decision in rows:
        yield Subject(
            kind="decision",
            id=decision.id,
            title=shown(decision).title,
            address=decision_address(decision.id),
            audience=decision.audience.value,
            authority_id=decision.authority_id,
            committee_id=decision.committee_id,
            text=shown(decision).plain,
            extra=f"{decision.number} {DECISION_KINDS[decision.kind]}",
            happened_at=decision.recorded_at,
            authority_name=decision.committee.name,
            status=decision.kind.value,
            keys=keys_for(decision.audience, decision.authority_id, decision.committee_id),
        )
