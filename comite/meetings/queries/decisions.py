"""Reading the register of decisions, and the actions that follow."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from comite.accounts.audiences import readable_by
from comite.accounts.readers import Reader
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Order, Page, paged
from comite.meetings.models.decisions import (
    Decision,
    DecisionKind,
    FollowUp,
    FollowUpComment,
    FollowUpProof,
    FollowUpStatus,
)

LATEST_FIRST = (Order(Decision.decided_on, True), Order(Decision.id, True))
WAITING = (FollowUpStatus.OPEN, FollowUpStatus.STARTED)
LISTED_MAX = 200
# What a visitor takes away at once; people who sign in take the whole register.
EXPORTED_MAX = 200


@dataclass(frozen=True)
class Filters:
    """What narrows the register."""

    committee_id: int | None = None
    kind: DecisionKind | None = None
    year: int | None = None


def get_decision(reader: Reader, decision_id: int) -> Decision:
    """A decision the reader may read, with what its page shows; raises `NotFoundError`."""
    found = db.session.scalar(
        select(Decision)
        .where(Decision.id == decision_id, readable_by(reader, Decision))
        .options(
            joinedload(Decision.committee),
            joinedload(Decision.meeting),
            selectinload(Decision.links),
            selectinload(Decision.follow_ups).joinedload(FollowUp.owner_authority),
            selectinload(Decision.follow_ups).joinedload(FollowUp.owner),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFoundError
    return found


def list_decisions(reader: Reader, filters: Filters, cursor: str | None) -> Page[Decision]:
    """A page of the register, latest first."""
    conditions = _conditions(reader, filters)
    statement = select(Decision).where(*conditions).options(joinedload(Decision.committee))
    count = db.session.scalar(select(func.count(Decision.id)).where(*conditions))
    return paged(statement, LATEST_FIRST, cursor, count=count or 0)


def each_decision(reader: Reader, filters: Filters, latest: int | None = None) -> Sequence[Decision]:
    """The register, oldest first, with its actions, for the exports: whole, or so many of the latest."""
    found = db.session.scalars(
        select(Decision)
        .where(*_conditions(reader, filters))
        .options(
            joinedload(Decision.committee),
            selectinload(Decision.follow_ups).joinedload(FollowUp.owner_authority),
            selectinload(Decision.follow_ups).joinedload(FollowUp.owner),
        )
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
        .limit(latest)
    ).all()
    return found[::-1]


def _conditions(reader: Reader, filters: Filters) -> list[ColumnElement[bool]]:
    """What the reader may read, and asked for."""
    conditions: list[ColumnElement[bool]] = [readable_by(reader, Decision)]
    if filters.committee_id is not None:
        conditions.append(Decision.committee_id == filters.committee_id)
    if filters.kind is not None:
        conditions.append(Decision.kind == filters.kind)
    if filters.year is not None:
        conditions.append(Decision.year == filters.year)
    return conditions


def decisions_of_meeting(reader: Reader, meeting_id: int) -> Sequence[Decision]:
    """The decisions taken in a meeting that the reader may read, in their order."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.meeting_id == meeting_id, readable_by(reader, Decision))
        .order_by(Decision.year, Decision.rank)
    ).all()


def get_follow_up(reader: Reader, follow_up_id: int) -> FollowUp:
    """An action whose decision the reader may read, with its words and proofs; raises `NotFoundError`."""
    found = db.session.scalar(
        select(FollowUp)
        .join(Decision, Decision.id == FollowUp.decision_id)
        .where(FollowUp.id == follow_up_id, readable_by(reader, Decision))
        .options(
            joinedload(FollowUp.decision).joinedload(Decision.committee),
            joinedload(FollowUp.owner_authority),
            joinedload(FollowUp.owner),
            selectinload(FollowUp.comments).joinedload(FollowUpComment.author),
            selectinload(FollowUp.proofs),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFoundError
    return found


def list_follow_ups(
    reader: Reader,
    committee_id: int | None,
    *,
    waiting_only: bool = True,
    mine_only: bool = False,
    latest_first: bool = False,
) -> Sequence[FollowUp]:
    """The actions of the decisions a reader may read, the most pressing first, or the latest."""
    pressing = (FollowUp.due_on, FollowUp.id)
    latest = (FollowUp.updated_at.desc(), FollowUp.id.desc())
    statement = (
        select(FollowUp)
        .join(Decision, Decision.id == FollowUp.decision_id)
        .where(readable_by(reader, Decision))
        .options(
            joinedload(FollowUp.decision), joinedload(FollowUp.owner_authority), joinedload(FollowUp.owner)
        )
        .order_by(*(latest if latest_first else pressing))
        .limit(LISTED_MAX)
    )
    if waiting_only:
        statement = statement.where(FollowUp.status.in_(WAITING))
    if committee_id is not None:
        statement = statement.where(FollowUp.committee_id == committee_id)
    if mine_only:
        statement = statement.where(FollowUp.owner_authority_id.in_(sorted(reader.authority_ids)))
    return db.session.scalars(statement).all()


def find_proof(reader: Reader, follow_up_id: int, proof_id: int) -> FollowUpProof | None:
    """A file that proves an action the reader may read."""
    return db.session.scalar(
        select(FollowUpProof)
        .join(FollowUp, FollowUp.id == FollowUpProof.follow_up_id)
        .join(Decision, Decision.id == FollowUp.decision_id)
        .where(
            FollowUpProof.id == proof_id,
            FollowUpProof.follow_up_id == follow_up_id,
            readable_by(reader, Decision),
        )
    )


def list_late(reminded_before: object) -> Sequence[FollowUp]:
    """The actions whose day is past and that nobody was reminded of since an instant."""
    return db.session.scalars(
        select(FollowUp)
        .where(
            FollowUp.status.in_(WAITING),
            FollowUp.due_on < clock.today(),
            FollowUp.reminded_at.is_(None) | (FollowUp.reminded_at <= reminded_before),
        )
        .order_by(FollowUp.id)
    ).all()
