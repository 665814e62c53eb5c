"""The datasets that wait for somebody."""

from sqlalchemy import Select, select

from comite.accounts.readers import Reader
from comite.datasets.models import Dataset, DatasetStatus
from comite.datasets.queries import is_to_approve
from comite.notifications.awaited import Awaited
from comite.notifications.models import Reason


def to_approve(reader: Reader) -> Select[int]:
    """Those proposed to the editors of one's authorities."""
    return select(Dataset.id).where(is_to_approve(reader))


def to_change(reader: Reader) -> Select[int]:
    """The drafts of one's authorities of which an editor asked changes."""
    return select(Dataset.id).where(
        Dataset.status == DatasetStatus.DRAFT,
        Dataset.changes_requested.is_not(None),
        Dataset.authority_id.in_(sorted(reader.authority_ids)),
    )


AWAITED = (
    Awaited("dataset", (Reason.APPROVAL_AWAITED,), to_approve),
    Awaited("dataset", (Reason.CHANGES_REQUESTED,), to_change),
)
