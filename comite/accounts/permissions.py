"""Who may do what about people."""

from comite.accounts.models import Invitation, Role, User
from comite.accounts.readers import Reader
from comite.territories.models import Committee, LocalAuthority


def may_invite(reader: Reader, authority_id: int | None, role: Role) -> bool:
    """Editors invite agents and editors of their authority; only administrators make animators."""
    if reader.is_administrator:
        return True
    return role is not Role.ANIMATOR and reader.has_role(Role.EDITOR, authority_id)


def may_invite_to(reader: Reader, committee: Committee, role: Role) -> bool:
    """The animator of a committee invites people of its member authorities."""
    return reader.is_administrator or (reader.animates(committee.id) and role is not Role.ANIMATOR)


def may_withdraw(reader: Reader, invitation: Invitation) -> bool:
    """The editors of its authority, the animator of its committee, administrators.

    Having sent it is not enough: whoever has lost the role must not bring anybody in any more.
    """
    return (
        reader.is_administrator
        or reader.has_role(Role.EDITOR, invitation.authority_id)
        or (invitation.committee_id is not None and reader.animates(invitation.committee_id))
    )


def may_see_people(reader: Reader) -> bool:
    """People with an account: names and functions are for those who work together, not for the public."""
    return reader.is_affiliated or reader.is_administrator


def may_manage_people(reader: Reader, authority_id: int) -> bool:
    """Editors of the authority, and administrators."""
    return may_invite(reader, authority_id, Role.AGENT)


def may_present(reader: Reader, authority: LocalAuthority) -> bool:
    """Editors of the authority: its presentation speaks for it; administrators."""
    return reader.is_administrator or reader.has_role(Role.EDITOR, authority.id)


def may_suspend(reader: Reader, user: User) -> bool:
    """Administrators, except themselves."""
    return reader.is_administrator and reader.user_id != user.id


def should_prove_twice(reader: Reader) -> bool:
    """Those whose account opens what belongs to others: animators and administrators."""
    return reader.is_administrator or any(each.role is Role.ANIMATOR for each in reader.affiliations)


def may_lift_second_factor(reader: Reader, user: User) -> bool:
    """Administrators, except for themselves: they would only be asked to set it up again."""
    return reader.is_administrator and reader.user_id != user.id


def may_administer(reader: Reader) -> bool:
    """Administrators of the installation."""
    return reader.is_administrator


def may_have_feed_keys(reader: Reader) -> bool:
    """People with an account: a key reads what they read."""
    return reader.is_signed_in
