"""Who may do what with a shared model."""

from comite.accounts.audiences import may_read
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.engineering.models.library import SharedModel


def may_share(reader: Reader, authority_id: int | None) -> bool:
    """Whoever writes for an authority."""
    return reader.has_role(Role.AGENT, authority_id)


def may_edit(reader: Reader, model: SharedModel) -> bool:
    """Whoever writes for its authority while it is a draft; once published, its editors."""
    return reader.has_role(Role.AGENT if model.is_draft else Role.EDITOR, model.authority_id)


def may_publish(reader: Reader, model: SharedModel) -> bool:
    """Editors of the authority that keeps it."""
    return reader.has_role(Role.EDITOR, model.authority_id)


def may_tell_use(reader: Reader, model: SharedModel, authority_id: int | None) -> bool:
    """Whoever writes for an authority, once it is published."""
    return not model.is_draft and may_read(reader, model) and reader.has_role(Role.AGENT, authority_id)


def may_suggest(reader: Reader, model: SharedModel) -> bool:
    """Whoever belongs to an authority, once it is published."""
    return not model.is_draft and may_read(reader, model) and reader.speaking_for is not None


def may_bring_shipped(reader: Reader, authority_id: int | None) -> bool:
    """Animators, for their lead authority."""
    return reader.has_role(Role.ANIMATOR, authority_id)
