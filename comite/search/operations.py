"""The life of the index: what changed is noted with the change, then written by one process at a time."""

import logging
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import delete, select, update

from comite.accounts.readers import Reader
from comite.foundation import clock, tasks
from comite.foundation.database import db, operation, write
from comite.foundation.errors import require
from comite.foundation.jobs import long_job
from comite.search import indexes, labels, permissions, subjects
from comite.search.documents import IndexedDocument
from comite.search.errors import SearchUnavailableError
from comite.search.models import ATTEMPTS_MAX, SearchChange, SearchIndexState

BATCH = 200
CHECKED_EVERY_SECONDS = 60.0
REBUILDING = "search-index"

logger = logging.getLogger("comite.search")


class Reindex:
    """What operations call when a thing that can be found has changed, appeared or gone."""

    @staticmethod
    def later(*, kind: str, subject_id: int) -> None:
        """Note it in the current transaction: it will be found, or no longer, within two seconds."""
        with write() as session:
            session.add(SearchChange(kind=kind, subject_id=subject_id))

    @staticmethod
    def all_later(*, kind: str, subject_ids: Sequence[int]) -> None:
        """The same for many things of a kind."""
        with write() as session:
            session.add_all(SearchChange(kind=kind, subject_id=each) for each in subject_ids)


reindex = Reindex()


def apply_changes(limit: int = BATCH) -> int:
    """Write what waits into the index; returns how many changes were dealt with.

    The rows go only once the index is on the disk: a crash between the two makes it written twice, which
    changes nothing. A missing, damaged or outdated index is made again from the database first.
    """
    if _looks_sound() and not _something_waits():
        return 0
    with indexes.turn_to_write(wait=False) as is_ours:
        if not is_ours:
            return 0
        if not _is_sound():
            _make_again(None)
        return _apply(limit)


def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Make the index again beside the one in use, then swap; returns how many documents it holds."""
    with indexes.turn_to_write(wait=True):
        return _make_again(progress)


def forget_removed() -> int:
    """Make the index again when it still holds, out of sight, what was removed; to be done every night.

    What a person erased is no longer found within two seconds, and no longer on the disk within a day.
    """
    try:
        is_worn = indexes.in_use().is_worn()
    except SearchUnavailableError:
        return 0
    return rebuild() if is_worn else 0


@operation
def ask_new_index(actor: Reader, page: str) -> None:
    """Have the index made again from the database, beside the one in use, which answers meanwhile.

    Asked twice, it is made once; `page` is where its progress is read.
    """
    require(permissions.may_rebuild(actor))
    if tasks.is_running(REBUILDING):
        return
    tasks.start(actor.user_id, REBUILDING, labels.REBUILDING, page)
    make_new_index.later()


@long_job
def make_new_index() -> None:
    """Do it, saying how far it is; a worker that was killed begins again."""
    count = rebuild(lambda done, total: tasks.progress(REBUILDING, done, total, labels.READ_AGAIN))
    tasks.done(REBUILDING, labels.REBUILT.format(count=count))


def ask_rebuild() -> None:
    """Have the index made again by the next worker: the database is no longer the one it was made from."""
    with write() as session:
        session.execute(delete(SearchIndexState))


def _apply(limit: int) -> int:
    """Deal with the oldest changes; one that failed before is taken alone, after all others."""
    changes = _waiting(limit)
    if not changes:
        return 0
    ids = [change.id for change in changes]
    try:
        documents, removed = _load(changes)
        indexes.in_use().change(documents, removed)
    except Exception:
        with write() as session:
            session.execute(
                update(SearchChange)
                .where(SearchChange.id.in_(ids))
                .values(attempts=SearchChange.attempts + 1)
            )
        raise
    with write() as session:
        session.execute(delete(SearchChange).where(SearchChange.id.in_(ids)))
    return len(ids)


def _waiting(limit: int) -> list[SearchChange]:
    """The changes to deal with together."""
    fresh_first = select(SearchChange).where(SearchChange.attempts < ATTEMPTS_MAX)
    found = list(
        db.session.scalars(fresh_first.order_by(SearchChange.attempts, SearchChange.id).limit(limit))
    )
    fresh = [change for change in found if change.attempts == 0]
    return fresh or found[:1]


def _something_waits() -> bool:
    """A plain look, so that an idle worker takes no lock."""
    waits = db.session.scalar(select(SearchChange.id).where(SearchChange.attempts < ATTEMPTS_MAX).limit(1))
    db.session.commit()
    return waits is not None


def _load(changes: Sequence[SearchChange]) -> tuple[list[IndexedDocument], list[tuple[str, int]]]:
    """What to write, and what to take out because it is no longer there."""
    wanted = sorted({(change.kind, change.subject_id) for change in changes})
    documents = [
        document
        for kind, group in groupby(wanted, key=lambda each: each[0])
        for document in subjects.load(kind, [subject_id for _, subject_id in group])
    ]
    present = {(document.kind, document.subject_id) for document in documents}
    return documents, [each for each in wanted if each not in present]


_checked_at: dict[str, float] = {}


def _looks_sound() -> bool:
    """Whether the index is there; every byte of it is looked at once a minute only."""
    now = time.monotonic()
    last = _checked_at.get(str(indexes.folder()))
    if last is None or now - last >= CHECKED_EVERY_SECONDS:
        return False
    try:
        return indexes.in_use().is_present()
    except SearchUnavailableError:
        return False


def _is_sound() -> bool:
    """Whether the index in use holds every byte that was written."""
    _checked_at[str(indexes.folder())] = time.monotonic()
    try:
        engine = indexes.in_use()
    except SearchUnavailableError:
        return False
    if not engine.is_sound():
        logger.warning("index missing or damaged")
        return False
    return True


def _make_again(progress: Callable[[int, int], None] | None) -> int:
    """Build the next generation, swap it in the database, and forget the others."""
    generation = indexes.next_generation()
    engine = indexes.engine_of(generation)
    try:
        engine.create()
        count = engine.build(_everything(progress))
    except BaseException:
        shutil.rmtree(engine.folder, ignore_errors=True)
        raise
    with write() as session:
        # What was given up is in the new index, if it can be read at all.
        session.execute(delete(SearchChange).where(SearchChange.attempts >= ATTEMPTS_MAX))
        session.merge(
            SearchIndexState(
                id=1, generation=generation, schema_version=indexes.SCHEMA_VERSION, built_at=clock.now()
            )
        )
    indexes.remove_all_but(generation)
    logger.info("index built", extra={"documents": count, "generation": generation})
    return count


def _everything(progress: Callable[[int, int], None] | None) -> Iterator[IndexedDocument]:
    """Every document of the database, by batches, each read in a transaction of its own.

    What changes meanwhile has its row in the outbox, and is written once more after the swap.
    """
    kinds = list(subjects.each_kind_and_ids())
    total = sum(len(ids) for _, ids in kinds)
    done = 0
    for kind, ids in kinds:
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            yield from subjects.load(kind, batch)
            db.session.commit()
            done += len(batch)
            if progress:
                progress(done, total)
