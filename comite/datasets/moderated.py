"""How moderation, which knows no dataset, hides one and shows it again."""

from collections.abc import Mapping, Sequence

from comite.accounts.readers import Reader
from comite.datasets import operations, queries
from comite.datasets.models import Dataset
from comite.discussions.moderated import Case, Moderated
from comite.foundation.errors import NotFoundError


def _hide(actor: Reader, dataset_id: int, reason: str) -> None:
    """Leave a dataset to its authority."""
    operations.hide(actor, _dataset(dataset_id), reason)


def _unhide(actor: Reader, dataset_id: int, reason: str) -> None:
    """Give a dataset back to its audience."""
    operations.unhide(actor, _dataset(dataset_id), reason)


def _dataset(dataset_id: int) -> Dataset:
    """A dataset that left its authority, hidden or not."""
    found = queries.list_moderated([dataset_id])
    if not found:
        raise NotFoundError
    return found[0]


def _cases(ids: Sequence[int]) -> Mapping[int, Case]:
    """The datasets as their moderators see them."""
    return {
        dataset.id: Case(
            kind=operations.KIND,
            id=dataset.id,
            title=dataset.title,
            address=f"/jeux-de-donnees/{dataset.slug}",
            text=dataset.general_interest,
            author_name=dataset.created_by.name if dataset.created_by else "",
            authority_name=dataset.authority.name,
            committee_id=dataset.committee_id,
            is_hidden=dataset.is_hidden,
        )
        for dataset in queries.list_moderated(ids)
    }


MODERATED = Moderated(kind=operations.KIND, hide=_hide, unhide=_unhide, cases=_cases)
