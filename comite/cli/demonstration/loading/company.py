"""Who and what the content speaks of, found by its words: people as readers, places as rows."""

from dataclasses import replace

from sqlalchemy import select

from comite.accounts import queries
from comite.accounts.models import Membership, Role, User
from comite.accounts.readers import Reader
from comite.foundation.database import db
from comite.territories.models import Committee, LocalAuthority


def reader(person: str, authority: str | None = None) -> Reader:
    """What a person may do at this moment, speaking for one of their authorities."""
    user_id = db.session.scalars(select(User.id).where(User.handle == person)).one()
    found = queries.reader_of(user_id)
    if authority is None:
        return found
    voice = next(each for each in found.affiliations if each.authority_slug == authority)
    return replace(found, speaking_for=voice)


def editor_of(authority: str) -> Reader:
    """Somebody who publishes for an authority: its first editor or animator."""
    return _member_of(authority, [Role.EDITOR, Role.ANIMATOR])


def writer_of(authority: str) -> Reader:
    """Somebody who writes for an authority."""
    return _member_of(authority, list(Role))


def animator_of(committee: Committee) -> Reader:
    """The person who animates a committee."""
    lead = db.session.get_one(LocalAuthority, committee.lead_authority_id)
    return _member_of(lead.slug, [Role.ANIMATOR])


def administrator() -> Reader:
    """The administrator of the demonstration."""
    handle = db.session.scalars(select(User.handle).where(User.is_administrator).limit(1)).one()
    return reader(handle)


def authority(slug: str) -> LocalAuthority:
    """The authority of these words."""
    return db.session.scalars(select(LocalAuthority).where(LocalAuthority.slug == slug)).one()


def committee(slug: str) -> Committee:
    """The committee of these words."""
    return db.session.scalars(select(Committee).where(Committee.slug == slug)).one()


def _member_of(slug: str, roles: list[Role]) -> Reader:
    """The first person who has one of these roles for an authority, speaking for it."""
    handle = db.session.scalars(
        select(User.handle)
        .join(Membership, Membership.user_id == User.id)
        .join(LocalAuthority, LocalAuthority.id == Membership.authority_id)
        .where(LocalAuthority.slug == slug, Membership.role.in_(roles), User.suspended_at.is_(None))
        .order_by(Membership.id)
        .limit(1)
    ).one()
    return reader(handle, slug)
