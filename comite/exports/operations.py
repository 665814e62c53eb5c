"""Asking for an archive, throwing it away, writing down who took it; the work itself is in `work`."""

from comite.accounts.readers import Reader
from comite.exports import permissions, queries
from comite.exports.errors import AlreadyUnderWayError, NotReadyError
from comite.exports.models import CommitteeExport
from comite.exports.work import address_of, key_of, make_archive
from comite.foundation import audit, tasks
from comite.foundation.database import db, operation
from comite.foundation.errors import require
from comite.territories.models import Committee


@operation
def ask_export(actor: Reader, committee: Committee) -> CommitteeExport:
    """Have an archive made by the worker; raises `AlreadyUnderWayError`."""
    require(permissions.may_export(actor, committee.id))
    if queries.is_under_way(actor, committee.id):
        raise AlreadyUnderWayError
    export = CommitteeExport(committee_id=committee.id, asked_by_id=actor.user_id or 0)
    db.session.add(export)
    db.session.flush()
    title = f"Export de « {committee.name} »"
    tasks.start(actor.user_id, key_of(export.id), title, address_of(committee.slug))
    make_archive.later(export_id=export.id)
    _write_down(actor, export, "committee_export_asked")
    return export


@operation
def note_download(actor: Reader, export: CommitteeExport) -> None:
    """Write down that the archive leaves the site; raises `NotReadyError` when it cannot."""
    require(permissions.may_download(actor, export))
    if not export.can_be_downloaded:
        raise NotReadyError
    _write_down(actor, export, "committee_export_downloaded")


@operation
def forget_export(actor: Reader, export: CommitteeExport) -> None:
    """Throw an archive away before its time; raises `AlreadyUnderWayError` while it is being made."""
    require(permissions.may_download(actor, export))
    if export.is_waiting:
        raise AlreadyUnderWayError
    tasks.forget(key_of(export.id))
    db.session.delete(export)


def _write_down(actor: Reader, export: CommitteeExport, action: str) -> None:
    """One line of the log of the committee."""
    scope = f"committee:{export.committee_id}"
    audit.record(actor, action, scope=scope, kind="committee_export", subject_id=export.id)
