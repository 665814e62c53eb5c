"""Whom the @names of a text designate: people, and authorities."""

from dataclasses import dataclass, field

from sqlalchemy import select

from comite.accounts import queries as accounts
from comite.foundation import markdown
from comite.foundation.database import db
from comite.territories.models import LocalAuthority


@dataclass(frozen=True)
class Mentions:
    """The @names that exist: their addresses, and whom they designate."""

    addresses: dict[str, str] = field(default_factory=dict)
    user_ids: tuple[int, ...] = ()
    authority_ids: tuple[int, ...] = ()


def mentions_in(source: str) -> Mentions:
    """Whom a text mentions; a person comes before an authority of the same name."""
    names = markdown.mentioned(source)
    if not names:
        return Mentions()
    people = accounts.users_of_handles(names)
    rows = db.session.execute(
        select(LocalAuthority.slug, LocalAuthority.id).where(LocalAuthority.slug.in_(names))
    )
    authorities = {row.slug: row.id for row in rows if row.slug not in people}
    return Mentions(
        addresses={
            **{name: f"/personnes/{name}" for name in people},
            **{name: f"/collectivites/{name}" for name in authorities},
        },
        user_ids=tuple(people.values()),
        authority_ids=tuple(authorities.values()),
    )
