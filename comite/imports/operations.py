"""Changes to imports: each function is one whole change; the work itself is in `work`."""

from dataclasses import dataclass

from comite.accounts.readers import Reader
from comite.foundation import clock, storage, tasks
from comite.foundation.database import db, operation
from comite.foundation.errors import require
from comite.foundation.storage import Kept
from comite.imports import permissions, queries
from comite.imports.errors import NotCheckedError, NothingReadyError
from comite.imports.models import BatchState, ImportBatch, ImportKind
from comite.imports.work import address_of, carry_out, check_lines, key_of
from comite.territories.models import Committee
from comite.territories.queries import list_committees_by_authority


@dataclass(frozen=True)
class Document:
    """A file already kept, with its name."""

    kept: Kept
    name: str
    media_type: str


@operation
def ask_import(
    actor: Reader, kind: ImportKind, authority_id: int | None, committee: Committee | None, document: Document
) -> ImportBatch:
    """Take a file in; it is checked line by line, and nothing is imported yet."""
    require(permissions.may_import(actor, kind, authority_id, committee))
    if committee is not None and authority_id is not None:
        seats = list_committees_by_authority([authority_id])[authority_id]
        require(committee.id in {each.id for each in seats})
    batch = ImportBatch(
        kind=kind,
        owner_id=actor.user_id or 0,
        authority_id=authority_id,
        committee_id=committee.id if committee else None,
        unknown_headings=[],
        asked_at=clock.now(),
        **storage.named(document.kept, document.name, document.media_type),
    )
    db.session.add(batch)
    db.session.flush()
    _follow(batch, f"Vérification de « {batch.file_name} »")
    check_lines.later(batch_id=batch.id)
    return batch


def _follow(batch: ImportBatch, title: str) -> None:
    """Show the work among its owner's tasks."""
    tasks.start(batch.owner_id, key_of(batch.id), title, address_of(batch.id))


@operation
def run_import(actor: Reader, batch: ImportBatch) -> None:
    """Import the good lines, or those that remain; raises `NotCheckedError`, `NothingReadyError`."""
    require(permissions.may_follow(actor, batch))
    if not batch.can_run:
        raise NotCheckedError
    if not queries.count_lines(batch.id).ready:
        raise NothingReadyError
    batch.state, batch.ended_at, batch.error = BatchState.RUNNING, None, ""
    _follow(batch, f"Import de « {batch.file_name} »")
    carry_out.later(batch_id=batch.id)


@operation
def stop_import(actor: Reader, batch: ImportBatch) -> None:
    """Stop after the present line: what is done stays, the rest can be taken up again."""
    require(permissions.may_follow(actor, batch))
    if batch.state is not BatchState.RUNNING:
        raise NotCheckedError
    batch.state = BatchState.STOPPED
    done = queries.count_lines(batch.id).done
    tasks.done(key_of(batch.id), f"Arrêté : {done} lignes importées, les autres attendent.")


@operation
def forget_import(actor: Reader, batch: ImportBatch) -> None:
    """Throw away a file and its report; what its lines became stays."""
    require(permissions.may_follow(actor, batch))
    if batch.state is BatchState.RUNNING:
        raise NotCheckedError
    tasks.forget(key_of(batch.id))
    db.session.delete(batch)
