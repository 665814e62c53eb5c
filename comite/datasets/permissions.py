"""Who may do what with a dataset."""

from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.accounts.trash import is_thrower
from comite.datasets.models import Dataset, DatasetStatus


def may_create(reader: Reader, authority_id: int | None) -> bool:
    """Whoever writes for the authority, from the first day."""
    return reader.has_role(Role.AGENT, authority_id)


def may_edit(reader: Reader, dataset: Dataset) -> bool:
    """Agents while it is a draft; once published, its editors; nobody in the trash."""
    if dataset.is_trashed:
        return False
    role = Role.AGENT if dataset.status is DatasetStatus.DRAFT else Role.EDITOR
    return reader.has_role(role, dataset.authority_id)


def may_propose(reader: Reader, dataset: Dataset) -> bool:
    """Whoever writes for its authority, while it is a draft."""
    is_here = dataset.status is DatasetStatus.DRAFT and not dataset.is_trashed
    return is_here and reader.has_role(Role.AGENT, dataset.authority_id)


def may_publish(reader: Reader, dataset: Dataset) -> bool:
    """Editors of the producing authority: a publication speaks for the authority."""
    return not dataset.is_trashed and reader.has_role(Role.EDITOR, dataset.authority_id)


def may_decide(reader: Reader, dataset: Dataset) -> bool:
    """Editors of the producing authority: the decision binds it."""
    return reader.has_role(Role.EDITOR, dataset.authority_id)


def may_delete(reader: Reader, dataset: Dataset) -> bool:
    """Agents of its authority, as long as nobody else ever saw it."""
    return (
        dataset.is_draft
        and not dataset.is_trashed
        and dataset.published_at is None
        and reader.has_role(Role.AGENT, dataset.authority_id)
    )


def may_take_out_of_trash(reader: Reader, dataset: Dataset) -> bool:
    """Whoever threw it away, as long as they write for its authority, and its editors."""
    thrower = is_thrower(reader, dataset) and reader.has_role(Role.AGENT, dataset.authority_id)
    return thrower or reader.has_role(Role.EDITOR, dataset.authority_id)


def may_moderate(reader: Reader, dataset: Dataset) -> bool:
    """The animator of its committee, and administrators, once it has left its authority."""
    return not dataset.is_draft and (reader.is_administrator or reader.animates(dataset.committee_id))
