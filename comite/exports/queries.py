"""Reading exports: each animator sees their own."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from comite.accounts.readers import Reader
from comite.exports import permissions
from comite.exports.models import LASTS, CommitteeExport, ExportState
from comite.foundation import clock
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.territories.models import Committee

LISTED = 20


def get_export(reader: Reader, committee: Committee, export_id: int) -> CommitteeExport:
    """An export of this committee that the reader asked for; raises `NotFoundError`."""
    found = find_export(export_id)
    if found is None or found.committee_id != committee.id or not permissions.may_download(reader, found):
        raise NotFoundError
    return found


def find_export(export_id: int) -> CommitteeExport | None:
    """An export as it is now, for the work behind it."""
    return db.session.scalar(
        select(CommitteeExport)
        .where(CommitteeExport.id == export_id)
        .options(joinedload(CommitteeExport.committee).joinedload(Committee.lead_authority))
        .execution_options(populate_existing=True)
    )


def list_exports(reader: Reader, committee_id: int) -> Sequence[CommitteeExport]:
    """One's exports of a committee, the latest first."""
    return db.session.scalars(
        select(CommitteeExport)
        .where(CommitteeExport.committee_id == committee_id, CommitteeExport.asked_by_id == reader.user_id)
        .order_by(CommitteeExport.id.desc())
        .limit(LISTED)
    ).all()


def is_under_way(reader: Reader, committee_id: int) -> bool:
    """Whether the person already waits for an archive of this committee."""
    waiting = select(CommitteeExport.id).where(
        CommitteeExport.committee_id == committee_id,
        CommitteeExport.asked_by_id == reader.user_id,
        CommitteeExport.state == ExportState.WAITING,
    )
    return db.session.scalar(waiting.limit(1)) is not None


def list_expired() -> Sequence[CommitteeExport]:
    """The exports too old to be kept, whatever became of them."""
    return db.session.scalars(
        select(CommitteeExport).where(
            CommitteeExport.ended_at.is_not(None), CommitteeExport.ended_at <= clock.now() - LASTS
        )
    ).all()
