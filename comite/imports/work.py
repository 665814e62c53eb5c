"""The work behind an import: checking every line, then carrying out each good one once, whatever dies."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, select

from comite.accounts import queries as people
from comite.datasets.reading import gateway
from comite.foundation import clock, storage, tasks
from comite.foundation.database import db, operation, write
from comite.foundation.errors import NotAllowedError, NotFoundError, RefusedError, UnavailableError
from comite.foundation.jobs import job, long_job
from comite.imports import permissions, queries
from comite.imports.cells import Cells, Fault
from comite.imports.columns import Found, matched
from comite.imports.errors import UnusableFileError
from comite.imports.labels import RESULTS
from comite.imports.models import LINES_MAX, BatchState, ImportBatch, ImportLine, LineState
from comite.imports.rules.desk import Desk
from comite.imports.rules.registry import RULES, Made

KEPT_ENDED = timedelta(days=30)
TOLD_EVERY = 25
SHEET = "À remplir"
TITLE_MAX = 200
GIVEN_UP = (
    "La vérification de ce fichier s’est interrompue et n’a pas pu reprendre. Déposez-le de nouveau ; si "
    "cela recommence, prévenez la personne qui administre le site."
)


def key_of(batch_id: int) -> str:
    """What an import calls itself among its owner's tasks."""
    return f"import:{batch_id}"


def address_of(batch_id: int) -> str:
    """Where an import is followed."""
    return f"/imports/lots/{batch_id}"


@long_job
def check_lines(batch_id: int) -> None:
    """Read the file in a child process and look at each line; nothing is imported. Twice gives the same."""
    batch = queries.find_batch(batch_id)
    if batch is None or batch.state is not BatchState.READING:
        return
    try:
        found = _read(batch)
        _keep_lines(batch_id, _checked(batch, found), found.unknown_headings)
    except (UnusableFileError, NotAllowedError, NotFoundError) as error:
        _note_unusable(batch_id, str(error))


def _read(batch: ImportBatch) -> Found:
    """The lines of the file by the names of our columns; raises `UnusableFileError`."""
    rows, error = gateway.read_cells(
        storage.current().path(batch.digest), batch.file_name, LINES_MAX, sheet=SHEET
    )
    if error:
        raise UnusableFileError(error)
    found = matched(rows, RULES[batch.kind].columns)
    if len(found.lines) > LINES_MAX:
        raise UnusableFileError(
            f"Ce fichier a plus de {LINES_MAX} lignes. Coupez-le en plusieurs fichiers, "
            "chacun avec sa ligne de titres."
        )
    return found


def _checked(batch: ImportBatch, found: Found) -> list[ImportLine]:
    """Each line with what is wrong with it."""
    rules, desk = RULES[batch.kind], _desk(batch)
    lines = []
    for rank, (number, written) in enumerate(found.lines):
        if rank % TOLD_EVERY == 0:
            tasks.progress(key_of(batch.id), rank, len(found.lines), f"Vérification de la ligne {number}")
        desk.number = number
        cells = Cells(written, rules.columns)
        title = rules.check(desk, cells)
        lines.append(
            ImportLine(
                batch_id=batch.id,
                number=number,
                title=title[:TITLE_MAX],
                written=written,
                faults=[asdict(each) for each in cells.faults],
                state=LineState.REFUSED if cells.faults else LineState.READY,
            )
        )
    return lines


def _desk(batch: ImportBatch) -> Desk:
    """Who imports, with today's rights; raises `NotAllowedError` when they have them no longer."""
    actor = people.reader_of(batch.owner_id)
    if not permissions.may_import(actor, batch.kind, batch.authority_id, batch.committee):
        raise NotAllowedError(
            "Vous n’avez plus le rôle qui permet cet import. Rien d’autre ne sera importé ; "
            "l’animation de votre comité peut vous le rendre."
        )
    return Desk(actor, batch.authority, batch.committee)


@operation
def _keep_lines(batch_id: int, lines: Sequence[ImportLine], unknown_headings: Sequence[str]) -> None:
    """Keep the report of the check, all of it."""
    batch = queries.find_batch(batch_id)
    if batch is None or batch.state is not BatchState.READING:
        return
    db.session.execute(delete(ImportLine).where(ImportLine.batch_id == batch_id))
    db.session.add_all(lines)
    batch.state = BatchState.CHECKED
    batch.unknown_headings = list(unknown_headings)
    wrong = sum(1 for each in lines if each.state is LineState.REFUSED)
    tasks.done(
        key_of(batch_id),
        f"Vérifié : {len(lines) - wrong} lignes prêtes, {wrong} à corriger. À vous de lancer.",
    )


@operation
def _note_unusable(batch_id: int, sentence: str) -> None:
    """Say why a file cannot be imported."""
    batch = queries.find_batch(batch_id)
    if batch is None:
        return
    batch.state, batch.error, batch.ended_at = BatchState.UNREADABLE, sentence, clock.now()
    tasks.failed(key_of(batch_id), sentence)


@long_job
def carry_out(batch_id: int) -> None:
    """Import the lines that remain, each in its own change with its mark: killed, it goes on where it was."""
    batch = queries.find_batch(batch_id)
    if batch is None:
        return
    total = queries.count_lines(batch_id).total
    waiting = queries.list_ready_ids(batch_id)
    for rank, line_id in enumerate(waiting, start=total - len(waiting) + 1):
        batch = queries.find_batch(batch_id)
        if batch is None or batch.state is not BatchState.RUNNING:
            return
        try:
            desk = _desk(batch)
        except NotAllowedError as error:
            _interrupt(batch_id, str(error))
            return
        _try_line(batch, desk, line_id, rank, total)
    _finish(batch_id)


@operation
def _interrupt(batch_id: int, sentence: str) -> None:
    """Leave the rest undone, and say why."""
    batch = queries.find_batch(batch_id)
    if batch is not None and batch.state is BatchState.RUNNING:
        batch.state, batch.error = BatchState.STOPPED, sentence
        tasks.failed(key_of(batch_id), sentence)


def _try_line(batch: ImportBatch, desk: Desk, line_id: int, rank: int, total: int) -> None:
    """One line: done, or refused with its sentence and the others go on."""
    line = db.session.get(ImportLine, line_id, populate_existing=True)
    if line is None:
        return
    rules = RULES[batch.kind]
    try:
        made = rules.prepare(desk, Cells(line.written, rules.columns))
        _carry_line(batch.id, line_id, made, rank, total)
    except UnavailableError:
        raise  # the disk is full: the job waits and tries again, the line is not at fault
    except RefusedError as error:
        _refuse_line(line_id, str(error))


@operation
def _carry_line(batch_id: int, line_id: int, made: Made, rank: int, total: int) -> None:
    """Make the thing and mark the line, or neither."""
    line = db.session.scalar(
        select(ImportLine)
        .where(ImportLine.id == line_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if line is None or line.state is not LineState.READY:
        return
    line.path = made()[:300]
    line.state, line.done_at = LineState.DONE, clock.now()
    tasks.progress(key_of(batch_id), rank, total, f"Ligne {rank} sur {total}")


@operation
def _refuse_line(line_id: int, sentence: str) -> None:
    """Mark a line that the site refused, with the reason."""
    line = db.session.get(ImportLine, line_id, populate_existing=True)
    if line is None or line.state is not LineState.READY:
        return
    line.state = LineState.FAILED
    line.faults = [asdict(Fault("", sentence, "Corrigez cette ligne, puis importez-la de nouveau."))]


@operation
def _finish(batch_id: int) -> None:
    """Say that all is done, and what it gave."""
    batch = queries.find_batch(batch_id)
    counts = queries.count_lines(batch_id)
    if batch is None or batch.state is not BatchState.RUNNING or counts.ready:
        return
    batch.state, batch.ended_at = BatchState.DONE, clock.now()
    one, many = RESULTS[batch.kind]
    left = f", {counts.wrong} lignes à corriger" if counts.wrong else ""
    tasks.done(key_of(batch_id), f"{counts.done} {one if counts.done < 2 else many}{left}")


def give_up(batch_id: int) -> None:
    """Say that the work on a file was given up: it is sent again, or the lines that remain are taken up."""
    batch = queries.find_batch(batch_id)
    if batch is not None and batch.state is BatchState.READING:
        _note_unusable(batch_id, GIVEN_UP)
    _interrupt(batch_id, tasks.INTERRUPTED)


@job
def forget_old() -> None:
    """Drop the files and lines of imports a month old: they may name people; what they made stays."""
    with write() as session:
        old = ImportBatch.asked_at < clock.now() - KEPT_ENDED
        idle = ImportBatch.state != BatchState.RUNNING
        session.execute(delete(ImportBatch).where(old, idle))
