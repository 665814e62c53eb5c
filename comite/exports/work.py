"""The work behind an export: chapter after chapter into one archive, kept only when it is whole.

A worker that is killed leaves a temporary file that the sweep removes, and another begins again: what is made
anew is right, what would be taken up half-way might mix two moments.
"""

import shutil
from collections.abc import Iterable

from comite.accounts import queries as people
from comite.exports import permissions, queries
from comite.exports.chapters.desk import Desk, Piece
from comite.exports.chapters.every import CHAPTERS
from comite.exports.errors import NoRoomError
from comite.exports.models import CommitteeExport, ExportState
from comite.exports.readme import readme
from comite.foundation import clock, settings, storage, tasks
from comite.foundation.archive import Archive, stored
from comite.foundation.database import db, operation
from comite.foundation.errors import NotAllowedError
from comite.foundation.jobs import job, long_job
from comite.foundation.storage import Draft, Kept
from comite.foundation.text import slugify

BATCH = 20
MEGABYTE = 1024 * 1024
LIMIT = 1024 * 1024 * MEGABYTE
MISSING = "fichiers-introuvables.txt"
LOST_ROLE = (
    "Vous n’animez plus ce comité : l’export est arrêté. L’animation du comité peut en demander un autre."
)


def key_of(export_id: int) -> str:
    """What an export calls itself among its owner's tasks."""
    return f"export:{export_id}"


def address_of(slug: str) -> str:
    """Where an export is followed, then downloaded."""
    return f"/comites/{slug}/export"


class Careful:
    """A draft that stops before the reserve of the disk is touched."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self._since = draft, 16 * MEGABYTE

    def write(self, piece: bytes) -> int:
        """Add a piece; raises `NoRoomError`."""
        self._since += len(piece)
        if self._since >= 16 * MEGABYTE:
            self._since = 0
            in_use = settings.current()
            if shutil.disk_usage(in_use.data_dir).free <= (in_use.disk_reserve_mb + 16) * MEGABYTE:
                raise NoRoomError
        return self.draft.write(piece)

    def flush(self) -> None:
        """Hand to the system what was written so far."""
        self.draft.flush()


@long_job
def make_archive(export_id: int) -> None:
    """Make the archive that an animator asked for; done twice, the second finds nothing to do."""
    export = queries.find_export(export_id)
    if export is None or not export.is_waiting:
        return
    try:
        desk = _desk(export)
        with storage.current().writing(LIMIT) as draft:
            count = _fill(export_id, desk, draft)
        _desk(export)  # whoever lost the role meanwhile takes nothing away
    except (NotAllowedError, NoRoomError) as error:
        _fail(export_id, str(error))
        return
    _finish(export_id, draft.kept, count)


def _desk(export: CommitteeExport) -> Desk:
    """Who takes what away, with the rights of this very moment; raises `NotAllowedError`."""
    db.session.expunge_all()  # a place lost since the last look must show
    reader = people.reader_of(export.asked_by_id)
    if not permissions.may_export(reader, export.committee_id):
        raise NotAllowedError(LOST_ROLE)
    return Desk(reader, export.committee, settings.current().public_url.rstrip("/"), clock.now())


def _fill(export_id: int, desk: Desk, draft: Draft) -> int:
    """Write every chapter; returns how many pieces there are."""
    plan = [(chapter, list(chapter.ids(desk))) for chapter in CHAPTERS]
    total, done = sum(len(ids) + 1 for _, ids in plan), 0
    missing: list[str] = []
    with Archive(Careful(draft), clock.in_paris(desk.now)) as archive:
        counted = [(chapter, len(ids)) for chapter, ids in plan]
        archive.add("LISEZMOI.txt", [readme(desk, counted).encode()])
        for chapter, ids in plan:
            tasks.progress(key_of(export_id), done, total, chapter.title)
            _add_all(archive, chapter.whole(desk), missing)
            done += 1
            for start in range(0, len(ids), BATCH):
                batch = ids[start : start + BATCH]
                _add_all(archive, chapter.pieces(desk, batch), missing)
                done += len(batch)
                step = f"{chapter.title} : {start + len(batch)} sur {len(ids)}"
                tasks.progress(key_of(export_id), done, total, step)
                db.session.expunge_all()  # what was read is written: nothing of it stays in memory
        if missing:
            archive.add(MISSING, [f"{path}\n".encode() for path in missing])
    return archive.count


def _add_all(archive: Archive, pieces: Iterable[Piece], missing: list[str]) -> None:
    """Write pieces as they come; a content that the storage has lost is named, and the rest goes on."""
    for piece in pieces:
        content = (
            stored(storage.current(), piece.content) if isinstance(piece.content, str) else piece.content
        )
        if content is None:
            missing.append(piece.path)
        else:
            archive.add(piece.path, content)


@operation
def _finish(export_id: int, kept: Kept, count: int) -> None:
    """Name the archive: from now on it can be downloaded."""
    export = queries.find_export(export_id)
    if export is None or not export.is_waiting:
        return
    storage.record(kept)
    export.state, export.ended_at = ExportState.DONE, clock.now()
    export.digest, export.size, export.piece_count = kept.digest, kept.size, count
    day = clock.in_paris(clock.now()).date()
    export.file_name = f"{slugify(export.committee.name)}-{day:%Y-%m-%d}.zip"
    tasks.done(key_of(export_id), f"Prêt : {count} fichiers. À télécharger dans les sept jours.")


@operation
def _fail(export_id: int, sentence: str) -> None:
    """Say why there will be no archive."""
    export = queries.find_export(export_id)
    if export is None or not export.is_waiting:
        return
    export.state, export.ended_at, export.error = ExportState.FAILED, clock.now(), sentence
    tasks.failed(key_of(export_id), sentence)


def give_up(export_id: int) -> None:
    """Say that an archive will not come: its work was given up."""
    _fail(export_id, tasks.INTERRUPTED)


@job
def forget_expired() -> None:
    """Drop the exports whose time is over; the sweep of files removes the contents that nobody names."""
    for export in queries.list_expired():
        db.session.delete(export)
