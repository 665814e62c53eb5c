"""Who may do what with a pooled project."""

from comite.accounts.models import Role
from comite.accounts.readers import Reader
from comite.engineering.models.projects import PartyStanding, PooledProject


def may_start(reader: Reader, authority_id: int | None, committee_id: int | None) -> bool:
    """Whoever writes for an authority, in a committee where they sit as member."""
    return reader.has_role(Role.AGENT, authority_id) and committee_id in reader.member_committee_ids


def may_edit(reader: Reader, project: PooledProject) -> bool:
    """Whoever writes for the pilot, and the animator of its committee, until it ends."""
    return not project.is_over and may_run(reader, project)


def may_run(reader: Reader, project: PooledProject) -> bool:
    """Whoever writes for the pilot, and the animator of its committee."""
    return reader.has_role(Role.AGENT, project.authority_id) or reader.animates(project.committee_id)


def may_answer(reader: Reader, project: PooledProject, authority_id: int | None) -> bool:
    """Whoever writes for a member authority says that it is interested, until the project ends."""
    return (
        not project.is_over
        and project.committee_id in reader.member_committee_ids
        and reader.has_role(Role.AGENT, authority_id)
    )


def may_accept(reader: Reader, project: PooledProject, authority_id: int | None) -> bool:
    """Editors: taking part, or not, binds the authority."""
    return may_answer(reader, project, authority_id) and reader.has_role(Role.EDITOR, authority_id)


def may_say(
    reader: Reader, project: PooledProject, authority_id: int | None, standing: PartyStanding
) -> bool:
    """Interest: whoever writes for the authority. Taking part, or not: its editors."""
    if standing is PartyStanding.INTERESTED:
        return may_answer(reader, project, authority_id)
    return may_accept(reader, project, authority_id)


def may_simulate(reader: Reader) -> bool:
    """Whoever belongs to an authority."""
    return reader.is_affiliated
