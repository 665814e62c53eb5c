"""What can be taken back in accounts: the places that people had in authorities."""

from typing import Any

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import joinedload

from comite.accounts import operations, permissions
from comite.accounts.former import FormerMembership
from comite.accounts.models import Role, User
from comite.accounts.readers import Reader
from comite.accounts.trash import TrashKind, select_thrown
from comite.foundation.database import db
from comite.foundation.errors import NotFoundError
from comite.territories.models import LocalAuthority

PLACE = "place"


def thrown_places(reader: Reader) -> Select[Any]:
    """The places that ended in the authorities that a reader edits for; for administrators, those they ended.

    Whoever left takes nothing back by themselves: their authority may count on it.
    """
    found = select_thrown(
        PLACE, "Place dans une collectivité", FormerMembership, User.name, LocalAuthority.name
    )
    edited = and_(
        FormerMembership.authority_id.in_(sorted(reader.edited_authority_ids)),
        FormerMembership.role != Role.ANIMATOR,
    )
    ended_by_them = FormerMembership.trashed_by_id == reader.user_id
    return (
        found.join(User, User.id == FormerMembership.user_id)
        .join(LocalAuthority, LocalAuthority.id == FormerMembership.authority_id)
        .where(or_(edited, ended_by_them) if reader.is_administrator else edited)
    )


def restore_place(reader: Reader, former_id: int) -> str:
    """Give somebody their place back."""
    former = db.session.get(FormerMembership, former_id, options=[joinedload(FormerMembership.authority)])
    if former is None or not permissions.may_invite(reader, former.authority_id, former.role):
        raise NotFoundError
    slug = former.authority.slug
    operations.give_back_membership(reader, former)
    return f"/collectivites/{slug}/personnes"


TRASH = (TrashKind(PLACE, FormerMembership, thrown_places, restore_place),)
