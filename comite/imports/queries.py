"""Reading imports: whoever sent a file is the only one who follows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.imports import permissions
from comite.imports.models import ImportBatch, ImportLine, LineState

SHOWN_LINES = 200


@dataclass(frozen=True)
class Counts:
    """How many lines of a file are in each state."""

    by_state: Mapping[LineState, int]

    @property
    def total(self) -> int:
        """Every line."""
        return sum(self.by_state.values())

    @property
    def ready(self) -> int:
        """Those that can be imported."""
        return self.by_state.get(LineState.READY, 0)

    @property
    def done(self) -> int:
        """Those that were."""
        return self.by_state.get(LineState.DONE, 0)

    @property
    def wrong(self) -> int:
        """Those that have something to be mended."""
        return self.by_state.get(LineState.REFUSED, 0) + self.by_state.get(LineState.FAILED, 0)


def get_batch(reader: Reader, batch_id: int) -> ImportBatch:
    """An import of one's own; raises `NotFoundError`."""
    batch = find_batch(batch_id)
    if batch is None or not permissions.may_follow(reader, batch):
        raise NotFoundError
    return batch


def find_batch(batch_id: int) -> ImportBatch | None:
    """An import as it is now, for the work behind it."""
    return db.session.scalar(
        select(ImportBatch)
        .where(ImportBatch.id == batch_id)
        .options(joinedload(ImportBatch.authority), joinedload(ImportBatch.committee))
        .execution_options(populate_existing=True)
    )


def list_batches(reader: Reader, limit: int = 20) -> Sequence[ImportBatch]:
    """One's own imports, latest first."""
    return db.session.scalars(
        select(ImportBatch)
        .where(ImportBatch.owner_id == reader.user_id)
        .order_by(ImportBatch.asked_at.desc(), ImportBatch.id.desc())
        .limit(limit)
        .options(joinedload(ImportBatch.authority), joinedload(ImportBatch.committee))
    ).all()


def count_lines(batch_id: int) -> Counts:
    """How far an import is."""
    rows = db.session.execute(
        select(ImportLine.state, func.count())
        .where(ImportLine.batch_id == batch_id)
        .group_by(ImportLine.state)
    )
    return Counts({row[0]: row[1] for row in rows})


def list_wrong_lines(batch_id: int) -> Sequence[ImportLine]:
    """The first lines that have something to be mended, in the order of the file."""
    wrong = ImportLine.state.in_((LineState.REFUSED, LineState.FAILED))
    return db.session.scalars(
        select(ImportLine)
        .where(ImportLine.batch_id == batch_id, wrong)
        .order_by(ImportLine.number)
        .limit(SHOWN_LINES)
    ).all()


def list_lines(batch_id: int) -> Sequence[ImportLine]:
    """Every line, in the order of the file."""
    return db.session.scalars(
        select(ImportLine).where(ImportLine.batch_id == batch_id).order_by(ImportLine.number)
    ).all()


def list_ready_ids(batch_id: int) -> Sequence[int]:
    """The lines still to be imported, in the order of the file."""
    ready = (ImportLine.batch_id == batch_id, ImportLine.state == LineState.READY)
    return db.session.scalars(select(ImportLine.id).where(*ready).order_by(ImportLine.number)).all()
