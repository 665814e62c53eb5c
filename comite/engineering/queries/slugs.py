"""Addresses made from sentences, which never change afterwards."""

from sqlalchemy import or_, select

from comite.engineering.models.missions import Mission
from comite.engineering.models.requests import HelpRequest
from comite.foundation.database import db
from comite.foundation.text import slugify

# Words of our own addresses, which nothing can take.
RESERVED = {"nouvelle", "export"}


def free_slug(model: type[HelpRequest] | type[Mission], sentence: str) -> str:
    """An address for a new thing that none has."""
    wanted = slugify(sentence)
    taken = RESERVED | set(
        db.session.scalars(
            select(model.slug).where(or_(model.slug == wanted, model.slug.like(f"{wanted}-%")))
        )
    )
    rank, slug = 1, wanted
    while slug in taken:
        rank += 1
        slug = f"{wanted}-{rank}"
    return slug
