"""Who may import what, for whom: those who could write the same lines one by one."""

from comite.accounts import permissions as people
from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.imports.models import ImportBatch, ImportKind
from comite.territories.models import Committee


def may_import(
    reader: Reader, kind: ImportKind, authority_id: int | None, committee: Committee | None
) -> bool:
    """Agents write for their authority; editors invite for it, and animators for their committee."""
    if kind is not ImportKind.MEMBERS:
        is_told_somewhere = committee is None or kind is ImportKind.REPORTS
        return is_told_somewhere and reader.has_role(Role.AGENT, authority_id)
    if committee is not None:
        return authority_id is None and people.may_invite_to(reader, committee, Role.AGENT)
    return authority_id is not None and people.may_invite(reader, authority_id, Role.AGENT)


def may_follow(reader: Reader, batch: ImportBatch) -> bool:
    """Whoever sent the file: its lines may name people, and nobody else needs them."""
    return reader.user_id is not None and batch.owner_id == reader.user_id
