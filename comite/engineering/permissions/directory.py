"""Who may read and write the directory of expertise."""

from comite.accounts.models import Role
from comite.accounts.permissions import may_see_people
from comite.accounts.readers import Reader
from comite.engineering.models.directory import ExpertiseProfile


def may_read_directory(reader: Reader) -> bool:
    """Members: names and functions are for those who work together."""
    return may_see_people(reader)


def may_describe(reader: Reader, authority_id: int | None, user_id: int | None) -> bool:
    """A person describes what they can help with; editors describe their authority."""
    if user_id is not None:
        return user_id == reader.user_id and reader.has_role(Role.AGENT, authority_id)
    return reader.has_role(Role.EDITOR, authority_id)


def may_remove(reader: Reader, profile: ExpertiseProfile) -> bool:
    """Whoever wrote it; the editors of an authority answer for all that bears its name."""
    return may_describe(reader, profile.authority_id, profile.user_id) or reader.has_role(
        Role.EDITOR, profile.authority_id
    )


def may_name_ai_leads(reader: Reader, authority_id: int) -> bool:
    """Editors of the authority, and administrators."""
    return reader.is_administrator or reader.has_role(Role.EDITOR, authority_id)


def may_manage_skills(reader: Reader) -> bool:
    """Administrators."""
    return reader.is_administrator
