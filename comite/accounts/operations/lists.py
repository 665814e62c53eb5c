"""Inviting the people of a list, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from comite.accounts import errors
from comite.accounts.invitation_lists import Line
from comite.accounts.models import Profile
from comite.accounts.operations.invitations import invite
from comite.accounts.readers import Reader
from comite.foundation.errors import RefusedError
from comite.territories import queries as places
from comite.territories.models import Committee, LocalAuthority


@dataclass(frozen=True)
class Reported:
    """What became of one line of a list; `refusal` is empty when the invitation left."""

    line: Line
    refusal: str = ""


def invite_list(
    actor: Reader, lines: Sequence[Line], *, committee: Committee | None, authority: LocalAuthority | None
) -> list[Reported]:
    """Invite the people of a list, for the authority each line names or else for the one given.

    Each line is its own change: a bad one does not lose the others.
    """
    return [_invite_line(actor, line, committee, authority) for line in lines]


def _invite_line(
    actor: Reader, line: Line, committee: Committee | None, default: LocalAuthority | None
) -> Reported:
    """One line of a list, and what became of it."""
    authority = authority_named(line.authority, committee, default)
    if not line.address:
        return Reported(line, errors.NoAddressError.sentence)
    if line.role is None:
        return Reported(line, errors.UnknownRoleError.sentence)
    if authority is None:
        return Reported(line, errors.UnknownAuthorityError.sentence)
    try:
        invite(
            actor, line.address, authority, line.role, name=line.name[: Profile.NAME_MAX], committee=committee
        )
    except RefusedError as error:
        return Reported(line, str(error))
    return Reported(line)


def authority_named(
    written: str, committee: Committee | None, default: LocalAuthority | None
) -> LocalAuthority | None:
    """The authority that a line names: among those of the committee first, where names are told apart."""
    if not written:
        return default
    if committee is not None:
        return places.find_seated_authority_named(committee.id, written)
    named = places.find_authority_named(written)
    # An editor invites for one authority: a line for another one is a mistake to be shown.
    return default if default is not None and named is not None and named.id == default.id else None
